package mailroom

import (
	"math/rand/v2"
	"time"
)

// backoff gives waits that double from least to most, each a random time
// between half of it and all of it, so that many who failed together do not
// come back together.
type backoff struct {
	least, most time.Duration
	last        time.Duration
}

func (b *backoff) next() time.Duration {
	b.last = min(max(2*b.last, b.least), b.most)
	return b.last/2 + rand.N(b.last/2+1)
}

func (b *backoff) reset() { b.last = 0 }
