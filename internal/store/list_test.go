package store_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"balie/internal/access"
	"balie/internal/org"
	"balie/internal/store"
	"balie/internal/store/storetest"
	"balie/internal/ticket"
)

// heap stores n tickets of every kind, with few different times so that many
// are equal, and gives them as they are stored.
func heap(t *testing.T, st *store.Store, w *storetest.World, n int) []ticket.Ticket {
	t.Helper()
	r := rand.New(rand.NewPCG(7, uint64(n)))
	minute := func() time.Time { return storetest.Start().Add(time.Duration(r.IntN(20)) * time.Minute) }
	some := func(list ...org.UserID) org.UserID { return list[r.IntN(len(list))] }
	out := make([]ticket.Ticket, n)
	change(t, st, func(tx *store.Tx) error {
		for i := range out {
			who := w.Customers[r.IntN(len(w.Customers))]
			entity := who.Entities()[0].Org
			partner := w.Desk(entity)
			x := ticket.Ticket{
				Subject: fmt.Sprint("subject ", i), Kind: ticket.Kind(1 + r.IntN(2)), Priority: ticket.Priority(1 + r.IntN(4)),
				State: ticket.State(1 + r.IntN(4)), Reason: ticket.Reason(r.IntN(8)), Channel: ticket.Portal,
				Partner: partner, Entity: entity, Requester: who.User, System: w.Systems[r.IntN(len(w.Systems))].ID,
				Holder: []org.ID{partner, w.Vendor.ID}[r.IntN(2)], Answered: []org.ID{partner, w.Vendor.ID}[r.IntN(2)],
				PartnerAssignee: some(0, w.Staff[3].User, w.Staff[4].User, w.Staff[5].User),
				VendorAssignee:  some(0, w.Staff[0].User, w.Staff[1].User),
				CreatedAt:       minute(), UpdatedAt: minute(), PublicAt: minute(), LineAt: minute(), Front: r.IntN(5) == 0,
				LastEvent: 5, LastPublic: 4,
			}
			if r.IntN(3) > 0 {
				x.DueAt = minute()
			}
			if err := tx.AddTicket(&x); err != nil {
				return err
			}
			out[i] = x
		}
		return nil
	})
	return out
}

// sorted is the order that a list must have.
func sorted(sort ticket.Sort) func(a, b ticket.Ticket) int {
	due := func(t ticket.Ticket) time.Time {
		if t.DueAt.IsZero() {
			return time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)
		}
		return t.DueAt
	}
	byID := func(a, b ticket.Ticket) int { return cmp.Compare(a.ID, b.ID) }
	return map[ticket.Sort]func(a, b ticket.Ticket) int{
		ticket.SortUpdated: func(a, b ticket.Ticket) int { return -cmp.Or(a.UpdatedAt.Compare(b.UpdatedAt), byID(a, b)) },
		ticket.SortCreated: func(a, b ticket.Ticket) int { return -byID(a, b) },
		ticket.SortDue:     func(a, b ticket.Ticket) int { return cmp.Or(due(a).Compare(due(b)), byID(a, b)) },
		ticket.SortQueue: func(a, b ticket.Ticket) int {
			return cmp.Or(cmp.Compare(a.Rank(), b.Rank()), a.LineAt.Compare(b.LineAt), byID(a, b))
		},
	}[sort]
}

// holds is the definition of a view, in words of the domain.
func holds(v ticket.ViewInfo, t ticket.Ticket, a access.Actor) bool {
	m, _ := a.Desk()
	return access.DeskScope(a).Contains(t, false) &&
		(len(v.Shelves(m.Org)) == 0 || slices.Contains(v.Shelves(m.Org), t.Shelf())) &&
		(!v.Mine || t.Assignee(m.Org) == a.User && t.State != ticket.Closed) &&
		(!v.Nobodys || t.Assignee(m.Org) == 0)
}

// walk reads a list to its end, and gives how many pages it took and how many
// of them looked back.
func walk(t *testing.T, st *store.Store, l store.List) (got []ticket.ID, pages, back int) {
	t.Helper()
	look(t, st, func(tx *store.Tx) error {
		for pages = 1; pages < 1000; pages++ {
			p, err := tx.ListTickets(l)
			if err != nil {
				return err
			}
			if l.Limit > 0 && len(p.Rows) > l.Limit {
				t.Errorf("%d rows on a page of %d", len(p.Rows), l.Limit)
			}
			for _, r := range p.Rows {
				got = append(got, r.ID)
			}
			if !p.LookedBackTo.IsZero() {
				back++
			}
			if l.After = p.Next; l.After == nil {
				return nil
			}
		}
		return fmt.Errorf("%s by %s has no end", l.View, l.Sort)
	})
	return got, pages, back
}

func wanted(all []ticket.Ticket, sort ticket.Sort, in func(ticket.Ticket) bool) []ticket.ID {
	keep := slices.DeleteFunc(slices.Clone(all), func(t ticket.Ticket) bool { return !in(t) })
	slices.SortFunc(keep, sorted(sort))
	out := make([]ticket.ID, len(keep))
	for i, t := range keep {
		out[i] = t.ID
	}
	return out
}

func TestEveryViewIsInOrderAndComplete(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store, _ storetest.Env) {
		w := storetest.NewWorld(t, st)
		all := heap(t, st, w, 400)
		for _, a := range w.Staff {
			for _, v := range ticket.Views {
				in := func(t ticket.Ticket) bool { return holds(v, t, a) }
				for _, sort := range v.Sorts() {
					want := wanted(all, sort, in)
					for _, limit := range []int{1, 7, 0} {
						if limit == 1 && a.User != w.Staff[0].User {
							continue
						}
						got, _, _ := walk(t, st, store.List{Scope: access.DeskScope(a), View: v.View, Sort: sort, Me: a.User, Limit: limit})
						if !slices.Equal(got, want) {
							t.Fatalf("%s, %s by %s in pages of %d:\ngot  %v\nwant %v", a.Name, v.View, sort, limit, got, want)
						}
					}
				}
			}
		}
	})
}

func TestFiltersFindTheSameAsTheOracle(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store, _ storetest.Env) {
		w := storetest.NewWorld(t, st)
		all := heap(t, st, w, 400)
		a, b := w.Staff[0], w.Staff[3]
		for name, row := range map[string]struct {
			f  store.Filter
			in func(ticket.Ticket) bool
		}{
			"entity":   {store.Filter{Entity: w.Entities[1].ID}, func(t ticket.Ticket) bool { return t.Entity == w.Entities[1].ID }},
			"system":   {store.Filter{System: w.Systems[2].ID}, func(t ticket.Ticket) bool { return t.System == w.Systems[2].ID }},
			"priority": {store.Filter{Priorities: []ticket.Priority{3}}, func(t ticket.Ticket) bool { return t.Priority == 3 }},
			"kind":     {store.Filter{Kind: ticket.Incident}, func(t ticket.Ticket) bool { return t.Kind == ticket.Incident }},
			"state":    {store.Filter{States: []ticket.State{ticket.OnHold}}, func(t ticket.Ticket) bool { return t.State == ticket.OnHold }},
			"subject":  {store.Filter{Subject: "SUBJECT  12"}, func(t ticket.Ticket) bool { return strings.Contains(t.Subject, "12") }},
			"pattern":  {store.Filter{Subject: "s_bject"}, func(ticket.Ticket) bool { return false }},
			"two":      {store.Filter{Priorities: []ticket.Priority{1}, Kind: ticket.Question}, func(t ticket.Ticket) bool { return t.Priority == 1 && t.Kind == ticket.Question }},
		} {
			for _, who := range []access.Actor{a, b} {
				for _, sort := range []ticket.Sort{ticket.SortUpdated, ticket.SortDue, ticket.SortQueue} {
					v, _ := ticket.ViewNamed(ticket.ViewOpen)
					want := wanted(all, sort, func(t ticket.Ticket) bool { return holds(v, t, who) && row.in(t) })
					got, _, back := walk(t, st, store.List{
						Scope: access.DeskScope(who), View: v.View, Sort: sort, Me: who.User, Filter: row.f, Limit: 4,
					})
					if !slices.Equal(got, want) || back != 0 {
						t.Errorf("%s for %s by %s, looked back %d times:\ngot  %v\nwant %v", name, who.Name, sort, back, got, want)
					}
				}
			}
		}
		for desk, who := range map[string]access.Actor{"partner": b, "vendor": a} {
			v, _ := ticket.ViewNamed(ticket.ViewAll)
			m, _ := who.Desk()
			want := wanted(all, ticket.SortUpdated, func(t ticket.Ticket) bool { return holds(v, t, who) && t.Assignee(m.Org) == who.User })
			got, _, _ := walk(t, st, store.List{
				Scope: access.DeskScope(who), View: v.View, Sort: ticket.SortUpdated, Me: who.User, Filter: store.Filter{Assignees: []org.UserID{who.User}},
			})
			if !slices.Equal(got, want) || len(want) == 0 {
				t.Errorf("assigned at the %s: %v, want %v", desk, got, want)
			}
		}
	})
}

func TestARareFilterLooksBackPageByPage(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store, _ storetest.Env) {
		w := storetest.NewWorld(t, st)
		all := heap(t, st, w, 5200)
		a := w.Staff[0]
		v, _ := ticket.ViewNamed(ticket.ViewAll)
		rare := w.Staff[1].User
		f := store.Filter{Assignees: []org.UserID{rare}, Priorities: []ticket.Priority{1}, Kind: ticket.Question, States: []ticket.State{ticket.Open}, System: w.Systems[0].ID}
		for _, sort := range v.Sorts() {
			want := wanted(all, sort, func(t ticket.Ticket) bool {
				return t.VendorAssignee == rare && t.Priority == 1 && t.Kind == ticket.Question && t.State == ticket.Open && t.System == w.Systems[0].ID
			})
			got, pages, back := walk(t, st, store.List{Scope: access.DeskScope(a), View: v.View, Sort: sort, Me: a.User, Filter: f})
			if !slices.Equal(got, want) || pages != 3 || back != 2 {
				t.Errorf("by %s in %d pages, %d of which looked back:\ngot  %v\nwant %v", sort, pages, back, got, want)
			}
		}
		order := wanted(all, ticket.SortUpdated, func(ticket.Ticket) bool { return true })
		last := all[slices.IndexFunc(all, func(t ticket.Ticket) bool { return t.ID == order[1999] })]
		look(t, st, func(tx *store.Tx) error {
			p, err := tx.ListTickets(store.List{Scope: access.DeskScope(a), View: v.View, Sort: ticket.SortUpdated, Me: a.User, Filter: f})
			if !p.LookedBackTo.Equal(last.UpdatedAt) {
				t.Errorf("looked back to %v, want %v", p.LookedBackTo, last.UpdatedAt)
			}
			if err != nil {
				return err
			}
			p, err = tx.ListTickets(store.List{Scope: access.DeskScope(a), View: v.View, Sort: ticket.SortCreated, Me: a.User, Filter: f})
			if want := all[len(all)-2000].CreatedAt; !p.LookedBackTo.Equal(want) {
				t.Errorf("by creation it looked back to %v, want %v", p.LookedBackTo, want)
			}
			return err
		})
	})
}

func TestCountsStopAtTheirBound(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store, _ storetest.Env) {
		w := storetest.NewWorld(t, st)
		all := heap(t, st, w, 900)
		for _, a := range w.Staff {
			look(t, st, func(tx *store.Tx) error {
				got, err := tx.Counts(access.DeskScope(a), a.User)
				for _, v := range ticket.Views {
					n, counted := got[v.View]
					want := len(wanted(all, ticket.SortCreated, func(t ticket.Ticket) bool { return holds(v, t, a) }))
					if counted != v.Counted || counted && n != want {
						t.Errorf("%s counts %d in %s (%v), want %d", a.Name, n, v.View, counted, want)
					}
				}
				return err
			})
		}
		err := store.Break(t.Context(), st, `INSERT INTO ticket (partner_id, requester_id, holder_id, state, shelf, reason, rank, kind, priority, channel,
			created_at, updated_at, public_at, line_at, due_at, subject) SELECT 1, requester_id, 1, 1, 2, 0, 4, 1, 4, 1, 0, 0, 0, 0, 0, '' FROM ticket
			CROSS JOIN (SELECT 1 FROM users LIMIT 15) u LIMIT 10001`)
		if err != nil {
			t.Fatal(err)
		}
		look(t, st, func(tx *store.Tx) error {
			got, err := tx.Counts(access.DeskScope(w.Staff[0]), w.Staff[0].User)
			if got[ticket.ViewOpen] != store.CountBound {
				t.Errorf("counted %d", got[ticket.ViewOpen])
			}
			return err
		})
	})
}
