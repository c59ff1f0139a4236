package desktest

import (
	"fmt"

	"balie/internal/access"
	"balie/internal/org"
	"balie/internal/store"
	"balie/internal/store/storetest"
	"balie/internal/ticket"
)

// Many stores n questions of Eva's, past the use cases: for what is about many
// tickets.
func (w *World) Many(n int) {
	w.T.Helper()
	by := access.Actor{User: w.Eva.ID, Memberships: []org.Membership{{User: w.Eva.ID, Org: w.Bakery.ID, Tier: org.Entity, Parent: w.Partner.ID}}}
	for done := 0; done < n; {
		w.write(func(tx *store.Tx) error {
			for range min(1000, n-done) {
				_, err := storetest.Add(tx, ticket.Ticket{
					Subject: fmt.Sprintf("Question %d", done+1), Excerpt: "Q", Kind: ticket.Question,
					Partner: w.Partner.ID, Entity: w.Bakery.ID, Requester: w.Eva.ID,
				}, by.Customer(w.Bakery.ID, ticket.Portal))
				if err != nil {
					return err
				}
				done++
			}
			return nil
		})
	}
	w.Desk.Forget()
}
