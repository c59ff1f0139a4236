package web_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"balie/internal/authn"
	"balie/internal/desk"
	"balie/internal/desktest"
	"balie/internal/store"
	"balie/internal/store/storetest"
	"balie/internal/ticket"
)

// each runs a test on each engine with a world of its own.
func each(t *testing.T, fn func(t *testing.T, w *desktest.World)) {
	t.Helper()
	for _, engine := range storetest.Engines(t) {
		t.Run(engine, func(t *testing.T) { fn(t, desktest.New(t, engine)) })
	}
}

// public is what the customer's page holds of a ticket.
func public(w *desktest.World, p *desktest.Person, id ticket.ID) desk.OpenedPublic {
	w.T.Helper()
	o, err := w.Desk.OpenPublic(context.Background(), p.Actor(), id)
	if err != nil {
		w.T.Fatal(err)
	}
	return o
}

// mine counts a customer's tickets.
func mine(w *desktest.World, p *desktest.Person) int {
	w.T.Helper()
	got, err := w.Desk.ListPublic(context.Background(), p.Actor(), desk.PublicInput{Own: true})
	if err != nil {
		w.T.Fatal(err)
	}
	return len(got.Rows)
}

func status(t *testing.T, p *desktest.Page, want int) {
	t.Helper()
	if p.Status != want {
		t.Fatalf("%s: %d, want %d: %s", p.Path, p.Status, want, p.Text())
	}
}

func says(t *testing.T, p *desktest.Page, words ...string) {
	t.Helper()
	for _, w := range words {
		if !strings.Contains(p.Text(), w) && !strings.Contains(p.Body, w) {
			t.Errorf("%s (%d) does not say %q: %s", p.Path, p.Status, w, p.Text())
		}
	}
}

func TestImpossibleTransition(t *testing.T) {
	each(t, func(t *testing.T, w *desktest.World) {
		q := w.Eva.Submits("Closed twice", "Please close it.")
		old := w.Eva.Client().Get("/tickets/" + q.Ref).Form("Close this ticket")
		w.Sanne.Closes(q, "Done.")
		status(t, old.Press("Close this ticket"), http.StatusConflict)
		if got := public(w, w.Eva, q.ID); got.Ticket.State != ticket.Closed || len(got.Messages) != 2 {
			t.Errorf("it is %v with %d messages", got.Ticket.State, len(got.Messages))
		}
		got := w.Sanne.Client().PostForm("/desk/tickets/"+q.Ref, url.Values{
			"body": {"asking the closed"}, "vis": {"reply"}, "do": {"comment_wait"}, "once": {authn.NewToken()},
		})
		status(t, got, http.StatusConflict)
		says(t, got, "This ticket is closed", "asking the closed")
	})
}

func TestStaleReplyIsKeptAndSentAnyway(t *testing.T) {
	each(t, func(t *testing.T, w *desktest.World) {
		q := w.Eva.Submits("Stale", "What now?")
		mine := w.Eva.Client().Get("/tickets/" + q.Ref).Form("Send message")
		theirs := w.Sanne.Client().Get("/desk/tickets/" + q.Ref).Form("Add comment")
		w.Sanne.Notes(q, "a hidden note makes nothing stale for the customer")
		w.Sanne.Comments(q, "Look at this first.")
		w.Eva.Answers(q, "I did.")

		got := mine.Set("text", "typed by Eva").Press("Send message")
		status(t, got, http.StatusConflict)
		says(t, got, "typed by Eva", "Sanne Noord", "Look at this first.")
		if n := len(public(w, w.Eva, q.ID).Messages); n != 3 {
			t.Fatalf("%d messages after a refused one", n)
		}
		status(t, got.Form("Send it as it is").Press("Send it as it is"), http.StatusSeeOther)
		if o := public(w, w.Eva, q.ID); !strings.Contains(o.Messages[len(o.Messages)-1].Body, "typed by Eva") {
			t.Error("sent anyway, but not there")
		}

		got = theirs.Set("body", "typed by Sanne").Press("Add comment")
		status(t, got, http.StatusConflict)
		says(t, got, "typed by Sanne", "Eva Meijer")
		for _, key := range []string{"event.", "mail."} {
			if strings.Contains(got.Text(), " "+key) {
				t.Errorf("the page shows a key of the catalogue: %s", got.Text())
			}
		}
		status(t, got.Form("Add comment").Press("Add comment"), http.StatusSeeOther)
	})
}

func TestHiddenActivityMakesNoCustomerStale(t *testing.T) {
	each(t, func(t *testing.T, w *desktest.World) {
		q := w.Eva.Submits("Not stale", "What now?")
		form := w.Eva.Client().Get("/tickets/" + q.Ref).Form("Send message")
		w.Sanne.Notes(q, "hidden")
		w.Sanne.HandsOver(q, "hidden too")
		status(t, form.Set("text", "more").Press("Send message"), http.StatusSeeOther)
	})
}

// A form that is sent twice, one after the other or at the same time, has its
// effect once and both answers are the same.
func TestSentTwice(t *testing.T) {
	each(t, func(t *testing.T, w *desktest.World) {
		q := w.Eva.Submits("Sent twice", "Once only.")
		for name, send := range map[string]func() func() *desktest.Page{
			"submit": func() func() *desktest.Page {
				f := w.Eva.Client().Get("/new").Form("Send ticket").Set("kind", "question").Set("subject", "Twice").Set("text", "T")
				f.Attach(desktest.File{Name: "a.txt", Content: "a"})
				return func() *desktest.Page { return f.Press("Send ticket") }
			},
			"reply": func() func() *desktest.Page {
				f := w.Eva.Client().Get("/tickets/"+q.Ref).Form("Send message").Set("text", "Twice")
				return func() *desktest.Page { return f.Press("Send message") }
			},
			"comment": func() func() *desktest.Page {
				f := w.Sanne.Client().Get("/desk/tickets/"+q.Ref).Form("Add comment").Set("body", "Twice")
				return func() *desktest.Page { return f.Press("Add comment") }
			},
			"close": func() func() *desktest.Page {
				c := w.Eva.Submits("To close", "Twice.")
				f := w.Sanne.Client().Get("/desk/tickets/"+c.Ref).Form("Close ticket").Set("body", "Twice")
				return func() *desktest.Page { return f.Press("Close ticket") }
			},
			"close own": func() func() *desktest.Page {
				c := w.Eva.Submits("To close", "Twice.")
				f := w.Eva.Client().Get("/tickets/" + c.Ref).Form("Close this ticket")
				return func() *desktest.Page { return f.Press("Close this ticket") }
			},
			"hand over": func() func() *desktest.Page {
				c := w.Eva.Submits("To hand over", "Twice.")
				f := w.Sanne.Client().Get("/desk/tickets/"+c.Ref).Form("Add and send to Kade").Set("body", "Twice").Set("vis", "hidden")
				return func() *desktest.Page { return f.Press("Add and send to Kade") }
			},
		} {
			for _, way := range []string{"in turn", "at once"} {
				press := send()
				before := messages(w)
				answers := twice(press, way == "at once")
				for _, a := range answers {
					if a.Status != http.StatusSeeOther || a.Header.Get("Location") != answers[0].Header.Get("Location") {
						t.Errorf("%s %s: %d to %q, and %d to %q: %s", name, way, answers[0].Status, answers[0].Header.Get("Location"),
							a.Status, a.Header.Get("Location"), a.Text())
					}
				}
				want := 1
				if name == "close own" {
					want = 0
				}
				if n := messages(w) - before; n != want {
					t.Errorf("%s %s: %d messages", name, way, n)
				}
			}
		}
	})
}

func twice(press func() *desktest.Page, atOnce bool) []*desktest.Page {
	if !atOnce {
		return []*desktest.Page{press(), press()}
	}
	out := make([]*desktest.Page, 4)
	var all sync.WaitGroup
	for i := range out {
		all.Go(func() { out[i] = press() })
	}
	all.Wait()
	return out
}

// messages counts all there are, for the vendor's agent opens every ticket.
func messages(w *desktest.World) int {
	w.T.Helper()
	n := 0
	rows, err := w.Desk.List(context.Background(), w.Vera.Actor(), desk.ListInput{View: ticket.ViewAll})
	if err != nil {
		w.T.Fatal(err)
	}
	for _, r := range rows.Rows {
		o, err := w.Desk.Open(context.Background(), w.Vera.Actor(), r.ID)
		if err != nil {
			w.T.Fatal(err)
		}
		n += len(o.Messages)
	}
	return n
}

// Two forms of one page are not each other's repeats.
func TestTokensOfDifferentActs(t *testing.T) {
	each(t, func(t *testing.T, w *desktest.World) {
		q := w.Eva.Submits("Two acts", "What now?")
		page := w.Sanne.Client().Get("/desk/tickets/" + q.Ref)
		status(t, page.Form("Take").Press("Take"), http.StatusSeeOther)
		status(t, page.Form("P1 Urgent: work stops").Press("P1 Urgent: work stops"), http.StatusSeeOther)
		o, err := w.Desk.Open(context.Background(), w.Sanne.Actor(), q.ID)
		if err != nil {
			t.Fatal(err)
		}
		if o.Ticket.Priority != 1 || o.Ticket.PartnerAssignee != w.Sanne.ID {
			t.Errorf("priority %d, assignee %d", o.Ticket.Priority, o.Ticket.PartnerAssignee)
		}
	})
}

func TestExpiredSessionKeepsWhatWasTyped(t *testing.T) {
	each(t, func(t *testing.T, w *desktest.World) {
		q := w.Eva.Submits("Expired", "What now?")
		for name, c := range map[string]struct {
			who               *desktest.Person
			path, button, key string
		}{
			"new":     {w.Eva, "/new", "Send ticket", "text"},
			"reply":   {w.Eva, "/tickets/" + q.Ref, "Send message", "text"},
			"comment": {w.Sanne, "/desk/tickets/" + q.Ref, "Add comment", "body"},
		} {
			client := w.Visitor()
			status(t, client.SignIn(c.who.Mail, desktest.Password), http.StatusSeeOther)
			form := client.Get(c.path).Form(c.button).Set(c.key, "typed before it ended")
			if name == "comment" {
				form.Set("vis", "hidden")
			}
			endSessions(w, c.who)
			form.Attach(desktest.File{Name: "a.txt", Content: "a"})
			before := len(public(w, w.Eva, q.ID).Messages)
			got := form.Press(c.button)
			if n := len(public(w, w.Eva, q.ID).Messages); n != before {
				t.Errorf("%s: sent, though nobody was signed in", name)
			}
			if to := got.Header.Get("Location"); !strings.HasPrefix(to, "/sign-in?") || !strings.Contains(to, "kept=1") {
				t.Fatalf("%s: %d to %q", name, got.Status, to)
			}
			got = got.Follow()
			says(t, got, "What you typed is kept")
			got = got.Form("Sign in").Set("mail", c.who.Mail).Set("password", desktest.Password).Press("Sign in").Follow()
			status(t, got, http.StatusOK)
			says(t, got, "Attach your files again")
			form = got.Form(c.button)
			if form.Value(c.key) != "typed before it ended" || name == "comment" && form.Value("vis") != "hidden" {
				t.Errorf("%s: the form came back with %q, visibility %q", name, form.Value(c.key), form.Value("vis"))
			}
			if again := client.Get(c.path + "?kept=1").Form(c.button).Value(c.key); again == "" {
				t.Errorf("%s: loading the page again loses the parked form", name)
			}
			form.Set(c.key, "").Press(c.button)
			if again := client.Get(c.path + "?kept=1").Form(c.button).Value(c.key); again == "" {
				t.Errorf("%s: an empty form loses the parked one", name)
			}
			form.Set(c.key, "sent now").Press(c.button)
			if again := client.Get(c.path + "?kept=1").Form(c.button).Value(c.key); again != "" {
				t.Errorf("%s: the parked form is given after it was sent", name)
			}
		}
	})
}

// A parked form goes to whoever holds the browser's cookie, and only there.
func TestParkedFormNeedsItsCookie(t *testing.T) {
	each(t, func(t *testing.T, w *desktest.World) {
		q := w.Eva.Submits("Parked", "What now?")
		client := w.Visitor()
		client.SignIn(w.Eva.Mail, desktest.Password)
		form := client.Get("/tickets/"+q.Ref).Form("Send message").Set("text", "private words")
		endSessions(w, w.Eva)
		form.Press("Send message")
		if got := w.Mira.Client().Get("/tickets/" + q.Ref + "?kept=1"); strings.Contains(got.Body, "private words") {
			t.Error("another browser got the parked form")
		}
	})
}

// TestParkedFormIsItsWriters signs somebody else in at the browser that parked
// a form, who may write on the same ticket.
func TestParkedFormIsItsWriters(t *testing.T) {
	each(t, func(t *testing.T, w *desktest.World) {
		q := w.Eva.Submits("Parked", "What now?")
		client, path := w.Visitor(), "/tickets/"+q.Ref
		client.SignIn(w.Eva.Mail, desktest.Password)
		form := client.Get(path).Form("Send message").Set("text", "private words")
		endSessions(w, w.Eva)
		in := form.Press("Send message").Follow()
		got := in.Form("Sign in").Set("mail", w.Mira.Mail).Set("password", desktest.Password).Press("Sign in").Follow()
		status(t, got, http.StatusOK)
		if strings.Contains(got.Body, "private words") || strings.Contains(client.Get(path+"?kept=1").Body, "private words") {
			t.Error("somebody else got the parked form")
		}
		if got := client.Get("/new?kept=1"); strings.Contains(got.Body, "private words") {
			t.Error("another page got the parked form")
		}

		// Nor is it of use to the next person that a tab was left open.
		client = w.Visitor()
		client.SignIn(w.Eva.Mail, desktest.Password)
		form = client.Get(path).Form("Send message").Set("text", "private words")
		client.Get("/").Form("Sign out").Press("Sign out")
		in = form.Press("Send message").Follow()
		got = in.Form("Sign in").Set("mail", w.Mira.Mail).Set("password", desktest.Password).Press("Sign in").Follow()
		status(t, got, http.StatusOK)
		if strings.Contains(got.Body, "private words") {
			t.Error("the next person got the form of a tab that was left open")
		}
	})
}

func endSessions(w *desktest.World, p *desktest.Person) {
	w.T.Helper()
	w.Clock.Advance(31 * 24 * 60 * 60 * 1e9)
	w.Desk.Forget()
}

func TestNameOfAFileIsData(t *testing.T) {
	each(t, func(t *testing.T, w *desktest.World) {
		for sent, shown := range map[string]string{
			"../../x": "x", `..\..\y.txt`: "y.txt", "…": "…", "a\u202etxt.exe": "atxt.exe", "<b>.txt": "<b>.txt", " . ": "file",
			strings.Repeat("n", 300) + ".pdf": strings.Repeat("n", 100) + "…" + strings.Repeat("n", 36) + ".pdf",
		} {
			f := w.Eva.Client().Get("/new").Form("Send ticket").Set("kind", "question").Set("subject", "A file").Set("text", "T")
			got := f.Attach(desktest.File{Name: sent, Type: "text/html", Content: "<script>alert(1)</script>"}).Press("Send ticket").Follow()
			status(t, got, http.StatusOK)
			says(t, got, shown)
			_, rest, _ := strings.Cut(got.Body, `href="/files/`)
			id, _, _ := strings.Cut(rest, `"`)
			file := w.Eva.Client().Get("/files/" + id)
			status(t, file, http.StatusOK)
			for name, want := range map[string]string{
				"Content-Type": "application/octet-stream", "X-Content-Type-Options": "nosniff",
				"Content-Security-Policy": "default-src 'none'; sandbox",
			} {
				if file.Header.Get(name) != want {
					t.Errorf("%q: %s is %q", sent, name, file.Header.Get(name))
				}
			}
			if d := file.Header.Get("Content-Disposition"); !strings.HasPrefix(d, "attachment") || strings.ContainsAny(d, "/\\\r\n") {
				t.Errorf("%q: disposition %q", sent, d)
			}
		}
	})
}

func TestOddCharacters(t *testing.T) {
	each(t, func(t *testing.T, w *desktest.World) {
		for _, c := range []struct{ subject, text string }{
			{"Two\r\nlines: Bcc: x@y.example", "A\r\nB"},
			{"A null \x00 inside", "and \x00 here"},
			{"Broken \xff\xfe UTF-8", "and \xc3( here"},
			{"<script>alert(1)</script>", `<img src=x onerror=alert(1)> [x](javascript:alert(1))`},
			{strings.Repeat("long ", 200), "the rest of the subject is in the message"},
		} {
			f := w.Eva.Client().Get("/new").Form("Send ticket").Set("kind", "question").Set("subject", c.subject).Set("text", c.text)
			got := f.Press("Send ticket")
			status(t, got, http.StatusSeeOther)
			page := got.Follow()
			status(t, page, http.StatusOK)
			plainMarkup(t, c.subject, page)
			id, _ := ticket.ParseRef("HD", strings.TrimPrefix(got.Header.Get("Location"), "/tickets/"))
			if o := public(w, w.Eva, id); strings.ContainsAny(o.Ticket.Subject, "\r\n\x00") || len([]rune(o.Ticket.Subject)) > ticket.SubjectMax {
				t.Errorf("stored subject %q", o.Ticket.Subject)
			}
			w.Settle()
		}
		for _, m := range w.Mails.Messages() {
			head, _, _ := strings.Cut(string(m.Data), "\r\n\r\n")
			for _, line := range strings.Split(head, "\r\n") {
				if strings.HasPrefix(strings.ToLower(line), "bcc:") || strings.ContainsAny(line, "\r\n\x00") {
					t.Errorf("a mail's header has the line %q", line)
				}
			}
		}
	})
}

func TestTooMuch(t *testing.T) {
	each(t, func(t *testing.T, w *desktest.World) {
		form := func() *desktest.Form {
			return w.Eva.Client().Get("/new").Form("Send ticket").Set("kind", "incident").Set("subject", "Large").Set("text", "typed words")
		}
		got := form().Attach(desktest.File{Name: "small.txt", Type: "text/\xffplain", Content: "s"},
			desktest.File{Name: "large.bin", Content: strings.Repeat("x", 30<<20)}).Press("Send ticket")
		status(t, got, http.StatusRequestEntityTooLarge)
		says(t, got, "large.bin", "typed words", "small.txt", "27 MB")
		if n := mine(w, w.Eva); n != 0 {
			t.Fatalf("%d tickets of a refused form", n)
		}
		again := got.Form("Send ticket").Press("Send ticket")
		status(t, again, http.StatusSeeOther)
		says(t, again.Follow(), "typed words", "small.txt")

		got = form().Set("subject", strings.Repeat("s", 10<<20)).Press("Send ticket")
		status(t, got, http.StatusRequestEntityTooLarge)
		says(t, got, "typed words")
		if mine(w, w.Eva) != 1 {
			t.Error("10 MB of subject made a ticket")
		}
		got = w.Eva.Client().PostForm("/new", url.Values{"text": {strings.Repeat("x", 17<<20)}})
		status(t, got, http.StatusRequestEntityTooLarge)
		many := make([]desktest.File, 21)
		for i := range many {
			many[i] = desktest.File{Name: "f.txt", Content: "f"}
		}
		got = form().Attach(many...).Press("Send ticket")
		status(t, got, http.StatusRequestEntityTooLarge)
		says(t, got, "at most 20 files", "typed words")
	})
}

func TestMissingFields(t *testing.T) {
	each(t, func(t *testing.T, w *desktest.World) {
		got := w.Eva.Client().Get("/new").Form("Send ticket").Set("subject", "Only this").Press("Send ticket")
		status(t, got, http.StatusUnprocessableEntity)
		says(t, got, "Only this", "Choose a question or an incident.", "Write a message or attach a file.")
		got = w.Eva.Client().PostForm("/new", url.Values{
			"kind": {"question"}, "subject": {"Foreign"}, "text": {"T"}, "entity": {text(int64(w.Bikes.ID))},
		})
		status(t, got, http.StatusUnprocessableEntity)
		for _, system := range []string{"999", "x", text(int64(w.BakerySite.ID))} {
			got = w.Fien.Client().PostForm("/new", url.Values{"kind": {"question"}, "subject": {"Foreign"}, "text": {"T"}, "system": {system}})
			status(t, got, http.StatusUnprocessableEntity)
			if strings.Contains(got.Body, w.BakerySite.Name) {
				t.Error("the form names another entity's system")
			}
		}
	})
}

// Uploads belong to who sent them.
func TestForeignUpload(t *testing.T) {
	each(t, func(t *testing.T, w *desktest.World) {
		u, err := w.Desk.UploadFile(context.Background(), w.Eva.Actor(), "secret-plan.txt", "", strings.NewReader("plan"), 100)
		if err != nil {
			t.Fatal(err)
		}
		got := w.Joost.Client().PostForm("/new", url.Values{
			"kind": {"question"}, "subject": {"Steal"}, "text": {"T"}, "kept": {text(u.ID)},
		}).Follow()
		if strings.Contains(got.Body, "secret-plan") {
			t.Error("somebody else's upload is on the ticket")
		}
		var left []store.Upload
		if left, err = w.Desk.Uploads(context.Background(), w.Eva.Actor(), []int64{u.ID}); err != nil || len(left) != 1 {
			t.Errorf("the upload is gone: %v", err)
		}
	})
}

// A form that was changed before it is sent again is no repeat: its words count.
func TestChangedFormIsNoRepeat(t *testing.T) {
	each(t, func(t *testing.T, w *desktest.World) {
		q := w.Eva.Submits("Changed", "What now?")
		form := w.Eva.Client().Get("/tickets/" + q.Ref).Form("Send message")
		status(t, form.Set("text", "first words").Press("Send message"), http.StatusSeeOther)
		status(t, form.Set("text", "second words").Press("Send message"), http.StatusSeeOther)
		if n := len(public(w, w.Eva, q.ID).Messages); n != 3 {
			t.Errorf("%d messages", n)
		}
	})
}
