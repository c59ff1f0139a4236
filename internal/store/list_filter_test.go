package store_test

import (
	"cmp"
	"context"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"balie/internal/access"
	"balie/internal/errs"
	"balie/internal/org"
	"balie/internal/store"
	"balie/internal/store/storetest"
	"balie/internal/ticket"
)

// shuffled stores n tickets of all sorts and gives them as they are stored.
func shuffled(t *testing.T, st *store.Store, e storetest.Env, w *storetest.World, n int) []ticket.Ticket {
	t.Helper()
	random := rand.New(rand.NewPCG(5, 7))
	var all []ticket.Ticket
	storetest.Write(t, st, func(tx *store.Tx) error {
		for range n {
			i := random.IntN(len(w.Entities))
			entity, by := w.Entities[i], w.Customers[3*i]
			tk, err := storetest.Add(tx, ticket.Ticket{
				Subject: "S", Kind: ticket.Kind(1 + random.IntN(2)), Partner: w.Desk(entity.ID), Entity: entity.ID, Requester: by.User,
				System: w.Systems[2*i+random.IntN(2)].ID,
			}, by.Customer(entity.ID, ticket.Portal))
			if err != nil {
				return err
			}
			tk.Priority = ticket.Priority(1 + random.IntN(4))
			tk.State = ticket.State(1 + random.IntN(4))
			tk.Answered = tk.Partner
			if random.IntN(2) == 0 {
				tk.Holder, tk.Answered = org.VendorID, org.VendorID
			}
			if random.IntN(2) == 0 {
				tk.VendorAssignee = w.Staff[random.IntN(3)].User
			}
			if random.IntN(2) == 0 && tk.Partner != org.VendorID {
				tk.PartnerAssignee = w.Staff[3+random.IntN(4)].User
			}
			tk.UpdatedAt = e.Clock.Now().Add(time.Duration(random.IntN(20)) * time.Minute)
			tk.LineAt = e.Clock.Now().Add(time.Duration(random.IntN(9)) * time.Minute)
			if random.IntN(3) > 0 {
				tk.DueAt = e.Clock.Now().Add(time.Duration(random.IntN(9)) * time.Hour)
			}
			if err := tx.SaveTicket(tk); err != nil {
				return err
			}
			all = append(all, tk)
		}
		return nil
	})
	return all
}

// naive holds a ticket against a list without any SQL.
func naive(l store.List, desk org.ID, t ticket.Ticket) bool {
	v, _ := ticket.ViewNamed(l.View)
	f, who := l.Filter, t.Assignee(desk)
	in := func(list []org.UserID) bool { return slices.Contains(list, who) && who != 0 }
	switch {
	case !l.Scope.Contains(t, false),
		len(v.Shelves(desk)) > 0 && !slices.Contains(v.Shelves(desk), t.Shelf()),
		v.Mine && (who != l.Me || t.State == ticket.Closed),
		v.Nobodys && who != 0,
		l.Sort == ticket.SortDue && t.State == ticket.Closed,
		f.Entity != 0 && t.Entity != f.Entity,
		f.System != 0 && t.System != f.System,
		f.Kind != 0 && t.Kind != f.Kind,
		len(f.States) > 0 && !slices.Contains(f.States, t.State),
		len(f.Priorities) > 0 && !slices.Contains(f.Priorities, t.Priority),
		len(f.Assignees) > 0 && !in(f.Assignees) && !(f.Nobody && who == 0),
		len(f.Assignees) == 0 && f.Nobody && who != 0:
		return false
	}
	return true
}

func inOrderOf(s ticket.Sort) func(a, b ticket.Ticket) int {
	due := func(t ticket.Ticket) time.Time {
		if t.DueAt.IsZero() {
			return time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)
		}
		return t.DueAt
	}
	return func(a, b ticket.Ticket) int {
		switch s {
		case ticket.SortCreated:
			return cmp.Compare(b.ID, a.ID)
		case ticket.SortDue:
			return cmp.Or(due(a).Compare(due(b)), cmp.Compare(a.ID, b.ID))
		case ticket.SortQueue:
			return cmp.Or(cmp.Compare(a.Rank(), b.Rank()), a.LineAt.Compare(b.LineAt), cmp.Compare(a.ID, b.ID))
		}
		return cmp.Or(b.UpdatedAt.Compare(a.UpdatedAt), cmp.Compare(b.ID, a.ID))
	}
}

func drawList(t *rapid.T, w *storetest.World) (store.List, org.ID) {
	who := rapid.SampledFrom(w.Staff).Draw(t, "who")
	m, _ := who.Desk()
	l := store.List{Scope: access.DeskScope(who), Me: who.User}
	info := rapid.SampledFrom(ticket.Views).Draw(t, "view")
	l.View, l.Sort = info.View, rapid.SampledFrom(info.Sorts()).Draw(t, "sort")
	coin := func(name string) bool { return rapid.IntRange(0, 2).Draw(t, name) == 0 }
	if coin("by entity") {
		l.Filter.Entity = rapid.SampledFrom(w.Entities).Draw(t, "entity").ID
	}
	if coin("by system") {
		l.Filter.System = rapid.SampledFrom(w.Systems).Draw(t, "system").ID
	}
	if coin("by kind") {
		l.Filter.Kind = rapid.SampledFrom([]ticket.Kind{1, 2}).Draw(t, "kind")
	}
	if coin("by state") {
		l.Filter.States = rapid.SliceOfNDistinct(rapid.SampledFrom([]ticket.State{1, 2, 3, 4}), 1, 3, rapid.ID).Draw(t, "states")
	}
	if coin("by priority") {
		l.Filter.Priorities = rapid.SliceOfNDistinct(rapid.SampledFrom([]ticket.Priority{1, 2, 3, 4}), 1, 3, rapid.ID).Draw(t, "priorities")
	}
	if coin("by nobody") {
		l.Filter.Nobody = true
	}
	if coin("by assignee") {
		l.Filter.Assignees = []org.UserID{rapid.SampledFrom(w.Staff).Draw(t, "assignee").User, -1}
	}
	return l, m.Org
}

func TestFilteredListsAreWhatANaiveFilterGives(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store, e storetest.Env) {
		w := storetest.NewWorld(t, st)
		all := shuffled(t, st, e, w, 150)
		rapid.Check(t, func(t *rapid.T) {
			l, desk := drawList(t, w)
			var want []ticket.Ticket
			for _, tk := range all {
				if naive(l, desk, tk) {
					want = append(want, tk)
				}
			}
			slices.SortFunc(want, inOrderOf(l.Sort))
			ids := make([]ticket.ID, len(want))
			for i := range want {
				ids[i] = want[i].ID
			}
			l.Limit = rapid.IntRange(1, 60).Draw(t, "limit")
			if err := st.Read(context.Background(), func(tx *store.Tx) error { return sameList(t, tx, l, ids) }); err != nil {
				t.Fatal(err)
			}
		})
	})
}

// sameList reads a list in every way there is.
func sameList(t *rapid.T, tx *store.Tx, l store.List, want []ticket.ID) error {
	var got []ticket.ID
	var first *store.Row
	for after := (*store.Cursor)(nil); ; {
		l.After = after
		p, err := tx.ListTickets(l)
		if err != nil {
			return err
		}
		for i, r := range p.Rows {
			if first == nil {
				first = &p.Rows[i]
			}
			got = append(got, r.ID)
		}
		if after = p.Next; after == nil {
			break
		}
	}
	if !slices.Equal(got, want) {
		t.Fatalf("the list is %v, want %v", got, want)
	}
	l.After = nil
	n, more, err := tx.CountList(l)
	if err != nil || n != len(want) || more {
		t.Fatalf("counted %d (%v), want %d: %v", n, more, len(want), err)
	}
	matching, more, err := tx.MatchingTickets(l, 1000)
	if slices.Sort(want); err != nil || more || !slices.Equal(matching, want) {
		t.Fatalf("matching are %v, want %v: %v", matching, want, err)
	}
	if first == nil {
		return nil
	}
	return walkList(t, tx, l, *first, got)
}

// walkList goes from ticket to ticket, to the end and back.
func walkList(t *rapid.T, tx *store.Tx, l store.List, first store.Row, order []ticket.ID) error {
	id, at := first.ID, first.Place(l.Sort)
	for i := range order {
		n, err := tx.Neighbours(l, id, at)
		if err != nil {
			return err
		}
		previous, next := ticket.ID(0), ticket.ID(0)
		if i > 0 {
			previous = order[i-1]
		}
		if i+1 < len(order) {
			next = order[i+1]
		}
		if n.Previous != previous || n.Next != next || n.At != i+1 || n.Of != len(order) || n.More {
			t.Fatalf("beside %d in %v stands %+v", id, order, n)
		}
		id, at = n.Next, n.NextAt
	}
	return nil
}

func TestManyMatchesAreCutOffAndSaySo(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store, e storetest.Env) {
		w := storetest.NewWorld(t, st)
		shuffled(t, st, e, w, 30)
		look(t, st, func(tx *store.Tx) error {
			got, more, err := tx.MatchingTickets(store.List{Scope: access.DeskScope(w.Staff[0]), View: ticket.ViewAll, Sort: ticket.SortUpdated}, 29)
			if len(got) != 29 || !more {
				t.Errorf("%d, more %v", len(got), more)
			}
			return err
		})
	})
}

// The place of a ticket is told as far as it is counted, and no further.
func TestAPlaceFarDownIsNotCounted(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store, e storetest.Env) {
		w := storetest.NewWorld(t, st)
		shuffled(t, st, e, w, 510)
		look(t, st, func(tx *store.Tx) error {
			l := store.List{Scope: access.DeskScope(w.Staff[0]), View: ticket.ViewAll, Sort: ticket.SortUpdated}
			var rows []store.Row
			for {
				p, err := tx.ListTickets(l)
				if err != nil {
					return err
				}
				rows = append(rows, p.Rows...)
				if l.After = p.Next; l.After == nil {
					break
				}
			}
			for _, at := range []struct{ i, n, of int }{{0, 1, 501}, {3, 4, 504}, {509, 0, 501}} {
				n, err := tx.Neighbours(l, rows[at.i].ID, rows[at.i].Place(l.Sort))
				if err != nil || n.At != at.n || n.Of != at.of || !n.More {
					t.Errorf("row %d is %d of %d, more %v: %v", at.i, n.At, n.Of, n.More, err)
				}
			}
			return nil
		})
	})
}

func TestSavedViewsAreWhoseTheyAre(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store, _ storetest.Env) {
		w := storetest.NewWorld(t, st)
		vendor, lead, mate, partner := w.Vendor.ID, w.Staff[0].User, w.Staff[1].User, w.Staff[3].User
		own := store.SavedView{Org: vendor, Owner: lead, View: ticket.ViewOpen, Name: "own", Query: "priority=1"}
		all := store.SavedView{Org: vendor, Owner: lead, View: ticket.ViewOpen, Name: "all", Shared: true}
		team := store.SavedView{Org: vendor, Owner: lead, View: ticket.ViewOpen, Name: "team", Team: w.Teams[0].ID}
		change(t, st, func(tx *store.Tx) error {
			for _, v := range []*store.SavedView{&own, &all, &team} {
				if err := tx.AddSavedView(v); err != nil {
					return err
				}
			}
			return tx.StarSavedView(mate, team.ID, true)
		})
		look(t, st, func(tx *store.Tx) error {
			for _, c := range []struct {
				at   org.ID
				who  org.UserID
				want []string
			}{
				{vendor, lead, []string{"own", "all", "team"}},
				{vendor, mate, []string{"team", "all"}},
				{vendor, w.Staff[2].User, []string{"all"}},
				{w.Partners[0].ID, partner, nil},
			} {
				list, err := tx.SavedViews(c.at, c.who, ticket.ViewOpen)
				var names []string
				for _, v := range list {
					names = append(names, v.Name)
				}
				if err != nil || !slices.Equal(names, c.want) {
					t.Errorf("%d has %v, want %v: %v", c.who, names, c.want, err)
				}
			}
			if _, err := tx.SavedView(w.Partners[0].ID, partner, all.ID); !errs.Is(err, errs.NotFound) {
				t.Errorf("a view of another organization: %v", err)
			}
			return nil
		})
		change(t, st, func(tx *store.Tx) error {
			if err := tx.PlaceSavedViews(lead, []int64{team.ID, own.ID, all.ID}); err != nil {
				return err
			}
			return tx.RemoveSavedView(all.ID)
		})
		look(t, st, func(tx *store.Tx) error {
			list, err := tx.SavedViews(vendor, lead, ticket.ViewOpen)
			if err != nil || len(list) != 2 || list[0].Name != "team" || list[1].Query != "priority=1" {
				t.Errorf("%+v: %v", list, err)
			}
			return nil
		})
	})
}
