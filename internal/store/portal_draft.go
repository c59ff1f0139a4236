package store

import (
	"database/sql"

	"balie/internal/org"
	"balie/internal/ticket"
)

// PortalDraft is what a customer has typed on a ticket, or for a new one, and
// not sent: the form's fields as their page packs them. Without a Form there is
// none.
type PortalDraft struct {
	Form    string
	Uploads []int64 // files that wait for it
}

// PortalDraft gives a person's draft on a ticket; 0 is the new one. The zero
// value says that there is none.
func (tx *Tx) PortalDraft(user org.UserID, id ticket.ID) (PortalDraft, error) {
	got, err := collect(tx, stmt("SELECT form, uploads FROM portal_draft WHERE user_id = ? AND ticket_id = ?", int64(user), int64(id)),
		func(r *sql.Rows, d *PortalDraft) (err error) {
			var uploads string
			if err = r.Scan(&d.Form, &uploads); err == nil {
				d.Uploads, err = wordIDs(uploads)
			}
			return err
		})
	if err != nil || len(got) == 0 {
		return PortalDraft{}, err
	}
	return got[0], nil
}

// SavePortalDraft keeps a draft in the place of the one before.
func (tx *Tx) SavePortalDraft(user org.UserID, id ticket.ID, d PortalDraft) error {
	_, err := tx.exec(stmt(`INSERT INTO portal_draft (user_id, ticket_id, form, uploads, at) VALUES (?,?,?,?,?)
		ON CONFLICT (user_id, ticket_id) DO UPDATE SET form = excluded.form, uploads = excluded.uploads, at = excluded.at`,
		int64(user), int64(id), d.Form, idWords(d.Uploads), micros(tx.Now)))
	return err
}

// DropPortalDraft forgets a draft, because it is sent or not wanted.
func (tx *Tx) DropPortalDraft(user org.UserID, id ticket.ID) error {
	return tx.later(stmt("DELETE FROM portal_draft WHERE user_id = ? AND ticket_id = ?", int64(user), int64(id)), nil)
}
