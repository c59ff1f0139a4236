package desk

import (
	"cmp"
	"context"
	"time"

	"balie/internal/errs"
	"balie/internal/org"
	"balie/internal/store"
)

// InvitationOffer is what the page behind an invitation's link shows.
type InvitationOffer struct {
	Name    string
	Mail    string
	Entity  string // the organization to join
	SignsIn bool   // has a password already: to join is one button
	Until   time.Time
}

// InvitationOffer reads an invitation by its link; it changes nothing.
func (d *Desk) InvitationOffer(ctx context.Context, token string) (o InvitationOffer, err error) {
	names, err := d.Store.Directory(ctx)
	if err != nil {
		return o, err
	}
	err = d.Store.Read(ctx, func(tx *store.Tx) error {
		l, err := d.freshLink(tx, purposeInvite, token)
		if err != nil {
			return err
		}
		inv, c, err := invited(tx, l)
		o = InvitationOffer{inv.Name, inv.Mail, names.Orgs[inv.Org].Name, c.Password != "", l.ExpiresAt}
		return err
	})
	return o, err
}

// invited finds the invitation that a link still stands for, and the person if
// their address is known.
func invited(tx *store.Tx, l store.Link) (store.Invitation, store.Credential, error) {
	id, key := unpair(l.Subject)
	inv, err := tx.Invitation(id)
	if errs.Is(err, errs.NotFound) || err == nil && (inv.Link != l.ID || inv.MailKey != key) {
		return inv, store.Credential{}, errLink()
	}
	if err != nil {
		return inv, store.Credential{}, err
	}
	c, err := tx.Credential(key)
	switch {
	case errs.Is(err, errs.NotFound):
		return inv, c, nil
	case err == nil && !c.Active:
		err = errLink()
	}
	return inv, c, err
}

// AcceptInput accepts an invitation. Who can sign in already gives no password.
type AcceptInput struct {
	Token    string
	Name     string
	Password string
	Again    string
	Browser
}

// AcceptInvitation accepts an invitation. A new person gets in at once; somebody who has a
// password belongs from now, and signs in by themselves: the Entry is empty.
func (d *Desk) AcceptInvitation(ctx context.Context, in AcceptInput) (Entry, error) {
	var l store.Link
	var c store.Credential
	var inv store.Invitation
	err := d.Store.Read(ctx, func(tx *store.Tx) (err error) {
		if l, err = d.link(tx, purposeInvite, in.Token); err == nil && l.UsedAt.IsZero() {
			inv, c, err = invited(tx, l)
		}
		return err
	})
	if err != nil {
		return Entry{}, err
	}
	if err := d.try(ctx, limitLink, l.Subject, in.Address); err != nil {
		return Entry{}, err
	}
	if !l.UsedAt.IsZero() {
		return d.joinedLately(ctx, l, in)
	}
	hash := ""
	name := cmp.Or(in.Name, inv.Name)
	if c.Password == "" {
		if key, args := nameProblem(name); key != "" {
			return Entry{}, errs.New(errs.Invalid, "error.check_fields").At("name", key, args...)
		}
		if hash, err = d.newPassword(ctx, in.Password, in.Again); err != nil {
			return Entry{}, err
		}
	}
	var entry Entry
	err = d.Store.Write(ctx, func(tx *store.Tx) (err error) {
		entry, err = d.accept(tx, l, name, hash, in.Browser)
		return err
	})
	if errs.Is(err, errs.NotFound) {
		return d.joinedLately(ctx, l, in)
	}
	d.forgetSessions(c.User)
	return entry, err
}

func (d *Desk) accept(tx *store.Tx, l store.Link, name, hash string, b Browser) (Entry, error) {
	if err := use(tx, l.ID); err != nil {
		return Entry{}, err
	}
	inv, c, err := invited(tx, l)
	if err != nil {
		return Entry{}, err
	}
	if c.Password == "" && hash == "" || c.Password != "" && hash != "" {
		return Entry{}, errLink() // what the person has changed meanwhile
	}
	if c.User == 0 {
		u := org.User{Name: name, Mail: inv.Mail, Language: inv.Language, Active: true}
		if err := tx.AddUser(&u, inv.MailKey, hash); err != nil {
			return Entry{}, err
		}
		c.User = u.ID
	} else if hash != "" {
		if err := tx.SetPassword(c.User, hash); err != nil {
			return Entry{}, err
		}
	}
	if err := tx.AddMembership(c.User, inv.Org, inv.Rights); err != nil {
		return Entry{}, err
	}
	if err := tx.RemoveInvitation(inv.ID); err != nil || hash == "" {
		return Entry{}, err
	}
	return admit(tx, c.User, b)
}

// joinedLately answers a form that was sent twice.
func (d *Desk) joinedLately(ctx context.Context, l store.Link, in AcceptInput) (Entry, error) {
	_, key := unpair(l.Subject)
	var c store.Credential
	err := d.Store.Read(ctx, func(tx *store.Tx) (err error) {
		c, err = tx.Credential(key)
		return err
	})
	if err != nil {
		return Entry{}, errLink()
	}
	return d.again(ctx, l, c.User, in.Password, in.Browser)
}
