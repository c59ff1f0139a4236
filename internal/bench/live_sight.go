package bench

import (
	"sync"
	"time"
)

// sight is from when changes may be seen by some kind of people, and how long
// it then took.
type sight struct {
	mu    sync.Mutex
	at    map[int64][]time.Time // ticket: its changes, in their order
	waits []time.Duration
}

// change says that a change of a ticket may be seen from a moment on.
func (s *sight) change(ticket int64, from time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.at[ticket] = append(s.at[ticket], from)
}

// note takes the wait for the first change after one moment that came until
// another, if there was any.
func (s *sight) note(ticket int64, after, until, now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, at := range s.at[ticket] {
		if at.After(after) && !at.After(until) {
			s.waits = append(s.waits, now.Sub(at))
			return
		}
	}
}

// took is how long changes took to be seen, p99.
func (s *sight) took() time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	return p99(s.waits)
}
