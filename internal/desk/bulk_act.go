package desk

import (
	"encoding/json"
	"fmt"

	"balie/internal/access"
	"balie/internal/errs"
	"balie/internal/org"
	"balie/internal/store"
	"balie/internal/ticket"
)

// bulkAct is what a bulk does to one ticket: the change, nil when it is so
// already, and the value that it replaces.
type bulkAct func(tx *store.Tx, t ticket.Ticket, a access.Actor) (c *change, was int64, err error)

// actOf reads the act of a bulk. list are the tickets it will be asked for.
func (d *Desk) actOf(tx *store.Tx, b store.Bulk, list []ticket.ID) (bulkAct, error) {
	var args bulkArgs
	if err := json.Unmarshal([]byte(b.Args), &args); err != nil {
		return nil, fmt.Errorf("bulk %d: %w", b.ID, err)
	}
	switch b.Act {
	case BulkAssign:
		return assignAll(args.To), nil
	case BulkPriority:
		return prioritiseAll(args.Priority), nil
	case BulkClose:
		return func(tx *store.Tx, t ticket.Ticket, a access.Actor) (*change, int64, error) {
			if t.State == ticket.Closed {
				return nil, 0, nil
			}
			c, err := d.closing(tx, t, a, Writing{Text: args.Text})
			return c, int64(t.State), err
		}, nil
	case BulkUndo:
		return d.undoAll(tx, b, list)
	}
	return nil, fmt.Errorf("bulk %d: no act %q", b.ID, b.Act)
}

func assignAll(to org.UserID) bulkAct {
	return func(tx *store.Tx, t ticket.Ticket, a access.Actor) (*change, int64, error) {
		me, _ := a.Desk()
		was := t.Assignee(me.Org)
		if was == to {
			return nil, 0, nil
		}
		return assigning(tx, t, a, to), int64(was), nil
	}
}

func prioritiseAll(p ticket.Priority) bulkAct {
	return func(tx *store.Tx, t ticket.Ticket, a access.Actor) (*change, int64, error) {
		if t.Priority == p {
			return nil, 0, nil
		}
		return prioritising(tx, t, a, p), int64(t.Priority), nil
	}
}

// undoAll gives each ticket back what the bulk replaced, unless somebody
// changed it since.
func (d *Desk) undoAll(tx *store.Tx, b store.Bulk, list []ticket.ID) (bulkAct, error) {
	first, err := tx.Bulk(b.User, b.Undoes)
	if err != nil {
		return nil, err
	}
	var args bulkArgs
	if err := json.Unmarshal([]byte(first.Args), &args); err != nil {
		return nil, fmt.Errorf("bulk %d: %w", first.ID, err)
	}
	items, err := tx.BulkItems(first.ID, list)
	if err != nil {
		return nil, err
	}
	changed := errs.New(errs.Conflict, "error.bulk_changed_since")
	return func(tx *store.Tx, t ticket.Ticket, a access.Actor) (*change, int64, error) {
		was, me := items[t.ID].Was, a.Agent(ticket.Workspace)
		switch {
		case first.Act == BulkAssign && t.Assignee(me.Org) == args.To:
			return d.assignBack(tx, t, a, org.UserID(was))
		case first.Act == BulkPriority && t.Priority == args.Priority:
			return prioritising(tx, t, a, ticket.Priority(was)), 0, nil
		case first.Act == BulkClose && t.State == ticket.Closed:
			c, err := saying(tx, t, ticket.Reopen, me, Writing{}, false)
			return c, 0, err
		}
		return nil, 0, changed
	}, nil
}

// assignBack is Assign to who had the ticket before, who may have left.
func (d *Desk) assignBack(tx *store.Tx, t ticket.Ticket, a access.Actor, to org.UserID) (*change, int64, error) {
	if to != 0 {
		p, err := person(tx, to)
		if err != nil {
			return nil, 0, err
		}
		me, _ := a.Desk()
		if at, ok := p.Desk(); !ok || at.Org != me.Org || !p.Active {
			return nil, 0, errs.New(errs.Conflict, "error.assignee_unknown")
		}
	}
	return assigning(tx, t, a, to), 0, nil
}
