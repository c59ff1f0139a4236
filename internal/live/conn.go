package live

import (
	"context"
	"math/rand/v2"
	"slices"
	"time"

	"balie/internal/errs"
)

const (
	// Pace is the least time between two updates of one connection.
	Pace = time.Second
	// MaxTickets is how many changed tickets an update names before it says All.
	MaxTickets = 400
	// crowd is how many open pages are spread.
	crowd = 50
)

// Update joins what happened since the last one.
type Update struct {
	Tickets  []int64 // tickets that changed, each once, at most MaxTickets
	Shelves  []int8  // beside each the shelf it came to, or to the top of; 0: it kept its place
	All      bool    // more than that changed: refetch what is shown
	Counts   bool    // a shelf or an assignee moved: counts may differ
	Presence bool    // who looks at the page's ticket changed: ask Present
	Notices  bool    // the user's notices changed
}

func (u Update) empty() bool {
	return len(u.Tickets) == 0 && !u.All && !u.Counts && !u.Presence && !u.Notices
}

// Conn is one open page. It holds at most MaxTickets ids, starts no goroutine,
// and has a timer only while Wait holds an update back.
type Conn struct {
	hub  *Hub
	page Page
	wake chan struct{} // room for one: something changed, look again

	// guarded by hub.mu
	pending Update
	heard   uint64    // number of the last fact heard
	next    time.Time // no update before this
	over    ending
}

type ending int8

const (
	open ending = iota
	left
	revoked
)

// Leave ends the connection; a second Leave does nothing.
func (c *Conn) Leave() {
	c.hub.mu.Lock()
	defer c.hub.mu.Unlock()
	if c.over == open {
		c.end(left)
		c.hub.drop(c)
	}
}

// Wait blocks until there is something to tell and Pace has passed since the
// last update, and takes it. It returns ctx's error when ctx ends,
// errs.Unauthenticated after CloseUser and errs.Unavailable after Leave. One
// goroutine at a time may wait.
func (c *Conn) Wait(ctx context.Context) (Update, error) {
	for {
		u, after, err := c.take()
		if err != nil || !u.empty() {
			return u, err
		}
		if err := c.sleep(ctx, after); err != nil {
			return Update{}, err
		}
	}
}

// take gives what is pending if it may go now; otherwise after says how long
// it is held back, 0 when nothing is pending.
func (c *Conn) take() (u Update, after time.Duration, err error) {
	c.hub.mu.Lock()
	defer c.hub.mu.Unlock()
	switch c.over {
	case revoked:
		return u, 0, errs.New(errs.Unauthenticated, "live.session_ended")
	case left:
		return u, 0, errs.New(errs.Unavailable, "live.left")
	}
	if c.pending.empty() {
		return u, 0, nil
	}
	now := c.hub.now()
	if after := c.next.Sub(now); after > 0 {
		return u, after, nil
	}
	u, c.pending, c.next = c.pending, Update{}, now.Add(Pace)
	return u, 0, nil
}

func (c *Conn) sleep(ctx context.Context, after time.Duration) error {
	var due <-chan time.Time
	if after > 0 {
		timer := time.NewTimer(after)
		defer timer.Stop()
		due = timer.C
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-due:
	case <-c.wake:
	}
	return nil
}

// hear gathers the fact, numbered n, if the page has use for it; hub.mu is held.
func (c *Conn) hear(f Fact, n uint64) {
	if c.heard == n {
		return
	}
	c.heard = n
	if c.page.Filter == nil || !c.page.Filter(f) {
		return
	}
	quiet := c.pending.empty()
	p := &c.pending
	p.Counts = p.Counts || f.counts()
	switch {
	case f.Notice:
		p.Notices = true
	case p.All:
	default:
		p.add(f)
	}
	if quiet {
		c.hold()
		c.rouse()
	}
}

func (u *Update) add(f Fact) {
	i := slices.Index(u.Tickets, f.Ticket)
	if i < 0 && len(u.Tickets) == MaxTickets {
		u.Tickets, u.Shelves, u.All = nil, nil, true
		return
	}
	if i < 0 {
		i = len(u.Tickets)
		u.Tickets, u.Shelves = append(u.Tickets, f.Ticket), append(u.Shelves, 0)
	}
	if f.Moved {
		u.Shelves[i] = f.ShelfAfter
	}
}

// hold spreads the pages that one fact concerns: where many are open they
// would all ask again in the same moment. hub.mu is held.
func (c *Conn) hold() {
	n := len(c.hub.conns)
	if n < crowd {
		return
	}
	spread := min(time.Duration(n)*time.Millisecond, Pace/2)
	if at := c.hub.now().Add(rand.N(spread)); at.After(c.next) {
		c.next = at
	}
}

// end marks the connection as over and wakes its Wait; hub.mu is held.
func (c *Conn) end(how ending) {
	c.over = how
	c.pending = Update{}
	c.rouse()
}

func (c *Conn) rouse() {
	select {
	case c.wake <- struct{}{}:
	default:
	}
}

func (c *Conn) eachTopic(fn func(Topic)) {
	if c.page.Ticket != 0 {
		fn(Ticket(c.page.Ticket))
	}
	for _, t := range c.page.Topics {
		fn(t)
	}
}
