package storetest

import (
	"sync"
	"time"
)

// Clock stands still until the test moves it. It is safe for concurrent use.
type Clock struct {
	mu sync.Mutex
	at time.Time
}

// Start is where each Clock begins: Wednesday 3 June 2026, 11:02 in Amsterdam.
func Start() time.Time { return time.Date(2026, time.June, 3, 9, 2, 0, 0, time.UTC) }

// NewClock gives a clock at Start.
func NewClock() *Clock { return &Clock{at: Start()} }

// Now is the clock's time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

// Set moves the clock to a time, which may lie in the past.
func (c *Clock) Set(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = at
}

// Advance moves the clock on.
func (c *Clock) Advance(d time.Duration) { c.Set(c.Now().Add(d)) }
