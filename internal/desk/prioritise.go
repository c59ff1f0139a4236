package desk

import (
	"context"

	"balie/internal/access"
	"balie/internal/errs"
	"balie/internal/store"
	"balie/internal/ticket"
)

// Prioritise sets a ticket's priority; the customer sees it.
func (d *Desk) Prioritise(ctx context.Context, a access.Actor, id ticket.ID, p ticket.Priority, once string) error {
	scope, err := staff(a)
	if err != nil {
		return err
	}
	if !p.Valid() {
		return errs.New(errs.Invalid, "error.check_fields").At("priority", "error.priority_unknown")
	}
	_, err = d.write(ctx, a.User, once, func(tx *store.Tx) (string, error) {
		t, err := tx.LockTicket(scope, id)
		if err != nil || t.Priority == p {
			return result(t), err
		}
		return result(t), d.record(tx, prioritising(tx, t, a, p))
	})
	return err
}

func prioritising(tx *store.Tx, t ticket.Ticket, a access.Actor, p ticket.Priority) *change {
	after, e := t.Prioritise(p, a.Agent(ticket.Workspace), tx.Now)
	return &change{before: t, after: after, events: []ticket.Event{e}}
}
