package desk_test

import (
	"strings"
	"testing"
	"time"

	"balie/internal/desk"
	"balie/internal/errs"
	"balie/internal/org"
	"balie/internal/smtpout/smtptest"
	"balie/internal/ticket"
)

// trouble is why mail to a person of a ticket fails, as its agents see it.
func (w *inWorld) trouble(id ticket.ID, name string) string {
	w.t.Helper()
	o, err := w.d.Open(w.t.Context(), w.sanne, id)
	w.must(err)
	for _, p := range o.People {
		if strings.HasPrefix(p.Mail, name) {
			return p.Trouble
		}
	}
	w.t.Fatalf("%s is not involved", name)
	return ""
}

func TestAnAddressThatFailsIsWarnedAbout(t *testing.T) {
	eachInWorld(t, func(t *testing.T, w *inWorld) {
		refuse := func(name string) {
			w.sink.OnRcpt(func(to string) error {
				if strings.HasPrefix(to, name+"@") {
					return smtptest.Reply(550, "no such person")
				}
				return nil
			})
		}
		id := w.submits()
		w.settles()
		refuse("bram")
		w.says(w.sanne, id, ticket.Comment, "First.")
		w.settles()
		if got := w.trouble(id, "bram"); !strings.Contains(got, "550 no such person") || w.trouble(id, "eva") != "" {
			t.Errorf("Bram: %q, Eva: %q", got, w.trouble(id, "eva"))
		}
		o, err := w.d.Open(t.Context(), w.sanne, id)
		w.must(err)
		last := o.Messages[len(o.Messages)-1]
		if got := o.Failed[last.ID]; len(o.Failed) != 1 || len(got) != 1 || got[0].Mail != "bram@people.example" || !strings.Contains(got[0].Reason, "550") {
			t.Errorf("under the message: %+v", o.Failed)
		}

		// Another ticket's agents are warned, too; a mail that arrives ends it.
		other := w.submits()
		if w.trouble(other, "bram") == "" {
			t.Error("nobody is warned on another ticket")
		}
		refuse("nobody")
		w.must(w.d.SendAgain(t.Context(), w.sanne, w.outbox(w.sanne, "failed")[0].ID, "once"))
		w.settles()
		if got := w.trouble(id, "bram"); got != "" || len(w.outbox(w.sanne, "failed")) != 0 {
			t.Errorf("Bram has had a mail: %q", got)
		}
		if o, err = w.d.Open(t.Context(), w.sanne, id); err != nil || len(o.Failed) != 0 {
			t.Errorf("under the message: %+v, %v", o.Failed, err)
		}
		if m, _ := w.parsed("bram"); !strings.Contains(m.Text, "First.") {
			t.Errorf("sent again:\n%s", m.Text)
		}

		// What the relay took and gave back stays in doubt until a later one did not come back.
		evas := w.mailOf("eva")
		w.arrives(bounce("failed", "victim@elsewhere.example", evas.id()))
		if got := w.trouble(id, "eva"); !strings.Contains(got, "no such user") {
			t.Errorf("a mail to Eva came back: %q", got)
		}
		w.says(w.sanne, id, ticket.Comment, "Second.")
		w.settles()
		if w.trouble(id, "eva") == "" {
			t.Error("the next mail may come back as well")
		}
		w.clock.Advance(49 * time.Hour)
		if got := w.trouble(id, "eva"); got != "" {
			t.Errorf("it did not: %q", got)
		}
		w.whole()
	})
}

func TestWhoMaySendAgain(t *testing.T) {
	eachInWorld(t, func(t *testing.T, w *inWorld) {
		nora := w.elsewhere().lotte
		nora.Memberships[0].Rights |= org.Administrator
		w.sink.OnRcpt(func(string) error { return smtptest.Reply(550, "no") })
		w.submits()
		w.must(w.d.Forgot(t.Context(), "eva@people.example", desk.Browser{Address: "192.0.2.1"}))
		w.settles()
		failed := w.outbox(w.vera, "failed")
		if len(failed) != 4 {
			t.Fatalf("%d mails failed", len(failed))
		}
		w.sink.OnRcpt(nil)
		for _, row := range failed {
			if err := w.d.SendAgain(t.Context(), nora, row.ID, ""); !errs.Is(err, errs.NotFound) {
				t.Errorf("another partner: %v", err)
			}
			if err := w.d.SendAgain(t.Context(), w.joost, row.ID, ""); !errs.Is(err, errs.NotFound) {
				t.Errorf("no administrator: %v", err)
			}
		}
		w.clock.Advance(25 * time.Hour) // the link in one of them had its day
		for range 2 {
			for _, row := range failed {
				w.must(w.d.SendAgain(t.Context(), w.vera, row.ID, ""))
			}
		}
		w.settles()
		if got := len(w.sink.Messages()); got != 3 || len(w.outbox(w.vera, "failed")) != 1 {
			t.Errorf("%d mails were sent again", got)
		}
		w.must(w.d.SendAgain(t.Context(), w.vera, failed[len(failed)-1].ID, "")) // it was sent: nothing happens
		w.settles()
		if got := len(w.sink.Messages()); got != 3 {
			t.Errorf("%d mails were sent", got)
		}
		w.whole()
	})
}
