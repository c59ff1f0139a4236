package desk

import (
	"context"
	"time"

	"balie/internal/access"
	"balie/internal/errs"
	"balie/internal/notify"
	"balie/internal/org"
	"balie/internal/store"
	"balie/internal/ticket"
)

// bulkTurn is how long a bulk goes on before other jobs have their turn.
const bulkTurn = 2 * time.Second

// RunBulk does a job of the kind JobBulk: a hundred tickets a transaction, each
// with the record of what became of it, so that it goes on after a crash with
// the first ticket that was not done.
func (d *Desk) RunBulk(ctx context.Context, j store.Job) error {
	var args bulkJob
	if err := j.Into(&args); err != nil {
		return err
	}
	names, err := d.Store.Directory(ctx)
	if err != nil {
		return err
	}
	began := time.Now()
	for more := true; more; {
		if err := ctx.Err(); err != nil {
			return err
		}
		err := d.Store.WriteJob(ctx, func(tx *store.Tx) error {
			b, err := tx.LockBulk(args.Bulk)
			if err != nil {
				return err
			}
			if more, err = d.bulkBatch(tx, names, &b); err != nil {
				return err
			}
			if more && time.Since(began) < bulkTurn {
				return nil
			}
			if err := ends(tx, j); err != nil || !more {
				return err
			}
			more = false // this run's turn is over; the next job has its own
			return tx.Enqueue(bulkGoesOn(b.ID))
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// bulkBatch does the next tickets of a bulk; more says that others wait.
func (d *Desk) bulkBatch(tx *store.Tx, names *store.Directory, b *store.Bulk) (more bool, err error) {
	list, err := tx.WaitingItems(b.ID, bulkAtOnce+1)
	if err != nil {
		return false, err
	}
	if more = len(list) > bulkAtOnce; more {
		list = list[:bulkAtOnce]
	}
	r := &bulkRun{d: d, names: names, bulk: b, staff: map[staffOf][]notify.Person{}, people: map[int64]notify.Person{}}
	if r.act, err = d.actOf(tx, *b, list); err != nil {
		return false, err
	}
	u, err := tx.User(b.User)
	if err != nil {
		return false, err
	}
	if r.actor, err = tx.Actor(u); err != nil {
		return false, err
	}
	if r.involved, err = tx.InvolvedInEach(list); err != nil {
		return false, err
	}
	for _, id := range list {
		if err := r.one(tx, id, u.Active); err != nil {
			return false, err
		}
	}
	if err := tx.SettleItems(b, r.items, !more); err != nil {
		return false, err
	}
	if err := tx.AddBulkMail(b.ID, r.mails); err != nil || more {
		return more, err
	}
	tell := job(JobBulkTell, bulkJob{b.ID})
	tell.RunAt = tx.Now.Add(UndoTime)
	return false, tx.Enqueue(tell)
}

// UndoTime is how long mail about a bulk waits for its undoing.
const UndoTime = 10 * time.Second

// staffOf is a desk, or a team of it.
type staffOf struct {
	desk org.ID
	team org.TeamID
}

// bulkRun is one batch of a bulk.
type bulkRun struct {
	d      *Desk
	names  *store.Directory
	bulk   *store.Bulk
	act    bulkAct
	actor  access.Actor
	items  []store.BulkItem
	mails  []store.BulkMail
	staff  map[staffOf][]notify.Person // as far as loaded
	people map[int64]notify.Person     // likewise

	involved map[ticket.ID][]store.Involved // in the batch's tickets
}

// one does the act to one ticket. A refusal is an outcome; only what says
// nothing about the ticket is an error.
func (r *bulkRun) one(tx *store.Tx, id ticket.ID, active bool) error {
	item := store.BulkItem{Ticket: id, State: store.ItemDone}
	c, was, err := r.decide(tx, id, active)
	switch e := errs.From(err); {
	case err == nil && c == nil:
		item.State = store.ItemSame
	case err == nil:
		item.Was, c.quiet = was, true
		if err := r.d.record(tx, c); err != nil {
			return err
		}
		if err := r.tells(tx, c); err != nil {
			return err
		}
	case e.Code == errs.Invalid, e.Code == errs.NotFound, e.Code == errs.Forbidden, e.Code == errs.Conflict:
		item.State = store.ItemRefused
		if item.Reason, err = writeRefusal(e); err != nil {
			return err
		}
	default:
		return err
	}
	r.items = append(r.items, item)
	return nil
}

// decide refuses before it writes anything.
func (r *bulkRun) decide(tx *store.Tx, id ticket.ID, active bool) (*change, int64, error) {
	scope, err := staff(r.actor)
	if err != nil {
		return nil, 0, err
	}
	if !active {
		return nil, 0, errs.Absent()
	}
	t, err := tx.LockTicket(scope, id)
	if err != nil {
		return nil, 0, err
	}
	return r.act(tx, t, r.actor)
}
