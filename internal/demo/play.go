// Package demo fills an empty store with an example helpdesk: everything in it
// happens through the use cases of the desk, on a clock that runs from the
// first question to now.
package demo

import (
	"context"
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"balie/internal/access"
	"balie/internal/desk"
	"balie/internal/org"
	"balie/internal/store"
	"balie/internal/ticket"
)

const (
	// before is how long the company existed before its first question.
	before = 30 * 24 * time.Hour
	// mailed is for how long back mails are made; what is older was read long
	// ago.
	mailed = 48 * time.Hour
	// unread is for how long back the demo's people have not looked.
	unread = 20 * time.Hour
)

// player plays the example.
type player struct {
	*cast
	d       *desk.Desk
	times   times
	stories []story
	tickets []ticket.ID // of each story, once submitted
	last    []moment    // of each story
	jobs    backlog
}

// Play fills the store behind the desk, which must be empty and have clock as
// its time. Nothing else may use the store meanwhile; search index and new
// mails are left to its jobs.
func Play(ctx context.Context, d *desk.Desk, clock *Clock) error {
	c, err := readCompany()
	if err != nil {
		return err
	}
	zone, err := c.zone()
	if err != nil {
		return fmt.Errorf("example: %w", err)
	}
	p := &player{d: d, times: times{clock.Now(), zone}, jobs: backlog{d: d}}
	if p.stories, err = readStories(); err != nil {
		return err
	}
	p.tickets, p.last = make([]ticket.ID, len(p.stories)), make([]moment, len(p.stories))
	list, err := moments(p.stories, p.times, c.triager)
	if err != nil {
		return err
	}
	defer clock.release()
	clock.set(list[0].at.Add(-before))
	if p.cast, err = c.store(ctx, d.Store); err != nil {
		return err
	}
	if err := p.play(ctx, clock, list); err != nil {
		return err
	}
	clock.release()
	return p.end(ctx)
}

func (p *player) play(ctx context.Context, clock *Clock, list []moment) error {
	telling := false
	for _, m := range list {
		if !telling && m.at.After(p.times.now.Add(-mailed)) {
			telling = true
			if err := p.jobs.forget(ctx); err != nil {
				return err
			}
		}
		clock.set(m.at)
		if err := p.step(ctx, m); err != nil {
			return fmt.Errorf("example %q: %s at %s: %w", p.stories[m.story].Subject, m.Do, m.At, err)
		}
		if telling {
			if err := p.jobs.tell(ctx); err != nil {
				return err
			}
		}
		p.last[m.story] = m
	}
	return nil
}

// end leaves the store as after a normal day: old tickets seen, jobs waiting.
func (p *player) end(ctx context.Context) error {
	old := p.times.now.Add(-unread)
	err := p.d.Store.Read(ctx, func(tx *store.Tx) error {
		for i, id := range p.tickets {
			if p.last[i].at.After(old) {
				continue
			}
			t, err := tx.Ticket(everything, id)
			if err != nil {
				return err
			}
			p.seen(t, p.stories[i])
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := p.d.Store.Soft().Flush(ctx); err != nil {
		return err
	}
	if err := p.jobs.release(ctx); err != nil {
		return err
	}
	return p.d.Store.Write(ctx, func(tx *store.Tx) error { return tx.SetSetting(mark, "yes") })
}

// seen marks a ticket as seen by the demo's people who may see it.
func (p *player) seen(t ticket.Ticket, s story) {
	for key, is := range p.demo {
		a := p.actors[key]
		if is && (a.AtDesk(t) || a.AsCustomer(t, slices.Contains(s.Followers, key))) {
			p.d.Looked(a, t.ID, t.LastEvent)
		}
	}
}

// everything is the scope of the player, who saw all of it happen.
var everything = access.DeskScope(access.Actor{Memberships: []org.Membership{{Org: org.VendorID, Tier: org.Vendor}}})

// step does one thing, and notes that who did it has seen the ticket so far.
func (p *player) step(ctx context.Context, m moment) error {
	a, ok := p.actors[m.By]
	if !ok {
		return fmt.Errorf("nobody is called %q", m.By)
	}
	if err := p.act(ctx, a, m); err != nil {
		return err
	}
	if p.demo[m.By] {
		return p.d.Store.Read(ctx, func(tx *store.Tx) error {
			t, err := tx.Ticket(everything, p.tickets[m.story])
			if err == nil {
				p.d.Looked(a, t.ID, t.LastEvent)
			}
			return err
		})
	}
	return nil
}

func (p *player) act(ctx context.Context, a access.Actor, m moment) error {
	id := p.tickets[m.story]
	w, err := p.writing(ctx, a, m)
	if err != nil {
		return err
	}
	if act, ok := comments[m.Do]; ok && m.Text != "" && staff(a) {
		return p.d.Comment(ctx, a, desk.CommentInput{Writing: w, Ticket: id, Act: act})
	}
	switch m.Do {
	case "submit":
		p.tickets[m.story], err = p.submit(ctx, a, w, p.stories[m.story])
		return err
	case "reply", "remark", "reopen":
		return p.d.Reply(ctx, a, desk.ReplyInput{Writing: w, Ticket: id, Reopen: m.Do == "reopen", Channel: ticket.Portal})
	case "take":
		return p.d.Assign(ctx, a, desk.AssignInput{Ticket: id, To: a.User, Anyway: true})
	case "unassign":
		return p.d.Assign(ctx, a, desk.AssignInput{Ticket: id, Anyway: true})
	case "assign":
		var key string
		if err := json.Unmarshal(m.To, &key); err != nil {
			return err
		}
		return p.d.Assign(ctx, a, desk.AssignInput{Ticket: id, To: p.actors[key].User, Anyway: true})
	case "priority":
		var n ticket.Priority
		if err := json.Unmarshal(m.To, &n); err != nil {
			return err
		}
		return p.d.Prioritise(ctx, a, id, n, "")
	case "close":
		return p.d.Close(ctx, a, desk.CloseInput{Writing: w, Ticket: id, Anyway: true})
	case "close_own":
		return p.d.CloseOwn(ctx, a, id, "")
	case "hold", "release":
		return p.hold(ctx, a, id, w, m)
	}
	return fmt.Errorf("nothing is called %q", m.Do)
}

// comments are the steps that are a message of an agent.
var comments = map[string]ticket.Act{
	"comment": ticket.Comment, "hidden": ticket.Note, "wait": ticket.Ask,
	"send": ticket.Send, "back": ticket.Return, "reopen": ticket.Reopen,
}

func staff(a access.Actor) bool {
	_, ok := a.Desk()
	return ok
}

func (p *player) submit(ctx context.Context, a access.Actor, w desk.Writing, s story) (ticket.ID, error) {
	in := desk.SubmitInput{
		Writing: w, Subject: s.Subject, Kind: ticket.Question, Entity: p.orgs[s.Entity].ID, Channel: ticket.Portal,
	}
	if s.Kind == ticket.Incident.String() {
		in.Kind = ticket.Incident
	}
	if s.System != "" {
		in.System = p.systems[s.Entity+" "+s.System]
	}
	for _, key := range s.Followers {
		in.Followers = append(in.Followers, p.actors[key].User)
	}
	return p.d.Submit(ctx, a, in)
}

// hold puts a ticket on hold, or ends that.
func (p *player) hold(ctx context.Context, a access.Actor, id ticket.ID, w desk.Writing, m moment) error {
	if m.Do == "release" {
		return p.d.Release(ctx, a, desk.ReleaseInput{Writing: w, Ticket: id})
	}
	in := desk.HoldInput{Ticket: id, Reason: m.Reason}
	if m.Until != "" {
		ahead, err := parseAge(m.Until)
		if err != nil {
			return err
		}
		in.Until = p.times.now.Add(ahead)
	}
	return p.d.Hold(ctx, a, in)
}

var fileTypes = map[string]string{".csv": "text/csv", ".log": "text/plain", ".txt": "text/plain"}

// writing is a step's text and files, the files uploaded.
func (p *player) writing(ctx context.Context, a access.Actor, m moment) (desk.Writing, error) {
	w := desk.Writing{Text: m.Text}
	for _, f := range m.Files {
		u, err := p.d.UploadFile(ctx, a, f.Name, fileTypes[path.Ext(f.Name)], strings.NewReader(f.Text), int64(len(f.Text)))
		if err != nil {
			return w, err
		}
		w.Uploads = append(w.Uploads, u.ID)
	}
	return w, nil
}
