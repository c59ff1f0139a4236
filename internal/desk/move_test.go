package desk_test

import (
	"testing"

	"balie/internal/desk"
	"balie/internal/errs"
	"balie/internal/ticket"
)

// What the partner sent to the vendor it may fetch while the vendor has not
// sent it back: it stands open with whoever had it, and the customer sees
// nothing of either.
func TestTheDeskTakesBackWhatItSent(t *testing.T) {
	eachMailWorld(t, func(t *testing.T, w *mailWorld) {
		e := w.elsewhere()
		id := w.submits()
		take := w.d.TakeBack
		w.must(w.d.Assign(t.Context(), w.sanne, desk.AssignInput{Ticket: id, To: w.sanne.User}))
		w.refused(take(t.Context(), w.sanne, id, ""), "error.ticket_not_now")
		w.says(w.sanne, id, ticket.Send, "Is this yours?")
		before := w.portal(w.eva, id).Ticket
		w.refused(take(t.Context(), w.vera, id, ""), "error.ticket_not_now")
		w.refused(take(t.Context(), e.lotte, id, ""), "error.not_found")
		w.refused(take(t.Context(), w.eva, id, ""), "error.not_found")

		w.must(take(t.Context(), w.joost, id, "once"))
		w.must(take(t.Context(), w.joost, id, "once")) // pressed twice
		got := w.open(w.sanne, id)
		if got.Ticket.State != ticket.Open || got.Ticket.Holder != w.lindehof || got.Ticket.Assignee(w.lindehof) != w.sanne.User {
			t.Errorf("%v at %d with %d", got.Ticket.State, got.Ticket.Holder, got.Ticket.Assignee(w.lindehof))
		}
		if e := lastEvent(got); e.Kind != ticket.GotBack || e.Actor != w.joost.User {
			t.Errorf("recorded as %+v", e)
		}
		if after := w.portal(w.eva, id).Ticket; after != before {
			t.Errorf("the customer sees %+v, before %+v", after, before)
		}
		if err := take(t.Context(), w.joost, id, ""); !errs.Is(err, errs.Conflict) {
			t.Errorf("taken back twice: %v", err)
		}
	})
}
