package desk

import (
	"context"
	"strconv"
	"strings"
	"time"

	"balie/internal/access"
	"balie/internal/authn"
	"balie/internal/email"
	"balie/internal/errs"
	"balie/internal/org"
	"balie/internal/store"
	"balie/internal/ticket"
)

// PersonInput involves somebody in a ticket by their mail address.
type PersonInput struct {
	Ticket ticket.ID
	Mail   string
	Name   string // of somebody new; else their address stands for it
	Once   string
}

// AddPerson is an agent's: anybody may be added, and an address that nobody has
// becomes a contact. Who is added gets one mail with the public thread so far.
func (d *Desk) AddPerson(ctx context.Context, a access.Actor, in PersonInput) error {
	scope, err := staff(a)
	if err != nil {
		return err
	}
	return d.addPerson(ctx, a, scope, in, func(tx *store.Tx, t ticket.Ticket, key string) (org.User, ticket.By, error) {
		u, err := tx.UserByMail(key)
		if errs.Is(err, errs.NotFound) {
			u = org.User{Name: plainName(in.Name), Mail: in.Mail, Active: true}
			if u.Name == "" {
				u.Name = in.Mail
			}
			err = tx.AddUser(&u, key, "")
		}
		return u, a.Agent(ticket.Workspace), err
	})
}

// AddColleague is a customer's: people of the ticket's own entity may be added
// by its members.
func (d *Desk) AddColleague(ctx context.Context, a access.Actor, in PersonInput) error {
	scope, err := customer(a)
	if err != nil {
		return err
	}
	return d.addPerson(ctx, a, scope, in, func(tx *store.Tx, t ticket.Ticket, key string) (org.User, ticket.By, error) {
		if !a.Governs(t) {
			return org.User{}, ticket.By{}, errs.New(errs.Forbidden, "error.members_only")
		}
		unknown := errs.New(errs.Invalid, "error.check_fields").At("mail", "error.colleague_unknown")
		u, err := tx.UserByMail(key)
		if errs.Is(err, errs.NotFound) {
			return u, ticket.By{}, unknown
		}
		if err != nil {
			return u, ticket.By{}, err
		}
		theirs, err := tx.Memberships(u.ID)
		if err == nil && !belongsTo(theirs, t.Entity) {
			err = unknown
		}
		return u, a.Customer(t.Entity, ticket.Portal), err
	})
}

func belongsTo(list []org.Membership, id org.ID) bool {
	for _, m := range list {
		if m.Org == id && id != 0 {
			return true
		}
	}
	return false
}

func (d *Desk) addPerson(ctx context.Context, a access.Actor, scope access.Scope, in PersonInput,
	find func(*store.Tx, ticket.Ticket, string) (org.User, ticket.By, error),
) error {
	addr, err := email.ParseAddress(strings.TrimSpace(in.Mail))
	if err != nil {
		return errs.New(errs.Invalid, "error.check_fields").At("mail", "mail.address_invalid")
	}
	in.Mail = addr.Addr
	_, err = d.write(ctx, a.User, in.Once, func(tx *store.Tx) (string, error) {
		t, err := tx.LockTicket(scope, in.Ticket)
		if err != nil {
			return "", err
		}
		u, by, err := find(tx, t, email.CanonicalAddr(addr.Addr))
		if err != nil {
			return "", err
		}
		if !u.Active {
			return "", errs.New(errs.Invalid, "error.check_fields").At("mail", "error.person_left")
		}
		added, err := tx.AddFollower(t, u.ID)
		if err != nil || !added {
			return result(t), err
		}
		return result(t), d.recordPerson(tx, t, ticket.PersonAdded, u.ID, by)
	})
	return err
}

// recordPerson records who came or went: search and live go by it, too.
func (d *Desk) recordPerson(tx *store.Tx, t ticket.Ticket, k ticket.EventKind, who org.UserID, by ticket.By) error {
	c := &change{before: t, after: t, moved: true, told: []org.UserID{who}}
	c.events = []ticket.Event{t.Note(k, "", ticket.IDText(who), by, tx.Now)}
	return d.record(tx, c)
}

// RemovePerson is an agent's: the follower sees the ticket no more.
func (d *Desk) RemovePerson(ctx context.Context, a access.Actor, id ticket.ID, who org.UserID, once string) error {
	scope, err := staff(a)
	if err != nil {
		return err
	}
	_, err = d.write(ctx, a.User, once, func(tx *store.Tx) (string, error) {
		t, err := tx.LockTicket(scope, id)
		if err != nil {
			return "", err
		}
		removed, err := tx.RemoveFollower(id, who)
		if err != nil || !removed {
			return result(t), err
		}
		return result(t), d.recordPerson(tx, t, ticket.PersonRemoved, who, a.Agent(ticket.Workspace))
	})
	return err
}

// usersAmong loads people whom a ticket names, by the names under which its desk
// may know them; those involved in it have those that they are listed by there.
func usersAmong(tx *store.Tx, of ticket.ID, people []store.Involved, ids []org.UserID) (map[org.UserID]org.User, error) {
	users, err := tx.UsersOn(of, ids)
	for _, p := range people {
		if u, ok := users[p.User]; ok {
			u.Name = p.Name
			users[p.User] = u
		}
	}
	return users, err
}

const purposeLeave = "leave"

// leaveLink is the page on which a follower can leave a ticket. Its token needs
// no row: it gives no other right, and leaving twice does nothing.
func (d *Desk) leaveLink(id ticket.ID, who org.UserID) string {
	subject := ticket.IDText(who)
	u := d.Base.JoinPath("leave")
	u.RawQuery = "who=" + subject + "&token=" + d.Links.Sign(purposeLeave, int64(id), subject, time.Time{})
	return u.String()
}

// Leaving is a follower who holds a leave link.
type Leaving struct {
	Ticket ticket.ID
	Who    org.UserID
}

// MayLeave reads a leave link: errs.NotFound when it is not ours, or its person
// follows the ticket no more.
func (d *Desk) MayLeave(ctx context.Context, who, token string) (Leaving, error) {
	id, mac, err := authn.ParseLink(token)
	user, numErr := strconv.ParseInt(who, 10, 64)
	if err != nil || numErr != nil || !d.Links.Verify(mac, purposeLeave, id, who, time.Time{}) {
		return Leaving{}, errs.Absent()
	}
	l := Leaving{ticket.ID(id), org.UserID(user)}
	err = d.Store.Read(ctx, func(tx *store.Tx) error {
		involved, err := tx.Involves(l.Ticket, l.Who)
		if err == nil && !involved {
			err = errs.Absent()
		}
		return err
	})
	return l, err
}

// Leave ends a follower's part by the link in a mail.
func (d *Desk) Leave(ctx context.Context, who, token string) error {
	l, err := d.MayLeave(ctx, who, token)
	if err != nil {
		return err
	}
	return d.Store.Write(ctx, func(tx *store.Tx) error {
		t, err := tx.LockTicketForJob(l.Ticket)
		if err != nil {
			return err
		}
		removed, err := tx.RemoveFollower(t.ID, l.Who)
		if err != nil || !removed {
			return err
		}
		by := ticket.By{User: l.Who, Tier: org.Entity, Channel: ticket.Mail}
		return d.recordPerson(tx, t, ticket.PersonLeft, l.Who, by)
	})
}
