package desk

import (
	"context"
	"time"

	"balie/internal/org"
	"balie/internal/store"
	"balie/internal/ticket"
)

// JobRemindHold reminds whoever put a ticket on hold without an end date.
const JobRemindHold = "remind_hold"

// holdRemindDays is how many business days lie between two reminders.
const holdRemindDays = 5

type remindArgs struct {
	Ticket ticket.ID      `json:"ticket"`
	Held   ticket.EventID `json:"held"` // the hold it is about
}

func holdReminder(args remindArgs, now time.Time, zone *time.Location) store.NewJob {
	j := job(JobRemindHold, args)
	j.RunAt = ticket.AfterBusinessDays(now, holdRemindDays, zone)
	return j
}

// RemindHold does a job of the kind JobRemindHold, and leaves the next reminder
// to another. A hold that ended, or was followed by another, is left alone.
func (d *Desk) RemindHold(ctx context.Context, j store.Job) error {
	var args remindArgs
	if err := j.Into(&args); err != nil {
		return err
	}
	names, err := d.Store.Directory(ctx)
	if err != nil {
		return err
	}
	zone := zoneNamed(names.Orgs[org.VendorID].Zone)
	return d.Store.WriteJob(ctx, func(tx *store.Tx) error {
		t, err := tx.LockTicketForJob(args.Ticket)
		if err != nil {
			return err
		}
		held, err := lastHold(tx, t)
		if err != nil || held.ID != args.Held {
			return endsAfter(tx, j, err)
		}
		e := t.Note(ticket.HoldReminded, "", ticket.IDText(held.Actor), ticket.By{Channel: ticket.System}, tx.Now)
		if err := d.record(tx, &change{before: t, after: t, events: []ticket.Event{e}}); err != nil {
			return err
		}
		return endsAfter(tx, j, tx.Enqueue(holdReminder(args, tx.Now, zone)))
	})
}

// lastHold is the event that put the ticket on hold without an end date; the
// zero one when it is not so.
func lastHold(tx *store.Tx, t ticket.Ticket) (held ticket.Event, err error) {
	if t.State != ticket.OnHold || !t.HoldUntil.IsZero() {
		return held, nil
	}
	events, err := tx.Events(t.ID)
	for _, e := range ticket.Standing(events) {
		if e.Kind == ticket.Held {
			held = e
		}
	}
	return held, err
}
