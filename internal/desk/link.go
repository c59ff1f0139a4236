package desk

import (
	"context"

	"balie/internal/access"
	"balie/internal/errs"
	"balie/internal/store"
	"balie/internal/ticket"
)

// Link makes two tickets of one first desk point to each other.
func (d *Desk) Link(ctx context.Context, a access.Actor, id, other ticket.ID, once string) error {
	return d.both(ctx, a, id, other, once, func(tx *store.Tx, t, o ticket.Ticket) error {
		switch {
		case t.ID == o.ID:
			return errs.New(errs.Invalid, "error.check_fields").At("other", "error.link_same")
		case t.Partner != o.Partner:
			return errs.New(errs.Conflict, "error.link_partner")
		}
		links, err := tx.Links(everything(), id)
		if err != nil {
			return err
		}
		for _, l := range links {
			if l.ID == other {
				return nil
			}
		}
		if err := tx.LinkTickets(id, other, store.LinkRelated); err != nil {
			return err
		}
		e := t.Note(ticket.Linked, "", ticket.IDText(other), a.Agent(ticket.Workspace), tx.Now)
		return d.record(tx, &change{before: t, after: t, events: []ticket.Event{e}})
	})
}

// Unlink removes what two tickets are to each other, but not a merge.
func (d *Desk) Unlink(ctx context.Context, a access.Actor, id, other ticket.ID, once string) error {
	return d.both(ctx, a, id, other, once, func(tx *store.Tx, t, o ticket.Ticket) error {
		had, err := tx.UnlinkTickets(id, other, 0)
		if err != nil || !had {
			return err
		}
		e := t.Note(ticket.Unlinked, ticket.IDText(other), "", a.Agent(ticket.Workspace), tx.Now)
		return d.record(tx, &change{before: t, after: t, events: []ticket.Event{e}})
	})
}

// both runs fn over two tickets that the agent sees; the second one's absence
// is a fault of the field "other".
func (d *Desk) both(ctx context.Context, a access.Actor, id, other ticket.ID, once string, fn func(*store.Tx, ticket.Ticket, ticket.Ticket) error) error {
	scope, err := staff(a)
	if err != nil {
		return err
	}
	_, err = d.write(ctx, a.User, once, func(tx *store.Tx) (string, error) {
		if _, err := tx.Ticket(scope, id); err != nil {
			return "", err
		}
		t, o, err := tx.LockTwo(scope, id, other)
		if errs.Is(err, errs.NotFound) {
			err = errs.New(errs.Invalid, "error.check_fields").At("other", "error.ticket_unknown")
		}
		if err != nil {
			return "", err
		}
		return result(t), fn(tx, t, o)
	})
	return err
}
