package bench

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"balie/internal/access"
	"balie/internal/desk"
	"balie/internal/org"
	"balie/internal/page"
	"balie/internal/store"
	"balie/internal/ticket"
)

// changers is how many changes may be under way at the same time.
const changers = 64

// openOf are the tickets open at an agent's desk, a few thousand at most, and
// who asked them.
func openOf(tx *store.Tx, u org.UserID) (tickets []ticket.ID, askers []org.UserID, err error) {
	user, err := tx.User(u)
	if err != nil {
		return nil, nil, err
	}
	a, err := tx.Actor(user)
	if err != nil {
		return nil, nil, err
	}
	p, err := tx.ListTickets(store.List{Scope: access.DeskScope(a), View: ticket.ViewOpen, Sort: ticket.SortUpdated, Me: u, Limit: 5000})
	for _, r := range p.Rows {
		tickets = append(tickets, r.ID)
		if !slices.Contains(askers, r.Requester) {
			askers = append(askers, r.Requester)
		}
	}
	if err == nil && len(tickets) == 0 {
		err = fmt.Errorf("no ticket is open at the desk of person %d", u)
	}
	return tickets, askers, err
}

// change lets agents change tickets at an even pace, each another one in turn,
// and gives how many changes were taken.
func (h *hall) change(ctx context.Context, long time.Duration) (int, error) {
	var taken atomic.Int64
	var failed atomic.Pointer[error]
	var all sync.WaitGroup
	room := make(chan struct{}, changers)
	tick := time.NewTicker(time.Second / liveChanges)
	defer tick.Stop()
	begun := time.Now()
	for n := 0; time.Since(begun) < long; n++ {
		room <- struct{}{}
		all.Go(func() {
			defer func() { <-room }()
			if err := h.changeOne(ctx, n); err != nil {
				failed.Store(&err)
				return
			}
			taken.Add(1)
		})
		<-tick.C
	}
	all.Wait()
	if err := failed.Load(); err != nil {
		return 0, *err
	}
	return int(taken.Load()), nil
}

// changeOne is a comment on most tickets, a hidden one on some, and for some
// the step to waiting for the customer.
func (h *hall) changeOne(ctx context.Context, n int) error {
	c := h.crowd
	id := c.tickets[n%len(c.tickets)]
	form := url.Values{"once": {desk.Token()}, "do": {page.DoComment}, "vis": {page.VisReply}, "body": {"We looked at it and found the cause."}}
	hidden := n%10 < 2
	switch n % 10 {
	case 0, 1:
		form.Set("vis", page.VisHidden)
	case 2:
		form.Set("do", page.DoAsk)
	}
	r, err := http.NewRequestWithContext(ctx, "POST", h.base+"/desk/tickets/"+ticket.Ref("HD", id), strings.NewReader(form.Encode()))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.AddCookie(c.of[n%len(c.of)])
	h.agents.change(int64(id), time.Now())
	if !hidden {
		h.public.change(int64(id), time.Now().Add(ticket.UndoTime))
	}
	got, err := h.client.Transport.RoundTrip(r)
	if err != nil {
		return err
	}
	defer got.Body.Close()
	io.Copy(io.Discard, got.Body)
	if got.StatusCode != http.StatusSeeOther {
		return fmt.Errorf("a change of a ticket is answered %s", got.Status)
	}
	return nil
}
