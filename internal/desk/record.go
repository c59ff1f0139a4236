package desk

import (
	"encoding/json"
	"slices"
	"strconv"
	"time"

	"balie/internal/live"
	"balie/internal/org"
	"balie/internal/store"
	"balie/internal/ticket"
)

// change is what a use case decided: the ticket before and after, what was
// said, and the events in their order. The first event carries the message.
type change struct {
	before, after ticket.Ticket
	message       *ticket.Message
	events        []ticket.Event
	followers     []org.UserID
	quiet         bool // somebody else tells of it: a bulk, once for all its tickets

	// hush is until when the act can be undone: nobody is mailed before, and
	// customers know the ticket as it was. Zero: they know at once.
	hush   time.Time
	copied bool         // the message keeps its time and the partner it was shared by
	moved  bool         // partner, entity or people changed: found by others now
	lead   bool         // the first event tells of the others, too
	told   []org.UserID // who came or went, and is to see so
}

// Kinds of jobs that a change leaves behind; cmd registers their handlers.
const (
	JobTell  = "tell"
	JobIndex = "index"
)

// record writes a change: the one place from which history, live update, mail
// and search follow. Nothing is told before the commit.
func (d *Desk) record(tx *store.Tx, c *change) error {
	isNew := c.after.ID == 0
	if isNew {
		if err := tx.AddTicket(&c.after); err != nil {
			return err
		}
	}
	if err := c.store(tx); err != nil {
		return err
	}
	public := false
	for _, e := range c.events {
		if e.Info().Moves != ticket.Neither {
			c.after.LastEvent = e.ID
		}
		if e.Info().Moves == ticket.BothAt {
			c.after.LastPublic, public = e.ID, true
		}
	}
	switch {
	case !c.hush.IsZero():
		c.after = c.after.Hush(c.before, c.hush)
	case public && !c.before.HushedUntil.IsZero():
		c.after.HushedUntil = time.Time{} // what is public now ends the hush
		if err := tx.ShowMessages(c.after.ID); err != nil {
			return err
		}
	}
	if err := tx.SaveTicket(c.after); err != nil {
		return err
	}
	if c.moved {
		if err := tx.RemoveDocs(c.after.ID); err != nil {
			return err
		}
	}
	people, err := c.people(tx, isNew)
	if err != nil {
		return err
	}
	if err := tx.Enqueue(c.jobs(isNew)...); err != nil {
		return err
	}
	d.publish(tx, c.facts(people)...)
	return nil
}

// recordOnEach is record of one event on many tickets, for an event that moves
// nothing and that nobody is mailed: it is all that is written, and open pages
// hear of it.
func (d *Desk) recordOnEach(tx *store.Tx, e ticket.Event, tickets []ticket.ID) error {
	slices.Sort(tickets) // as a bulk locks them
	for part := range slices.Chunk(tickets, bulkAtOnce) {
		list, err := tx.Tickets(everything(), part)
		if err != nil {
			return err
		}
		events := make([]ticket.Event, len(part))
		for i, id := range part {
			t := list[id]
			e.Ticket, e.At = id, tx.Now
			if t.UpdatedAt.After(e.At) { // as of tickets that are locked
				e.At = t.UpdatedAt
			}
			events[i] = e
			d.publish(tx, (&change{before: t, after: t, events: []ticket.Event{e}}).fact(nil))
		}
		if err := tx.AddEvents(events); err != nil {
			return err
		}
	}
	return nil
}

// publish tells open pages here and on other nodes, after the commit.
func (d *Desk) publish(tx *store.Tx, facts ...live.Fact) {
	tx.After(func() {
		for _, f := range facts {
			d.share(live.News{Fact: &f})
		}
	})
}

// share has news heard here and on other nodes.
func (d *Desk) share(n live.News) {
	d.Heard(n)
	d.Elsewhere(n)
}

// store writes message, files and events.
func (c *change) store(tx *store.Tx) error {
	if c.message != nil {
		c.message.Ticket = c.after.ID
		if !c.copied {
			c.message.Partner, c.message.At = c.after.Partner, tx.Now
		}
		c.message.PublicFrom = c.hush
		if err := tx.AddMessage(c.message); err != nil {
			return err
		}
		if err := addFiles(tx, c.message); err != nil {
			return err
		}
		c.events[0].Message = c.message.ID
	}
	for i := range c.events {
		c.events[i].Ticket = c.after.ID
	}
	return tx.AddEvents(c.events)
}

// people keeps the rows by which customers find the ticket in step with it.
func (c *change) people(tx *store.Tx, isNew bool) ([]org.UserID, error) {
	if isNew {
		return append([]org.UserID{c.after.Requester}, c.followers...), tx.AddPeople(c.after, c.followers...)
	}
	if c.before.CustomerShelf() == c.after.CustomerShelf() && c.before.PublicAt.Equal(c.after.PublicAt) {
		return nil, nil
	}
	return tx.MovePeople(c.after)
}

// jobs are what follows: the search index, and telling whoever is to hear.
func (c *change) jobs(isNew bool) []store.NewJob {
	var out []store.NewJob
	if isNew || c.moved {
		out = append(out, job(JobIndex, indexArgs{Ticket: c.after.ID}))
	}
	if c.message != nil && (!isNew && !c.moved || !c.hush.IsZero()) {
		out = append(out, job(JobIndex, indexArgs{Message: c.message.ID})) // else it goes with its ticket
	}
	for _, e := range c.heard() {
		out = append(out, job(JobTell, tellArgs{Event: e.ID}))
	}
	if !c.hush.IsZero() {
		out = append(out, job(JobReveal, revealArgs{Ticket: c.after.ID}))
		for i := range out {
			out[i].RunAt = c.hush
		}
	}
	return out
}

// heard are the events that somebody is told of.
func (c *change) heard() (list []ticket.Event) {
	for i, e := range c.events {
		if e.Info().Hears != 0 && !c.quiet && (i == 0 || !c.lead) {
			list = append(list, e)
		}
	}
	return list
}

// facts tells those who see the ticket, and a partner that does not any more.
func (c *change) facts(people []org.UserID) []live.Fact {
	f := c.fact(people)
	if c.before.Partner == 0 || c.before.Partner == c.after.Partner {
		return []live.Fact{f}
	}
	gone := f
	gone.Partner, gone.Entity, gone.ShelfAfter, gone.Public = int64(c.before.Partner), 0, 0, false
	return []live.Fact{f, gone}
}

func (c *change) fact(people []org.UserID) live.Fact {
	was, is := c.before.Assignee(c.after.Holder), c.after.Assignee(c.after.Holder)
	if c.before.PartnerAssignee != c.after.PartnerAssignee {
		was, is = c.before.PartnerAssignee, c.after.PartnerAssignee
	} else if c.before.VendorAssignee != c.after.VendorAssignee {
		was, is = c.before.VendorAssignee, c.after.VendorAssignee
	}
	f := live.Fact{
		Ticket: int64(c.after.ID), Partner: int64(c.after.Partner), Entity: int64(c.after.Entity),
		ShelfAfter: int8(c.after.Shelf()), Event: int64(c.after.LastEvent),
		Assignee: int64(is), AssigneeBefore: int64(was),
	}
	if c.before.ID != 0 {
		f.ShelfBefore = int8(c.before.Shelf())
	}
	f.Moved = f.ShelfBefore != f.ShelfAfter || !c.before.UpdatedAt.Equal(c.after.UpdatedAt)
	for _, e := range c.events {
		f.Actor = int64(e.Actor)
		f.Public = f.Public || (e.Info().Public && c.hush.IsZero())
	}
	for _, u := range append(append(people, c.told...), c.after.Requester, c.after.PartnerAssignee, c.after.VendorAssignee) {
		if u != 0 {
			f.People = append(f.People, int64(u))
		}
	}
	return f
}

type indexArgs struct {
	Ticket  ticket.ID        `json:"ticket,omitempty"`
	Message ticket.MessageID `json:"message,omitempty"`
}

type tellArgs struct {
	Event ticket.EventID `json:"event"`
}

func job(kind string, args any) store.NewJob {
	raw, err := json.Marshal(args)
	if err != nil {
		panic(err) // our own structs of ids always marshal
	}
	return store.NewJob{Kind: kind, Args: string(raw)}
}

// result is what a form's repeat is answered with: the ticket's number.
func result(t ticket.Ticket) string { return strconv.FormatInt(int64(t.ID), 10) }

func ticketOf(result string) ticket.ID {
	id, _ := strconv.ParseInt(result, 10, 64) // written by result
	return ticket.ID(id)
}
