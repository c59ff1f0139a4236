package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"balie/internal/access"
	"balie/internal/errs"
	"balie/internal/live"
	"balie/internal/org"
)

// beat keeps proxies from closing a silent stream and finds dead readers.
const beat = 25 * time.Second

// liveCheck is how often a stream asks whether its session still stands.
const liveCheck = 2 * time.Second

// deskLive streams what changes at an agent's desk. The address is the same on
// every page, so that the tabs of a browser share one stream.
func (s *Server) deskLive(r *request) error {
	m, _ := r.who.Actor.Desk()
	whole := live.Everything()
	if m.Tier == org.Partner {
		whole = live.Partner(int64(m.Org))
	}
	return r.stream(live.Page{User: int64(r.who.User.ID), Topics: []live.Topic{whole, live.Person(int64(r.who.User.ID))}, Filter: func(f live.Fact) bool {
		if f.Notice {
			return involved(f, r.actor())
		}
		return m.Tier == org.Vendor || f.Partner == int64(m.Org)
	}})
}

// portalLive streams what changes for a customer: public facts only.
func (s *Server) portalLive(r *request) error {
	a := r.actor()
	entities := map[int64]bool{}
	p := live.Page{User: int64(a.User), Topics: []live.Topic{live.Person(int64(a.User))}}
	for _, m := range a.Entities() {
		if m.Rights.Has(org.SeesAll) {
			entities[int64(m.Org)] = true
			p.Topics = append(p.Topics, live.Entity(int64(m.Org)))
		}
	}
	p.Filter = func(f live.Fact) bool {
		return f.Public && !f.Notice && (entities[f.Entity] || involved(f, a))
	}
	return r.stream(p)
}

// markFor is the mark that the person's pages bear.
func (r *request) markFor(m live.Mark) string {
	if _, ok := r.who.Actor.Desk(); ok {
		return m.Staff
	}
	return m.Customer
}

func involved(f live.Fact, a access.Actor) bool {
	for _, u := range f.People {
		if u == int64(a.User) {
			return true
		}
	}
	return false
}

// stream sends updates until the page goes, the session ends or we stop.
func (r *request) stream(p live.Page) error {
	out := http.NewResponseController(r.w)
	h := r.w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("X-Accel-Buffering", "no")
	conn := r.s.Desk.Hub.Join(p)
	defer conn.Leave()
	updates := make(chan live.Update)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for {
			u, err := conn.Wait(r.Context())
			if err != nil {
				return
			}
			select {
			case updates <- u:
			case <-r.Context().Done():
				return
			}
		}
	}()
	send := func(text string) error {
		out.SetWriteDeadline(time.Now().Add(10 * time.Second))
		if _, err := fmt.Fprint(r.w, text); err != nil {
			return err
		}
		return out.Flush()
	}
	if err := send("retry: 3000\nevent: hello\ndata: " + r.markFor(r.s.Desk.Hub.Mark()) + "\n\n"); err != nil {
		return nil // the reader is gone
	}
	return r.pump(send, updates, ended)
}

func (r *request) pump(send func(string) error, updates chan live.Update, ended chan struct{}) error {
	check := time.NewTicker(liveCheck)
	defer check.Stop()
	last := time.Now()
	for {
		text := ""
		select {
		case u := <-updates:
			if r.face == portalFace {
				u.Counts = false // it shows none, and a hidden assignment would move them
				u.Shelves = nil  // a hand-over shows in them
			}
			text = "event: update\ndata: " + updateJSON(u) + "\n\n"
		case <-check.C:
			if !r.stillIn() {
				return nil
			}
			if time.Since(last) < beat {
				continue
			}
			text = ": beat\n\n"
		case <-ended:
			return nil
		case <-r.s.closing:
			return nil
		}
		if send(text) != nil {
			return nil
		}
		last = time.Now()
	}
}

// stillIn reports whether the session stands: a revoked one ends its streams.
func (r *request) stillIn() bool {
	c, err := r.Cookie(r.s.cookieName(sessionCookie))
	if err != nil {
		return false
	}
	_, err = r.s.Desk.Session(r.Context(), c.Value)
	return !errs.Is(err, errs.Unauthenticated)
}

func updateJSON(u live.Update) string {
	raw, err := json.Marshal(struct {
		Tickets  []int64 `json:"tickets,omitempty"`
		Shelves  []int8  `json:"shelves,omitempty"`
		All      bool    `json:"all,omitempty"`
		Counts   bool    `json:"counts,omitempty"`
		Presence bool    `json:"presence,omitempty"`
		Notices  bool    `json:"notices,omitempty"`
	}{u.Tickets, u.Shelves, u.All, u.Counts, u.Presence, u.Notices})
	if err != nil {
		return "{}"
	}
	return string(raw)
}
