package live

import (
	"cmp"
	"slices"
	"time"
)

// Lifetime is how long a sign of life on a ticket counts.
const Lifetime = 15 * time.Second

// Presence is one user at a ticket.
type Presence struct {
	User   int64
	Typing bool
}

// look is the last sign of life of a user on a ticket.
type look struct {
	until  time.Time
	typing bool
}

// Looking records a sign of life, of a page here or at another node: every 5 s
// while it is open, and at once when somebody begins to type. It counts for
// Lifetime.
func (h *Hub) Looking(s Sign) {
	ticket, user, typing := s.Ticket, s.User, s.Typing
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.looks[ticket] == nil {
		h.looks[ticket] = map[int64]look{}
	}
	now := h.now()
	before, known := h.looks[ticket][user]
	h.looks[ticket][user] = look{until: now.Add(Lifetime), typing: typing}
	if !known || before.typing != typing || !before.until.After(now) {
		h.tellPresence(ticket)
	}
	time.AfterFunc(Lifetime, func() { h.expire(ticket) })
}

// expire forgets the signs of life on a ticket that are too old.
func (h *Hub) expire(ticket int64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	now := h.now()
	for user, l := range h.looks[ticket] {
		if !l.until.After(now) {
			delete(h.looks[ticket], user)
			h.tellPresence(ticket)
		}
	}
	if len(h.looks[ticket]) == 0 {
		delete(h.looks, ticket)
	}
}

// Present lists who looks at the ticket now, by user id: everybody with a live
// connection on it and every sign of life within Lifetime. Who may be shown to
// whom is for the caller.
func (h *Hub) Present(ticket int64) []Presence {
	h.mu.Lock()
	defer h.mu.Unlock()
	typing := map[int64]bool{}
	for c := range h.topics[Ticket(ticket)] {
		if c.page.Ticket == ticket {
			typing[c.page.User] = false
		}
	}
	now := h.now()
	for user, l := range h.looks[ticket] {
		if l.until.After(now) {
			typing[user] = l.typing
		}
	}
	list := make([]Presence, 0, len(typing))
	for user, t := range typing {
		list = append(list, Presence{User: user, Typing: t})
	}
	slices.SortFunc(list, func(a, b Presence) int { return cmp.Compare(a.User, b.User) })
	return list
}

// tellPresence wakes the pages that show the ticket; h.mu is held.
func (h *Hub) tellPresence(ticket int64) {
	for c := range h.topics[Ticket(ticket)] {
		if c.page.Ticket != ticket {
			continue
		}
		quiet := c.pending.empty()
		c.pending.Presence = true
		if quiet {
			c.rouse()
		}
	}
}
