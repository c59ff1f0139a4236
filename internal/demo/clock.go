package demo

import (
	"sync/atomic"
	"time"
)

// Clock is the time of the store that is played in: real, but while Play runs
// the moment that is being played. Its Now goes into the store's options. It is
// safe for concurrent use.
type Clock struct {
	real func() time.Time
	at   atomic.Pointer[time.Time]
}

// NewClock makes a clock over the real time (time.Now outside tests).
func NewClock(real func() time.Time) *Clock { return &Clock{real: real} }

// Now is the moment that is being played, else the real time.
func (c *Clock) Now() time.Time {
	if at := c.at.Load(); at != nil {
		return *at
	}
	return c.real()
}

func (c *Clock) set(at time.Time) { c.at.Store(&at) }

func (c *Clock) release() { c.at.Store(nil) }
