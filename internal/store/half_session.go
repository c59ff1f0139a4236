package store

import (
	"time"

	"balie/internal/org"
)

// AddHalfSession stores, under the hash of its token, that a person gave the
// right password and owes the second factor.
func (tx *Tx) AddHalfSession(hash []byte, user org.UserID, expires time.Time) error {
	_, err := tx.exec(stmt("INSERT INTO half_session (hash, user_id, expires_at) VALUES (?,?,?)", hash, int64(user), micros(expires)))
	return err
}

// HalfSession finds whose it is, or errs.NotFound.
func (tx *Tx) HalfSession(hash []byte) (org.UserID, error) {
	return scalar[org.UserID](tx, stmt(`SELECT h.user_id FROM half_session h JOIN users u ON u.id = h.user_id
		WHERE h.hash = ? AND h.expires_at > ? AND u.active = 1`, hash, micros(tx.Now)))
}

// EndHalfSession spends it; errs.NotFound when it was spent already.
func (tx *Tx) EndHalfSession(hash []byte) error {
	return tx.mark(stmt("DELETE FROM half_session WHERE hash = ?", hash))
}
