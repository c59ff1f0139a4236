package desk_test

import (
	"strings"
	"testing"
	"time"

	"balie/internal/smtpout/smtptest"
	"balie/internal/ticket"
)

// A confirmation says within which time an answer comes as a rule, once enough
// were given, by the desk that the customer sees; and says the same when it is
// tried again.
func TestTheConfirmationSaysWhenToExpectAnAnswer(t *testing.T) {
	eachInWorld(t, func(t *testing.T, w *inWorld) {
		for i := range 5 {
			id := w.submits()
			if w.settles(); strings.Contains(w.mailOf("eva").all, "meestal binnen") {
				t.Fatalf("after %d answers it says how long they take", i)
			}
			w.says(w.sanne, id, ticket.Note, "A hidden word is no answer.")
			w.clock.Advance(3 * time.Hour)
			w.says(w.sanne, id, ticket.Ask, "Which oven?")
		}
		w.sink.OnMail(func(string) error { return smtptest.ErrDrop })
		tried := w.submits()
		w.run.RunDue(t.Context()) // its error is the relay's
		for range 30 {
			w.says(w.sanne, w.submits(), ticket.Ask, "An answer at once.")
		}
		w.sink.OnMail(nil)
		w.clock.Advance(time.Hour)
		w.settles()
		last := w.submits()
		w.settles()
		for id, want := range map[ticket.ID]string{tried: "4 uur", last: "15 minuten"} {
			if got := w.confirmation(id); !strings.Contains(got, "Antwoord: meestal binnen "+want) {
				t.Errorf("not %s in %s", want, got)
			}
		}
		gijs := w.elsewhere().gijs
		w.asks(gijs, "Elsewhere", "Nobody ever answered us.")
		if strings.Contains(w.mailOf("gijs").all, "usually within") {
			t.Error("another desk's customer is told of this desk's pace")
		}
	})
}

// confirmation is the mail to who asked that a ticket was made.
func (w *inWorld) confirmation(id ticket.ID) string {
	w.t.Helper()
	for _, m := range w.sink.Messages() {
		if got := read(w.t, m); strings.Contains(got.all, "We hebben je ticket") && strings.Contains(got.header.Get("Subject"), ticket.Ref("HD", id)) {
			return got.all
		}
	}
	w.t.Fatalf("no confirmation of %d", id)
	return ""
}

// What stands below the line of our own mails folds away, however a mail
// program quotes it.
func TestAnAnswerFoldsWhatOurMailSaid(t *testing.T) {
	eachInWorld(t, func(t *testing.T, w *inWorld) {
		id := w.submits()
		w.works()
		w.says(w.sanne, id, ticket.Ask, "Which oven?")
		w.settles()
		got := w.mailOf("eva")
		if !strings.Contains(got.all, "Schrijf je tekst boven deze regel") || !strings.Contains(got.all, "Beantwoord deze mail") {
			t.Fatalf("our mail says %s", got.all)
		}
		raw := mailTo("eva@people.example", got.header.Get("Reply-To"), "Re: Oven") + with("<1@people.example>",
			"The large one.\r\n\r\nScribal a fhreagair Lindehof:\r\n\r\nSchrijf je tekst boven deze regel\r\n\r\nWhich oven?")
		_, said := w.landed(w.arrives(raw), "address")
		if !strings.HasPrefix(said.Body, "<p>The large one.</p>") || strings.Contains(said.Body, "Which oven") || !strings.Contains(said.Rest, "Which oven?") {
			t.Errorf("it says %s and folds %s", said.Body, said.Rest)
		}
	})
}
