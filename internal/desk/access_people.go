package desk

import (
	"context"
	"slices"
	"time"

	"balie/internal/access"
	"balie/internal/errs"
	"balie/internal/org"
	"balie/internal/store"
)

// People is who belongs to an organization, and who was invited to it.
type People struct {
	Org     org.Organization
	Gives   org.Rights // what the actor may give and take there
	Members []PeopleRow
	Invited []InvitedRow
}

// PeopleRow is a person of an organization.
type PeopleRow struct {
	User    org.UserID
	Name    string
	Mail    string
	Rights  org.Rights
	SignsIn bool // has a password
	Self    bool
}

// InvitedRow is somebody who was invited and has not come yet.
type InvitedRow struct {
	ID      int64
	Name    string
	Mail    string
	Rights  org.Rights
	Asked   bool // by themselves
	At      time.Time
	Expired bool
}

// People lists the people of an organization for whoever may bring people in.
func (d *Desk) People(ctx context.Context, a access.Actor, id org.ID) (p People, err error) {
	if p.Org, p.Gives, err = d.bringsInto(ctx, a, id); err != nil {
		return p, err
	}
	err = d.Store.Read(ctx, func(tx *store.Tx) error {
		members, err := tx.Members(id)
		if err != nil {
			return err
		}
		for _, m := range members {
			if m.User.Active {
				p.Members = append(p.Members, PeopleRow{m.User.ID, m.User.Name, m.User.Mail, m.Rights, m.SignsIn, m.User.ID == a.User})
			}
		}
		invited, err := tx.Invitations(id)
		for _, i := range invited {
			p.Invited = append(p.Invited, InvitedRow{i.ID, i.Name, i.Mail, i.Rights, i.By == 0, i.At, !tx.Now.Before(i.ExpiresAt)})
		}
		return err
	})
	return p, err
}

// SetRights changes what a person may do in an organization. Rights that the
// actor may not give stay as they are.
func (d *Desk) SetRights(ctx context.Context, a access.Actor, id org.ID, user org.UserID, rights org.Rights) error {
	to, gives, err := d.bringsInto(ctx, a, id)
	if err != nil {
		return err
	}
	err = d.Store.Write(ctx, func(tx *store.Tx) error {
		m, err := member(tx, user, id)
		if err != nil {
			return err
		}
		next := m.Rights&^gives | rights&gives
		switch {
		case user == a.User && m.Rights.Has(org.Administrator) && !next.Has(org.Administrator):
			return errs.New(errs.Conflict, "access.people.not_yourself")
		case to.Tier != org.Entity && next == 0:
			return errs.New(errs.Invalid, "access.rights.none")
		}
		if err := tx.AddMembership(user, id, next); err != nil {
			return err
		}
		return stillAdministered(tx)
	})
	d.forgetSessions(user)
	return err
}

// RemoveMember ends a person's belonging to an organization: their sessions,
// and following its tickets. What they asked there and what they had there
// passes on by a job. A customer who belongs nowhere else has left, as after
// LetGo; somebody of a desk may go on to another.
func (d *Desk) RemoveMember(ctx context.Context, a access.Actor, id org.ID, user org.UserID) error {
	o, _, err := d.bringsInto(ctx, a, id)
	if err != nil {
		return err
	}
	if user == a.User {
		return errs.New(errs.Conflict, "access.people.not_yourself")
	}
	pass := passArgs{User: user, By: a.User, Org: id, From: []org.ID{id}}
	if me, ok := a.Desk(); ok {
		pass.Org = me.Org
	}
	err = d.Store.Write(ctx, func(tx *store.Tx) error {
		c, err := tx.LockUser(user)
		if err == nil && !c.Active {
			err = errs.Absent()
		}
		if err != nil {
			return err
		}
		if _, err := member(tx, user, id); err != nil {
			return err
		}
		all, err := tx.Memberships(user)
		if err != nil {
			return err
		}
		if len(all) == 1 && o.Tier == org.Entity {
			pass.From = nil
			err = endAccess(tx, user)
		} else {
			err = endMemberships(tx, user, pass.From)
		}
		if err != nil {
			return err
		}
		if err := stillAdministered(tx); err != nil {
			return err
		}
		return tx.Enqueue(job(JobPass, pass))
	})
	d.forgetSessions(user)
	if err == nil {
		d.Hub.CloseUser(int64(user))
	}
	return err
}

func member(tx *store.Tx, user org.UserID, of org.ID) (org.Membership, error) {
	list, err := tx.Memberships(user)
	if err != nil {
		return org.Membership{}, err
	}
	i := slices.IndexFunc(list, func(m org.Membership) bool { return m.Org == of })
	if i < 0 {
		return org.Membership{}, errs.Absent()
	}
	return list[i], nil
}
