package desk

import (
	"context"

	"balie/internal/access"
	"balie/internal/errs"
	"balie/internal/store"
	"balie/internal/ticket"
)

// Merge puts a duplicate into another ticket of the same entity: its messages
// stand in the other's thread, its people follow that one, it is closed and
// points on. Hidden messages stay with the partner they were shared by.
func (d *Desk) Merge(ctx context.Context, a access.Actor, id, into ticket.ID, once string) error {
	return d.both(ctx, a, id, into, once, func(tx *store.Tx, t, o ticket.Ticket) error {
		if err := t.Mergeable(o); err != nil {
			return err
		}
		// What is merged into a merged ticket could not be parted exactly.
		if has, err := tx.HasMerged(t.ID); err != nil || has {
			if err == nil {
				err = errs.New(errs.Conflict, "error.merge_other_way")
			}
			return err
		}
		from, to, here, there := t.MergeInto(o, a.Agent(ticket.Workspace), tx.Now)
		if err := tx.RemoveDocs(t.ID); err != nil {
			return err
		}
		if err := tx.MergeThread(t.ID, o.ID); err != nil {
			return err
		}
		if err := tx.LinkTickets(t.ID, o.ID, store.LinkMerged); err != nil {
			return err
		}
		return d.recordBoth(tx, &change{before: t, after: from, events: []ticket.Event{here}}, &change{before: o, after: to, events: []ticket.Event{there}})
	})
}

// Unmerge parts a ticket from the one it was merged into: what was written on
// it returns, and its state is the one it had. What was written since stays.
func (d *Desk) Unmerge(ctx context.Context, a access.Actor, id ticket.ID, once string) error {
	scope, err := staff(a)
	if err != nil {
		return err
	}
	var into ticket.ID
	err = d.Store.Read(ctx, func(tx *store.Tx) error {
		t, err := tx.Ticket(scope, id)
		into = t.Merged
		return err
	})
	if err != nil || into == 0 {
		return err
	}
	return d.both(ctx, a, id, into, once, func(tx *store.Tx, t, o ticket.Ticket) error {
		if t.Merged != into {
			return nil // somebody was quicker
		}
		events, err := tx.Events(id)
		if err != nil {
			return err
		}
		was := ticket.Closed
		for _, e := range events {
			if e.Kind == ticket.MergedInto {
				was = ticket.State(ticket.TextID[int64](e.From))
			}
		}
		apart, rest, here, there := t.Part(o, was, a.Agent(ticket.Workspace), tx.Now)
		if err := tx.RemoveDocs(o.ID); err != nil {
			return err
		}
		if err := tx.PartThread(t.ID, o.ID); err != nil {
			return err
		}
		if _, err := tx.UnlinkTickets(t.ID, o.ID, store.LinkMerged); err != nil {
			return err
		}
		return d.recordBoth(tx, &change{before: t, after: apart, events: []ticket.Event{here}}, &change{before: o, after: rest, events: []ticket.Event{there}})
	})
}

// recordBoth records what happened to two tickets; both are found anew.
func (d *Desk) recordBoth(tx *store.Tx, one, other *change) error {
	one.moved, other.moved = true, true
	if err := d.record(tx, one); err != nil {
		return err
	}
	return d.record(tx, other)
}
