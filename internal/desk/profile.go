package desk

import (
	"context"
	"strings"

	"balie/internal/access"
	"balie/internal/errs"
	"balie/internal/store"
)

// ProfileInput is what a person says of themselves.
type ProfileInput struct {
	Name     string
	Language string
	Theme    string
	MailOff  bool // no mail of what is new at the desk
	KeysOff  bool // no keyboard shortcuts
}

// SetProfile keeps it.
func (d *Desk) SetProfile(ctx context.Context, a access.Actor, in ProfileInput) error {
	if a.User == 0 {
		return errs.New(errs.Unauthenticated, "error.unauthenticated")
	}
	in.Name = strings.Join(strings.Fields(strings.ToValidUTF8(in.Name, "")), " ")
	problem := errs.New(errs.Invalid, "error.check_fields")
	if key, args := nameProblem(in.Name); key != "" {
		problem = problem.At("name", key, args...)
	}
	if d.Texts.Match(in.Language) != in.Language {
		problem = problem.At("language", "error.language_unknown")
	}
	if in.Theme != "" && in.Theme != "light" && in.Theme != "dark" {
		problem = problem.At("theme", "error.check_fields")
	}
	if len(problem.Fields) > 0 {
		return problem
	}
	err := d.Store.Write(ctx, func(tx *store.Tx) error {
		u, err := tx.User(a.User)
		if err != nil {
			return err
		}
		renamed := u.Name != in.Name
		u.Name, u.Language, u.Theme, u.MailOff, u.KeysOff = in.Name, in.Language, in.Theme, in.MailOff, in.KeysOff
		if err := tx.SetProfile(u); err != nil || !renamed {
			return err
		}
		return tx.Enqueue(job(JobReindex, reindexArgs{User: u.ID}))
	})
	d.forgetSessions(a.User)
	return err
}

// PasswordInput is a change of a password by somebody signed in.
type PasswordInput struct {
	Old      string
	Password string
	Again    string
	Browser
}

// ChangePassword asks the old password, ends every session of the person and
// gives the token of a new one.
func (d *Desk) ChangePassword(ctx context.Context, a access.Actor, in PasswordInput) (string, error) {
	if a.User == 0 {
		return "", errs.New(errs.Unauthenticated, "error.unauthenticated")
	}
	if err := d.try(ctx, limitOld, userName(a.User), in.Address); err != nil {
		return "", err
	}
	var c store.Credential
	err := d.Store.Read(ctx, func(tx *store.Tx) (err error) {
		c, err = tx.CredentialOf(a.User)
		return err
	})
	if err != nil {
		return "", err
	}
	ok, err := d.verify(ctx, c, in.Old)
	if err != nil {
		return "", err
	}
	if !ok {
		return "", errs.New(errs.Invalid, "error.check_fields").At("old", "password.old_wrong")
	}
	hash, err := d.newPassword(ctx, in.Password, in.Again)
	if err != nil {
		return "", err
	}
	token := ""
	err = d.Store.Write(ctx, func(tx *store.Tx) error {
		now, err := tx.LockUser(a.User)
		if err != nil {
			return err
		}
		if now.Password != c.Password || !now.Active {
			return errs.New(errs.Invalid, "error.check_fields").At("old", "password.old_wrong")
		}
		if err := d.changePassword(tx, now, hash, nil); err != nil {
			return err
		}
		token, err = startSession(tx, a.User, in.Browser)
		return err
	})
	d.forgetSessions(a.User)
	return token, err
}
