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

// SignedIn is a session with its person and their rights.
type SignedIn struct {
	Session Session
	User    org.User
	Actor   access.Actor
}

// SignedIn finds a live session, or errs.NotFound.
func (tx *Tx) SignedIn(hash []byte) (SignedIn, error) {
	s, err := one(tx, stmt(`SELECT s.hash, s.created_at, s.used_at, s.expires_at, u.id, u.name, u.mail, u.language, u.theme, u.active, u.mail_off
		FROM session s JOIN users u ON u.id = s.user_id WHERE s.hash = ? AND s.expires_at > ? AND u.active = 1`, hash, micros(tx.Now)),
		func(r *sql.Rows, s *SignedIn) error {
			var created, used, expires, active, off int64
			u := &s.User
			err := r.Scan(&s.Session.Hash, &created, &used, &expires, &u.ID, &u.Name, &u.Mail, &u.Language, &u.Theme, &active, &off)
			s.Session.CreatedAt, s.Session.UsedAt, s.Session.ExpiresAt = fromMicros(created), fromMicros(used), fromMicros(expires)
			u.Active, u.MailOff, s.Session.User = active == 1, off == 1, u.ID
			return err
		})
	if err != nil {
		return s, err
	}
	s.Actor, err = tx.Actor(s.User)
	return s, err
}

// Actor is the person with the memberships that decide their rights.
func (tx *Tx) Actor(u org.User) (access.Actor, error) {
	m, err := tx.Memberships(u.ID)
	return access.Actor{User: u.ID, Name: u.Name, Memberships: m}, err
}
