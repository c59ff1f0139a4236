package desk

import (
	"context"
	"time"

	"balie/internal/access"
	"balie/internal/authn"
	"balie/internal/email"
	"balie/internal/errs"
	"balie/internal/store"
)

const (
	sessionLife  = 30 * 24 * time.Hour
	sessionFresh = 2 * time.Second // how long a revoked session may still be known
	triesAccount = 10
	triesNetwork = 60
	triesWindow  = 15 * time.Minute
)

// sessions are the signed-in people that this node saw lately.
type sessions = lockedMap[string, knownSession]

type knownSession struct {
	who  store.SignedIn
	read time.Time
}

// SignInInput is what the sign-in form holds, and where it came from.
type SignInInput struct {
	Mail, Password string
	Browser
}

// SignIn lets a person in, or asks for the second step. A wrong address, a wrong
// password and a person who left get the same answer after the same work.
func (d *Desk) SignIn(ctx context.Context, in SignInInput) (Entry, error) {
	key := email.CanonicalAddr(in.Mail)
	if err := d.try(ctx, limitSignIn, key, in.Address); err != nil {
		return Entry{}, err
	}
	var c store.Credential
	err := d.Store.Read(ctx, func(tx *store.Tx) (err error) {
		c, err = tx.Credential(key)
		return err
	})
	if err != nil && !errs.Is(err, errs.NotFound) {
		return Entry{}, err
	}
	ok, err := d.verify(ctx, c, in.Password)
	if err != nil {
		return Entry{}, err
	}
	if !ok {
		return Entry{}, errs.New(errs.Unauthenticated, "error.sign_in").At("password", "error.sign_in")
	}
	var entry Entry
	err = d.Store.Write(ctx, func(tx *store.Tx) (err error) {
		if err := tx.ForgetTries("account " + key); err != nil {
			return err
		}
		if err := tx.TakeBackTry("network " + in.Address); err != nil {
			return err
		}
		entry, err = admit(tx, c.User, in.Browser)
		return err
	})
	return entry, err
}

// Session finds who a token belongs to; errs.Unauthenticated when nobody.
func (d *Desk) Session(ctx context.Context, token string) (store.SignedIn, error) {
	hash := authn.TokenHash(token)
	if k, ok := d.sessions.get(string(hash)); ok && time.Since(k.read) < sessionFresh && k.who.Session.ExpiresAt.After(d.now()) {
		return k.who, nil
	}
	var who store.SignedIn
	err := d.Store.Read(ctx, func(tx *store.Tx) (err error) {
		who, err = tx.SignedIn(hash)
		return err
	})
	if errs.Is(err, errs.NotFound) {
		d.sessions.remove(func(h string, _ knownSession) bool { return h == string(hash) })
		return who, errs.New(errs.Unauthenticated, "error.unauthenticated")
	}
	if err == nil {
		d.sessions.put(string(hash), knownSession{who, time.Now()})
	}
	return who, err
}

// SignOut revokes the session; open pages of it end.
func (d *Desk) SignOut(ctx context.Context, token string) error {
	hash := authn.TokenHash(token)
	err := d.Store.Write(ctx, func(tx *store.Tx) error { return tx.EndSession(hash) })
	d.sessions.remove(func(h string, _ knownSession) bool { return h == string(hash) })
	return err
}

// SetTaste keeps a person's language and theme; languages that we don't speak
// are refused.
func (d *Desk) SetTaste(ctx context.Context, a access.Actor, language, theme string) error {
	if d.Texts.Match(language) != language || (theme != "" && theme != "light" && theme != "dark") {
		return errs.New(errs.Invalid, "error.check_fields")
	}
	err := d.Store.Write(ctx, func(tx *store.Tx) error { return tx.SetTaste(a.User, language, theme) })
	d.forgetSessions(a.User)
	return err
}
