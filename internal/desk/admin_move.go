package desk

import (
	"context"

	"balie/internal/access"
	"balie/internal/errs"
	"balie/internal/org"
	"balie/internal/store"
	"balie/internal/ticket"
)

// JobRehome makes an entity's tickets findable at its new first desk.
const JobRehome = "rehome"

// rehomeBatch is how many tickets a run of the job does, rehomeTold how many
// open pages hear of at once.
const (
	rehomeBatch = 100
	rehomeTold  = 200
)

type rehomeArgs struct {
	Entity org.ID     `json:"entity"`
	After  ticket.ID  `json:"after,omitempty"`
	User   org.UserID `json:"by"`
}

// MoveEntity puts an entity at another first desk: a partner, or the vendor
// itself. It is the vendor's act. From the commit on its tickets stand there,
// unassigned, and the desk before sees nothing of it; what that desk shared
// hidden stays with it.
func (d *Desk) MoveEntity(ctx context.Context, a access.Actor, entity, to org.ID, once string) error {
	o, names, err := d.managed(ctx, a, entity)
	if err != nil {
		return err
	}
	me, _ := a.Desk()
	if o.Tier != org.Entity || me.Tier != org.Vendor {
		return errs.Absent()
	}
	if home := names.Orgs[to]; home.ID == 0 || home.Tier == org.Entity {
		return errs.New(errs.Invalid, "error.check_fields").At("to", "admin.move.where")
	}
	_, err = d.write(ctx, a.User, once, func(tx *store.Tx) (string, error) {
		o, err := tx.LockOrganization(entity)
		if err != nil || o.Parent == to {
			return "", err
		}
		told, err := tx.LastOf(entity, rehomeTold)
		if err != nil {
			return "", err
		}
		if err := tx.SetParent(entity, to); err != nil {
			return "", err
		}
		by := a.Agent(ticket.Workspace)
		if _, err := tx.MoveTickets(entity, to, by); err != nil {
			return "", err
		}
		if err := tx.DropStaff(entity, o.Parent); err != nil {
			return "", err
		}
		for _, t := range told {
			after, _ := t.Rehome(to, by, tx.Now)
			d.publish(tx, (&change{before: t, after: after}).facts(nil)...)
		}
		tx.After(func() {
			d.sessions.clear()
			d.counts.clear()
		})
		return "", tx.Enqueue(job(JobRehome, rehomeArgs{Entity: entity, User: a.User}))
	})
	return err
}

// Rehome does a job of the kind JobRehome: a hundred tickets, and leaves the
// rest to the next. It brings after them those that were asked while their
// entity moved.
func (d *Desk) Rehome(ctx context.Context, j store.Job) error {
	var args rehomeArgs
	if err := j.Into(&args); err != nil {
		return err
	}
	return d.Store.WriteJob(ctx, func(tx *store.Tx) error {
		o, err := tx.LockOrganization(args.Entity)
		if err != nil {
			return err
		}
		if _, err := tx.MoveTickets(o.ID, o.Parent, ticket.By{User: args.User, Org: org.VendorID, Tier: org.Vendor}); err != nil {
			return err
		}
		list, err := tx.TicketsOf(o.ID, args.After, rehomeBatch)
		if err != nil {
			return err
		}
		var next []store.NewJob
		for _, t := range list {
			if err := tx.RemoveDocs(t.ID); err != nil {
				return err
			}
			next = append(next, job(JobIndex, indexArgs{Ticket: t.ID}))
			args.After = t.ID
		}
		if len(list) == rehomeBatch {
			next = append(next, job(JobRehome, args))
		}
		if err := tx.Enqueue(next...); err != nil {
			return err
		}
		return ends(tx, j)
	})
}
