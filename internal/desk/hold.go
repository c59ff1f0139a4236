package desk

import (
	"context"
	"time"

	"balie/internal/access"
	"balie/internal/errs"
	"balie/internal/store"
	"balie/internal/ticket"
)

// HoldInput puts a ticket on hold: the customer sees the reason.
type HoldInput struct {
	Ticket ticket.ID
	Reason string
	Until  time.Time // zero: no end date
	Once   string
}

// Hold is the vendor's.
func (d *Desk) Hold(ctx context.Context, a access.Actor, in HoldInput) error {
	scope, err := staff(a)
	if err != nil {
		return err
	}
	reason, _ := ticket.CutSubject(in.Reason)
	if reason == "" {
		return errs.New(errs.Invalid, "error.check_fields").At("reason", "error.reason_missing")
	}
	_, err = d.write(ctx, a.User, in.Once, func(tx *store.Tx) (string, error) {
		t, err := tx.LockTicket(scope, in.Ticket)
		if err != nil {
			return "", err
		}
		after, e, err := t.Next(ticket.Hold, a.Agent(ticket.Workspace), tx.Now)
		if err != nil {
			return "", err
		}
		after.HoldReason, after.HoldUntil, e.To = reason, in.Until, reason
		return result(t), d.record(tx, &change{before: t, after: after, events: []ticket.Event{e}})
	})
	return err
}
