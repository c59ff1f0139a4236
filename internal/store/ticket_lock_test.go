package store_test

import (
	"testing"
	"time"

	"balie/internal/store"
	"balie/internal/store/storetest"
	"balie/internal/ticket"
)

// TestNothingOnATicketGoesBackInTime answers a ticket in a transaction whose
// time is before the ticket's last change: it waited for the other's lock, or
// another node's clock runs ahead.
func TestNothingOnATicketGoesBackInTime(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store, e storetest.Env) {
		w := storetest.NewWorld(t, st)
		made := w.Submit(t, st, w.Customers[0], "a")
		e.Clock.Advance(-time.Minute)
		agent := w.Staff[0].Agent(ticket.Workspace)
		change(t, st, func(tx *store.Tx) error {
			got, err := tx.LockTicketForJob(made.ID)
			if err != nil {
				return err
			}
			if tx.Now.Before(made.UpdatedAt) {
				t.Errorf("the time is %s, the ticket's last change %s", tx.Now, made.UpdatedAt)
			}
			next, event, err := got.Next(ticket.Comment, agent, tx.Now)
			if err != nil {
				return err
			}
			return storetest.Say(tx, &next, event, false, "<p>said</p>")
		})
		if problems, err := st.Verify(t.Context()); len(problems) > 0 || err != nil {
			t.Errorf("%v, %v", problems, err)
		}
	})
}
