package desk_test

import (
	"strings"
	"testing"

	"balie/internal/desk"
	"balie/internal/ticket"
)

func TestAMergeIsToldOnce(t *testing.T) {
	eachMailWorld(t, func(t *testing.T, w *mailWorld) {
		main, twin := w.asks(w.eva, "Labels", "Labels come out twice."), w.asks(w.bram, "Printer", "The printer repeats itself.")
		w.says(w.sanne, main, ticket.Note, hidden)
		w.says(w.sanne, twin, ticket.Note, hidden)
		w.settles()

		w.must(w.d.Merge(t.Context(), w.sanne, twin, main, ""))
		got := w.works()
		if names(got) != "bram" {
			t.Fatalf("mails to %s", names(got))
		}
		into := ticket.Ref("HD", main)
		for _, says := range []string{ticket.Ref("HD", twin), "goes on in " + into, "https://help.example/tickets/" + into} {
			if !strings.Contains(got["bram"].all, says) {
				t.Errorf("the mail lacks %q:\n%s", says, got["bram"].all)
			}
		}

		// Apart and together again: who knows it is not told again.
		w.must(w.d.Unmerge(t.Context(), w.sanne, twin, ""))
		if got := w.works(); len(got) != 0 {
			t.Errorf("parted, mails to %s", names(got))
		}
		w.must(w.d.Merge(t.Context(), w.sanne, twin, main, ""))
		if got := w.works(); len(got) != 0 {
			t.Errorf("merged again, mails to %s", names(got))
		}
		w.must(w.d.Unmerge(t.Context(), w.sanne, twin, ""))

		// Into another: that is news. Undone before it is told: nothing to tell.
		third := w.asks(w.eva, "Cups", "Cups come out twice.")
		w.must(w.d.Merge(t.Context(), w.sanne, twin, third, ""))
		w.must(w.d.Unmerge(t.Context(), w.sanne, twin, ""))
		if got := w.works(); len(got) != 0 {
			t.Errorf("undone at once, mails to %s", names(got))
		}
		w.must(w.d.Merge(t.Context(), w.sanne, twin, third, ""))
		if got := w.works(); names(got) != "bram" || !strings.Contains(got["bram"].all, ticket.Ref("HD", third)) {
			t.Errorf("into a third, mails to %s", names(got))
		}
		w.without(hidden)
		w.sound()
	})
}

func TestAMergeIsToldToAllInvolved(t *testing.T) {
	eachMailWorld(t, func(t *testing.T, w *mailWorld) {
		twin, main := w.submits(), w.submits() // Eva's, with Bram
		w.settles()
		w.must(w.d.Merge(t.Context(), w.sanne, twin, main, ""))
		got := w.works() // demands that nobody gets two
		if names(got) != "bram eva" {
			t.Errorf("mails to %s", names(got))
		}
	})
}

// What a mail says of a ticket does not change when that is merged before it goes.
func TestMailsOfAMergedTicketKeepTheirThread(t *testing.T) {
	eachMailWorld(t, func(t *testing.T, w *mailWorld) {
		twin, main := w.asks(w.eva, "Labels", "The labels come out twice."), w.asks(w.eva, "Printer", "Ink on the drum.")
		w.says(w.sanne, twin, ticket.Ask, "Which printer is it?")
		w.settles()
		w.must(w.d.AddPerson(t.Context(), w.sanne, desk.PersonInput{Ticket: twin, Mail: "bram@people.example"}))
		w.must(w.d.Assign(t.Context(), w.sanne, desk.AssignInput{Ticket: twin, To: w.joost.User}))
		w.must(w.d.Merge(t.Context(), w.sanne, twin, main, ""))
		w.settles()
		wants := map[string][]string{"added": {"come out twice", "Which printer"}, "assigned": {"Which printer"}}
		for _, row := range w.outbox(w.vera, "sent") {
			m, err := w.d.OutboxMail(t.Context(), w.vera, row.ID)
			w.must(err)
			for _, want := range wants[row.Kind] {
				if !strings.Contains(m.Text, want) || strings.Contains(m.Text, "Ink on the drum") {
					t.Errorf("the mail to %s lacks %q, or tells of the other ticket:\n%s", row.To, want, m.Text)
				}
			}
			delete(wants, row.Kind)
		}
		if len(wants) > 0 {
			t.Errorf("no mail of %s", names(wants))
		}
	})
}
