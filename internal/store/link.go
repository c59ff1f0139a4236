package store

import (
	"database/sql"
	"time"

	"balie/internal/errs"
)

// Link is the row behind a secret link. Its token is made from it with a key
// that is not stored here.
type Link struct {
	ID        int64
	Purpose   string
	Subject   string // what the link is about, as the purpose defines it
	ExpiresAt time.Time
	UsedAt    time.Time // zero: not used yet
}

// AddLink stores a link and gives its id.
func (tx *Tx) AddLink(purpose, subject string, expires time.Time) (int64, error) {
	return scalar[int64](tx, stmt("INSERT INTO link (purpose, subject, expires_at) VALUES (?,?,?) RETURNING id",
		purpose, subject, micros(expires)))
}

// Link loads a link, used or expired ones too.
func (tx *Tx) Link(id int64) (Link, error) {
	return one(tx, stmt(linkSelect+" WHERE id = ?", id), scanLink)
}

const linkSelect = "SELECT id, purpose, subject, expires_at, used_at FROM link"

func scanLink(r *sql.Rows, l *Link) error {
	var expires, used int64
	err := r.Scan(&l.ID, &l.Purpose, &l.Subject, &expires, &used)
	l.ExpiresAt, l.UsedAt = fromMicros(expires), fromMicros(used)
	return err
}

// UseLink marks a link as used; errs.NotFound when it was used before, has
// expired or never was. Of two who use it at once one is refused.
func (tx *Tx) UseLink(id int64) error {
	n, err := tx.exec(stmt("UPDATE link SET used_at = ? WHERE id = ? AND used_at = 0 AND expires_at > ?",
		micros(tx.Now), id, micros(tx.Now)))
	if err == nil && n == 0 {
		return errs.Absent()
	}
	return err
}

// EndLinks makes links about a subject work no more.
func (tx *Tx) EndLinks(purpose, subject string) error {
	_, err := tx.exec(stmt("UPDATE link SET expires_at = 0 WHERE purpose = ? AND subject = ?", purpose, subject))
	return err
}

// EndInvitationLinks makes the links of invitations to an address, by its
// canonical form, work no more.
func (tx *Tx) EndInvitationLinks(mailKey string) error {
	_, err := tx.exec(stmt("UPDATE link SET expires_at = 0 WHERE id IN (SELECT link_id FROM invitation WHERE mail_key = ?)", mailKey))
	return err
}

// LiveLinks lists the links of a purpose that can still be used.
func (tx *Tx) LiveLinks(purpose string) ([]Link, error) {
	return collect(tx, stmt(linkSelect+" WHERE expires_at > ? AND purpose = ? AND used_at = 0 ORDER BY id", micros(tx.Now), purpose), scanLink)
}

// PruneLinks removes links that expired before a time and gives how many.
func (tx *Tx) PruneLinks(before time.Time) (int64, error) {
	return tx.exec(stmt("DELETE FROM link WHERE expires_at < ?", micros(before)))
}
