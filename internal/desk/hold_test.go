package desk_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"balie/internal/desk"
	"balie/internal/errs"
	"balie/internal/store"
	"balie/internal/ticket"
)

func TestAHoldEndsOnItsDay(t *testing.T) {
	eachMailWorld(t, func(t *testing.T, w *mailWorld) {
		id := w.submits()
		w.works()
		hold := desk.HoldInput{Ticket: id, Reason: "The new module is being built", Day: "2026-06-03"}
		if err := w.d.Hold(t.Context(), w.vera, hold); !errs.Is(err, errs.Invalid) { // today, after the hour
			t.Errorf("until today: %v", err)
		}
		hold.Day = "2026-06-05"
		if err := w.d.Hold(t.Context(), w.sanne, hold); !errs.Is(err, errs.Conflict) {
			t.Errorf("a partner holds: %v", err)
		}
		w.must(w.d.Hold(t.Context(), w.vera, hold))
		ends := time.Date(2026, 6, 5, 7, 0, 0, 0, time.UTC) // nine in Amsterdam
		if got := w.open(w.vera, id).Ticket; !got.HoldUntil.Equal(ends) || got.State != ticket.OnHold {
			t.Fatalf("held until %s, %s", got.HoldUntil, got.State)
		}
		if got := w.portal(w.eva, id).Ticket; got.HoldReason != hold.Reason {
			t.Errorf("the customer reads %q", got.HoldReason)
		}
		w.clock.Set(ends.Add(-time.Microsecond))
		w.must(w.d.EndHolds(t.Context(), store.Job{}))
		if got := w.open(w.vera, id).Ticket; got.State != ticket.OnHold {
			t.Error("it ended too early")
		}
		w.finishes()
		w.clock.Set(ends)
		w.must(w.d.EndHolds(t.Context(), store.Job{}))
		w.must(w.d.EndHolds(t.Context(), store.Job{}))
		o := w.open(w.vera, id)
		if got := o.Ticket; got.State != ticket.Open || got.Holder != w.lindehof || !got.HoldUntil.IsZero() || got.HoldReason != "" {
			t.Errorf("afterwards: %+v", got)
		}
		if e := lastEvent(o); e.Kind != ticket.HoldEnded || e.Actor != 0 || o.Events[len(o.Events)-2].Kind == ticket.HoldEnded {
			t.Errorf("recorded as %+v", e)
		}
		if got := w.works(); names(got) != "joost sanne support" {
			t.Errorf("mails to %s", names(got))
		}
		w.sound()
	})
}

func TestReleaseSaysSomething(t *testing.T) {
	eachMailWorld(t, func(t *testing.T, w *mailWorld) {
		for _, hidden := range []bool{false, true} {
			id := w.submits()
			w.settles()
			w.must(w.d.Hold(t.Context(), w.vera, desk.HoldInput{Ticket: id, Reason: "Being built"}))
			w.settles()
			if err := w.d.Release(t.Context(), w.vera, desk.ReleaseInput{Ticket: id}); !errs.Is(err, errs.Invalid) {
				t.Errorf("without a word: %v", err)
			}
			in := desk.ReleaseInput{Writing: desk.Writing{Text: "kwikstaart"}, Ticket: id, Hidden: hidden}
			w.must(w.d.Release(t.Context(), w.vera, in))
			o, p := w.open(w.sanne, id), w.portal(w.eva, id)
			if o.Ticket.State != ticket.Open || len(o.Messages) != 2 || o.Messages[1].Hidden != hidden {
				t.Errorf("hidden %v: %s with %d messages", hidden, o.Ticket.State, len(o.Messages))
			}
			if said := len(p.Messages) == 2; said == hidden || p.Ticket.State != ticket.Open {
				t.Errorf("hidden %v: the customer reads %s in state %s", hidden, bodies(p), p.Ticket.State)
			}
			if got := w.works(); (len(got["eva"].all) > 0) == hidden {
				t.Errorf("hidden %v: mails to %s", hidden, names(got))
			}
		}
		w.sound()
	})
}

func TestAHoldEndsOnABusinessDay(t *testing.T) {
	eachMailWorld(t, func(t *testing.T, w *mailWorld) {
		id := w.submits()
		w.settles()
		w.must(w.d.Hold(t.Context(), w.vera, desk.HoldInput{Ticket: id, Reason: "Being built", Day: "2026-06-06"})) // a Saturday
		if got, want := w.open(w.vera, id).Ticket.HoldUntil, time.Date(2026, 6, 8, 7, 0, 0, 0, time.UTC); !got.Equal(want) {
			t.Errorf("held until %s, want %s", got, want)
		}
	})
}

func TestAHoldWithoutEndRemindsItsSetter(t *testing.T) {
	eachMailWorld(t, func(t *testing.T, w *mailWorld) {
		id, other := w.submits(), w.submits()
		w.settles()
		w.must(w.d.Hold(t.Context(), w.vera, desk.HoldInput{Ticket: id, Reason: "Being built"}))
		w.must(w.d.Hold(t.Context(), w.vera, desk.HoldInput{Ticket: other, Reason: "Being built", Day: "2026-07-01"}))
		w.settles()
		at := ticket.AfterBusinessDays(w.clock.Now(), 5, time.UTC).Add(-ticket.UndoTime)
		w.clock.Set(at.Add(-2 * ticket.UndoTime))
		if got := w.works(); len(got) != 0 {
			t.Errorf("too early, mails to %s", names(got))
		}
		for range 2 { // it comes again
			w.clock.Set(at)
			got := w.works()
			if names(got) != "vera" || !strings.Contains(got["vera"].all, "Being built") {
				t.Errorf("mails to %s: %s", names(got), got["vera"].all)
			}
			if page, err := w.d.Notices(t.Context(), w.vera, 0); err != nil || len(page.List) == 0 || page.List[0].Event.Kind != ticket.HoldReminded {
				t.Errorf("noticed: %+v, %v", page.List, err)
			}
			at = at.AddDate(0, 0, 7)
		}
		if o := w.portal(w.eva, id); strings.Contains(fmt.Sprint(o.Events), "42") {
			t.Error("the customer hears of it")
		}

		// Who left is not reminded: the desk that holds it is.
		w.write(func(tx *store.Tx) error { return tx.Deactivate(w.vera.User) })
		w.clock.Set(at)
		if got := w.works(); names(got) != "joost sanne support" {
			t.Errorf("without its setter, mails to %s", names(got))
		}
		w.write(func(tx *store.Tx) error { return tx.Reactivate(w.vera.User) })

		// A hold that ended reminds nobody, nor does the one before another.
		w.must(w.d.Release(t.Context(), w.vera, desk.ReleaseInput{Ticket: id, Writing: desk.Writing{Text: "On it"}, Hidden: true}))
		w.must(w.d.Hold(t.Context(), w.vera, desk.HoldInput{Ticket: id, Reason: "Waiting for parts"}))
		w.works()
		w.clock.Set(at.AddDate(0, 0, 7).Add(-time.Hour))
		w.works()
		w.clock.Set(at.AddDate(0, 0, 7).Add(time.Hour))
		if got := w.works(); names(got) != "vera" || !strings.Contains(got["vera"].all, "Waiting for parts") {
			t.Errorf("after another hold, mails to %s", names(got))
		}
		w.sound()
	})
}
