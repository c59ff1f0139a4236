package access_test

import (
	"testing"

	"pgregory.net/rapid"

	"balie/internal/access"
	"balie/internal/org"
	"balie/internal/ticket"
)

// place is a random small world: the vendor, up to three partners, entities.
type place struct {
	desks    []org.ID          // the vendor first
	entities []org.ID          //
	parent   map[org.ID]org.ID // of each entity
}

func drawPlace(t *rapid.T) place {
	p := place{desks: []org.ID{org.VendorID}, parent: map[org.ID]org.ID{}}
	next := org.VendorID
	for range rapid.IntRange(0, 3).Draw(t, "partners") {
		next++
		p.desks = append(p.desks, next)
	}
	for range rapid.IntRange(1, 6).Draw(t, "entities") {
		next++
		p.entities = append(p.entities, next)
		p.parent[next] = rapid.SampledFrom(p.desks).Draw(t, "parent")
	}
	return p
}

// drawActor may belong to several entities, and to one desk at most.
func drawActor(t *rapid.T, p place) access.Actor {
	a := access.Actor{User: org.UserID(rapid.IntRange(0, 5).Draw(t, "user"))}
	if a.User == 0 {
		return a
	}
	if rapid.Bool().Draw(t, "works") {
		desk := rapid.SampledFrom(p.desks).Draw(t, "desk")
		m := org.Membership{User: a.User, Org: desk, Tier: org.Partner, Parent: org.VendorID, Rights: org.Agent}
		if desk == org.VendorID {
			m.Tier, m.Parent = org.Vendor, 0
		}
		a.Memberships = append(a.Memberships, m)
	}
	for _, e := range p.entities {
		if !rapid.Bool().Draw(t, "member") {
			continue
		}
		var rights org.Rights
		if rapid.Bool().Draw(t, "sees all") {
			rights = org.SeesAll
		}
		a.Memberships = append(a.Memberships, org.Membership{User: a.User, Org: e, Tier: org.Entity, Parent: p.parent[e], Rights: rights})
	}
	return a
}

// drawTicket may have no entity, as that of an unknown sender.
func drawTicket(t *rapid.T, p place) ticket.Ticket {
	made := ticket.Ticket{ID: 1, Requester: org.UserID(rapid.IntRange(1, 5).Draw(t, "requester"))}
	if rapid.IntRange(0, 4).Draw(t, "known") == 0 {
		made.Partner = rapid.SampledFrom(p.desks).Draw(t, "mailbox")
	} else {
		made.Entity = rapid.SampledFrom(p.entities).Draw(t, "entity")
		made.Partner = p.parent[made.Entity]
	}
	made.Holder = made.Partner
	return made
}

// The scope that lists are made with and the predicate over one ticket say the
// same, so that nothing is in a list that can't be opened, nor the reverse.
func TestScopesAgreeWithPredicates(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawPlace(t)
		a, about := drawActor(t, p), drawTicket(t, p)
		follows := a.User != 0 && rapid.Bool().Draw(t, "follows")
		involved := follows || a.User != 0 && about.Requester == a.User // the requester has a person row
		if got, want := access.DeskScope(a).Contains(about, involved), a.AtDesk(about); got != want {
			t.Errorf("desk: the scope says %v, the predicate %v", got, want)
		}
		if got, want := access.PortalScope(a).Contains(about, involved), a.AsCustomer(about, follows); got != want {
			t.Errorf("portal: the scope says %v, the predicate %v", got, want)
		}
		if got := access.OwnScope(a).Contains(about, involved); got != involved {
			t.Errorf("own: the scope says %v of a ticket with involved %v", got, involved)
		}
	})
}

// What one entity's scope holds is always within what the person may see.
func TestEntityScopeIsWithinThePortal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawPlace(t)
		a, about := drawActor(t, p), drawTicket(t, p)
		e := rapid.SampledFrom(p.entities).Draw(t, "asked")
		s, allowed := access.EntityScope(a, e)
		whole := false
		for _, m := range a.Entities() {
			whole = whole || m.Org == e && m.Rights.Has(org.SeesAll)
		}
		if whole != allowed {
			t.Fatalf("sees it whole: %v, but gets a scope: %v", whole, allowed)
		}
		if got, want := s.Contains(about, false), whole && about.Entity == e; got != want {
			t.Errorf("contains %v, want %v", got, want)
		}
		if s.Contains(about, false) && !a.AsCustomer(about, false) {
			t.Error("an entity's list holds what its reader may not open")
		}
	})
}

// A person with no desk and no involvement sees nothing of other entities;
// nobody sees nothing at all.
func TestNobodyAndStrangersSeeNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawPlace(t)
		a, about := drawActor(t, p), drawTicket(t, p)
		for _, s := range []access.Scope{{}, access.DeskScope(access.Actor{}), access.PortalScope(access.Actor{}), access.OwnScope(access.Actor{})} {
			if s.Contains(about, true) || s.Staff() {
				t.Error("nobody sees something")
			}
		}
		_, works := a.Desk()
		if access.DeskScope(a).Staff() != works || access.PortalScope(a).Staff() {
			t.Error("hidden things are within a customer's scope, or not within an agent's")
		}
		member := false
		for _, m := range a.Entities() {
			member = member || m.Org == about.Entity
		}
		if !member && about.Requester != a.User && (a.AsCustomer(about, false) || about.Entity != 0 && a.Governs(about)) {
			t.Error("a stranger sees or governs a ticket")
		}
	})
}

// Hidden messages are for the vendor and the partner that shared them.
func TestWhoReadsHidden(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawPlace(t)
		a := drawActor(t, p)
		m := ticket.Message{Hidden: rapid.Bool().Draw(t, "hidden"), Partner: rapid.SampledFrom(p.desks).Draw(t, "shared by")}
		desk, works := a.Desk()
		want := !m.Hidden || works && (desk.Org == org.VendorID || desk.Org == m.Partner)
		if a.Reads(m) != want {
			t.Errorf("reads %v, want %v", !want, want)
		}
	})
}
