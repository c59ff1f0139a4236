package desk

import (
	"context"

	"balie/internal/access"
	"balie/internal/errs"
	"balie/internal/richtext"
	"balie/internal/store"
	"balie/internal/ticket"
)

// CloseInput closes a ticket, with a last word or without.
type CloseInput struct {
	Writing
	Ticket ticket.ID
	Seen   ticket.EventID
	Anyway bool // although the customer wrote last and got no answer
	Once   string
}

// Close is an agent's: what they wrote is followed by the closing message in
// the requester's language, which says how to reopen.
func (d *Desk) Close(ctx context.Context, a access.Actor, in CloseInput) error {
	scope, err := staff(a)
	if err != nil {
		return err
	}
	if !in.empty() {
		if err := in.check("text"); err != nil {
			return err
		}
	}
	_, err = d.write(ctx, a.User, in.Once, func(tx *store.Tx) (string, error) {
		t, err := tx.LockTicket(scope, in.Ticket)
		if err != nil {
			return "", err
		}
		if err := stale(tx, t, in.Seen, a.User, false); err != nil {
			return "", err
		}
		if in.empty() && !in.Anyway && t.Unanswered() {
			return "", errs.New(errs.Conflict, KeyUnanswered)
		}
		c, err := d.closing(tx, t, a, in.Writing)
		if err != nil {
			return "", err
		}
		return result(t), d.record(tx, c)
	})
	return err
}

// KeyUnanswered is the key of the refusal that a face answers by asking once
// more.
const KeyUnanswered = "error.close_unanswered"

// closing is an agent's last word, if any, and the closing message.
func (d *Desk) closing(tx *store.Tx, t ticket.Ticket, a access.Actor, w Writing) (*change, error) {
	words, err := d.closingWords(tx, t)
	if err != nil {
		return nil, err
	}
	if w.Text != "" {
		w.Text += "\n\n"
	}
	w.Text += words
	if w.HTML != "" {
		w.HTML += richtext.FromText(words).String()
	}
	return saying(tx, t, ticket.Close, a.Agent(ticket.Workspace), w, false)
}

// CloseOwn is the customer's: solved already. Only members of the entity may.
func (d *Desk) CloseOwn(ctx context.Context, a access.Actor, id ticket.ID, once string) error {
	scope, err := customer(a)
	if err != nil {
		return err
	}
	_, err = d.write(ctx, a.User, once, func(tx *store.Tx) (string, error) {
		t, err := tx.LockTicket(scope, id)
		if err != nil {
			return "", err
		}
		if !a.Governs(t) {
			return "", errs.New(errs.Forbidden, "error.members_only")
		}
		return d.say(tx, t, ticket.Close, a.Customer(t.Entity, ticket.Portal), Writing{}, false)
	})
	return err
}
