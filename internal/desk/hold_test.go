package desk_test

import (
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
