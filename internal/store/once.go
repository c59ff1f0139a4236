package store

import (
	"time"

	"balie/internal/errs"
	"balie/internal/org"
)

// Once gives what a form's first sending answered; found is false when this is
// the first. Repeats that arrive together wait for each other: on SQLite by the
// one writer, on PostgreSQL by the row that KeepOnce inserts.
func (tx *Tx) Once(user org.UserID, token string) (result string, found bool, err error) {
	result, err = scalar[string](tx, stmt("SELECT result FROM once WHERE user_id = ? AND token = ?", int64(user), token))
	if errs.Is(err, errs.NotFound) {
		return "", false, nil
	}
	return result, err == nil, err
}

// KeepOnce stores the answer in the same transaction as its effect. A second
// sender that passed Once at the same moment is refused, here or by the commit,
// and is to look again.
func (tx *Tx) KeepOnce(user org.UserID, token, result string) error {
	return tx.later(stmt("INSERT INTO once (user_id, token, result, at) VALUES (?,?,?,?) ON CONFLICT DO NOTHING",
		int64(user), token, result, micros(tx.Now)), func(rows int64) error {
		if rows == 0 {
			return errs.New(errs.Conflict, KeySentTwice)
		}
		return nil
	})
}

// KeySentTwice is the key of the refusal that means: look again with Once.
const KeySentTwice = "error.sent_twice"

// ForgetOld drops answers older than a day, parked forms older than an hour
// expired sessions and invitations that expired a month ago; a periodic job calls it. It returns how many.
func (tx *Tx) ForgetOld() (int64, error) {
	var sum int64
	for _, s := range []*q{
		stmt("DELETE FROM once WHERE at < ?", micros(tx.Now.Add(-24*time.Hour))),
		stmt("DELETE FROM parked WHERE at < ?", micros(tx.Now.Add(-time.Hour))),
		stmt("DELETE FROM session WHERE expires_at < ?", micros(tx.Now)),
		stmt("DELETE FROM half_session WHERE expires_at < ?", micros(tx.Now)),
		stmt("DELETE FROM invitation WHERE expires_at < ?", micros(tx.Now.Add(-30*24*time.Hour))),
		stmt("DELETE FROM attempt WHERE until < ?", micros(tx.Now)),
	} {
		n, err := tx.exec(s)
		if err != nil {
			return sum, err
		}
		sum += n
	}
	return sum, nil
}

// Park keeps a form that was posted in an expired session.
func (tx *Tx) Park(hash []byte, user org.UserID, path, form string) error {
	_, err := tx.exec(stmt("INSERT INTO parked (hash, user_id, path, form, at) VALUES (?,?,?,?,?)", hash, int64(user), path, form, micros(tx.Now)))
	return err
}

// Parked gives the form that was parked on this page, as often as it is asked
// for within the hour.
func (tx *Tx) Parked(hash []byte, user org.UserID, path string) (form string, err error) {
	return scalar[string](tx, stmt("SELECT form FROM parked WHERE hash = ? AND user_id = ? AND path = ? AND at > ?",
		hash, int64(user), path, micros(tx.Now.Add(-time.Hour))))
}

// Unpark forgets the form that was parked on this page.
func (tx *Tx) Unpark(hash []byte, path string) error {
	_, err := tx.exec(stmt("DELETE FROM parked WHERE hash = ? AND path = ?", hash, path))
	return err
}
