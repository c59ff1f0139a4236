package desk

import (
	"context"
	"strings"
	"time"

	"balie/internal/access"
	"balie/internal/authn"
	"balie/internal/email"
	"balie/internal/errs"
	"balie/internal/org"
	"balie/internal/store"
)

const (
	sessionLife  = 30 * 24 * time.Hour
	sessionFresh = 5 * time.Second // how long a revoked session may still be known
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
	Address        string // the network address, for the limit and the list of sessions
	Agent          string // the browser, for the list of sessions
}

// SignIn gives a new session's token. A wrong address, a wrong password and a
// person who left get the same answer after the same work.
func (d *Desk) SignIn(ctx context.Context, in SignInInput) (string, error) {
	key := email.CanonicalAddr(in.Mail)
	if err := d.slowDown(ctx, key, in.Address); err != nil {
		return "", err
	}
	var c store.Credential
	err := d.Store.Read(ctx, func(tx *store.Tx) (err error) {
		c, err = tx.Credential(key)
		return err
	})
	if err != nil && !errs.Is(err, errs.NotFound) {
		return "", err
	}
	ok := false
	if c.Password == "" || !c.Active {
		err = d.Hasher.VerifyNobody(ctx, in.Password)
	} else {
		ok, err = d.Hasher.Verify(ctx, c.Password, in.Password)
	}
	if err != nil {
		return "", err
	}
	if !ok {
		return "", errs.New(errs.Unauthenticated, "error.sign_in").At("password", "error.sign_in")
	}
	return d.startSession(ctx, c.User, key, in.Address, in.Agent)
}

// slowDown counts the try for the account and for the network, before any work.
func (d *Desk) slowDown(ctx context.Context, account, network string) error {
	return d.Store.Write(ctx, func(tx *store.Tx) error {
		for _, t := range []struct {
			name  string
			limit int
		}{{"account " + account, triesAccount}, {"network " + network, triesNetwork}} {
			allowed, after, err := tx.Try(t.name, t.limit, triesWindow)
			if err != nil {
				return err
			}
			if !allowed {
				return errs.New(errs.RateLimited, "error.too_many_tries", "minutes", int(after.Minutes())+1)
			}
		}
		return nil
	})
}

// startSession also forgets the account's tries and takes back the network's
// last: only those that failed count.
func (d *Desk) startSession(ctx context.Context, user org.UserID, account, address, agent string) (string, error) {
	token := authn.NewToken()
	err := d.Store.Write(ctx, func(tx *store.Tx) error {
		if err := tx.ForgetTries("account " + account); err != nil {
			return err
		}
		if err := tx.TakeBackTry("network " + address); err != nil {
			return err
		}
		return tx.AddSession(store.Session{
			Hash: authn.TokenHash(token), User: user, CreatedAt: tx.Now, UsedAt: tx.Now,
			ExpiresAt: tx.Now.Add(sessionLife), Address: address, Agent: strings.ToValidUTF8(agent[:min(len(agent), 200)], ""),
		})
	})
	return token, err
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
	d.sessions.remove(func(_ string, k knownSession) bool { return k.who.User.ID == a.User })
	return err
}
