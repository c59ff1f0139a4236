package desk

import (
	"context"

	"balie/internal/access"
	"balie/internal/errs"
	"balie/internal/org"
	"balie/internal/store"
	"balie/internal/ticket"
)

// reach is the desk whose people an administrator sees; 0 is everybody.
func reach(me org.Membership) org.ID {
	if me.Tier == org.Vendor {
		return 0
	}
	return me.Org
}

// PeopleInput is which people an administrator looks for.
type PeopleInput struct {
	Words     string
	AfterName string
	AfterID   org.UserID
}

// ListPeople gives a page of the people of the actor's desk and its entities;
// for the vendor of everybody.
func (d *Desk) ListPeople(ctx context.Context, a access.Actor, in PeopleInput) (p store.PeoplePage, err error) {
	me, err := administers(a)
	if err != nil {
		return p, err
	}
	err = d.Store.Read(ctx, func(tx *store.Tx) error {
		p, err = tx.ListPeople(store.PeopleAsk{Desk: reach(me), Words: in.Words, AfterName: in.AfterName, AfterID: in.AfterID})
		return err
	})
	return p, err
}

// PersonPage is a person with what an administrator may change of them.
type PersonPage struct {
	store.PersonRow
	Joins []org.Organization // they may be made members of
	Leave bool               // they may be let go, or let in again
	Name  bool               // they belong to nobody else: their name may be corrected
	Mail  bool               // and their address, by the vendor
}

// OpenPerson gives somebody within the actor's reach; others do not exist.
func (d *Desk) OpenPerson(ctx context.Context, a access.Actor, id org.UserID) (p PersonPage, err error) {
	me, err := administers(a)
	if err != nil {
		return p, err
	}
	err = d.Store.Read(ctx, func(tx *store.Tx) error {
		if p.PersonRow, err = within(tx, me, id); err != nil {
			return err
		}
		all, err := tx.Memberships(id)
		p.Name = a.ManagesAll(all)
		return err
	})
	if err != nil {
		return p, err
	}
	p.Leave, p.Mail = id != a.User, p.Name && me.Tier == org.Vendor
	into, err := d.BringsInto(ctx, a)
	for _, o := range into {
		if !memberOf(p.Memberships, o.ID) && a.Manages(o) && (o.Tier == org.Entity || !staffed(p.Memberships)) {
			p.Joins = append(p.Joins, o)
		}
	}
	return p, err
}

// within loads a person of the administrator's reach.
func within(tx *store.Tx, me org.Membership, id org.UserID) (store.PersonRow, error) {
	p, err := tx.PersonRow(id, reach(me))
	if err == nil && len(p.Memberships) == 0 && me.Tier != org.Vendor {
		err = errs.Absent()
	}
	return p, err
}

func staffed(list []org.Membership) bool {
	for _, m := range list {
		if m.Staff() {
			return true
		}
	}
	return false
}

// AddTo makes a person a member of one more organization. Nobody works at two
// desks.
func (d *Desk) AddTo(ctx context.Context, a access.Actor, user org.UserID, to org.ID, rights org.Rights, once string) error {
	me, err := administers(a)
	if err != nil {
		return err
	}
	o, gives, err := d.bringsInto(ctx, a, to)
	if err == nil && !a.Manages(o) {
		err = errs.Absent()
	}
	if err != nil {
		return err
	}
	if !gives.Has(rights) || o.Tier != org.Entity && rights == 0 {
		return errs.New(errs.Invalid, "error.check_fields").At("rights", "access.rights.not_yours")
	}
	_, err = d.write(ctx, a.User, once, func(tx *store.Tx) (string, error) {
		if _, err := tx.LockUser(user); err != nil {
			return "", err
		}
		if _, err := within(tx, me, user); err != nil {
			return "", err
		}
		has, err := tx.Memberships(user)
		if err != nil {
			return "", err
		}
		if memberOf(has, to) {
			return "", errs.New(errs.Conflict, "access.invite.belongs")
		}
		if o.Tier != org.Entity && staffed(has) {
			return "", errs.New(errs.Conflict, "admin.person.one_desk")
		}
		return "", tx.AddMembership(user, to, rights)
	})
	d.forgetSessions(user)
	return err
}

// LetGo ends a person's access at once: sessions, following and mail. Their
// open tickets pass on by a job. Somebody who belongs elsewhere too, beyond
// the actor's reach, only stops belonging here.
func (d *Desk) LetGo(ctx context.Context, a access.Actor, user org.UserID, once string) error {
	me, err := administers(a)
	if err != nil {
		return err
	}
	if user == a.User {
		return errs.New(errs.Conflict, "access.people.not_yourself")
	}
	_, err = d.write(ctx, a.User, once, func(tx *store.Tx) (string, error) {
		if _, err := tx.LockUser(user); err != nil {
			return "", err
		}
		p, err := within(tx, me, user)
		if err != nil {
			return "", err
		}
		all, err := tx.Memberships(user)
		if err != nil {
			return "", err
		}
		args := passArgs{User: user, By: a.User, Org: me.Org}
		if a.ManagesAll(all) {
			err = endAccess(tx, user)
		} else {
			args.From = orgsOf(p.Memberships)
			err = endMemberships(tx, user, args.From)
		}
		if err == nil {
			err = stillAdministered(tx)
		}
		if err != nil {
			return "", err
		}
		return "", tx.Enqueue(job(JobPass, args))
	})
	d.forgetSessions(user)
	if err == nil {
		d.Hub.CloseUser(int64(user))
	}
	return err
}

func endAccess(tx *store.Tx, user org.UserID) error {
	for _, end := range []func(org.UserID) error{tx.Deactivate, tx.DropAccess} {
		if err := end(user); err != nil {
			return err
		}
	}
	if err := endFollowing(tx, user); err != nil {
		return err
	}
	return tx.Enqueue(job(JobReindex, reindexArgs{User: user}))
}

// endFollowing ends a person's part in the tickets of others, and that they
// find them.
func endFollowing(tx *store.Tx, user org.UserID, of ...org.ID) error {
	list, err := tx.EndFollowing(user, of...)
	if err != nil {
		return err
	}
	var jobs []store.NewJob
	for _, id := range list {
		if err := tx.RemoveDocs(id); err != nil {
			return err
		}
		jobs = append(jobs, job(JobIndex, indexArgs{Ticket: id}))
	}
	return tx.Enqueue(jobs...)
}

func endMemberships(tx *store.Tx, user org.UserID, from []org.ID) error {
	for _, id := range from {
		if err := tx.RemoveMembership(user, id); err != nil {
			return err
		}
	}
	if err := endFollowing(tx, user, from...); err != nil {
		return err
	}
	return tx.EndSessions(user, nil)
}

func orgsOf(list []org.Membership) (out []org.ID) {
	for _, m := range list {
		out = append(out, m.Org)
	}
	return out
}

// stillAdministered refuses what would leave the vendor without an
// administrator.
func stillAdministered(tx *store.Tx) error {
	left, err := tx.Administrators(org.VendorID)
	if err == nil && len(left) == 0 {
		err = errs.New(errs.Conflict, "admin.person.last")
	}
	return err
}

// LetIn lets a person who left come back, with the rights they had.
func (d *Desk) LetIn(ctx context.Context, a access.Actor, user org.UserID, once string) error {
	me, err := administers(a)
	if err != nil {
		return err
	}
	_, err = d.write(ctx, a.User, once, func(tx *store.Tx) (string, error) {
		if _, err := within(tx, me, user); err != nil {
			return "", err
		}
		all, err := tx.Memberships(user)
		if err == nil && !a.ManagesAll(all) {
			err = errs.Absent()
		}
		if err != nil {
			return "", err
		}
		if err := tx.Reactivate(user); err != nil {
			return "", err
		}
		return "", tx.Enqueue(job(JobReindex, reindexArgs{User: user}))
	})
	return err
}

// JobPass passes on what somebody who left had to do.
const JobPass = "pass"

const passBatch = 100

type passArgs struct {
	User  org.UserID `json:"user"`
	By    org.UserID `json:"by"`
	Org   org.ID     `json:"org"`            // whose administrator let them go
	From  []org.ID   `json:"from,omitempty"` // only what belongs to these; empty: everything
	After ticket.ID  `json:"after,omitempty"`
	Freed org.ID     `json:"freed,omitempty"` // the desk that is to hear of unassigned tickets
}
