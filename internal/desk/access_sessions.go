package desk

import (
	"bytes"
	"context"
	"time"

	"balie/internal/access"
	"balie/internal/authn"
	"balie/internal/errs"
	"balie/internal/org"
	"balie/internal/store"
)

// SessionRow is a signed-in browser in its owner's list.
type SessionRow struct {
	ID      string // names the session, and is of no use to sign in
	Agent   string
	Address string
	Since   time.Time
	UsedAt  time.Time
	This    bool
}

func sessionID(hash []byte) string { return hexOf(hash[:8]) }

// Sessions lists where a person is signed in; token is the session that asks.
func (d *Desk) Sessions(ctx context.Context, a access.Actor, token string) ([]SessionRow, error) {
	this := authn.TokenHash(token)
	var out []SessionRow
	err := d.Store.Read(ctx, func(tx *store.Tx) error {
		list, err := tx.Sessions(a.User)
		for _, s := range list {
			out = append(out, SessionRow{
				sessionID(s.Hash), s.Agent, s.Address, s.CreatedAt, s.UsedAt, bytes.Equal(s.Hash, this),
			})
		}
		return err
	})
	return out, err
}

// EndSession signs one of the person's browsers out; its open pages end.
func (d *Desk) EndSession(ctx context.Context, a access.Actor, id string) error {
	err := d.Store.Write(ctx, func(tx *store.Tx) error {
		list, err := tx.Sessions(a.User)
		if err != nil {
			return err
		}
		for _, s := range list {
			if sessionID(s.Hash) == id {
				return tx.EndSession(s.Hash)
			}
		}
		return errs.Absent()
	})
	d.forgetSessions(a.User)
	return err
}

// EndOtherSessions signs the person out everywhere but here.
func (d *Desk) EndOtherSessions(ctx context.Context, a access.Actor, token string) error {
	err := d.Store.Write(ctx, func(tx *store.Tx) error { return tx.EndSessions(a.User, authn.TokenHash(token)) })
	d.forgetSessions(a.User)
	return err
}

// forgetSessions makes the next request of each of a person's sessions look
// again.
func (d *Desk) forgetSessions(user org.UserID) {
	d.sessions.remove(func(_ string, k knownSession) bool { return k.who.User.ID == user })
}
