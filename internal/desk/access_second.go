package desk

import (
	"context"

	"balie/internal/access"
	"balie/internal/authn"
	"balie/internal/errs"
	"balie/internal/letter"
	"balie/internal/org"
	"balie/internal/store"
)

const sealSecond = "second factor"

// SecondFactor is a person's second factor as their profile shows it.
type SecondFactor struct {
	On       bool
	Codes    int    // recovery codes left
	Demanded bool   // by the organization
	Secret   string // while it is not confirmed: for the app, typed or
	Address  string // as a picture
}

// SecondFactor reads an agent's second factor.
func (d *Desk) SecondFactor(ctx context.Context, a access.Actor) (s SecondFactor, err error) {
	if _, err := staff(a); err != nil {
		return s, err
	}
	err = d.Store.Read(ctx, func(tx *store.Tx) error {
		desk, _ := a.Desk()
		if s.Demanded, err = tx.DemandsSecondFactor(desk.Org); err != nil {
			return err
		}
		f, err := tx.SecondFactor(a.User)
		if errs.Is(err, errs.NotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		if s.On = !f.ConfirmedAt.IsZero(); s.On {
			s.Codes, err = tx.RecoveryCodes(a.User)
			return err
		}
		if s.Secret, err = d.Links.Open(sealSecond, userName(a.User), f.Sealed); err != nil {
			return err
		}
		u, err := tx.User(a.User)
		s.Address = authn.SecretAddress("Balie "+d.Base.Host, u.Mail, s.Secret)
		return err
	})
	return s, err
}

// OfferSecondFactor makes a secret for an agent's app; it counts once
// ConfirmSecondFactor got a code of it.
func (d *Desk) OfferSecondFactor(ctx context.Context, a access.Actor) error {
	if _, err := staff(a); err != nil {
		return err
	}
	sealed := d.Links.Seal(sealSecond, userName(a.User), authn.NewSecret())
	return d.Store.Write(ctx, func(tx *store.Tx) error { return tx.OfferSecondFactor(a.User, sealed) })
}

// ConfirmSecondFactor switches the second factor on and gives the recovery
// codes, which can't be read again. The person's other sessions end.
func (d *Desk) ConfirmSecondFactor(ctx context.Context, a access.Actor, code, token string) ([]string, error) {
	if _, err := staff(a); err != nil {
		return nil, err
	}
	if err := d.try(ctx, limitCode, userName(a.User), ""); err != nil {
		return nil, err
	}
	codes := authn.NewRecoveryCodes()
	err := d.Store.Write(ctx, func(tx *store.Tx) error {
		if on, err := tx.HasSecondFactor(a.User); err != nil || on {
			if err == nil {
				err = errs.New(errs.Conflict, "access.second.on_already")
			}
			return err
		}
		if err := d.takeStep(tx, a.User, code, true); err != nil {
			return err
		}
		if err := tx.EndSessions(a.User, authn.TokenHash(token)); err != nil {
			return err
		}
		return tx.SetRecoveryCodes(a.User, d.recoveryHashes(a.User, codes))
	})
	d.forgetSessions(a.User)
	return codes, err
}

// NewRecoveryCodes replaces an agent's recovery codes, for a code of the app.
func (d *Desk) NewRecoveryCodes(ctx context.Context, a access.Actor, code string) ([]string, error) {
	codes := authn.NewRecoveryCodes()
	err := d.withCode(ctx, a, code, func(tx *store.Tx) error {
		return tx.SetRecoveryCodes(a.User, d.recoveryHashes(a.User, codes))
	})
	return codes, err
}

// DropSecondFactor switches it off, for a code, where nobody demands it.
func (d *Desk) DropSecondFactor(ctx context.Context, a access.Actor, code string) error {
	err := d.withCode(ctx, a, code, func(tx *store.Tx) error {
		desk, _ := a.Desk()
		if demanded, err := tx.DemandsSecondFactor(desk.Org); err != nil || demanded {
			if err == nil {
				err = errs.New(errs.Forbidden, "access.second.demanded")
			}
			return err
		}
		return d.dropSecond(tx, a.User)
	})
	d.forgetSessions(a.User)
	return err
}

// withCode does something that takes a code even of somebody signed in.
func (d *Desk) withCode(ctx context.Context, a access.Actor, code string, fn func(*store.Tx) error) error {
	if _, err := staff(a); err != nil {
		return err
	}
	if err := d.try(ctx, limitCode, userName(a.User), ""); err != nil {
		return err
	}
	return d.Store.Write(ctx, func(tx *store.Tx) error {
		if err := d.takeCode(tx, a.User, code, true); err != nil {
			return err
		}
		return fn(tx)
	})
}

func (d *Desk) dropSecond(tx *store.Tx, user org.UserID) error {
	if err := tx.DropSecondFactor(user); err != nil {
		return err
	}
	memberships, err := tx.Memberships(user)
	if err != nil {
		return err
	}
	return d.post(tx, accessMail{kind: letter.SecondOff, to: user, from: deskFor(memberships)})
}

// takeCode spends a code of a person's app, or if allowed a recovery code.
func (d *Desk) takeCode(tx *store.Tx, user org.UserID, code string, recovery bool) error {
	if on, err := tx.HasSecondFactor(user); err != nil || !on {
		if err == nil {
			err = wrongCode()
		}
		return err
	}
	err := d.takeStep(tx, user, code, false)
	if !recovery || !errs.Is(err, errs.Invalid) {
		return err
	}
	spent, problem := tx.UseRecoveryCode(user, d.Links.RecoveryHash(userName(user), code))
	if problem != nil {
		return problem
	}
	if spent {
		return nil
	}
	return err
}

func (d *Desk) takeStep(tx *store.Tx, user org.UserID, code string, confirm bool) error {
	f, err := tx.SecondFactor(user)
	if errs.Is(err, errs.NotFound) {
		return wrongCode()
	}
	if err != nil {
		return err
	}
	secret, err := d.Links.Open(sealSecond, userName(user), f.Sealed)
	if err != nil {
		return err
	}
	step, ok := authn.CheckCode(secret, code, tx.Now)
	if !ok {
		return wrongCode()
	}
	first, err := tx.TakeStep(user, step, confirm)
	if err == nil && !first {
		err = wrongCode()
	}
	return err
}

func wrongCode() error {
	return errs.New(errs.Invalid, "error.check_fields").At("code", "access.second.wrong")
}

func (d *Desk) recoveryHashes(user org.UserID, codes []string) [][]byte {
	out := make([][]byte, len(codes))
	for i, c := range codes {
		out[i] = d.Links.RecoveryHash(userName(user), c)
	}
	return out
}
