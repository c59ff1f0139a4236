package desk

import (
	"context"

	"balie/internal/access"
	"balie/internal/store"
	"balie/internal/ticket"
)

// Reopen is an agent's, without a word; a customer reopens through Reply.
func (d *Desk) Reopen(ctx context.Context, a access.Actor, id ticket.ID, once string) error {
	return d.move(ctx, a, id, once, ticket.Reopen)
}

// TakeBack fetches a ticket that the partner sent to the vendor.
func (d *Desk) TakeBack(ctx context.Context, a access.Actor, id ticket.ID, once string) error {
	return d.move(ctx, a, id, once, ticket.TakeBack)
}

// move is an agent's act without words.
func (d *Desk) move(ctx context.Context, a access.Actor, id ticket.ID, once string, act ticket.Act) error {
	scope, err := staff(a)
	if err != nil {
		return err
	}
	_, err = d.write(ctx, a.User, once, func(tx *store.Tx) (string, error) {
		t, err := tx.LockTicket(scope, id)
		if err != nil {
			return "", err
		}
		return d.say(tx, t, act, a.Agent(ticket.Workspace), Writing{}, false)
	})
	return err
}
