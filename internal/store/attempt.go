package store

import (
	"database/sql"
	"time"
)

// triesMax keeps the counter of a busy key in its column.
const triesMax = 1_000_000

// Try counts a try under a key, over all nodes, and reports whether it is one
// of the first limit in the window; if not, how long until the window ends. A
// window starts with the first try after the last one ended. The count lasts
// only if the transaction is committed.
func (tx *Tx) Try(key string, limit int, window time.Duration) (allowed bool, retryAfter time.Duration, err error) {
	now := micros(tx.Now)
	type counted struct{ tries, until int64 }
	c, err := one(tx, stmt(`INSERT INTO attempt (name, tries, until) VALUES (?, 1, ?)
		ON CONFLICT (name) DO UPDATE SET
			tries = CASE WHEN attempt.until <= ? THEN 1 WHEN attempt.tries < ? THEN attempt.tries + 1 ELSE attempt.tries END,
			until = CASE WHEN attempt.until <= ? THEN excluded.until ELSE attempt.until END
		RETURNING tries, until`, key, micros(tx.Now.Add(window)), now, triesMax, now),
		func(r *sql.Rows, c *counted) error { return r.Scan(&c.tries, &c.until) })
	if err != nil || c.tries <= int64(limit) {
		return err == nil, 0, err
	}
	return false, fromMicros(c.until).Sub(tx.Now), nil
}

// TakeBackTry uncounts one try, of those that share a key, that succeeded.
func (tx *Tx) TakeBackTry(key string) error {
	_, err := tx.exec(stmt("UPDATE attempt SET tries = tries - 1 WHERE name = ? AND tries > 0", key))
	return err
}

// ForgetTries starts a key anew, after a try that succeeded.
func (tx *Tx) ForgetTries(key string) error {
	_, err := tx.exec(stmt("DELETE FROM attempt WHERE name = ?", key))
	return err
}
