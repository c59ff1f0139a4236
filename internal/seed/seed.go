// Package seed fills a store with a made-up company of any size, the same each
// time, for benchmarks and for tests that need many rows.
package seed

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"time"

	"balie/internal/org"
	"balie/internal/store"
	"balie/internal/ticket"
)

// Options say how much to make.
type Options struct {
	Tickets  int
	Seed     uint64
	Password string         // of everyone; empty is Password
	End      time.Time      // when the last ticket came in; zero is a fixed day
	Progress func(done int) // called now and then with the tickets made; may be nil
}

// Version changes when the same Options make other data than before.
const Version = 1

// Password is everyone's, unless Options say otherwise.
const Password = "correct horse battery"

// SignIn is a person to sign in as.
type SignIn struct {
	User org.UserID
	Mail string
}

// Filled is what the store holds now, for those who measure it.
type Filled struct {
	Admin   SignIn // an administrator of the vendor
	Other   SignIn // an agent of another partner
	Vendor  SignIn // an agent of the vendor
	Partner SignIn // an agent of the partner with a third of the tickets
	Busy    SignIn // that partner's agent with most tickets (5,000, or a twentieth)
	All     SignIn // a customer who sees all of the entity with 30% of the tickets
	Many    SignIn // a customer with 20,000 tickets, or a fiftieth
	Three   SignIn // a customer with three
	None    SignIn // a customer with none

	Entity org.ID    // the one with 30%
	Long   ticket.ID // an open ticket of it, asked by Many, with thirty messages
}

// Fill makes the company and its tickets in an empty store.
func Fill(ctx context.Context, st *store.Store, o Options) (Filled, error) {
	if o.Tickets < 100 {
		return Filled{}, errors.New("seed: at least 100 tickets")
	}
	if o.Password == "" {
		o.Password = Password
	}
	if o.End.IsZero() {
		o.End = time.Date(2026, 11, 20, 16, 0, 0, 0, time.UTC)
	}
	r := rand.New(rand.NewPCG(o.Seed, 2026))
	c, err := found(ctx, st, o, r)
	if err != nil {
		return Filled{}, err
	}
	h := newHistory(c, o, r)
	batches := make(chan store.Batch, 2)
	broken := make(chan error, 1)
	stop := make(chan struct{})
	go func() {
		defer close(batches)
		broken <- h.play(func(b store.Batch) bool {
			select {
			case batches <- b:
				return true
			case <-stop:
				return false
			}
		})
	}()
	err = st.Bulk(ctx, func() (store.Batch, bool) {
		b, ok := <-batches
		return b, ok
	})
	close(stop)
	return h.filled(), errors.Join(err, <-broken)
}

// openShare is how many of n tickets are not closed: 30% of 1,000, 10% of
// 100,000, 3% of 1,000,000, and in between on a line of powers.
func openShare(n int) float64 {
	steps := []struct{ n, share float64 }{{1e3, .3}, {1e5, .1}, {1e6, .03}}
	at := math.Max(math.Min(float64(n), 1e6), 1e3)
	for i := 1; i < len(steps); i++ {
		a, b := steps[i-1], steps[i]
		if at <= b.n {
			return a.share * math.Pow(b.share/a.share, math.Log(at/a.n)/math.Log(b.n/a.n))
		}
	}
	return steps[len(steps)-1].share
}

func (h *history) filled() Filled {
	in := func(u org.User) SignIn { return SignIn{u.ID, u.Mail} }
	c := h.c
	large, quiet := c.partners[0], c.entities[1]
	return Filled{
		Admin: in(c.vendor.people[0]), Other: in(c.partners[1].people[1]), Vendor: in(c.vendor.people[1]), Partner: in(large.people[1]), Busy: in(large.people[2]),
		All: in(c.entities[0].people[0]), Many: in(h.many), Three: in(quiet.people[1]), None: in(quiet.people[2]),
		Entity: c.entities[0].ID, Long: h.long,
	}
}
