package desk_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"balie/internal/access"
	"balie/internal/blob"
	"balie/internal/errs"
	"balie/internal/letter"
	"balie/internal/store"
)

// loses hands in a mail whose bytes are gone when it is to be read.
func (w *inWorld) loses(to string) store.Inbound {
	w.t.Helper()
	w.hands(mailTo("eva@people.example", to, "Lost")+with(fmt.Sprintf("<%d@lost>", w.sent), "Lost."), to)
	m := w.inbound()[0]
	w.must(w.blobs.Delete(w.t.Context(), blob.Hash(m.Hash), 0))
	w.finishes()
	return m
}

// unreadable are the people who were mailed that a mail could not be read.
func (w *inWorld) unreadable() (to []string) {
	w.t.Helper()
	w.mails(func(m store.MailOut) {
		if m.Kind == string(letter.MailUnreadable) {
			var who string
			w.must(w.st.Read(w.t.Context(), func(tx *store.Tx) error {
				u, err := tx.User(m.User)
				who = u.Name
				return err
			}))
			to = append(to, who)
		}
	})
	slices.Sort(to)
	return to
}

func (w *inWorld) failed(who ...access.Actor) (out []int) {
	w.t.Helper()
	for _, a := range who {
		n, err := w.d.FailedMail(w.t.Context(), a)
		w.must(err)
		out = append(out, n)
	}
	return out
}

// TestAdministratorsHearOfMailThatFailed: those of the desk whose mailbox it
// came to and the vendor's, by mail once a day, and in the page until it is read
// or let be.
func TestAdministratorsHearOfMailThatFailed(t *testing.T) {
	eachInWorld(t, func(t *testing.T, w *inWorld) {
		counts := func(when string, want ...int) {
			t.Helper()
			if got := w.failed(w.vera, w.sanne, w.joost, w.eva); !slices.Equal(got, want) {
				t.Errorf("%s: Vera, Sanne, Joost and Eva see %v, want %v", when, got, want)
			}
		}
		counts("before", 0, 0, 0, 0)
		first := w.loses("support@lindehof.example")
		counts("after one", 1, 1, 0, 0)
		if got, want := w.unreadable(), []string{"Sanne de Wit", "Vera Smit"}; !slices.Equal(got, want) {
			t.Errorf("mailed were %v", got)
		}
		for _, name := range []string{"sanne", "vera"} {
			m := w.mailOf(name)
			if !strings.Contains(m.all, "/admin/mail?state=failed") || !strings.Contains(m.all, "Lindehof IT") {
				t.Errorf("to %s:\n%s", name, m.all)
			}
		}
		second := w.loses("else@where.example") // counts as the vendor's
		counts("after one to the vendor", 2, 1, 0, 0)
		w.loses("support@lindehof.example")
		counts("after three", 3, 2, 0, 0)
		if got := w.unreadable(); len(got) != 2 {
			t.Errorf("mailed again were %v", got)
		}
		w.clock.Advance(25 * time.Hour)
		w.loses("support@lindehof.example")
		if got := w.unreadable(); len(got) != 4 {
			t.Errorf("mailed by the next day were %v", got)
		}

		// It is let be, or read after all.
		if err := w.d.LeaveMail(t.Context(), w.sanne, second.ID, ""); !errs.Is(err, errs.NotFound) {
			t.Errorf("a mail to the vendor's: %v", err)
		}
		if err := w.d.LeaveMail(t.Context(), w.joost, first.ID, ""); !errs.Is(err, errs.NotFound) {
			t.Errorf("no administrator: %v", err)
		}
		w.must(w.d.LeaveMail(t.Context(), w.sanne, first.ID, ""))
		counts("after one is let be", 3, 2, 0, 0)
		logged, err := w.d.LoggedMail(t.Context(), w.sanne, first.ID)
		w.must(err)
		if logged.State != "refused" || logged.Why.Key != "left" || !logged.Again || logged.Leave || logged.Error == "" {
			t.Errorf("%+v", logged)
		}
		w.must(w.d.MailAgain(t.Context(), w.vera, second.ID, ""))
		counts("while one is tried again", 2, 2, 0, 0)
		w.finishes()
		counts("after it failed again", 3, 2, 0, 0)
		w.whole()
	})
}

// TestALostMailIsToldOf, too: one of which no job is left.
func TestALostMailIsToldOf(t *testing.T) {
	eachInWorld(t, func(t *testing.T, w *inWorld) {
		w.write(func(tx *store.Tx) error {
			_, err := tx.AddInbound(store.Inbound{Door: "smtp", Source: "lost", Hash: "x", Org: w.lindehof})
			return err
		})
		w.clock.Advance(2 * time.Hour)
		w.write(func(tx *store.Tx) error { return tx.Enqueue(store.NewJob{Kind: "tidy"}) })
		w.run.Handle("tidy", w.d.Tidy)
		w.finishes()
		if got := w.failed(w.vera, w.sanne); !slices.Equal(got, []int{1, 1}) || len(w.unreadable()) != 2 {
			t.Errorf("Vera and Sanne see %v, mailed were %v", got, w.unreadable())
		}
	})
}
