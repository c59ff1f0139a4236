package desk

import (
	"context"
	"strings"

	"balie/internal/access"
	"balie/internal/errs"
	"balie/internal/store"
	"balie/internal/ticket"
)

// SplitInput makes one message of a ticket a ticket of its own.
type SplitInput struct {
	Ticket  ticket.ID
	Message ticket.MessageID
	Subject string
	Once    string
}

// Split copies a message that the agent may read, with its files, to a new
// ticket of the same people, and links the two. A hidden message stays hidden,
// and with the partner it was shared by.
func (d *Desk) Split(ctx context.Context, a access.Actor, in SplitInput) (ticket.ID, error) {
	scope, err := staff(a)
	if err != nil {
		return 0, err
	}
	subject, _ := ticket.CutSubject(strings.ToValidUTF8(in.Subject, "\uFFFD"))
	if subject == "" {
		return 0, errs.New(errs.Invalid, "error.check_fields").At("subject", "error.subject_missing")
	}
	got, err := d.write(ctx, a.User, in.Once, func(tx *store.Tx) (string, error) {
		t, err := tx.LockTicket(scope, in.Ticket)
		if err != nil {
			return "", err
		}
		m, err := splittable(tx, t, in.Message, a)
		if err != nil {
			return "", err
		}
		by := a.Agent(ticket.Workspace)
		made, e := t.SplitOff(subject, by, tx.Now)
		c := &change{after: made, message: &m, copied: true, events: []ticket.Event{e}}
		if m.Hidden { // a public event can't carry it, and nobody confirms what no customer asked
			c.lead = true
			c.events = []ticket.Event{made.Note(ticket.Noted, "", "", by, tx.Now), e}
		}
		if err := d.record(tx, c); err != nil {
			return "", err
		}
		if err := tx.LinkTickets(c.after.ID, t.ID, store.LinkSplit); err != nil {
			return "", err
		}
		off := t.Note(ticket.SplitOff, "", ticket.IDText(c.after.ID), by, tx.Now)
		return result(c.after), d.record(tx, &change{before: t, after: t, events: []ticket.Event{off}})
	})
	return ticketOf(got), err
}

// splittable is the message as its copy begins: without an id, with its files.
func splittable(tx *store.Tx, t ticket.Ticket, id ticket.MessageID, a access.Actor) (ticket.Message, error) {
	m, err := tx.Message(id)
	if err != nil || m.Ticket != t.ID || !a.Reads(m) || m.PublicFrom.After(tx.Now) {
		return m, errs.Absent()
	}
	files, err := tx.Files(t.ID, true, 0)
	m.Files = byMessage(files)[m.ID]
	m.ID = 0
	return m, err
}
