package store

import (
	"database/sql"
	"strconv"
	"time"

	"balie/internal/errs"
	"balie/internal/org"
)

// SecondFactor is a person's secret for time-based codes. It counts once it is
// confirmed.
type SecondFactor struct {
	Sealed      []byte
	ConfirmedAt time.Time // zero: shown to the person, no code came yet
}

// SecondFactor finds a person's second factor, or errs.NotFound.
func (tx *Tx) SecondFactor(user org.UserID) (SecondFactor, error) {
	return one(tx, stmt("SELECT secret, confirmed_at FROM totp WHERE user_id = ?", int64(user)),
		func(r *sql.Rows, f *SecondFactor) error {
			var at int64
			err := r.Scan(&f.Sealed, &at)
			f.ConfirmedAt = fromMicros(at)
			return err
		})
}

// HasSecondFactor reports whether signing in takes a code.
func (tx *Tx) HasSecondFactor(user org.UserID) (bool, error) {
	f, err := tx.SecondFactor(user)
	if errs.Is(err, errs.NotFound) {
		return false, nil
	}
	return err == nil && !f.ConfirmedAt.IsZero(), err
}

// OfferSecondFactor stores a secret that is yet to be confirmed; a confirmed
// one stays and is errs.Conflict.
func (tx *Tx) OfferSecondFactor(user org.UserID, sealed []byte) error {
	n, err := tx.exec(stmt(`INSERT INTO totp (user_id, secret) VALUES (?,?)
		ON CONFLICT (user_id) DO UPDATE SET secret = excluded.secret, last_step = 0 WHERE totp.confirmed_at = 0`, int64(user), sealed))
	if err == nil && n == 0 {
		return errs.New(errs.Conflict, "access.second.on_already")
	}
	return err
}

// TakeStep records that a code of a time step was used and reports whether it
// was the first of this step or a later one: of two who send the same code one
// is refused. confirm makes the factor count from now.
func (tx *Tx) TakeStep(user org.UserID, step int64, confirm bool) (bool, error) {
	s := stmt("UPDATE totp SET last_step = ?", step)
	if confirm {
		s.add(", confirmed_at = ?", micros(tx.Now))
	}
	n, err := tx.exec(s.add(" WHERE user_id = ? AND last_step < ?", int64(user), step))
	return n > 0, err
}

// DropSecondFactor removes a person's second factor and recovery codes.
func (tx *Tx) DropSecondFactor(user org.UserID) error {
	for _, table := range []string{"totp", "recovery_code"} {
		if _, err := tx.exec(stmt("DELETE FROM "+table+" WHERE user_id = ?", int64(user))); err != nil {
			return err
		}
	}
	return nil
}

// SetRecoveryCodes replaces a person's recovery codes, given as hashes.
func (tx *Tx) SetRecoveryCodes(user org.UserID, hashes [][]byte) error {
	if _, err := tx.exec(stmt("DELETE FROM recovery_code WHERE user_id = ?", int64(user))); err != nil {
		return err
	}
	args := make([]any, 0, len(hashes)*2)
	for _, h := range hashes {
		args = append(args, int64(user), h)
	}
	_, err := tx.exec(stmt("INSERT INTO recovery_code (user_id, hash) VALUES "+rowsOf(len(hashes), 2), args...))
	return err
}

// UseRecoveryCode spends a recovery code and reports whether there was one.
func (tx *Tx) UseRecoveryCode(user org.UserID, hash []byte) (bool, error) {
	n, err := tx.exec(stmt("DELETE FROM recovery_code WHERE user_id = ? AND hash = ?", int64(user), hash))
	return n > 0, err
}

// RecoveryCodes counts those that are left.
func (tx *Tx) RecoveryCodes(user org.UserID) (int, error) {
	return scalar[int](tx, stmt("SELECT COUNT(*) FROM recovery_code WHERE user_id = ?", int64(user)))
}

// SecondFactors reports who of some people has a second factor that counts.
func (tx *Tx) SecondFactors(of []org.UserID) (map[org.UserID]bool, error) {
	got, err := collect(tx, stmt("SELECT user_id FROM totp WHERE confirmed_at > 0 AND user_id IN (?)", ids(of)),
		func(r *sql.Rows, u *org.UserID) error { return r.Scan(u) })
	out := map[org.UserID]bool{}
	for _, u := range got {
		out[u] = true
	}
	return out, err
}

func demandName(of org.ID) string { return "second factor of " + strconv.FormatInt(int64(of), 10) }

// DemandSecondFactor says whether the agents of an organization need one.
func (tx *Tx) DemandSecondFactor(of org.ID, demand bool) error {
	return tx.SetSetting(demandName(of), strconv.FormatBool(demand))
}

// DemandsSecondFactor reports whether the agents of an organization need one.
func (tx *Tx) DemandsSecondFactor(of org.ID) (bool, error) {
	v, err := tx.Setting(demandName(of))
	return v == "true", err
}
