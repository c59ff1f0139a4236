package bench

import (
	"bufio"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"balie/internal/ticket"
)

// hall is a crowd's open pages.
type hall struct {
	base   string
	crowd  crowd
	client *http.Client
	pages  []*livePage
	lost   atomic.Int64
	agents sight // what they see at once
	public sight // what customers see when it can't be undone any more
}

// livePage does what the script of our pages does: it holds a stream, and asks
// for its parts again when an update concerns them, one request at a time and
// at most one a second.
type livePage struct {
	h       *hall
	who     *http.Cookie
	path    string
	live    string
	ticket  int64    // the one shown; 0 for a list
	parts   []string // that follow tickets
	rows    map[int64]bool
	shelves map[int8]bool // of a list that counts what comes to them; nil: it asks for any ticket
	asked   atomic.Int64
	updates chan update
	sight   *sight
	seen    map[int64]time.Time // ticket: until when its changes were shown
}

// update is what a stream says.
type update struct {
	Tickets []int64
	Shelves []int8
	All     bool
	Counts  bool
	Notices bool

	came time.Time
}

func newHall(base string, c crowd) *hall {
	h := &hall{base: base, crowd: c, client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: livePages, DisableCompression: true}}}
	h.agents.at, h.public.at = map[int64][]time.Time{}, map[int64][]time.Time{}
	for i := range livePages {
		p := &livePage{h: h, live: "/desk/live", path: "/desk/open", parts: []string{"rows"}, updates: make(chan update, 1000), sight: &h.agents, seen: map[int64]time.Time{}}
		switch i % 10 { // a tenth are the vendor's lists, a fifth tickets, the rest customers and partners
		case 0:
			p.who = c.vendor[i/10%len(c.vendor)]
		case 1, 2, 3:
			p.who = c.partner[i%len(c.partner)]
		case 4, 5:
			id := c.tickets[i%len(c.tickets)]
			p.who, p.path = c.of[i%len(c.of)], "/desk/tickets/"+ticket.Ref("HD", id)
			p.ticket, p.parts = int64(id), []string{"thread", "rail"}
		default:
			p.who, p.path, p.live, p.parts = c.customers[i%len(c.customers)], "/", "/live", []string{"asks", "tickets"}
			p.sight = &h.public
		}
		h.pages = append(h.pages, p)
	}
	return h
}

// load asks for all pages once, so that the program holds what it does after
// showing them.
func (h *hall) load(ctx context.Context) error {
	room, failed := make(chan struct{}, Workers), make(chan error, len(h.pages))
	var all sync.WaitGroup
	for _, p := range h.pages {
		room <- struct{}{}
		all.Go(func() {
			failed <- p.load(ctx)
			<-room
		})
	}
	all.Wait()
	close(failed)
	for err := range failed {
		if err != nil {
			return err
		}
	}
	return nil
}

var (
	shownRow  = regexp.MustCompile(`id="t(\d+)" data-item`)
	tallyRows = regexp.MustCompile(`data-shelves="([\d ]+)" data-tally`)
)

// load shows the page and notes the rows it holds.
func (p *livePage) load(ctx context.Context) error {
	got, err := p.h.ask(ctx, p.who, p.path, "")
	if err != nil {
		return err
	}
	defer got.Body.Close()
	plain, err := gzip.NewReader(got.Body)
	if err != nil {
		return err
	}
	text, err := io.ReadAll(plain)
	if err != nil {
		return err
	}
	p.rows = map[int64]bool{}
	for _, m := range shownRow.FindAllSubmatch(text, -1) {
		n, _ := strconv.ParseInt(string(m[1]), 10, 64)
		p.rows[n] = true
	}
	if m := tallyRows.FindSubmatch(text); m != nil {
		p.shelves = map[int8]bool{}
		for _, s := range strings.Fields(string(m[1])) {
			n, _ := strconv.ParseInt(s, 10, 8)
			p.shelves[int8(n)] = true
		}
	}
	return nil
}

// open holds all pages' streams until the context ends.
func (h *hall) open(ctx context.Context) error {
	said := make(chan error, len(h.pages))
	for _, p := range h.pages {
		go p.follow(ctx)
		go p.stream(ctx, said)
	}
	for range h.pages {
		if err := <-said; err != nil {
			return err
		}
	}
	return nil
}

// get asks for a page, or for parts of it, as a browser does: compressed.
func (h *hall) get(ctx context.Context, who *http.Cookie, path, parts string) error {
	got, err := h.ask(ctx, who, path, parts)
	if err != nil {
		return err
	}
	defer got.Body.Close()
	_, err = io.Copy(io.Discard, got.Body)
	return err
}

func (h *hall) ask(ctx context.Context, who *http.Cookie, path, parts string) (*http.Response, error) {
	r, err := http.NewRequestWithContext(ctx, "GET", h.base+path, nil)
	if err != nil {
		return nil, err
	}
	r.AddCookie(who)
	r.Header.Set("Accept-Encoding", "gzip")
	if parts != "" {
		r.Header.Set("Balie-Fragment", parts)
	}
	got, err := h.client.Do(r)
	if err == nil && got.StatusCode != http.StatusOK {
		got.Body.Close()
		err = fmt.Errorf("GET %s answers %s", path, got.Status)
	}
	return got, err
}

// stream reads the page's stream; said hears when it stands.
func (p *livePage) stream(ctx context.Context, said chan<- error) {
	got, err := p.h.ask(ctx, p.who, p.live, "")
	if err != nil {
		said <- err
		return
	}
	defer got.Body.Close()
	said <- nil
	lines := bufio.NewScanner(got.Body)
	for lines.Scan() {
		data, ok := strings.CutPrefix(lines.Text(), "data: {")
		var u update
		if ok && json.Unmarshal([]byte("{"+data), &u) == nil {
			u.came = time.Now()
			p.updates <- u
		}
	}
	if !errors.Is(ctx.Err(), context.Canceled) {
		p.h.lost.Add(1)
	}
}

// follow refetches what updates concern.
func (p *livePage) follow(ctx context.Context) {
	var next time.Time
	for {
		var all []update
		select {
		case <-ctx.Done():
			return
		case u := <-p.updates:
			all = append(all, u)
		}
		if wait := time.Until(next); wait > 0 { // joined, as the script does while one is under way
			time.Sleep(wait)
		}
		for len(p.updates) > 0 {
			all = append(all, <-p.updates)
		}
		parts := p.wanted(all)
		if parts == "" {
			p.shown(all) // what only counts as new is counted now
			continue
		}
		p.asked.Add(1)
		err := p.h.get(ctx, p.who, p.path, parts)
		if ctx.Err() != nil {
			return
		}
		if err != nil {
			p.h.lost.Add(1)
			return
		}
		p.shown(all)
		if len(p.updates) > 0 {
			next = time.Now().Add(time.Second)
		}
	}
}

// wanted are the parts of the page that updates concern.
func (p *livePage) wanted(all []update) string {
	var counts, tickets bool
	for _, u := range all {
		counts = counts || p.live == "/desk/live" && (u.Counts || u.Notices || u.All)
		tickets = tickets || p.concerns(u)
	}
	var out []string
	if counts {
		out = append(out, "counts")
	}
	if tickets {
		out = append(out, p.parts...)
	}
	return strings.Join(out, ",")
}

func (p *livePage) concerns(u update) bool {
	if u.All || p.ticket == 0 && p.shelves == nil && len(u.Tickets) > 0 {
		return true
	}
	for _, t := range u.Tickets {
		if t == p.ticket || p.shelves != nil && p.rows[t] {
			return true
		}
	}
	return false
}

// shown notes how long what the updates tell of took to be seen: since the
// first change that the page had not shown yet.
func (p *livePage) shown(all []update) {
	now := time.Now()
	for _, u := range all {
		for i, t := range u.Tickets {
			if p.shows(u, i) {
				p.sight.note(t, p.seen[t], u.came, now)
				p.seen[t] = u.came
			}
		}
	}
}

// shows reports whether the page shows a change, or counts it as new.
func (p *livePage) shows(u update, i int) bool {
	t := u.Tickets[i]
	return t == p.ticket || p.ticket == 0 && (p.shelves == nil || p.rows[t] || p.shelves[u.Shelves[i]])
}

// count gives the refetches since it was last asked: the busiest page's and
// all together.
func (h *hall) count() (most, all int64) {
	for _, p := range h.pages {
		n := p.asked.Swap(0)
		most, all = max(most, n), all+n
	}
	return most, all
}
