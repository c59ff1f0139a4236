package web_test

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"balie/internal/authn"
	"balie/internal/desk"
	"balie/internal/desktest"
	"balie/internal/org"
	"balie/internal/store"
	"balie/internal/store/storetest"
	"balie/internal/ticket"
)

// eachEngine runs fn with a helpdesk on each engine.
func eachEngine(t *testing.T, fn func(t *testing.T, w *desktest.World)) {
	for _, engine := range storetest.Engines(t) {
		t.Run(engine, func(t *testing.T) { fn(t, desktest.New(t, engine)) })
	}
}

func shows(t *testing.T, p *desktest.Page, words ...string) {
	t.Helper()
	for _, w := range words {
		if !strings.Contains(p.Text(), w) {
			t.Errorf("%s lacks %q:\n%s", p.Path, w, p.Text())
		}
	}
}

func TestUndoPutsTheTextBackIntoTheComposer(t *testing.T) {
	eachEngine(t, func(t *testing.T, w *desktest.World) {
		tk := ask(w, "eva's")
		sanne := w.Sanne.Client()
		at := "/desk/tickets/" + tk.Ref
		if got := sanne.Get(at).Form("Add comment").Set("body", "A hasty word").Press("Add comment"); got.Status != http.StatusSeeOther {
			t.Fatalf("commented: %d %s", got.Status, got.Text())
		}
		if p := w.Eva.Client().Get("/tickets/" + tk.Ref); strings.Contains(p.Body, "hasty") {
			t.Error("the customer reads what can be undone")
		}
		if got := sanne.Get(at).Form("Undo").Press("Undo"); got.Status != http.StatusSeeOther {
			t.Fatalf("undone: %d %s", got.Status, got.Text())
		}
		p := sanne.Get(at)
		if got := p.Form("Add comment").Value("body"); got != "A hasty word" {
			t.Errorf("the composer holds %q", got)
		}
		shows(t, p, "withdrew a comment")
	})
}

func TestDraftsWaitInEveryBrowser(t *testing.T) {
	eachEngine(t, func(t *testing.T, w *desktest.World) {
		tk := ask(w, "eva's")
		at := "/desk/tickets/" + tk.Ref
		got := w.Sanne.Client().PostForm(at+"/draft", url.Values{"vis": {"hidden"}, "body": {"Not yet said"}})
		if got.Status != http.StatusOK || !strings.Contains(got.Body, `"version":"`) {
			t.Fatalf("kept: %d %s", got.Status, got.Body)
		}
		f := w.Sanne.Client().Get(at).Form("Add hidden comment")
		if f.Value("body") != "Not yet said" || f.Value("vis") != "hidden" {
			t.Errorf("the composer holds %q, %q", f.Value("body"), f.Value("vis"))
		}
		if got := w.Noor.Client().Get(at); strings.Contains(got.Body, "Not yet said") {
			t.Error("a colleague reads the draft")
		}
	})
}

func TestTheSmallFormsOfATicket(t *testing.T) {
	eachEngine(t, func(t *testing.T, w *desktest.World) {
		tk, twin := ask(w, "eva's"), ask(w, "joost's")
		at := "/desk/tickets/" + tk.Ref
		post := func(p *desktest.Person, act string, form url.Values) *desktest.Page {
			form.Set("once", authn.NewToken())
			return p.Client().PostForm(at+"/"+act, form)
		}
		for act, form := range map[string]url.Values{
			"tag": {"tag": {"Invoice"}}, "people": {"mail": {"fien.visser@people.example"}}, "classify": {"field": {"kind"}, "to": {"2"}, "was": {"1"}},
			"link": {"other": {twin.Ref}},
		} {
			if got := post(w.Sanne, act, form); got.Status != http.StatusSeeOther {
				t.Errorf("%s: %d %s", act, got.Status, got.Text())
			}
		}
		shows(t, w.Sanne.Client().Get(at), "invoice", "Fien Visser", "Incident", twin.Ref, "added the tag invoice", "linked "+twin.Ref)
		shows(t, w.Eva.Client().Get("/tickets/"+tk.Ref), "Fien Visser")
		if got := post(w.Victor, "hold", url.Values{"reason": {"A new version"}}); got.Status != http.StatusSeeOther {
			t.Errorf("hold: %d %s", got.Status, got.Text())
		}
		shows(t, w.Eva.Client().Get("/tickets/"+tk.Ref), "A new version")
		if got := post(w.Victor, "release", url.Values{"words": {"It is there."}, "vis": {"reply"}}); got.Status != http.StatusSeeOther {
			t.Errorf("release: %d %s", got.Status, got.Text())
		}
		shows(t, w.Eva.Client().Get("/tickets/"+tk.Ref), "It is there.")
		if got := post(w.Sanne, "merge", url.Values{"other": {twin.Ref}}); got.Status != http.StatusSeeOther {
			t.Errorf("merge: %d %s", got.Status, got.Text())
		}
		shows(t, w.Sanne.Client().Get(at), "It goes on as "+twin.Ref)
		shows(t, w.Eva.Client().Get("/tickets/"+tk.Ref), "put together with another one", twin.Ref)
		shows(t, w.Eva.Client().Get("/tickets/"+twin.Ref), "It is there.")
		got := post(w.Sanne, "merge", url.Values{"other": {"HD-99999"}})
		if got.Status != http.StatusUnprocessableEntity {
			t.Errorf("merge with nothing: %d", got.Status)
		}
		shows(t, got, "There is no ticket with this number")
	})
}

func TestClosingAsksOnce(t *testing.T) {
	eachEngine(t, func(t *testing.T, w *desktest.World) {
		tk := ask(w, "eva's")
		at := "/desk/tickets/" + tk.Ref
		got := w.Sanne.Client().Get(at).Form("Close ticket").Press("Close ticket")
		if got.Status != http.StatusConflict {
			t.Fatalf("closed at once: %d", got.Status)
		}
		shows(t, got, "The customer wrote last")
		if got = got.Form("Close ticket").Press("Close ticket"); got.Status != http.StatusSeeOther {
			t.Errorf("the second time: %d %s", got.Status, got.Text())
		}
	})
}

func TestTheCustomerChangesTheLastMessage(t *testing.T) {
	eachEngine(t, func(t *testing.T, w *desktest.World) {
		tk := ask(w, "eva's")
		f := w.Eva.Client().Get("/tickets/" + tk.Ref).Form("Save my message")
		if f.Value("edit") != "What is it?" {
			t.Errorf("the form holds %q", f.Value("edit"))
		}
		if got := f.Set("edit", "What is it, and why?").Press("Save my message"); got.Status != http.StatusSeeOther {
			t.Fatalf("changed: %d %s", got.Status, got.Text())
		}
		shows(t, w.Eva.Client().Get("/tickets/"+tk.Ref), "What is it, and why?", "changed")
		shows(t, w.Sanne.Client().Get("/desk/tickets/"+tk.Ref), "What is it, and why?", "show what it said before", "What is it?")
		got := w.Eva.Client().PostForm("/tickets/"+tk.Ref+"/people", url.Values{"mail": {"joost.bakker@people.example"}, "once": {authn.NewToken()}})
		if got.Status != http.StatusSeeOther {
			t.Errorf("a colleague: %d %s", got.Status, got.Text())
		}
		shows(t, w.Joost.Client().Get("/tickets/"+tk.Ref), "What is it, and why?")
	})
}

func TestWhoElseIsThere(t *testing.T) {
	eachEngine(t, func(t *testing.T, w *desktest.World) {
		tk := ask(w, "eva's")
		at := "/desk/tickets/" + tk.Ref + "/here"
		w.Noor.Client().PostForm(at, url.Values{"typing": {"yes"}})
		w.Victor.Client().PostForm(at, url.Values{})
		shows(t, w.Sanne.Client().PostForm(at, url.Values{}), "Noor Noord is writing", "Victor Kade is viewing")
		if got := w.Lotte.Client().PostForm(at, url.Values{}); got.Status != http.StatusNotFound {
			t.Errorf("another partner's agent: %d", got.Status)
		}
	})
}

// leaveLink is the link by which Fien leaves a ticket, as her mail has it.
func leaveLink(t *testing.T, w *desktest.World, tk *desktest.Ticket) string {
	t.Helper()
	w.Settle()
	d := desk.CommentInput{Ticket: tk.ID, Act: ticket.Comment}
	d.Text = "A word."
	if err := w.Desk.Comment(context.Background(), w.Sanne.Actor(), d); err != nil {
		t.Fatal(err)
	}
	w.Settle()
	w.Settle()
	link := ""
	for _, m := range w.Mails.Messages() {
		text := strings.ReplaceAll(string(m.Data), "=\r\n", "")
		if _, rest, ok := strings.Cut(strings.ReplaceAll(text, "=3D", "="), "/leave?"); ok {
			link = "/leave?" + strings.TrimRight(strings.Fields(rest)[0], ">,") // it stands in List-Unsubscribe, too
		}
	}
	if link == "" {
		t.Fatal("no mail has the link")
	}
	return link
}

// TestAMailProgramLeavesWithOneClick posts as mail programs do (RFC 8058): to the
// link itself, without cookies or a page before.
func TestAMailProgramLeavesWithOneClick(t *testing.T) {
	eachEngine(t, func(t *testing.T, w *desktest.World) {
		tk := ask(w, "followed")
		link, click := leaveLink(t, w, tk), url.Values{"List-Unsubscribe": {"One-Click"}}
		for what, got := range map[string]*desktest.Page{
			"without the word":    w.Visitor().PostForm(link, url.Values{}),
			"with another's link": w.Visitor().PostForm(link+"A", click),
			"from another site":   w.Visitor().PostForm(link, click, "Sec-Fetch-Site", "cross-site"),
		} {
			if got.Status < 400 || w.Fien.Client().Get("/tickets/"+tk.Ref).Status != http.StatusOK {
				t.Errorf("%s: %d", what, got.Status)
			}
		}
		if got := w.Visitor().PostForm(link, click); got.Status != http.StatusOK {
			t.Errorf("one click: %d %s", got.Status, got.Text())
		}
		if got := w.Fien.Client().Get("/tickets/" + tk.Ref); got.Status != http.StatusNotFound {
			t.Errorf("afterwards: %d", got.Status)
		}
	})
}

func TestLeavingAsksFirst(t *testing.T) {
	eachEngine(t, func(t *testing.T, w *desktest.World) {
		tk := ask(w, "followed")
		link := leaveLink(t, w, tk)
		p := w.Visitor().Get(link)
		shows(t, p, "Stop following "+tk.Ref)
		if got := w.Fien.Client().Get("/tickets/" + tk.Ref); got.Status != http.StatusOK {
			t.Errorf("looking at the link changed something: %d", got.Status)
		}
		shows(t, p.Form("Stop following").Press("Stop following"), "You do not follow this ticket any more")
		if got := w.Fien.Client().Get("/tickets/" + tk.Ref); got.Status != http.StatusNotFound {
			t.Errorf("afterwards: %d", got.Status)
		}
	})
}

func TestATeamIsChosenLikeAPerson(t *testing.T) {
	eachEngine(t, func(t *testing.T, w *desktest.World) {
		tk := ask(w, "eva's")
		team := org.Team{Org: w.Partner.ID, Name: "Second line"}
		if err := w.Store.Write(t.Context(), func(tx *store.Tx) error { return tx.AddTeam(&team, w.Sanne.ID) }); err != nil {
			t.Fatal(err)
		}
		sanne, at := w.Sanne.Client(), "/desk/tickets/"+tk.Ref
		if got := sanne.Get(at).Form("Second line").Press("Second line"); got.Status != http.StatusSeeOther {
			t.Fatalf("given: %d %s", got.Status, got.Text())
		}
		shows(t, sanne.Get(at), "gave the ticket to the team Second line")
		list := sanne.Get("/desk/open?team=" + strconv.FormatInt(int64(team.ID), 10))
		shows(t, list, tk.Subject, "Second line")
		if p := w.Eva.Client().Get("/tickets/" + tk.Ref); strings.Contains(p.Body, "Second line") {
			t.Error("the customer reads of the team")
		}
		if got := sanne.Get(at).Form("No team").Press("No team"); got.Status != http.StatusSeeOther {
			t.Fatalf("taken: %d %s", got.Status, got.Text())
		}
		if p := sanne.Get("/desk/open?team=" + strconv.FormatInt(int64(team.ID), 10)); strings.Contains(p.Text(), tk.Subject) {
			t.Error("the team still has it")
		}
	})
}
