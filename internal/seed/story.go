package seed

import (
	"container/heap"
	"time"

	"balie/internal/org"
	"balie/internal/store"
	"balie/internal/ticket"
)

// aim is where a ticket is to lie at the end.
type aim int

const (
	closed aim = iota
	fresh      // nobody looked at it yet
	open
	openAtVendor
	waiting
	onHold
)

// story is a ticket on its way.
type story struct {
	t        ticket.Ticket
	entity   *party
	w        *writer
	people   []store.Involved
	aim      aim
	messages int // to be said
	said     int
	done     bool
	due      time.Time
}

func (s *story) over() bool { return s.done }

func (s *story) left() int { return max(s.messages-s.said, 0) }

// begin starts a ticket.
func (h *history) begin(id ticket.ID, now time.Time) {
	entity, requester := h.asker(id)
	s := &story{entity: entity, aim: h.aimOf(id), messages: h.length(id), due: now}
	s.w = h.c.writers[0]
	if entity.Language == "nl" {
		s.w = h.c.writers[1]
	}
	t := ticket.Ticket{
		ID: id, Subject: s.w.subject(h.r), Kind: ticket.Question, Priority: h.priority(), Partner: entity.home.ID, Entity: entity.ID,
		System: entity.systems[h.r.IntN(len(entity.systems))], Requester: requester.ID,
	}
	if h.r.IntN(5) < 2 {
		t.Kind = ticket.Incident
	}
	by := ticket.By{User: requester.ID, Org: entity.ID, Tier: org.Entity, Channel: ticket.Portal}
	if h.r.IntN(3) == 0 {
		by.Channel = ticket.Mail
	}
	t, e := ticket.Begin(t, by, now)
	t.DueAt = now.Add([]time.Duration{0, 4, 24, 72, 240}[t.Priority] * time.Hour)
	s.t = t
	s.involve(requester, store.RoleRequester)
	if h.r.IntN(4) == 0 {
		s.involve(h.colleague(entity), store.RoleFollower)
	}
	text := h.text(s)
	s.t.Excerpt = excerpt(text)
	h.say(s, e, text, false)
	h.out.Docs = append(h.out.Docs, store.HeadDoc(s.t, s.people, h.message, "HD"))
	if s.aim == fresh {
		h.finish(s)
		return
	}
	s.due = h.later(s)
	heap.Push(&h.running, s)
}

func (s *story) involve(u org.User, r store.Role) {
	for _, p := range s.people {
		if p.User == u.ID {
			return
		}
	}
	s.people = append(s.people, store.Involved{User: u.ID, Role: r, Name: u.Name, Mail: u.Mail})
}

// asker picks who asks: the shares are those the package promises.
func (h *history) asker(id ticket.ID) (*party, org.User) {
	c, n := h.c, h.o.Tickets
	quiet := c.entities[1]
	if k := n / 4; int(id) == k || int(id) == 2*k || int(id) == 3*k {
		return quiet, quiet.people[1]
	}
	p := h.r.Float64()
	if p < 0.30 || id == h.long {
		h.large++
		if id == h.long || h.manyHas*15 < h.large && h.manyHas < min(20_000, n/50) {
			h.manyHas++
			return c.entities[0], h.many
		}
		people := c.entities[0].people
		return c.entities[0], people[2+h.r.IntN(len(people)-2)]
	}
	each := len(c.entities) / len(c.partners)
	e := 1 + h.r.IntN(each-1)
	if p >= 1.0/3 {
		e = each + h.r.IntN(len(c.entities)-each)
	}
	entity := c.entities[e]
	return entity, h.colleague(entity)
}

// colleague is anyone of an entity but those who are promised few tickets or many.
func (h *history) colleague(e *party) org.User {
	return e.people[3+h.r.IntN(len(e.people)-3)]
}

func (h *history) priority() ticket.Priority {
	switch p := h.r.IntN(100); {
	case p < 3:
		return 1
	case p < 18:
		return 2
	case p < 68:
		return 3
	}
	return 4
}

// aimOf leaves the promised share of tickets open, among the newest.
func (h *history) aimOf(id ticket.ID) aim {
	if id == h.long {
		return open
	}
	age := float64(h.o.Tickets-int(id)) / float64(h.o.Tickets)
	if age > 1.5*h.share || h.r.IntN(3) == 0 {
		return closed
	}
	switch p := h.r.IntN(100); {
	case p < 12:
		return fresh
	case p < 42:
		return open
	case p < 62:
		return openAtVendor
	case p < 95:
		return waiting
	}
	return onHold
}

// length is how many messages a thread gets: five on average, now and then many.
func (h *history) length(id ticket.ID) int {
	if id == h.long || h.r.IntN(1000) == 0 {
		return longThread
	}
	n := 2
	for n < 16 && h.r.IntN(4) > 0 {
		n++
	}
	return n
}
