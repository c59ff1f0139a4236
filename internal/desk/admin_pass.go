package desk

import (
	"context"
	"slices"

	"balie/internal/errs"
	"balie/internal/letter"
	"balie/internal/org"
	"balie/internal/store"
	"balie/internal/ticket"
)

// PassOn does a job of the kind JobPass: a hundred tickets of somebody who
// left, and leaves the rest to the next. What they asked goes to the entity's
// administrator, or is marked; what they were assigned is nobody's, and their
// desk is told once.
func (d *Desk) PassOn(ctx context.Context, j store.Job) error {
	var args passArgs
	if err := j.Into(&args); err != nil {
		return err
	}
	names, err := d.Store.Directory(ctx)
	if err != nil {
		return err
	}
	return d.Store.WriteJob(ctx, func(tx *store.Tx) error {
		if back, err := cameBack(tx, args); err != nil || back {
			return endsAfter(tx, j, err)
		}
		list, err := tx.OpenOf(args.User, args.After, passBatch)
		if err != nil {
			return err
		}
		for _, id := range list {
			if err := d.passOne(tx, names, id, &args); err != nil {
				return err
			}
			args.After = id
		}
		if len(list) == passBatch {
			err = tx.Enqueue(job(JobPass, args))
		} else if args.Freed != 0 {
			err = d.tellFreed(tx, names.Orgs[args.Freed], args.User)
		}
		return endsAfter(tx, j, err)
	})
}

func endsAfter(tx *store.Tx, j store.Job, err error) error {
	if err != nil {
		return err
	}
	return ends(tx, j)
}

// cameBack reports whether the person was let in again before the job was done.
func cameBack(tx *store.Tx, args passArgs) (bool, error) {
	if len(args.From) > 0 {
		return false, nil
	}
	u, err := tx.User(args.User)
	return u.Active, err
}

func (d *Desk) passOne(tx *store.Tx, names *store.Directory, id ticket.ID, args *passArgs) error {
	t, err := tx.LockTicketForJob(id)
	if err != nil {
		return err
	}
	by := ticket.By{User: args.By, Org: args.Org, Tier: names.Orgs[args.Org].Tier, Channel: ticket.Workspace}
	c := &change{before: t, after: t}
	for _, desk := range []org.ID{t.Partner, org.VendorID} {
		if c.after.Assignee(desk) != args.User || !args.covers(desk) {
			continue
		}
		after, e, _ := c.after.Assign(desk, 0, by, tx.Now)
		c.after, c.events = after, append(c.events, e)
		args.Freed = desk
	}
	if t.Requester == args.User && t.State != ticket.Closed && args.covers(t.Entity) {
		if err := passAsked(tx, c, by); err != nil {
			return err
		}
	}
	if len(c.events) == 0 {
		return nil
	}
	return d.record(tx, c)
}

func (p passArgs) covers(id org.ID) bool { return len(p.From) == 0 || slices.Contains(p.From, id) }

// passAsked gives the ticket to the entity's first administrator who is there.
func passAsked(tx *store.Tx, c *change, by ticket.By) error {
	t := c.after
	var heirs []org.UserID
	if t.Entity != 0 {
		var err error
		if heirs, err = tx.Administrators(t.Entity); err != nil && !errs.Is(err, errs.NotFound) {
			return err
		}
	}
	heirs = slices.DeleteFunc(heirs, func(u org.UserID) bool { return u == t.Requester })
	if len(heirs) == 0 {
		c.events = append(c.events, t.Note(ticket.RequesterLeft, ticket.IDText(t.Requester), "", by, tx.Now))
		return nil
	}
	after, e := t.Pass(heirs[0], by, tx.Now)
	c.after, c.events, c.moved = after, append(c.events, e), true
	return tx.PassTicket(after, t.Requester)
}

// tellFreed tells a desk that a colleague left and what they had is nobody's.
func (d *Desk) tellFreed(tx *store.Tx, at org.Organization, who org.UserID) error {
	u, err := tx.User(who)
	if err != nil {
		return err
	}
	return d.tellDesk(tx, at, letter.AgentLeft, u.Name)
}

// tellDesk mails a desk, once, who or which team is there no more: its address,
// else its people.
func (d *Desk) tellDesk(tx *store.Tx, at org.Organization, kind letter.Kind, who string) error {
	left := accessMail{kind: kind, from: at.ID, about: about{Entity: at.Name, Who: who, Language: at.Language}}
	if to := at.ToldAt(); to != "" {
		left.Mail = to
		return d.post(tx, left)
	}
	staff, err := tx.DeskStaff(at.ID)
	if err != nil {
		return err
	}
	var mails []accessMail
	for _, s := range staff {
		left.to = s.ID
		mails = append(mails, left)
	}
	if len(mails) == 0 {
		return nil
	}
	return d.post(tx, mails...)
}
