package desk

import (
	"context"
	"strings"
	"time"

	"balie/internal/authn"
	"balie/internal/email"
	"balie/internal/errs"
	"balie/internal/org"
	"balie/internal/store"
)

const (
	purposeSetUp = "set-up"
	setUpLife    = 24 * time.Hour
)

// NeedsSetUp reports whether nobody administers this installation yet.
func (d *Desk) NeedsSetUp(ctx context.Context) (bool, error) {
	var has bool
	err := d.Store.Read(ctx, func(tx *store.Tx) (err error) {
		has, err = tx.HasVendor()
		return err
	})
	return !has, err
}

// SetUpLink makes a one-time link to the set-up page, for the operator's
// terminal.
func (d *Desk) SetUpLink(ctx context.Context) (string, error) {
	var token string
	err := d.Store.Write(ctx, func(tx *store.Tx) error {
		expires := tx.Now.Add(setUpLife)
		id, err := tx.AddLink(purposeSetUp, "", expires)
		token = d.Links.Sign(purposeSetUp, id, "", expires)
		return err
	})
	return d.Base.JoinPath("setup").String() + "?token=" + token, err
}

// SetUpInput is all that a new installation asks.
type SetUpInput struct {
	Token        string
	Organization string
	Name         string
	Mail         string
	Password     string
	Language     string
	Zone         string
	Browser
}

// KeySetUpLink is the key of the refusal of a link that is spent, too old or
// none of ours, while nobody has set up; afterwards the page does not exist.
const KeySetUpLink = "error.set_up_link"

// MaySetUp reports whether the token opens the set-up page.
func (d *Desk) MaySetUp(ctx context.Context, token string) error {
	return d.Store.Read(ctx, func(tx *store.Tx) error {
		_, err := d.setUpLink(tx, token)
		return err
	})
}

func (d *Desk) setUpLink(tx *store.Tx, token string) (int64, error) {
	if has, err := tx.HasVendor(); err != nil || has {
		if err == nil {
			err = errs.Absent()
		}
		return 0, err
	}
	l, err := d.freshLink(tx, purposeSetUp, token)
	if errs.Is(err, errs.NotFound) {
		err = errs.New(errs.NotFound, KeySetUpLink)
	}
	return l.ID, err
}

// WasSetUp reports whether this very link set the helpdesk up: its form was
// sent twice.
func (d *Desk) WasSetUp(ctx context.Context, token string) (was bool, err error) {
	id, mac, err := authn.ParseLink(token)
	if err != nil {
		return false, nil
	}
	err = d.Store.Read(ctx, func(tx *store.Tx) error {
		l, err := tx.Link(id)
		if errs.Is(err, errs.NotFound) {
			return nil
		}
		was = err == nil && l.Purpose == purposeSetUp && !l.UsedAt.IsZero() && d.Links.Verify(mac, purposeSetUp, id, l.Subject, l.ExpiresAt)
		return err
	})
	return was, err
}

// SetUp makes the vendor and its first administrator and signs them in.
func (d *Desk) SetUp(ctx context.Context, in SetUpInput) (session string, err error) {
	addr, err := in.check(d)
	if err != nil {
		return "", err
	}
	if err := d.MaySetUp(ctx, in.Token); err != nil {
		return "", err
	}
	hash, err := d.Hasher.Hash(ctx, in.Password)
	if err != nil {
		return "", err
	}
	err = d.Store.Write(ctx, func(tx *store.Tx) error {
		id, err := d.setUpLink(tx, in.Token)
		if err != nil {
			return err
		}
		if err := tx.UseLink(id); err != nil {
			return err
		}
		vendor := org.Organization{Tier: org.Vendor, Name: strings.TrimSpace(in.Organization), Language: in.Language, Zone: in.Zone}
		if err := tx.AddOrganization(&vendor); err != nil {
			return err
		}
		u := org.User{Name: strings.TrimSpace(in.Name), Mail: addr.Addr, Language: in.Language, Active: true}
		if err := tx.AddUser(&u, email.CanonicalAddr(addr.Addr), hash); err != nil {
			return err
		}
		if err := tx.AddMembership(u.ID, vendor.ID, org.Administrator|org.Agent); err != nil {
			return err
		}
		session, err = startSession(tx, u.ID, in.Browser)
		return err
	})
	return session, err
}

func (in SetUpInput) check(d *Desk) (email.Address, error) {
	problem := errs.New(errs.Invalid, "error.check_fields")
	need := func(field, value, missing string) {
		switch n := len([]rune(strings.TrimSpace(value))); {
		case n == 0:
			problem = problem.At(field, missing)
		case n > 200:
			problem = problem.At(field, "error.too_long", "max", 200)
		}
	}
	need("organization", in.Organization, "setup.organization_missing")
	need("name", in.Name, "setup.name_missing")
	addr, err := email.ParseAddress(in.Mail)
	if err != nil {
		problem = problem.At("mail", "mail.address_invalid")
	}
	if e := errs.From(authn.CheckPassword(in.Password)); e != nil {
		problem = problem.At("password", e.Fields[0].Key, e.Fields[0].Args...)
	}
	if in.Language == "" || d.Texts.Match(in.Language) != in.Language {
		problem = problem.At("language", "error.language_unknown")
	}
	if _, err := time.LoadLocation(in.Zone); err != nil || in.Zone == "" {
		problem = problem.At("zone", "error.zone_unknown")
	}
	if len(problem.Fields) > 0 {
		return addr, problem
	}
	return addr, nil
}
