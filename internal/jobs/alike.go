package jobs

import (
	"sync"
	"time"
)

// quietTime is how long a failure that many jobs have alike is told once.
const quietTime = time.Minute

// alike keeps the log readable when many jobs fail for one reason, as all mails
// do while their server is away.
type alike struct {
	mu   sync.Mutex
	told map[failure]*silence
}

type failure struct{ kind, reason string }

type silence struct {
	since   time.Time
	leftOut int
}

// tell reports whether to log a failure, and how many like it went untold since
// it was logged last.
func (a *alike) tell(f failure, now time.Time) (leftOut int, tell bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	s := a.told[f]
	if s != nil && now.Sub(s.since) < quietTime {
		s.leftOut++
		return 0, false
	}
	if s != nil {
		leftOut = s.leftOut
	}
	if a.told == nil || len(a.told) >= 1000 { // reasons that name what they are about
		a.told = map[failure]*silence{}
	}
	a.told[f] = &silence{since: now}
	return leftOut, true
}
