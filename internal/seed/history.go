package seed

import (
	"container/heap"
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"balie/internal/org"
	"balie/internal/store"
	"balie/internal/ticket"
)

const (
	batchTickets = 500
	longThread   = 30
)

// history plays all tickets side by side in the order of time, so that ids run
// with it as they do in a store that was used.
type history struct {
	c     *company
	o     Options
	r     *rand.Rand
	start time.Time
	every time.Duration // between two tickets

	share    float64
	many     org.User
	manyHas  int
	large    int // tickets of the largest entity so far
	busyHas  int
	message  ticket.MessageID
	event    ticket.EventID
	long     ticket.ID
	running  stories
	out      store.Batch
	finished int
}

func newHistory(c *company, o Options, r *rand.Rand) *history {
	days := 90 * math.Pow(float64(o.Tickets)/1000, 0.36)
	span := time.Duration(days * float64(24*time.Hour))
	return &history{
		c: c, o: o, r: r, share: openShare(o.Tickets), many: c.entities[0].people[1], long: ticket.ID(o.Tickets - 5),
		start: o.End.Add(-span), every: span / time.Duration(o.Tickets),
	}
}

// play gives everything in batches until give refuses.
func (h *history) play(give func(store.Batch) bool) error {
	for i := 1; i <= h.o.Tickets; i++ {
		now := h.start.Add(time.Duration(i) * h.every)
		if err := h.until(now); err != nil {
			return err
		}
		h.begin(ticket.ID(i), now)
		if i%batchTickets == 0 {
			if h.o.Progress != nil {
				h.o.Progress(i)
			}
			if !give(h.take()) {
				return nil
			}
		}
	}
	if err := h.until(h.o.End.Add(time.Hour)); err != nil {
		return err
	}
	give(h.take())
	return nil
}

func (h *history) take() store.Batch {
	out := h.out
	h.out = store.Batch{}
	return out
}

// until plays what is due before a time.
func (h *history) until(now time.Time) error {
	for len(h.running) > 0 && h.running[0].due.Before(now) {
		s := h.running[0]
		if err := h.step(s, s.due); err != nil {
			return fmt.Errorf("seed: ticket %d: %w", s.t.ID, err)
		}
		if s.over() {
			heap.Pop(&h.running)
			h.finish(s)
			continue
		}
		s.due = h.later(s)
		heap.Fix(&h.running, 0)
	}
	return nil
}

// later is when a story goes on: hours to days, and in time before the end.
func (h *history) later(s *story) time.Time {
	wait := time.Duration(h.r.ExpFloat64() * float64(9*time.Hour))
	room := h.o.End.Sub(s.due) / time.Duration(s.left()+1)
	return s.due.Add(max(min(wait, room), time.Microsecond))
}

// finish keeps the ticket's row as it became.
func (h *history) finish(s *story) {
	h.finished++
	h.out.Tickets = append(h.out.Tickets, s.t)
	for _, p := range s.people {
		h.out.People = append(h.out.People, store.Person{Ticket: s.t, User: p.User, Role: p.Role})
	}
}

// stories are ordered by when they go on.
type stories []*story

func (s stories) Len() int { return len(s) }
func (s stories) Less(i, k int) bool {
	return s[i].due.Before(s[k].due) || s[i].due.Equal(s[k].due) && s[i].t.ID < s[k].t.ID
}
func (s stories) Swap(i, k int) { s[i], s[k] = s[k], s[i] }
func (s *stories) Push(v any)   { *s = append(*s, v.(*story)) }
func (s *stories) Pop() any {
	old := *s
	last := old[len(old)-1]
	*s = old[:len(old)-1]
	return last
}
