package bench

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"syscall"
	"time"

	"balie/internal/authn"
	"balie/internal/desk"
	"balie/internal/org"
	"balie/internal/seed"
	"balie/internal/store"
	"balie/internal/ticket"
)

// Live is what open pages take and see while tickets change.
type Live struct {
	Pages     int
	Memory    int64         // bytes that the program holds more for each page
	Changes   float64       // taken a second
	Refetches float64       // of a page a second, the busiest one's
	Seen      time.Duration // from sending a change until an agent's page has it, p99
	Public    time.Duration // from when customers may see a comment until a page of theirs has it, p99
	Quiet     time.Duration // a list, p99, while pages are open and nothing changes
	Busy      time.Duration // the same while tickets change
	All       float64       // refetches of all pages a second
	Lost      int           // pages whose stream ended
}

const (
	livePages   = 1000
	liveChanges = 150 // a second
	quietTime   = 10 * time.Second
	busyTime    = 20 * time.Second
	probeEvery  = 50 * time.Millisecond // a list, asked for beside
)

// live opens pages in the program as browsers do and lets tickets change.
func (o Options) live(ctx context.Context, at store.Options, f seed.Filled) (l Live, err error) {
	if o.Binary == "" {
		return l, nil
	}
	if err := enoughFiles(4 * livePages); err != nil {
		return l, err
	}
	o.say("  %d live pages", livePages)
	crowd, err := gather(ctx, at, f)
	if err != nil {
		return l, err
	}
	run, err := o.start(ctx, at)
	if err != nil {
		return l, err
	}
	defer func() { err = errors.Join(err, run.stop()) }()
	ctx, done := context.WithCancel(ctx)
	defer done()
	h := newHall(run.base, crowd)
	if err := h.load(ctx); err != nil {
		return l, err
	}
	time.Sleep(settle)
	before, err := resident(run.pid())
	if err != nil {
		return l, err
	}
	if err := h.open(ctx); err != nil {
		return l, err
	}
	time.Sleep(settle)
	after, err := resident(run.pid())
	if err != nil {
		return l, err
	}
	l.Pages, l.Memory = len(h.pages), (after-before)/int64(len(h.pages))
	if l.Quiet, err = h.probe(ctx, quietTime); err != nil {
		return l, err
	}
	err = h.busy(ctx, &l)
	return l, err
}

// busy changes tickets for a while, with a list asked for beside.
func (h *hall) busy(ctx context.Context, l *Live) error {
	h.count()
	begun := time.Now()
	var changes int
	var failed error
	var changing sync.WaitGroup
	changing.Go(func() { changes, failed = h.change(ctx, busyTime) })
	busy, err := h.probe(ctx, busyTime)
	changing.Wait()
	took := time.Since(begun).Seconds()
	l.Changes, l.Busy = float64(changes)/took, busy
	most, all := h.count()
	l.Refetches, l.All = float64(most)/took, float64(all)/took
	l.Seen, l.Public, l.Lost = h.agents.took(), h.public.took(), int(h.lost.Load())
	return errors.Join(err, failed)
}

// probe asks for a list again and again and gives the p99.
func (h *hall) probe(ctx context.Context, long time.Duration) (time.Duration, error) {
	var taken []time.Duration
	tick := time.NewTicker(probeEvery)
	defer tick.Stop()
	for begun := time.Now(); time.Since(begun) < long; <-tick.C {
		at := time.Now()
		if err := h.get(ctx, h.crowd.vendor[0], "/desk/open", ""); err != nil {
			return 0, err
		}
		taken = append(taken, time.Since(at))
	}
	return p99(taken), nil
}

func p99(list []time.Duration) time.Duration {
	if len(list) == 0 {
		return 0
	}
	slices.Sort(list)
	return list[len(list)*99/100]
}

// crowd are people who are signed in, and the tickets that they work on.
type crowd struct {
	vendor, partner, customers []*http.Cookie
	tickets                    []ticket.ID // open at the large partner
	of                         []*http.Cookie
}

// gather signs in agents and customers, and finds what they work on. Nobody
// else has the data open meanwhile.
func gather(ctx context.Context, at store.Options, f seed.Filled) (c crowd, err error) {
	st, err := store.Open(ctx, at)
	if err != nil {
		return c, err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	names, err := st.Directory(ctx)
	if err != nil {
		return c, err
	}
	large := names.Staff[f.Partner.User].Org
	return c, st.Write(ctx, func(tx *store.Tx) error {
		for _, u := range sorted(names.Staff) {
			in, err := signedIn(tx, u)
			if err != nil {
				return err
			}
			switch {
			case names.Staff[u].Tier == org.Vendor:
				c.vendor = append(c.vendor, in)
			default:
				c.partner = append(c.partner, in)
			}
			if names.Staff[u].Org == large {
				c.of = append(c.of, in)
			}
		}
		tickets, askers, err := openOf(tx, f.Partner.User)
		if err != nil {
			return err
		}
		c.tickets = tickets
		few := []org.UserID{f.Many.User, f.All.User, f.Three.User, f.None.User}
		for _, u := range append(few, askers[:min(len(askers), livePages)]...) {
			in, err := signedIn(tx, u)
			if err != nil {
				return err
			}
			c.customers = append(c.customers, in)
		}
		return nil
	})
}

func sorted(staff map[org.UserID]store.Colleague) []org.UserID {
	var out []org.UserID
	for u := range staff {
		out = append(out, u)
	}
	slices.Sort(out)
	return out
}

// enoughFiles raises how many connections this process may have, if it must.
func enoughFiles(n uint64) error {
	var have syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &have); err != nil {
		return err
	}
	if have.Cur >= n {
		return nil
	}
	have.Cur = min(n, have.Max)
	if have.Cur < n {
		return fmt.Errorf("%d open files are needed and %d allowed: raise ulimit -n", n, have.Max)
	}
	return syscall.Setrlimit(syscall.RLIMIT_NOFILE, &have)
}

// signedIn gives somebody a session, as signing in does.
func signedIn(tx *store.Tx, u org.UserID) (*http.Cookie, error) {
	token := desk.Token()
	return &http.Cookie{Name: "balie", Value: token}, tx.AddSession(store.Session{
		Hash: authn.TokenHash(token), User: u, CreatedAt: tx.Now, UsedAt: tx.Now, ExpiresAt: tx.Now.Add(24 * time.Hour),
	})
}
