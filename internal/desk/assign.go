package desk

import (
	"context"

	"balie/internal/access"
	"balie/internal/errs"
	"balie/internal/org"
	"balie/internal/store"
	"balie/internal/ticket"
)

// AssignInput gives a ticket to a person of the agent's own desk, or to nobody.
type AssignInput struct {
	Ticket ticket.ID
	To     org.UserID // 0: nobody
	Was    org.UserID // whom the page showed; another one meanwhile is a conflict
	Anyway bool
	Once   string
}

// Assign also serves take (To is the agent) and unassign (To is 0). The first
// assignment tells the customer that we are working on it.
func (d *Desk) Assign(ctx context.Context, a access.Actor, in AssignInput) error {
	scope, err := staff(a)
	if err != nil {
		return err
	}
	names, err := d.Store.Directory(ctx)
	if err != nil {
		return err
	}
	me, _ := a.Desk()
	if c, ok := names.Staff[in.To]; in.To != 0 && (!ok || c.Org != me.Org || !c.User.Active) {
		return errs.New(errs.Invalid, "error.check_fields").At("assignee", "error.assignee_unknown")
	}
	_, err = d.write(ctx, a.User, in.Once, func(tx *store.Tx) (string, error) {
		t, err := tx.LockTicket(scope, in.Ticket)
		if err != nil {
			return "", err
		}
		now := t.Assignee(me.Org)
		if now == in.To {
			return result(t), nil
		}
		if now != in.Was && !in.Anyway {
			return "", errs.New(errs.Conflict, "error.assigned_meanwhile", "name", names.Staff[now].User.Name)
		}
		return result(t), d.record(tx, assigning(tx, t, a, in.To))
	})
	return err
}

// assigning gives the ticket to a person of the agent's desk, or to nobody.
func assigning(tx *store.Tx, t ticket.Ticket, a access.Actor, to org.UserID) *change {
	by := a.Agent(ticket.Workspace)
	after, e, first := t.Assign(by.Org, to, by, tx.Now)
	c := &change{before: t, after: after, events: []ticket.Event{e}}
	if first {
		c.events = append(c.events, ticket.Event{
			Ticket: t.ID, Kind: ticket.TakenUp, Actor: to, Desk: by.Org, At: tx.Now, Channel: by.Channel,
		})
	}
	return c
}
