package store

import (
	"database/sql"
	"time"

	"balie/internal/access"
	"balie/internal/org"
)

// Session is a signed-in browser. The token itself is never stored.
type Session struct {
	Hash      []byte
	User      org.UserID
	CreatedAt time.Time
	UsedAt    time.Time
	ExpiresAt time.Time
	Address   string
	Agent     string
}

// AddSession stores a session under the hash of its token.
func (tx *Tx) AddSession(s Session) error {
	_, err := tx.exec(stmt(`INSERT INTO session (hash, user_id, created_at, used_at, expires_at, address, agent)
		VALUES (?,?,?,?,?,?,?)`, s.Hash, int64(s.User), micros(s.CreatedAt), micros(s.UsedAt), micros(s.ExpiresAt), s.Address, s.Agent))
	return err
}

// EndSession revokes one session.
func (tx *Tx) EndSession(hash []byte) error {
	_, err := tx.exec(stmt("DELETE FROM session WHERE hash = ?", hash))
	return err
}

// EndSessions revokes all sessions of a person but one; nil ends every one.
func (tx *Tx) EndSessions(user org.UserID, but []byte) error {
	if but == nil {
		but = []byte{}
	}
	_, err := tx.exec(stmt("DELETE FROM session WHERE user_id = ? AND hash <> ?", int64(user), but))
	return err
}

// Sessions lists a person's live sessions, the last used first.
func (tx *Tx) Sessions(user org.UserID) ([]Session, error) {
	return collect(tx, stmt(`SELECT hash, created_at, used_at, expires_at, address, agent FROM session
		WHERE user_id = ? AND expires_at > ? ORDER BY used_at DESC, created_at DESC`, int64(user), micros(tx.Now)),
		func(r *sql.Rows, s *Session) error {
			var created, used, expires int64
			err := r.Scan(&s.Hash, &created, &used, &expires, &s.Address, &s.Agent)
			s.User, s.CreatedAt, s.UsedAt, s.ExpiresAt = user, fromMicros(created), fromMicros(used), fromMicros(expires)
			return err
		})
}

// SignedIn is a session with its person and their rights.
type SignedIn struct {
	Session Session
	User    org.User
	Actor   access.Actor
	Owes    bool // an agent whose organization demands a second factor, without one
}

// SignedIn finds a live session, or errs.NotFound.
func (tx *Tx) SignedIn(hash []byte) (SignedIn, error) {
	s, err := one(tx, stmt(`SELECT s.hash, s.created_at, s.used_at, s.expires_at, u.id, u.name, u.mail, u.language, u.theme, u.active, u.mail_off, u.keys_off
		FROM session s JOIN users u ON u.id = s.user_id WHERE s.hash = ? AND s.expires_at > ? AND u.active = 1`, hash, micros(tx.Now)),
		func(r *sql.Rows, s *SignedIn) error {
			var created, used, expires, active, off, keys int64
			u := &s.User
			err := r.Scan(&s.Session.Hash, &created, &used, &expires, &u.ID, &u.Name, &u.Mail, &u.Language, &u.Theme, &active, &off, &keys)
			s.Session.CreatedAt, s.Session.UsedAt, s.Session.ExpiresAt = fromMicros(created), fromMicros(used), fromMicros(expires)
			u.Active, u.MailOff, u.KeysOff, s.Session.User = active == 1, off == 1, keys == 1, u.ID
			return err
		})
	if err != nil {
		return s, err
	}
	if s.Actor, err = tx.Actor(s.User); err != nil {
		return s, err
	}
	desk, works := s.Actor.Desk()
	if !works {
		return s, nil
	}
	if s.Owes, err = tx.DemandsSecondFactor(desk.Org); err != nil || !s.Owes {
		return s, err
	}
	has, err := tx.HasSecondFactor(s.User.ID)
	s.Owes = !has
	return s, err
}

// Actor is the person with the memberships that decide their rights.
func (tx *Tx) Actor(u org.User) (access.Actor, error) {
	m, err := tx.Memberships(u.ID)
	return access.Actor{User: u.ID, Name: u.Name, Memberships: m}, err
}
