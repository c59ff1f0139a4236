package store_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"balie/internal/access"
	"balie/internal/errs"
	"balie/internal/org"
	"balie/internal/store"
	"balie/internal/store/storetest"
	"balie/internal/ticket"
)

const scopeTickets = 150

// TestScopesInSQL holds every statement that takes a scope against the
// predicate: over a random company, nobody gets a row more or less.
func TestScopesInSQL(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store, e storetest.Env) {
		seed := uint64(time.Now().UnixNano())
		t.Logf("seed %d", seed)
		r := rand.New(rand.NewPCG(seed, 1))
		w := storetest.NewWorld(t, st)
		people := append(slices.Clone(w.Customers), joined(t, st, w, r)...)
		s := &company{t: t, st: st, r: r, w: w, involved: map[ticket.ID][]org.UserID{}}
		for n := range scopeTickets {
			e.Clock.Advance(time.Second)
			s.add(n, people)
		}
		for _, a := range append(slices.Clone(w.Staff), people...) {
			s.checkOne(a)
			s.checkDesk(a)
			s.checkPortal(a)
			s.checkSearch(a)
		}
		s.checkOne(access.Actor{})
		s.checkPortal(access.Actor{})
	})
}

// joined are customers of several entities, some of which they see whole.
func joined(t *testing.T, st *store.Store, w *storetest.World, r *rand.Rand) []access.Actor {
	var out []access.Actor
	storetest.Write(t, st, func(tx *store.Tx) error {
		for n := range 5 {
			u := org.User{Name: fmt.Sprintf("Busy %d", n), Mail: fmt.Sprintf("busy%d@people.example", n), Language: "en", Active: true}
			if err := tx.AddUser(&u, u.Mail, ""); err != nil {
				return err
			}
			for _, e := range r.Perm(len(w.Entities))[:2+n%3] {
				if err := tx.AddMembership(u.ID, w.Entities[e].ID, org.Rights(r.IntN(2))*org.SeesAll); err != nil {
					return err
				}
			}
			a, err := tx.Actor(u)
			if err != nil {
				return err
			}
			out = append(out, a)
		}
		return nil
	})
	return out
}

// company is what was stored, beside the store.
type company struct {
	t        *testing.T
	st       *store.Store
	r        *rand.Rand
	w        *storetest.World
	tickets  []ticket.Ticket
	involved map[ticket.ID][]org.UserID
}

// add stores a ticket of a random requester with random followers, moved to a
// random shelf and assignee, one in ten without an entity.
func (s *company) add(n int, people []access.Actor) {
	asker := people[s.r.IntN(len(people))]
	mine := asker.Entities()
	entity := mine[s.r.IntN(len(mine))].Org
	t := ticket.Ticket{
		Subject: fmt.Sprintf("common word%d", n), Kind: ticket.Question, Partner: s.w.Desk(entity), Entity: entity, Requester: asker.User,
	}
	if n%10 == 0 {
		t.Entity = 0
	}
	var followers []org.UserID
	for range s.r.IntN(3) {
		if f := people[s.r.IntN(len(people))].User; f != asker.User && !slices.Contains(followers, f) {
			followers = append(followers, f)
		}
	}
	storetest.Write(s.t, s.st, func(tx *store.Tx) (err error) {
		if t, err = storetest.Add(tx, t, asker.Customer(entity, ticket.Portal), followers...); err != nil {
			return err
		}
		t.State = ticket.State(1 + s.r.IntN(4))
		if s.r.IntN(2) == 0 {
			t.Holder = org.VendorID
		}
		if t.State == ticket.Waiting {
			t.Answered = t.Holder
		}
		t.VendorAssignee = []org.UserID{0, s.w.Staff[0].User, s.w.Staff[1].User}[s.r.IntN(3)]
		t.PartnerAssignee = []org.UserID{0, s.w.Staff[3].User, s.w.Staff[5].User}[s.r.IntN(3)]
		if err := tx.SaveTicket(t); err != nil {
			return err
		}
		if _, err := tx.MovePeople(t); err != nil {
			return err
		}
		return s.index(tx, t)
	})
	s.tickets = append(s.tickets, t)
	s.involved[t.ID] = append(followers, asker.User)
}

func (s *company) index(tx *store.Tx, t ticket.Ticket) error {
	people, err := tx.People(t.ID)
	if err != nil {
		return err
	}
	messages, err := tx.Messages(t.ID, 0)
	if err != nil {
		return err
	}
	docs := []store.Doc{store.HeadDoc(t, people, messages[0].ID, "HD")}
	for _, m := range messages {
		docs = append(docs, store.MessageDoc(t, people, m, "Somebody", "common"))
	}
	return tx.IndexDocs(docs...)
}

func (s *company) involves(a access.Actor, t ticket.Ticket) bool {
	return a.User != 0 && slices.Contains(s.involved[t.ID], a.User)
}

// expected are the ids of the tickets that a scope holds and that match.
func (s *company) expected(sc access.Scope, a access.Actor, match func(ticket.Ticket) bool) []ticket.ID {
	var out []ticket.ID
	for _, t := range s.tickets {
		if sc.Contains(t, s.involves(a, t)) && match(t) {
			out = append(out, t.ID)
		}
	}
	return out
}

func (s *company) equal(what string, got, want []ticket.ID) {
	s.t.Helper()
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		s.t.Errorf("%s: %v, want %v", what, got, want)
	}
}

// checkOne opens and locks every ticket through each of the person's scopes.
func (s *company) checkOne(a access.Actor) {
	list := map[string]access.Scope{"desk": access.DeskScope(a), "portal": access.PortalScope(a), "own": access.OwnScope(a)}
	for _, m := range a.Entities() {
		if one, ok := access.EntityScope(a, m.Org); ok {
			list[fmt.Sprintf("entity %d", m.Org)] = one
		}
	}
	for name, sc := range list {
		for _, t := range s.tickets {
			want := sc.Contains(t, s.involves(a, t) && name[0] != 'e')
			storetest.Read(s.t, s.st, func(tx *store.Tx) error {
				_, err := tx.Ticket(sc, t.ID)
				s.opened(fmt.Sprintf("%s opens %d by %s", a.Name, t.ID, name), err, want)
				return nil
			})
		}
		storetest.Write(s.t, s.st, func(tx *store.Tx) error {
			for _, t := range s.tickets {
				want := sc.Contains(t, s.involves(a, t) && name[0] != 'e')
				_, err := tx.LockTicket(sc, t.ID)
				s.opened(fmt.Sprintf("%s locks %d by %s", a.Name, t.ID, name), err, want)
			}
			return nil
		})
	}
}

func (s *company) opened(what string, err error, want bool) {
	s.t.Helper()
	if (err == nil) != want || err != nil && !errs.Is(err, errs.NotFound) {
		s.t.Errorf("%s: %v, want it found: %v", what, err, want)
	}
}

// checkDesk holds every view, sort by sort and page by page, and its count
// against the predicate.
func (s *company) checkDesk(a access.Actor) {
	sc := access.DeskScope(a)
	m, works := a.Desk()
	storetest.Read(s.t, s.st, func(tx *store.Tx) error {
		if !works {
			if _, err := tx.ListTickets(store.List{Scope: sc, View: ticket.ViewAll, Sort: ticket.SortUpdated, Me: a.User}); !errs.Is(err, errs.NotFound) {
				s.t.Errorf("%s lists the workspace: %v", a.Name, err)
			}
			return nil
		}
		counts, err := tx.Counts(sc, a.User)
		if err != nil {
			return err
		}
		for _, v := range ticket.Views {
			want := s.expected(sc, a, func(t ticket.Ticket) bool { return inView(v, t, m.Org, a.User) })
			if v.Counted && counts[v.View] != len(want) {
				s.t.Errorf("%s counts %d in %s, want %d", a.Name, counts[v.View], v.View, len(want))
			}
			for _, sort := range v.Sorts() {
				got, err := allPages(tx, store.List{Scope: sc, View: v.View, Sort: sort, Me: a.User, Limit: 7})
				if err != nil {
					return err
				}
				s.equal(fmt.Sprintf("%s, view %s by %s", a.Name, v.View, sort), got, slices.Clone(want))
			}
		}
		return nil
	})
}

func inView(v ticket.ViewInfo, t ticket.Ticket, desk org.ID, me org.UserID) bool {
	shelves := v.Shelves(desk)
	switch {
	case len(shelves) > 0 && !slices.Contains(shelves, t.Shelf()):
		return false
	case v.Mine:
		return t.Assignee(desk) == me && t.State != ticket.Closed
	case v.Nobodys:
		return t.Assignee(desk) == 0
	}
	return true
}

// allPages walks a list to its end; a page that goes on for ever is cut.
func allPages(tx *store.Tx, l store.List) ([]ticket.ID, error) {
	var out []ticket.ID
	for range 2 * scopeTickets {
		p, err := tx.ListTickets(l)
		if err != nil {
			return nil, err
		}
		for _, row := range p.Rows {
			out = append(out, row.ID)
		}
		if p.Next == nil {
			return out, nil
		}
		l.After = p.Next
	}
	return out, fmt.Errorf("%s by %s has no end", l.View, l.Sort)
}

// checkPortal holds a customer's lists against the predicate.
func (s *company) checkPortal(a access.Actor) {
	for name, sc := range map[string]access.Scope{"portal": access.PortalScope(a), "own": access.OwnScope(a)} {
		for _, shelves := range [][]ticket.Shelf{nil, store.ShelvesWaiting, store.ShelvesOurs, store.ShelvesClosed} {
			want := s.expected(sc, a, func(t ticket.Ticket) bool {
				return len(shelves) == 0 || slices.Contains(shelves, t.Shelf())
			})
			var got []ticket.ID
			storetest.Read(s.t, s.st, func(tx *store.Tx) error {
				var after *store.Cursor
				for range scopeTickets {
					p, err := tx.ListPublic(sc, shelves, a.User, after, 7)
					if err != nil {
						return err
					}
					for _, row := range p.Rows {
						got = append(got, row.ID)
					}
					if after = p.Next; after == nil {
						return nil
					}
				}
				return fmt.Errorf("the %s list has no end", name)
			})
			s.equal(fmt.Sprintf("%s, %s %v", a.Name, name, shelves), got, want)
		}
	}
}

// checkSearch finds by a word that every ticket has.
func (s *company) checkSearch(a access.Actor) {
	any := func(ticket.Ticket) bool { return true }
	if _, works := a.Desk(); works {
		sc := access.DeskScope(a)
		var got []ticket.ID
		storetest.Read(s.t, s.st, func(tx *store.Tx) error {
			f := store.Find{Scope: sc, Me: a.User, Words: "common"}
			for range scopeTickets {
				p, err := tx.Search(f)
				if err != nil {
					return err
				}
				for _, row := range p.Rows {
					got = append(got, row.ID)
				}
				if f.After = p.Next; f.After == nil {
					return nil
				}
			}
			return fmt.Errorf("the search has no end")
		})
		s.equal(a.Name+" searches the workspace", got, s.expected(sc, a, any))
	}
	sc := access.PortalScope(a)
	var got []ticket.ID
	storetest.Read(s.t, s.st, func(tx *store.Tx) error {
		f := store.Find{Scope: sc, Me: a.User, Words: "common"}
		for range scopeTickets {
			p, err := tx.SearchPublic(f)
			if err != nil {
				return err
			}
			for _, row := range p.Rows {
				got = append(got, row.ID)
			}
			if f.After = p.Next; f.After == nil {
				return nil
			}
		}
		return fmt.Errorf("the search has no end")
	})
	s.equal(a.Name+" searches the portal", got, s.expected(sc, a, any))
}
