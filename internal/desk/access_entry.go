package desk

import (
	"context"
	"strconv"
	"strings"
	"time"

	"balie/internal/authn"
	"balie/internal/email"
	"balie/internal/errs"
	"balie/internal/org"
	"balie/internal/store"
)

// halfLife is how long the second step may take.
const halfLife = 5 * time.Minute

// Entry is what the right password gave: a session's token, or where the person
// has a second factor, the token of a half session for SecondStep.
type Entry struct {
	Session string
	Half    string
}

// Browser is where somebody signs in from, for the limits and the list of
// sessions.
type Browser struct {
	Address string // of the network
	Agent   string // as the browser names itself
}

// admit lets a person in whose password was right.
func admit(tx *store.Tx, user org.UserID, b Browser) (Entry, error) {
	second, err := tx.HasSecondFactor(user)
	if err != nil {
		return Entry{}, err
	}
	if !second {
		token, err := startSession(tx, user, b)
		return Entry{Session: token}, err
	}
	token := authn.NewToken()
	return Entry{Half: token}, tx.AddHalfSession(authn.TokenHash(token), user, tx.Now.Add(halfLife))
}

// startSession gives a new session's token.
func startSession(tx *store.Tx, user org.UserID, b Browser) (string, error) {
	token := authn.NewToken()
	return token, tx.AddSession(store.Session{
		Hash: authn.TokenHash(token), User: user, CreatedAt: tx.Now, UsedAt: tx.Now, ExpiresAt: tx.Now.Add(sessionLife),
		Address: b.Address, Agent: strings.ToValidUTF8(b.Agent[:min(len(b.Agent), 200)], ""),
	})
}

// SecondStepInput is what the second form holds.
type SecondStepInput struct {
	Half string // of the Entry
	Code string // of the app, or a recovery code
	Browser
}

// SecondStep ends a half session and gives a whole one. A code is taken once,
// by one sender; a recovery code is spent.
func (d *Desk) SecondStep(ctx context.Context, in SecondStepInput) (string, error) {
	hash := authn.TokenHash(in.Half)
	var user org.UserID
	err := d.Store.Read(ctx, func(tx *store.Tx) (err error) {
		user, err = tx.HalfSession(hash)
		return err
	})
	if errs.Is(err, errs.NotFound) {
		return "", errs.New(errs.Unauthenticated, "error.unauthenticated")
	}
	if err != nil {
		return "", err
	}
	if err := d.try(ctx, limitCode, userName(user), in.Address); err != nil {
		return "", err
	}
	var token string
	err = d.Store.Write(ctx, func(tx *store.Tx) error {
		if err := d.takeCode(tx, user, in.Code, true); err != nil {
			return err
		}
		if err := tx.EndHalfSession(hash); err != nil {
			return err
		}
		token, err = startSession(tx, user, in.Browser)
		return err
	})
	return token, err
}

// HalfSignedIn reports whether a half session still waits for its code.
func (d *Desk) HalfSignedIn(ctx context.Context, half string) bool {
	err := d.Store.Read(ctx, func(tx *store.Tx) error {
		_, err := tx.HalfSession(authn.TokenHash(half))
		return err
	})
	return err == nil
}

// limit is how often something may be tried in a window: for one account, and
// from one network.
type limit struct {
	name             string
	account, network int // 0: not counted
	window           time.Duration
}

var (
	limitSignIn = limit{"", triesAccount, triesNetwork, triesWindow}
	limitCode   = limit{"code ", 6, triesNetwork, triesWindow}
	limitForgot = limit{"forgot ", 3, 30, time.Hour}
	limitAsk    = limit{"access ", 3, 20, time.Hour}
	limitLink   = limit{"link ", 30, 60, triesWindow}
	limitGrant  = limit{"grant ", 0, 60, triesWindow}
	limitOld    = limit{"old password ", 6, triesNetwork, triesWindow}
	limitInvite = limit{"invite ", 100, 300, time.Hour}
)

// try counts a try for the account and for the network, before any work.
func (d *Desk) try(ctx context.Context, l limit, account, network string) error {
	return d.Store.Write(ctx, func(tx *store.Tx) error { return l.count(tx, account, network) })
}

func (l limit) count(tx *store.Tx, account, network string) error {
	for _, t := range []struct {
		name  string
		limit int
	}{{l.name + "account " + account, l.account}, {l.name + "network " + network, l.network}} {
		if t.limit == 0 {
			continue
		}
		allowed, after, err := tx.Try(t.name, t.limit, l.window)
		if err != nil {
			return err
		}
		if !allowed {
			return errs.New(errs.RateLimited, "error.too_many_tries", "minutes", int(after.Minutes())+1)
		}
	}
	return nil
}

// userName is how a person's account is counted and their secrets are bound.
func userName(u org.UserID) string { return "user " + strconv.FormatInt(int64(u), 10) }

// mailOf reads an address from a form: as it is written, and the form by which
// people are found.
func mailOf(typed string) (addr, key string, err error) {
	a, err := email.ParseAddress(typed)
	if err != nil {
		return "", "", errs.New(errs.Invalid, "error.check_fields").At("mail", "mail.address_invalid")
	}
	return a.Addr, email.CanonicalAddr(a.Addr), nil
}
