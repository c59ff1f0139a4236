package desk

import (
	"context"
	"time"

	"balie/internal/authn"
	"balie/internal/errs"
	"balie/internal/letter"
	"balie/internal/org"
	"balie/internal/store"
)

// MinPassword is a password's least length in characters, for forms to name.
const MinPassword = authn.MinPassword

// JobForgot looks whether an address that was typed at "forgot your password"
// is anybody's. The form itself does the same for all of them.
const JobForgot = "forgot"

type forgotArgs struct {
	Key string `json:"mail"`
}

// Forgot takes a request for a new password. What it does, answers and takes is
// the same whether the address is known or not: it leaves a job.
func (d *Desk) Forgot(ctx context.Context, mail string, b Browser) error {
	_, key, err := mailOf(mail)
	if err != nil {
		return err
	}
	if err := d.try(ctx, limitForgot, key, b.Address); err != nil {
		return err
	}
	return d.Store.Write(ctx, func(tx *store.Tx) error { return tx.Enqueue(job(JobForgot, forgotArgs{key})) })
}

// MailPassword does a job of the kind JobForgot.
func (d *Desk) MailPassword(ctx context.Context, j store.Job) error {
	var args forgotArgs
	if err := j.Into(&args); err != nil {
		return err
	}
	return d.Store.WriteJob(ctx, func(tx *store.Tx) error {
		c, err := tx.Credential(args.Key)
		known := false
		if err == nil {
			known, err = d.offerPassword(tx, c)
		}
		if err == nil && !known {
			_, err = d.offerFollower(tx, c)
		}
		if err != nil && !errs.Is(err, errs.NotFound) {
			return err
		}
		return ends(tx, j)
	})
}

// offerPassword mails a person the link to set a password: a contact, the first.
// It reports whether there is such a person: who left, and a contact that
// belongs nowhere, for whom nobody has spoken yet, get none.
func (d *Desk) offerPassword(tx *store.Tx, c store.Credential) (bool, error) {
	memberships, err := tx.Memberships(c.User)
	if err != nil || !c.Active || c.Password == "" && len(memberships) == 0 {
		return false, err
	}
	return true, d.mailPasswordLink(tx, c, deskFor(memberships))
}

// offerFollower is offerPassword for a contact that belongs nowhere but whom an
// agent brought into a ticket, which they are to read: the agent has spoken.
func (d *Desk) offerFollower(tx *store.Tx, c store.Credential) (bool, error) {
	at, err := tx.BroughtInBy(c.User)
	if err != nil || !c.Active || at == 0 {
		return false, err
	}
	return true, d.mailPasswordLink(tx, c, at)
}

func (d *Desk) mailPasswordLink(tx *store.Tx, c store.Credential, from org.ID) error {
	kind, life := letter.PasswordLink, resetLife
	if c.Password == "" {
		kind, life = letter.Welcome, welcomeLife
	}
	id, err := tx.AddLink(purposePassword, pair(int64(c.User), passwordMark(c)), tx.Now.Add(life))
	if err != nil {
		return err
	}
	return d.post(tx, accessMail{kind: kind, to: c.User, from: from, link: id})
}

// PasswordOffer is what the page behind a link shows.
type PasswordOffer struct {
	Mail  string
	Until time.Time
}

// PasswordOffer reads a link to set a password; it changes nothing.
func (d *Desk) PasswordOffer(ctx context.Context, token string) (o PasswordOffer, err error) {
	err = d.Store.Read(ctx, func(tx *store.Tx) error {
		l, err := d.freshLink(tx, purposePassword, token)
		if err != nil {
			return err
		}
		id, mark := userOf(l)
		c, err := tx.CredentialOf(id)
		if err != nil || !c.Active || passwordMark(c) != mark {
			return errLink()
		}
		u, err := tx.User(id)
		o = PasswordOffer{u.Mail, l.ExpiresAt}
		return err
	})
	return o, err
}

// SetPasswordInput is a new password by a link.
type SetPasswordInput struct {
	Token    string
	Password string
	Again    string
	Browser
}

// SetPassword spends the link, ends every session of the person and signs them
// in. A form that is sent twice gets in twice.
func (d *Desk) SetPassword(ctx context.Context, in SetPasswordInput) (Entry, error) {
	var l store.Link
	err := d.Store.Read(ctx, func(tx *store.Tx) (err error) {
		l, err = d.link(tx, purposePassword, in.Token)
		return err
	})
	if err != nil {
		return Entry{}, err
	}
	id, mark := userOf(l)
	if err := d.try(ctx, limitLink, userName(id), in.Address); err != nil {
		return Entry{}, err
	}
	if !l.UsedAt.IsZero() {
		return d.again(ctx, l, id, in.Password, in.Browser)
	}
	hash, err := d.newPassword(ctx, in.Password, in.Again)
	if err != nil {
		return Entry{}, err
	}
	var entry Entry
	err = d.Store.Write(ctx, func(tx *store.Tx) error {
		c, err := tx.LockUser(id)
		if err != nil || !c.Active || passwordMark(c) != mark {
			return errLink()
		}
		if err := use(tx, l.ID); err != nil {
			return err
		}
		if err := d.changePassword(tx, c, hash, nil); err != nil {
			return err
		}
		entry, err = admit(tx, id, in.Browser)
		return err
	})
	if errs.Is(err, errs.NotFound) { // somebody was faster: perhaps they themselves
		return d.again(ctx, l, id, in.Password, in.Browser)
	}
	d.forgetSessions(id)
	return entry, err
}

// again answers a form whose link was spent a moment ago, if the password that
// it set is the one it holds.
func (d *Desk) again(ctx context.Context, l store.Link, id org.UserID, password string, b Browser) (Entry, error) {
	var c store.Credential
	err := d.Store.Read(ctx, func(tx *store.Tx) (err error) {
		now, err := tx.Link(l.ID)
		if err != nil || now.UsedAt.IsZero() || tx.Now.Sub(now.UsedAt) > usedLately {
			return errLink()
		}
		c, err = tx.CredentialOf(id)
		return err
	})
	if err != nil {
		return Entry{}, err
	}
	if ok, err := d.verify(ctx, c, password); err != nil || !ok {
		if err == nil {
			err = errLink()
		}
		return Entry{}, err
	}
	var entry Entry
	err = d.Store.Write(ctx, func(tx *store.Tx) (err error) {
		entry, err = admit(tx, id, b)
		return err
	})
	return entry, err
}

// verify compares a password, with the same work for somebody who has none.
func (d *Desk) verify(ctx context.Context, c store.Credential, password string) (bool, error) {
	if c.Password == "" || !c.Active {
		return false, d.Hasher.VerifyNobody(ctx, password)
	}
	return d.Hasher.Verify(ctx, c.Password, password)
}

// newPassword checks a password that was typed twice and gives its hash.
func (d *Desk) newPassword(ctx context.Context, password, again string) (string, error) {
	if err := authn.CheckPassword(password); err != nil {
		e := errs.From(err)
		return "", errs.New(errs.Invalid, "error.check_fields").At("password", e.Fields[0].Key, e.Fields[0].Args...)
	}
	if password != again {
		return "", errs.New(errs.Invalid, "error.check_fields").At("again", "password.differs")
	}
	return d.Hasher.Hash(ctx, password)
}

// changePassword stores a new password, ends all sessions but one and tells
// the person, unless it is their first.
func (d *Desk) changePassword(tx *store.Tx, c store.Credential, hash string, keep []byte) error {
	if err := tx.SetPassword(c.User, hash); err != nil {
		return err
	}
	if err := tx.EndSessions(c.User, keep); err != nil || c.Password == "" {
		return err
	}
	memberships, err := tx.Memberships(c.User)
	if err != nil {
		return err
	}
	return d.post(tx, accessMail{kind: letter.PasswordSet, to: c.User, from: deskFor(memberships)})
}
