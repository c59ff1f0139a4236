package desk

import (
	"context"
	"errors"
	"time"

	"balie/internal/access"
	"balie/internal/errs"
	"balie/internal/org"
	"balie/internal/store"
	"balie/internal/ticket"
)

// HoldInput puts a ticket on hold: the customer sees the reason.
type HoldInput struct {
	Ticket ticket.ID
	Reason string
	Day    string    // 2006-01-02: the hold ends at the vendor's next opening on or after it
	Until  time.Time // the same as a moment; zero and no Day: no end date
	Once   string
}

// holdHour is when the vendor opens. Opening hours come with the calendars;
// until then every business day opens at this hour.
const holdHour = 9

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
	names, err := d.Store.Directory(ctx)
	if err != nil {
		return err
	}
	zone := zoneNamed(names.Orgs[org.VendorID].Zone)
	if in.Day != "" {
		if in.Until, err = holdEnd(in.Day, d.now(), zone); err != nil {
			return err
		}
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
		c := &change{before: t, after: after, events: []ticket.Event{e}}
		if err := d.record(tx, c); err != nil || !in.Until.IsZero() {
			return result(t), err
		}
		return result(t), tx.Enqueue(holdReminder(remindArgs{t.ID, c.events[0].ID}, tx.Now, zone))
	})
	return err
}

// holdEnd is the moment at which a hold until the day ends: the vendor's next
// opening on or after it.
func holdEnd(day string, now time.Time, zone *time.Location) (time.Time, error) {
	at, err := time.ParseInLocation(time.DateOnly, day, zone)
	at = ticket.OpeningDay(at)
	at = time.Date(at.Year(), at.Month(), at.Day(), holdHour, 0, 0, 0, zone)
	if err != nil || !at.After(now) {
		return at, errs.New(errs.Invalid, "error.check_fields").At("until", "error.hold_past")
	}
	return at, nil
}

// ReleaseInput ends a hold, with a word to the customer or a hidden reason why
// none.
type ReleaseInput struct {
	Writing
	Ticket ticket.ID
	Hidden bool
	Once   string
}

// Release ends a hold; the ticket opens at the desk it had before.
func (d *Desk) Release(ctx context.Context, a access.Actor, in ReleaseInput) error {
	scope, err := staff(a)
	if err != nil {
		return err
	}
	if in.empty() {
		return errs.New(errs.Invalid, "error.check_fields").At("text", "error.release_needs_words")
	}
	if err := in.check("text"); err != nil {
		return err
	}
	_, err = d.write(ctx, a.User, in.Once, func(tx *store.Tx) (string, error) {
		t, err := tx.LockTicket(scope, in.Ticket)
		if err != nil {
			return "", err
		}
		by, act := a.Agent(ticket.Workspace), ticket.Comment
		if in.Hidden {
			act = ticket.Note
		}
		open, ended, err := t.Next(ticket.Release, by, tx.Now)
		if err != nil {
			return "", err
		}
		c, err := saying(tx, open, act, by, in.Writing, in.Hidden)
		if err != nil {
			return "", err
		}
		c.before, c.hush, c.lead, c.events = t, time.Time{}, true, append(c.events, ended)
		return result(t), d.record(tx, c)
	})
	return err
}

// JobEndHolds opens the tickets whose hold is over. It takes no arguments; run
// it once a minute.
const JobEndHolds = "end_holds"

// holdsAtOne is how many tickets one look finds; the rest comes with the next.
const holdsAtOne = 200

// EndHolds does a job of the kind JobEndHolds.
func (d *Desk) EndHolds(ctx context.Context, _ store.Job) error {
	var over []ticket.ID
	err := d.Store.Read(ctx, func(tx *store.Tx) (err error) {
		over, err = tx.HoldsOver(holdsAtOne)
		return err
	})
	for _, id := range over { // one that fails keeps no other from ending
		err = errors.Join(err, d.Store.WriteJob(ctx, func(tx *store.Tx) error { return d.endHold(tx, id) }))
	}
	return err
}

func (d *Desk) endHold(tx *store.Tx, id ticket.ID) error {
	t, err := tx.LockTicketForJob(id)
	if err != nil || t.State != ticket.OnHold || t.HoldUntil.IsZero() || t.HoldUntil.After(tx.Now) {
		return err // somebody was quicker
	}
	after, e, err := t.Next(ticket.Release, ticket.By{Channel: ticket.System}, tx.Now)
	if err != nil {
		return err
	}
	return d.record(tx, &change{before: t, after: after, events: []ticket.Event{e}})
}
