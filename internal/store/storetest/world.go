package storetest

import (
	"fmt"
	"strings"
	"testing"

	"balie/internal/access"
	"balie/internal/org"
	"balie/internal/store"
	"balie/internal/ticket"
)

// World is a small company: a vendor with three agents, two partners with two
// agents each, three entities of each partner and one that deals with the
// vendor itself. Each entity has two systems and three people, the first of
// whom sees all of it. The first agent of each desk administers it.
type World struct {
	Vendor    org.Organization
	Partners  []org.Organization
	Entities  []org.Organization // three of the first partner, three of the second, the direct one
	Systems   []org.System       // two of each entity, in their order
	Teams     []org.Team         // one of the vendor
	Staff     []access.Actor     // the vendor's three, then two of each partner
	Customers []access.Actor     // three of each entity, in their order
}

// NewWorld stores the company.
func NewWorld(t testing.TB, st *store.Store) *World {
	t.Helper()
	w := &World{}
	Write(t, st, w.fill)
	return w
}

// Write runs fn in a transaction that must succeed.
func Write(t testing.TB, st *store.Store, fn func(*store.Tx) error) {
	t.Helper()
	if err := st.Write(t.Context(), fn); err != nil {
		t.Fatal(err)
	}
}

// Read runs fn in a read transaction that must succeed.
func Read(t testing.TB, st *store.Store, fn func(*store.Tx) error) {
	t.Helper()
	if err := st.Read(t.Context(), fn); err != nil {
		t.Fatal(err)
	}
}

func (w *World) fill(tx *store.Tx) error {
	w.Vendor = org.Organization{Tier: org.Vendor, Name: "Vendor", Language: "en", Zone: "Europe/Amsterdam", Hue: 17, Mail: "desk@vendor.example"}
	if err := tx.AddOrganization(&w.Vendor); err != nil {
		return err
	}
	if err := w.staff(tx, w.Vendor, 3); err != nil {
		return err
	}
	for n := range 2 {
		p := org.Organization{
			Tier: org.Partner, Parent: w.Vendor.ID, Name: fmt.Sprintf("Partner %d", n+1), Language: "nl",
			Zone: "Europe/Amsterdam", Hue: n, Mail: fmt.Sprintf("desk@partner%d.example", n+1),
		}
		if err := tx.AddOrganization(&p); err != nil {
			return err
		}
		w.Partners = append(w.Partners, p)
		if err := w.staff(tx, p, 2); err != nil {
			return err
		}
	}
	for n := range 7 {
		parent := w.Vendor
		if n < 6 {
			parent = w.Partners[n/3]
		}
		if err := w.entity(tx, parent, n+1); err != nil {
			return err
		}
	}
	team := org.Team{Org: w.Vendor.ID, Name: "Second line"}
	w.Teams = append(w.Teams, team)
	return tx.AddTeam(&w.Teams[0], w.Staff[1].User)
}

func (w *World) staff(tx *store.Tx, o org.Organization, n int) error {
	for i := range n {
		rights := org.Agent
		if i == 0 {
			rights |= org.Administrator
		}
		a, err := person(tx, fmt.Sprintf("Agent %d of %s", i+1, o.Name), o, rights)
		if err != nil {
			return err
		}
		w.Staff = append(w.Staff, a)
	}
	return nil
}

func (w *World) entity(tx *store.Tx, parent org.Organization, n int) error {
	e := org.Organization{Tier: org.Entity, Parent: parent.ID, Name: fmt.Sprintf("Entity %d", n), Language: "nl", Zone: "Europe/Amsterdam"}
	if err := tx.AddOrganization(&e); err != nil {
		return err
	}
	w.Entities = append(w.Entities, e)
	for i := range 2 {
		s := org.System{Entity: e.ID, Name: fmt.Sprintf("System %d of %s", i+1, e.Name)}
		if err := tx.AddSystem(&s); err != nil {
			return err
		}
		w.Systems = append(w.Systems, s)
	}
	for i := range 3 {
		var rights org.Rights
		if i == 0 {
			rights = org.SeesAll
		}
		a, err := person(tx, fmt.Sprintf("Person %d of %s", i+1, e.Name), e, rights)
		if err != nil {
			return err
		}
		w.Customers = append(w.Customers, a)
	}
	return nil
}

func person(tx *store.Tx, name string, of org.Organization, rights org.Rights) (access.Actor, error) {
	mail := strings.ReplaceAll(strings.ToLower(name), " ", ".") + "@people.example"
	u := org.User{Name: name, Mail: mail, Language: of.Language, Active: true}
	if err := tx.AddUser(&u, mail, ""); err != nil {
		return access.Actor{}, err
	}
	if err := tx.AddMembership(u.ID, of.ID, rights); err != nil {
		return access.Actor{}, err
	}
	return tx.Actor(u)
}

// Desk is the organization that the entity's questions come to first.
func (w *World) Desk(entity org.ID) org.ID {
	for _, e := range w.Entities {
		if e.ID == entity {
			return e.Parent
		}
	}
	return w.Vendor.ID
}

// Submit stores a question of a customer, with its message, event and people,
// as submitting it does.
func (w *World) Submit(t testing.TB, st *store.Store, by access.Actor, subject string) ticket.Ticket {
	t.Helper()
	var made ticket.Ticket
	Write(t, st, func(tx *store.Tx) (err error) {
		entity := by.Entities()[0].Org
		made, err = Add(tx, ticket.Ticket{
			Subject: subject, Excerpt: subject, Kind: ticket.Question, Partner: w.Desk(entity), Entity: entity, Requester: by.User,
		}, by.Customer(entity, ticket.Portal))
		return err
	})
	return made
}

// Add stores a new ticket as it begins, with its message, event and people.
func Add(tx *store.Tx, t ticket.Ticket, by ticket.By, followers ...org.UserID) (ticket.Ticket, error) {
	t, e := ticket.Begin(t, by, tx.Now)
	if err := tx.AddTicket(&t); err != nil {
		return t, err
	}
	return t, Say(tx, &t, e, false, "<p>"+t.Subject+"</p>", followers...)
}

// Say stores what happened to a ticket: the event with its message ("" is
// none), the ticket as it became, and its people.
func Say(tx *store.Tx, t *ticket.Ticket, e ticket.Event, hidden bool, body string, followers ...org.UserID) error {
	e.Ticket = t.ID
	if body != "" {
		m := ticket.Message{Ticket: t.ID, Author: e.Actor, Desk: e.Desk, Partner: t.Partner, Hidden: hidden, Body: body, At: e.At, Channel: e.Channel}
		if err := tx.AddMessage(&m); err != nil {
			return err
		}
		e.Message = m.ID
	}
	events := []ticket.Event{e}
	if err := tx.AddEvents(events); err != nil {
		return err
	}
	if e.Info().Moves != ticket.Neither {
		t.LastEvent = events[0].ID
	}
	if e.Info().Moves == ticket.BothAt {
		t.LastPublic = events[0].ID
	}
	if err := tx.SaveTicket(*t); err != nil {
		return err
	}
	if err := tx.AddPeople(*t, followers...); err != nil {
		return err
	}
	_, err := tx.MovePeople(*t)
	return err
}
