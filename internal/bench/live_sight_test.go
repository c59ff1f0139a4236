package bench

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"balie/internal/ticket"
)

func TestAWaitIsThatOfTheFirstChangeNotShown(t *testing.T) {
	begun := time.Now()
	at := func(s float64) time.Time { return begun.Add(time.Duration(s * float64(time.Second))) }
	in := []*http.Cookie{{}}
	h := newHall("", crowd{vendor: in, partner: in, customers: in, of: in, tickets: []ticket.ID{7}})
	agent, customer := h.pages[0], h.pages[9]
	h.agents.change(7, at(0)) // a comment, seen by customers ten seconds later
	h.public.change(7, at(10))
	h.agents.change(7, at(20)) // two hidden ones
	h.agents.change(7, at(21))
	for _, u := range []struct {
		p        *livePage
		came     float64
		now      float64
		expected []time.Duration
	}{
		{agent, 0.5, 0.75, []time.Duration{750 * time.Millisecond}},
		{agent, 10.2, 10.3, nil}, // customers may see it now
		{customer, 10.2, 10.5, []time.Duration{500 * time.Millisecond}},
		{customer, 20.5, 20.6, nil},
		{agent, 22, 23, []time.Duration{3 * time.Second}},
	} {
		u.p.sight.waits = nil
		u.p.sight.note(7, u.p.seen[7], at(u.came), at(u.now))
		u.p.seen[7] = at(u.came)
		if !slices.Equal(u.p.sight.waits, u.expected) {
			t.Errorf("what came after %v s took %v, want %v", u.came, u.p.sight.waits, u.expected)
		}
	}
}
