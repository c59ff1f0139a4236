package desk

import (
	"context"

	"balie/internal/access"
	"balie/internal/errs"
	"balie/internal/store"
	"balie/internal/ticket"
)

// ReplyInput is what a customer, or a follower, adds to a ticket.
type ReplyInput struct {
	Writing
	Ticket  ticket.ID
	Reopen  bool           // on a closed ticket: it is not solved
	Seen    ticket.EventID // the last event the page showed; 0 sends anyway
	Channel ticket.Channel
	Once    string
}

// Reply adds a customer's message: the ticket comes back to the desk that
// answered. On a closed ticket it is a remark, or with Reopen opens it again.
func (d *Desk) Reply(ctx context.Context, a access.Actor, in ReplyInput) error {
	scope, err := customer(a)
	if err != nil {
		return err
	}
	if err := in.check("text"); err != nil {
		_, err = d.refuse(ctx, a.User, in.Once, err)
		return err
	}
	_, err = d.write(ctx, a.User, in.Once, func(tx *store.Tx) (string, error) {
		t, err := tx.LockTicket(scope, in.Ticket)
		if err != nil {
			return "", err
		}
		if in.Channel == ticket.Portal {
			if err := tx.DropPortalDraft(a.User, in.Ticket); err != nil {
				return "", err
			}
		}
		if t.Merged != 0 { // what is said here belongs there
			if t, err = tx.LockTicket(scope, t.Merged); err != nil {
				return "", err
			}
			in.Seen, in.Reopen = 0, in.Reopen && t.State == ticket.Closed
		}
		if err := stale(tx, t, in.Seen, a.User, true); err != nil {
			return "", err
		}
		by, act := a.Customer(t.Entity, in.Channel), ticket.Reply
		if in.Reopen {
			if act = ticket.Reopen; !a.Governs(t) {
				return "", errs.New(errs.Forbidden, "error.members_only")
			}
		}
		return d.say(tx, t, act, by, in.Writing, false)
	})
	return err
}

// say is the step all written acts share: the domain decides, the message and
// its event are recorded.
func (d *Desk) say(tx *store.Tx, t ticket.Ticket, act ticket.Act, by ticket.By, w Writing, hidden bool) (string, error) {
	c, err := saying(tx, t, act, by, w, hidden)
	if err != nil {
		return "", err
	}
	return result(t), d.record(tx, c)
}

// saying is say without recording it.
func saying(tx *store.Tx, t ticket.Ticket, act ticket.Act, by ticket.By, w Writing, hidden bool) (*change, error) {
	after, e, err := t.Next(act, by, tx.Now)
	if err != nil {
		return nil, err
	}
	c := &change{before: t, after: after, events: []ticket.Event{e}}
	if !w.empty() {
		if c.message, err = w.message(tx, by, hidden); err != nil {
			return nil, err
		}
	}
	if !by.Customer() && (act == ticket.Comment || act == ticket.Ask) && c.message != nil {
		c.hush = tx.Now.Add(ticket.UndoTime)
	}
	if act == ticket.Ask && t.Holder != after.Holder {
		over := ticket.Event{
			Ticket: t.ID, Kind: ticket.TookOver, Actor: by.User, Desk: by.Org, At: tx.Now, Channel: by.Channel,
			From: orgText(t.Holder), To: orgText(after.Holder),
		}
		c.events = append(c.events, over)
	}
	return c, nil
}
