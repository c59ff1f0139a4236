package live

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"balie/internal/errs"
)

// The tests run in synctest bubbles: time.Now and all timers follow a clock
// that moves only when every goroutine waits.

func anything(Fact) bool { return true }

// wait takes the next update and says how long it took.
func wait(t *testing.T, c *Conn) (Update, time.Duration) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	start := time.Now()
	u, err := c.Wait(ctx)
	if err != nil {
		t.Fatalf("after %v: %v", time.Since(start), err)
	}
	return u, time.Since(start)
}

// silent fails when the connection has something to tell within a minute.
func silent(t *testing.T, c *Conn) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if u, err := c.Wait(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("told %+v, %v", u, err)
	}
}

func TestTopicsDecideWhoHears(t *testing.T) {
	fact := Fact{Ticket: 1, Partner: 10, Entity: 100, ShelfBefore: 1, ShelfAfter: 1, Assignee: 7, AssigneeBefore: 7, People: []int64{8, 9}}
	for name, row := range map[string]struct {
		page  Page
		hears bool
	}{
		"this ticket":       {Page{Ticket: 1, Filter: anything}, true},
		"other ticket":      {Page{Ticket: 2, Filter: anything}, false},
		"everything":        {Page{Topics: []Topic{Everything()}, Filter: anything}, true},
		"its partner":       {Page{Topics: []Topic{Partner(10)}, Filter: anything}, true},
		"other partner":     {Page{Topics: []Topic{Partner(1), Partner(100)}, Filter: anything}, false},
		"its entity":        {Page{Topics: []Topic{Entity(99), Entity(100)}, Filter: anything}, true},
		"other entity":      {Page{Topics: []Topic{Entity(1), Entity(10)}, Filter: anything}, false},
		"assignee":          {Page{Topics: []Topic{Person(7)}, Filter: anything}, true},
		"involved":          {Page{Topics: []Topic{Person(9)}, Filter: anything}, true},
		"nobody to it":      {Page{User: 8, Topics: []Topic{Person(1)}, Filter: anything}, false},
		"no topic":          {Page{User: 8, Filter: anything}, false},
		"filtered out":      {Page{Topics: []Topic{Everything()}, Filter: func(f Fact) bool { return f.Public }}, false},
		"without a filter":  {Page{Topics: []Topic{Everything()}}, false},
		"by several topics": {Page{Topics: []Topic{Everything(), Partner(10), Person(8)}, Filter: anything}, true},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h := NewHub(time.Now)
				c := h.Join(row.page)
				if row.page.Ticket != 0 {
					wait(t, c) // the page itself came to its ticket
				}
				h.Publish([]Fact{fact})
				if !row.hears {
					silent(t, c)
					return
				}
				if u, _ := wait(t, c); !slices.Equal(u.Tickets, []int64{1}) || u.All || u.Counts || u.Presence {
					t.Errorf("told %+v", u)
				}
				silent(t, c)
			})
		})
	}
}

func TestFilterSeesEachFactOnce(t *testing.T) {
	calls := 0
	h := NewHub(time.Now)
	h.Join(Page{
		Topics: []Topic{Everything(), Partner(1), Entity(2), Person(3)},
		Filter: func(Fact) bool { calls++; return true },
	})
	h.Publish([]Fact{{Ticket: 1, Partner: 1, Entity: 2, People: []int64{3, 3}}, {Ticket: 1, Partner: 1}})
	if calls != 2 {
		t.Errorf("asked %d times about 2 facts", calls)
	}
}

func TestCountsMove(t *testing.T) {
	for _, row := range []struct {
		fact Fact
		want bool
	}{
		{Fact{Ticket: 1, ShelfBefore: 1, ShelfAfter: 1}, false},
		{Fact{Ticket: 1, ShelfAfter: 1}, true},
		{Fact{Ticket: 1, ShelfBefore: 1, ShelfAfter: 6}, true},
		{Fact{Ticket: 1, ShelfBefore: 1, ShelfAfter: 1, Assignee: 4}, true},
		{Fact{Ticket: 1, ShelfBefore: 1, ShelfAfter: 1, AssigneeBefore: 4}, true},
	} {
		synctest.Test(t, func(t *testing.T) {
			h := NewHub(time.Now)
			c := h.Join(Page{Topics: []Topic{Everything()}, Filter: anything})
			h.Publish([]Fact{row.fact})
			if u, _ := wait(t, c); u.Counts != row.want {
				t.Errorf("%+v gives %+v", row.fact, u)
			}
		})
	}
}

func TestOneUpdateASecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := NewHub(time.Now)
		c := h.Join(Page{Topics: []Topic{Everything()}, Filter: anything})
		stop := time.Now().Add(10 * time.Second)
		go func() {
			for n := int64(0); time.Now().Before(stop); n++ {
				h.Publish([]Fact{{Ticket: n % 5}})
				time.Sleep(10 * time.Millisecond)
			}
		}()
		updates := 0
		for time.Now().Before(stop) {
			u, after := wait(t, c)
			updates++
			if updates > 1 && after != Pace {
				t.Errorf("update %d came after %v", updates, after)
			}
			if updates > 1 && len(u.Tickets) != 5 {
				t.Errorf("update %d: %+v", updates, u)
			}
		}
		if updates != 11 {
			t.Errorf("%d updates in 10 s", updates)
		}
		time.Sleep(Pace)
		h.Publish([]Fact{{Ticket: 77}})
		if _, after := wait(t, c); after != 0 {
			t.Errorf("after a quiet time an update was held back for %v", after)
		}
	})
}

func TestSlowReaderGathersABound(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := NewHub(time.Now)
		c := h.Join(Page{Topics: []Topic{Everything()}, Filter: anything})
		many := func(n int64) (facts []Fact) {
			for i := range n {
				facts = append(facts, Fact{Ticket: i + 1})
			}
			return facts
		}
		h.Publish(many(MaxTickets))
		if u, _ := wait(t, c); len(u.Tickets) != MaxTickets || u.All {
			t.Errorf("%d tickets, all %v", len(u.Tickets), u.All)
		}
		h.Publish(many(MaxTickets + 1))
		h.Publish(many(5))
		if u, _ := wait(t, c); len(u.Tickets) != 0 || !u.All {
			t.Errorf("%d tickets, all %v", len(u.Tickets), u.All)
		}
		silent(t, c)
	})
}

// An update says where each ticket came to; what kept its place says 0.
func TestUpdateSaysWhatMoved(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := NewHub(time.Now)
		c := h.Join(Page{Topics: []Topic{Everything()}, Filter: anything})
		h.Publish([]Fact{
			{Ticket: 1, ShelfBefore: 1, ShelfAfter: 2, Moved: true},
			{Ticket: 2, ShelfBefore: 1, ShelfAfter: 1},
			{Ticket: 1, ShelfBefore: 2, ShelfAfter: 2},
			{Ticket: 3, ShelfBefore: 1, ShelfAfter: 1, Moved: true},
			{Ticket: 1, ShelfBefore: 2, ShelfAfter: 6, Moved: true},
		})
		if u, _ := wait(t, c); !slices.Equal(u.Tickets, []int64{1, 2, 3}) || !slices.Equal(u.Shelves, []int8{6, 0, 1}) {
			t.Errorf("told %+v", u)
		}
	})
}

// Where many pages are open one fact does not rouse them all at once, and
// rouses each within half the pace.
func TestManyPagesAreSpread(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := NewHub(time.Now)
		begun := time.Now()
		var heard sync.Map
		var all sync.WaitGroup
		for i := range 200 {
			c := h.Join(Page{Topics: []Topic{Everything()}, Filter: anything})
			all.Go(func() {
				if _, err := c.Wait(t.Context()); err == nil {
					heard.Store(i, time.Since(begun))
				}
			})
		}
		h.Publish([]Fact{{Ticket: 1}})
		all.Wait()
		var first, last time.Duration = time.Hour, 0
		n := 0
		heard.Range(func(_, at any) bool {
			first, last, n = min(first, at.(time.Duration)), max(last, at.(time.Duration)), n+1
			return true
		})
		if n != 200 || last > Pace/2 || last-first < 100*time.Millisecond {
			t.Errorf("%d pages between %v and %v", n, first, last)
		}
	})
}

func TestCloseUser(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := NewHub(time.Now)
		mine := []*Conn{
			h.Join(Page{User: 1, Topics: []Topic{Everything()}, Filter: anything}),
			h.Join(Page{User: 1, Ticket: 5, Filter: anything}),
		}
		other := h.Join(Page{User: 2, Topics: []Topic{Everything()}, Filter: anything})
		ended := make(chan error)
		go func() {
			_, err := mine[0].Wait(t.Context())
			ended <- err
		}()
		synctest.Wait()
		h.CloseUser(1)
		if err := <-ended; !errs.Is(err, errs.Unauthenticated) {
			t.Errorf("a waiting page: %v", err)
		}
		h.Publish([]Fact{{Ticket: 5}})
		if u, err := mine[1].Wait(t.Context()); !errs.Is(err, errs.Unauthenticated) {
			t.Errorf("a page that was busy: %+v, %v", u, err)
		}
		if u, _ := wait(t, other); !slices.Equal(u.Tickets, []int64{5}) {
			t.Errorf("the other user: %+v", u)
		}
		mine[0].Leave()
		if h.Connections() != 1 || len(h.Present(5)) != 0 {
			t.Errorf("%d connections, present %v", h.Connections(), h.Present(5))
		}
	})
}

func TestLeaveForgetsEverything(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := NewHub(time.Now)
		c := h.Join(Page{User: 1, Ticket: 5, Topics: []Topic{Ticket(5), Partner(2), Entity(3)}, Filter: anything})
		h.Looking(Sign{5, 1, true})
		c.Leave()
		c.Leave()
		if _, err := c.Wait(t.Context()); !errs.Is(err, errs.Unavailable) {
			t.Errorf("wait after leave: %v", err)
		}
		time.Sleep(Lifetime)
		synctest.Wait()
		if len(h.conns)+len(h.topics)+len(h.looks) != 0 {
			t.Errorf("left: %v %v %v", h.conns, h.topics, h.looks)
		}
	})
}

func TestWaitEndsWithItsContext(t *testing.T) {
	h := NewHub(time.Now)
	c := h.Join(Page{Topics: []Topic{Everything()}, Filter: anything})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := c.Wait(ctx); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// Under -race this shows that the hub's parts may meet in any order.
func TestManyAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := NewHub(time.Now)
		for user := range int64(20) {
			c := h.Join(Page{User: user % 5, Ticket: user % 3, Topics: []Topic{Partner(user % 2)}, Filter: anything})
			go func() {
				defer c.Leave()
				for range 5 {
					if _, err := c.Wait(t.Context()); err != nil {
						return
					}
				}
			}()
			go func() {
				for n := range int64(50) {
					h.Publish([]Fact{{Ticket: n % 3, Partner: n % 2}})
					h.Looking(Sign{n % 3, user, n%2 == 0})
					h.Present(n % 3)
					time.Sleep(100 * time.Millisecond)
				}
			}()
		}
		time.Sleep(time.Second)
		h.CloseUser(3)
		time.Sleep(time.Minute)
		synctest.Wait()
		if h.Connections() != 0 || len(h.looks) != 0 {
			t.Errorf("%d connections, looks %v", h.Connections(), h.looks)
		}
	})
}
