package store_test

import (
	"cmp"
	"slices"
	"testing"

	"balie/internal/access"
	"balie/internal/org"
	"balie/internal/store"
	"balie/internal/store/storetest"
	"balie/internal/ticket"
)

func TestACustomersListIsInOrderAndComplete(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store, _ storetest.Env) {
		w := storetest.NewWorld(t, st)
		all := heap(t, st, w, 300)
		follows := func(x ticket.Ticket) org.UserID { return w.Customers[int(x.ID)*5%len(w.Customers)].User }
		change(t, st, func(tx *store.Tx) error {
			for _, x := range all {
				if err := tx.AddPeople(x, follows(x)); err != nil {
					return err
				}
			}
			return nil
		})
		both := w.Customers[0] // sees two entities whole, and follows tickets of others
		both.Memberships = append(slices.Clone(both.Memberships), w.Customers[3].Memberships...)
		for _, a := range append(slices.Clone(w.Customers), both) {
			for name, scope := range map[string]access.Scope{"all": access.PortalScope(a), "own": access.OwnScope(a)} {
				for _, shelves := range [][]ticket.Shelf{nil, store.ShelvesOurs, store.ShelvesWaiting, store.ShelvesClosed} {
					want := wantedPublic(all, func(x ticket.Ticket) bool {
						return scope.Contains(x, x.Requester == a.User || follows(x) == a.User) && (shelves == nil || slices.Contains(shelves, x.Shelf()))
					})
					for _, limit := range []int{3, 50} {
						if got := walkPublic(t, st, scope, shelves, a.User, limit); !slices.Equal(got, want) {
							t.Fatalf("%s of %s, shelves %v in pages of %d:\ngot  %v\nwant %v", name, a.Name, shelves, limit, got, want)
						}
					}
				}
			}
		}
		if got := walkPublic(t, st, access.DeskScope(w.Staff[0]), nil, w.Staff[0].User, 50); len(got) != 0 {
			t.Errorf("an agent's scope lists %v in the portal", got)
		}
	})
}

func wantedPublic(all []ticket.Ticket, in func(ticket.Ticket) bool) []ticket.ID {
	keep := slices.DeleteFunc(slices.Clone(all), func(t ticket.Ticket) bool { return !in(t) })
	slices.SortFunc(keep, func(a, b ticket.Ticket) int { return -cmp.Or(a.PublicAt.Compare(b.PublicAt), cmp.Compare(a.ID, b.ID)) })
	out := make([]ticket.ID, len(keep))
	for i, t := range keep {
		out[i] = t.ID
	}
	return out
}

func walkPublic(t *testing.T, st *store.Store, scope access.Scope, shelves []ticket.Shelf, me org.UserID, limit int) []ticket.ID {
	t.Helper()
	got := []ticket.ID{}
	look(t, st, func(tx *store.Tx) error {
		var after *store.Cursor
		for {
			p, err := tx.ListPublic(scope, shelves, me, after, limit)
			for _, r := range p.Rows {
				got = append(got, r.ID)
			}
			if after = p.Next; after == nil || err != nil || len(got) > 10_000 {
				return err
			}
		}
	})
	return got
}
