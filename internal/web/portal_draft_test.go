package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"balie/internal/desktest"
)

// keeps sends what script sends while somebody types.
func keeps(t *testing.T, c *desktest.Client, under string, fields url.Values, want bool) {
	t.Helper()
	got := c.PostForm(under+"/draft", fields)
	status(t, got, http.StatusOK)
	if strings.Contains(got.Body, `"kept":true`) != want {
		t.Errorf("%s: %s, want it kept: %v", got.Path, got.Body, want)
	}
}

func TestACustomersDraftWaitsUntilItIsSent(t *testing.T) {
	each(t, func(t *testing.T, w *desktest.World) {
		q := w.Eva.Submits("Drafts", "What now?")
		at := "/tickets/" + q.Ref
		file := text(uploaded(w, w.Eva))
		keeps(t, w.Eva.Client(), at, url.Values{"mode": {"new"}, "text": {"Not yet said"}, "kept": {file}}, true)
		keeps(t, w.Eva.Client(), "/new", url.Values{
			"kind": {"incident"}, "subject": {"Half a subject"}, "text": {"Half a question"}, "system": {text(int64(w.BakeryTill.ID))},
		}, true)
		browser := w.Visitor()
		browser.SignIn(w.Eva.Mail, desktest.Password)
		reply := browser.Get(at).Form("Send message")
		if reply.Value("text") != "Not yet said" || reply.Value("mode") != "new" || reply.Value("kept") != file {
			t.Errorf("another browser shows %q, %q, file %q", reply.Value("text"), reply.Value("mode"), reply.Value("kept"))
		}
		says(t, browser.Get(at), "Draft saved", "dot.png")
		page := browser.Get("/new?subject=From+a+link&system=" + text(int64(w.BakerySite.ID)))
		form := page.Form("Send ticket")
		for name, want := range map[string]string{
			"kind": "incident", "subject": "Half a subject", "text": "Half a question", "system": text(int64(w.BakeryTill.ID)),
		} {
			if got := form.Value(name); got != want {
				t.Errorf("%s of the new ticket is %q, want %q", name, got, want)
			}
		}
		for _, p := range []*desktest.Page{
			w.Mira.Client().Get(at), w.Mira.Client().Get("/new"), w.Sanne.Client().Get("/desk/tickets/" + q.Ref), w.Victor.Client().Get("/desk/tickets/" + q.Ref),
		} {
			for _, word := range []string{"Not yet said", "dot.png", "Half a"} {
				if strings.Contains(p.Body, word) {
					t.Errorf("%s shows %q to somebody else", p.Path, word)
				}
			}
		}

		status(t, reply.Press("Send message"), http.StatusSeeOther)
		if got := browser.Get(at).Form("Send message"); got.Value("text") != "" || got.Value("kept") != "" {
			t.Errorf("after it was sent the form holds %q, file %q", got.Value("text"), got.Value("kept"))
		}
		if got := form.Press("Discard draft"); got.Header.Get("Location") != "/new?subject=From+a+link&system="+text(int64(w.BakerySite.ID)) {
			t.Errorf("discarded: %d to %q", got.Status, got.Header.Get("Location"))
		}
		if got := browser.Get("/new").Form("Send ticket"); got.Value("text") != "" || got.Value("subject") != "" {
			t.Errorf("a discarded draft is back: %q", got.Value("subject"))
		}
		keeps(t, browser, "/new", url.Values{"kind": {"question"}, "subject": {"Whole"}, "text": {"Whole"}}, true)
		status(t, browser.Get("/new").Form("Send ticket").Press("Send ticket"), http.StatusSeeOther)
		if got := browser.Get("/new").Form("Send ticket").Value("subject"); got != "" {
			t.Errorf("the new ticket's form holds %q after it was sent", got)
		}
	})
}

func TestTheLastDraftWinsAndAnEmptyOneIsNone(t *testing.T) {
	each(t, func(t *testing.T, w *desktest.World) {
		q := w.Eva.Submits("Two tabs", "What now?")
		at := "/tickets/" + q.Ref
		keeps(t, w.Eva.Client(), at, url.Values{"text": {"from one tab"}}, true)
		keeps(t, w.Eva.Client(), at, url.Values{"text": {"from the other"}}, true)
		if got := w.Eva.Client().Get(at).Form("Send message").Value("text"); got != "from the other" {
			t.Errorf("the draft is %q", got)
		}
		keeps(t, w.Eva.Client(), at, url.Values{"text": {" \n"}, "mode": {"new"}}, false)
		if p := w.Eva.Client().Get(at); p.Form("Send message").Value("text") != "" {
			t.Error("an emptied draft is back")
		}
		got := w.Eva.Client().PostForm(at+"/draft", url.Values{"text": {strings.Repeat("x", 3<<20)}})
		status(t, got, http.StatusRequestEntityTooLarge)
	})
}

// A page of somebody who signed out can still be open when another person signs
// in at the same browser.
func TestADraftIsOnlyItsWriters(t *testing.T) {
	each(t, func(t *testing.T, w *desktest.World) {
		q := w.Eva.Submits("One browser", "What now?")
		at := "/tickets/" + q.Ref
		browser := w.Visitor()
		browser.SignIn(w.Eva.Mail, desktest.Password)
		old := map[string]string{}
		for _, path := range []string{at, "/new"} {
			_, rest, _ := strings.Cut(browser.Get(path).Body, `data-draft="`)
			to, _, _ := strings.Cut(rest, `"`)
			if !strings.HasPrefix(to, path+"/draft?as=") {
				t.Fatalf("%s keeps drafts at %q", path, to)
			}
			old[path] = to
		}
		status(t, browser.PostForm(old[at], url.Values{"text": {"mine"}}), http.StatusOK)
		browser.PostForm("/sign-out", nil)
		for _, to := range old {
			got := browser.PostForm(to, url.Values{"text": {"secret words"}, "subject": {"secret words"}})
			if l := got.Header.Get("Location"); got.Status != http.StatusSeeOther || strings.Contains(l, "kept=") {
				t.Errorf("after signing out: %d to %q", got.Status, l)
			}
		}
		browser.SignIn(w.Mira.Mail, desktest.Password)
		for path, to := range old {
			status(t, browser.PostForm(to, url.Values{"text": {"secret words"}, "subject": {"secret words"}}), http.StatusNotFound)
			for _, p := range []string{path, path + "?kept=1"} {
				if got := browser.Get(p); strings.Contains(got.Body, "secret words") || strings.Contains(got.Body, "mine<") {
					t.Errorf("%s shows the next person what was typed before", p)
				}
			}
		}
	})
}

func TestADraftGoesAndComesWithItsTicket(t *testing.T) {
	each(t, func(t *testing.T, w *desktest.World) {
		q := ask(w, "followed")
		at := "/tickets/" + q.Ref
		keeps(t, w.Fien.Client(), at, url.Values{"text": {"words of a follower"}}, true)
		if err := w.Desk.RemovePerson(t.Context(), w.Sanne.Actor(), q.ID, w.Fien.ID, ""); err != nil {
			t.Fatal(err)
		}
		status(t, w.Fien.Client().Get(at), http.StatusNotFound)
		status(t, w.Fien.Client().PostForm(at+"/draft", url.Values{"text": {"more"}}), http.StatusNotFound)
		status(t, w.Fien.Client().PostForm(at+"/draft", url.Values{"discard": {"1"}}), http.StatusNotFound)
	})
}

func TestADraftStaysBesideOtherForms(t *testing.T) {
	each(t, func(t *testing.T, w *desktest.World) {
		q := w.Eva.Submits("Beside", "What now?")
		at := "/tickets/" + q.Ref
		keeps(t, w.Eva.Client(), at, url.Values{"mode": {"new"}, "text": {"half a reply"}}, true)
		got := w.Eva.Client().Get(at).Form("Add").Set("mail", "no address").Press("Add")
		status(t, got, http.StatusUnprocessableEntity)
		if f := got.Form("Send message"); f.Value("text") != "half a reply" || strings.Contains(got.Body, "data-fresh") {
			t.Errorf("beside the refused form stands %q", f.Value("text"))
		}
	})
}

// What was to change the last message is said anew once that was answered, in a
// draft as in a form that is refused.
func TestAChangeThatCameTooLateIsKept(t *testing.T) {
	each(t, func(t *testing.T, w *desktest.World) {
		q := w.Eva.Submits("Too late", "What now?")
		at := "/tickets/" + q.Ref
		form := w.Eva.Client().Get(at).Form("Save my message")
		keeps(t, w.Eva.Client(), at, url.Values{"mode": {"edit"}, "message": {form.Value("message")}, "edit": {"What now, and why?"}}, true)
		if got := w.Eva.Client().Get(at).Form("Save my message").Value("edit"); got != "What now, and why?" {
			t.Errorf("the message is offered as %q", got)
		}
		w.Sanne.Comments(q, "Because.")
		w.Clock.Advance(time.Minute)
		if got := w.Eva.Client().Get(at).Form("Send message").Value("text"); got != "What now, and why?" {
			t.Errorf("after the answer the form holds %q", got)
		}
		got := form.Set("edit", "What now, and who?").Press("Save my message")
		status(t, got, http.StatusConflict)
		if f := got.Form("Send message"); f.Value("text") != "What now, and who?" {
			t.Errorf("the refused form holds %q", f.Value("text"))
		}
		status(t, got.Form("Send message").Press("Send message"), http.StatusSeeOther)
		if f := w.Eva.Client().Get(at).Form("Save my message"); f.Value("text") != "" {
			t.Errorf("after it was sent the form holds %q", f.Value("text"))
		}
	})
}
