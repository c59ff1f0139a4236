package access

import (
	"slices"

	"balie/internal/org"
	"balie/internal/ticket"
)

// Scope is what a list, a search or a count may contain. It is closed: only
// this package makes one, each read demands one, and store/scope.go alone
// turns it into SQL. The zero Scope contains nothing.
type Scope struct {
	kind     kind
	partner  org.ID
	entities []org.ID
	person   org.UserID
}

type kind int8

const (
	nothing kind = iota
	all
	partner
	person // with or without entities seen whole
)

// DeskScope is everything the actor may see as an agent.
func DeskScope(a Actor) Scope {
	m, ok := a.Desk()
	switch {
	case !ok:
		return Scope{}
	case m.Tier == org.Vendor:
		return Scope{kind: all}
	}
	return Scope{kind: partner, partner: m.Org}
}

// PortalScope is everything the actor may see as a customer: what they are
// involved in, and all of each entity they may see whole.
func PortalScope(a Actor) Scope {
	if a.User == 0 {
		return Scope{}
	}
	s := Scope{kind: person, person: a.User}
	for _, m := range a.Entities() {
		if m.Rights.Has(org.SeesAll) {
			s.entities = append(s.entities, m.Org)
		}
	}
	return s
}

// OwnScope is only what the actor is involved in.
func OwnScope(a Actor) Scope {
	if a.User == 0 {
		return Scope{}
	}
	return Scope{kind: person, person: a.User}
}

// EntityScope is all of one entity; false for those who may not see it whole.
func EntityScope(a Actor, id org.ID) (Scope, bool) {
	if m, ok := a.member(id); ok && m.Rights.Has(org.SeesAll) {
		return Scope{kind: person, entities: []org.ID{id}}, true
	}
	return Scope{}, false
}

// All reports whether the scope is everything.
func (s Scope) All() bool { return s.kind == all }

// Partner gives the partner the scope is limited to.
func (s Scope) Partner() (org.ID, bool) { return s.partner, s.kind == partner }

// Person gives the person and the entities seen whole.
func (s Scope) Person() (org.UserID, []org.ID, bool) {
	return s.person, s.entities, s.kind == person
}

// Staff reports whether hidden things are within the scope.
func (s Scope) Staff() bool { return s.kind == all || s.kind == partner }

// Contains is the predicate the SQL must agree with; involved says whether the
// scope's person is involved in the ticket.
func (s Scope) Contains(t ticket.Ticket, involved bool) bool {
	switch s.kind {
	case all:
		return true
	case partner:
		return t.Partner == s.partner
	case person:
		return involved || (t.Entity != 0 && slices.Contains(s.entities, t.Entity))
	}
	return false
}
