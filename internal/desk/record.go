package desk

import (
	"encoding/json"
	"strconv"

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
	for _, e := range c.events {
		if e.Info().Moves != ticket.Neither {
			c.after.LastEvent = e.ID
		}
		if e.Info().Moves == ticket.BothAt {
			c.after.LastPublic = e.ID
		}
	}
	if err := tx.SaveTicket(c.after); err != nil {
		return err
	}
	people, err := c.people(tx, isNew)
	if err != nil {
		return err
	}
	if err := tx.Enqueue(c.jobs(isNew)...); err != nil {
		return err
	}
	fact := c.fact(people)
	tx.After(func() {
		d.Heard([]live.Fact{fact})
		d.Facts([]live.Fact{fact})
	})
	return nil
}

// store writes message, files and events.
func (c *change) store(tx *store.Tx) error {
	if c.message != nil {
		c.message.Ticket, c.message.Partner, c.message.At = c.after.ID, c.after.Partner, tx.Now
		if err := tx.AddMessage(c.message); err != nil {
			return err
		}
		if err := tx.AddFiles(*c.message); err != nil {
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
	if c.before.Shelf() == c.after.Shelf() && c.before.PublicAt.Equal(c.after.PublicAt) {
		return nil, nil
	}
	return tx.MovePeople(c.after)
}

// jobs are what follows: the search index, and telling whoever is to hear.
func (c *change) jobs(isNew bool) []store.NewJob {
	var out []store.NewJob
	if isNew {
		out = append(out, job(JobIndex, indexArgs{Ticket: c.after.ID}))
	}
	if c.message != nil {
		out = append(out, job(JobIndex, indexArgs{Message: c.message.ID}))
	}
	for _, e := range c.events {
		if e.Info().Hears != 0 {
			out = append(out, job(JobTell, tellArgs{Event: e.ID}))
		}
	}
	return out
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
	for _, e := range c.events {
		f.Actor = int64(e.Actor)
		f.Public = f.Public || e.Info().Public
	}
	for _, u := range append(people, c.after.Requester, c.after.PartnerAssignee, c.after.VendorAssignee) {
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
