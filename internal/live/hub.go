package live

import (
	"hash/maphash"
	"strconv"
	"sync"
	"time"
)

// Hub knows the open pages of this node. All methods are safe for concurrent
// use and none waits for a reader.
//
// One mutex guards it all: a fact takes about a microsecond for each ten pages
// it concerns, and Publish lets go of the mutex between facts.
type Hub struct {
	now  func() time.Time
	seed maphash.Seed // of this process's marks, which tell no number of facts

	mu     sync.Mutex
	facts  uint64 // facts published: a connection hears each one once
	public uint64 // of those, what customers may notice
	conns  map[*Conn]struct{}
	topics map[Topic]map[*Conn]struct{}
	looks  map[int64]map[int64]look // ticket, user
}

// NewHub makes an empty hub; now is the clock (time.Now outside tests).
func NewHub(now func() time.Time) *Hub {
	return &Hub{
		now:    now,
		seed:   maphash.MakeSeed(),
		conns:  map[*Conn]struct{}{},
		topics: map[Topic]map[*Conn]struct{}{},
		looks:  map[int64]map[int64]look{},
	}
}

// Page is what a connection shows.
type Page struct {
	User   int64   // who looks
	Ticket int64   // the one ticket shown, 0 for a view; the user counts as looking at it
	Topics []Topic // more to hear of: the view's rows and the counts beside it
	// Filter says which facts the user may hear of and the page has use for; nil
	// lets none through. It runs while the hub is locked: it must be quick and
	// must not call the hub.
	Filter func(Fact) bool
}

// Join registers an open page until Leave. Facts from then on are heard; what
// was read before may be stale, so a page whose Mark passed refetches once.
func (h *Hub) Join(p Page) *Conn {
	c := &Conn{hub: h, page: p, wake: make(chan struct{}, 1)}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.conns[c] = struct{}{}
	c.eachTopic(func(t Topic) {
		if h.topics[t] == nil {
			h.topics[t] = map[*Conn]struct{}{}
		}
		h.topics[t][c] = struct{}{}
	})
	h.tellPresence(p.Ticket)
	return c
}

// Mark changes with the facts of this process: a page that was made at the mark
// it still bears missed nothing.
type Mark struct {
	Staff    string // changes with each fact
	Customer string // changes with public ones alone: it tells nothing of hidden ones
}

// Mark is the present one.
func (h *Hub) Mark() Mark {
	h.mu.Lock()
	defer h.mu.Unlock()
	return Mark{h.markAt(h.facts), h.markAt(h.public)}
}

func (h *Hub) markAt(n uint64) string {
	return strconv.FormatUint(maphash.Comparable(h.seed, n), 36)
}

// drop forgets the connection; h.mu is held.
func (h *Hub) drop(c *Conn) {
	delete(h.conns, c)
	c.eachTopic(func(t Topic) {
		delete(h.topics[t], c)
		if len(h.topics[t]) == 0 {
			delete(h.topics, t)
		}
	})
	h.tellPresence(c.page.Ticket)
}

// Publish tells the pages concerned. Call it after the commit. It never waits
// for a page: one that reads slowly or not at all gathers a bounded number of
// ids.
func (h *Hub) Publish(facts []Fact) {
	for _, f := range facts {
		h.publish(f)
	}
}

func (h *Hub) publish(f Fact) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.facts++
	if f.Public && !f.Notice {
		h.public++
	}
	f.each(func(t Topic) {
		for c := range h.topics[t] {
			c.hear(f, h.facts)
		}
	})
}

// CloseUser ends all connections of the user, whose session was revoked or
// whose rights changed: Wait returns errs.Unauthenticated. A browser with
// another, valid session connects again by itself.
func (h *Hub) CloseUser(user int64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for c := range h.conns {
		if c.page.User == user {
			c.end(revoked)
			h.drop(c)
		}
	}
}

// Connections counts the open pages.
func (h *Hub) Connections() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.conns)
}
