// Package access says who may see and do what: pure predicates over an actor
// and a ticket, and the scope of a list that must agree with them.
package access

import (
	"slices"

	"balie/internal/org"
	"balie/internal/ticket"
)

// Actor is a signed-in person with everything that decides their rights. The
// zero value is nobody and may nothing.
type Actor struct {
	User        org.UserID
	Name        string
	Memberships []org.Membership
}

// Desk is the organization the actor is an agent of; false for a customer.
func (a Actor) Desk() (org.Membership, bool) {
	for _, m := range a.Memberships {
		if m.Staff() {
			return m, true
		}
	}
	return org.Membership{}, false
}

// Entities lists the actor's memberships as a customer.
func (a Actor) Entities() []org.Membership {
	var out []org.Membership
	for _, m := range a.Memberships {
		if m.Tier == org.Entity {
			out = append(out, m)
		}
	}
	return out
}

// Administers reports whether the actor is an administrator of the organization.
func (a Actor) Administers(id org.ID) bool {
	return slices.ContainsFunc(a.Memberships, func(m org.Membership) bool {
		return m.Org == id && m.Rights.Has(org.Administrator)
	})
}

// member finds the actor's membership of an entity.
func (a Actor) member(entity org.ID) (org.Membership, bool) {
	for _, m := range a.Memberships {
		if m.Org == entity && m.Tier == org.Entity && entity != 0 {
			return m, true
		}
	}
	return org.Membership{}, false
}

// AtDesk reports whether the actor sees the ticket as an agent: the vendor's
// agents see all, a partner's those of its own entities.
func (a Actor) AtDesk(t ticket.Ticket) bool {
	m, ok := a.Desk()
	if !ok {
		return false
	}
	return m.Tier == org.Vendor || m.Org == t.Partner
}

// AsCustomer reports whether the actor sees the ticket's public side: as a
// person involved, or with the right to see all of its entity.
func (a Actor) AsCustomer(t ticket.Ticket, involved bool) bool {
	if a.User == 0 {
		return false
	}
	if involved || t.Requester == a.User {
		return true
	}
	m, ok := a.member(t.Entity)
	return ok && m.Rights.Has(org.SeesAll)
}

// Governs reports whether the actor may close and reopen as a customer: only
// members of the entity, and the requester of a ticket without one.
func (a Actor) Governs(t ticket.Ticket) bool {
	if t.Entity == 0 {
		return a.User != 0 && t.Requester == a.User
	}
	_, ok := a.member(t.Entity)
	return ok
}

// Reads reports whether an agent may read the message: public ones always,
// hidden ones at the vendor and at the partner it was shared by.
func (a Actor) Reads(m ticket.Message) bool {
	desk, ok := a.Desk()
	if !m.Hidden {
		return true
	}
	return ok && (desk.Tier == org.Vendor || desk.Org == m.Partner)
}

// Follows reports whether an agent may read an event in a ticket's history: of
// what customers may not know, a partner's agents learn nothing that another
// partner did before the ticket came to them, and of tags and of mail to agents
// that failed only their own desk's.
func (a Actor) Follows(e ticket.Event) bool {
	desk, ok := a.Desk()
	if e.Info().Public || !ok || desk.Org == e.Desk {
		return e.Info().Public || ok
	}
	if e.Kind.OwnDesk() || e.Kind == ticket.MailFailed && e.Desk != 0 && desk.Tier != org.Vendor {
		return false
	}
	return desk.Tier == org.Vendor || e.Desk == org.VendorID || e.Desk == 0
}

// Agent is the actor as its desk acts.
func (a Actor) Agent(ch ticket.Channel) ticket.By {
	m, ok := a.Desk()
	if !ok {
		return ticket.By{User: a.User}
	}
	return ticket.By{User: a.User, Org: m.Org, Tier: m.Tier, Channel: ch}
}

// Customer is the actor as a customer on the ticket; an outside follower
// speaks for nobody but counts as the requester's side.
func (a Actor) Customer(entity org.ID, ch ticket.Channel) ticket.By {
	by := ticket.By{User: a.User, Tier: org.Entity, Channel: ch}
	if m, ok := a.member(entity); ok {
		by.Org = m.Org
	}
	return by
}
