package store

import (
	"database/sql"
	"time"

	"balie/internal/org"
)

// Invitation waits for a person to join an organization.
type Invitation struct {
	ID        int64
	Org       org.ID
	Mail      string
	MailKey   string // the canonical form of the address
	Name      string
	Language  string
	Rights    org.Rights
	By        org.UserID // 0: the person asked for it
	Link      int64      // the newest link; older ones no longer count
	At        time.Time
	ExpiresAt time.Time
}

const invitationSelect = `SELECT id, org_id, mail, mail_key, name, language, rights, by_id, link_id, at, expires_at FROM invitation`

func scanInvitation(r *sql.Rows, i *Invitation) error {
	var by sql.NullInt64
	var at, expires int64
	err := r.Scan(&i.ID, &i.Org, &i.Mail, &i.MailKey, &i.Name, &i.Language, &i.Rights, &by, &i.Link, &at, &expires)
	i.By, i.At, i.ExpiresAt = org.UserID(by.Int64), fromMicros(at), fromMicros(expires)
	return err
}

// Invite stores an invitation and gives it its id; an earlier one of the same
// address to the same organization becomes this one.
func (tx *Tx) Invite(i *Invitation) error {
	id, err := scalar[int64](tx, stmt(`INSERT INTO invitation (org_id, mail, mail_key, name, language, rights, by_id, at, expires_at)
		VALUES (?,?,?,?,?,?,?,?,?)
		ON CONFLICT (org_id, mail_key) DO UPDATE SET mail = excluded.mail, name = excluded.name, language = excluded.language,
			rights = excluded.rights, by_id = excluded.by_id, at = excluded.at, expires_at = excluded.expires_at
		RETURNING id`,
		int64(i.Org), i.Mail, i.MailKey, i.Name, i.Language, int64(i.Rights), null(i.By), micros(tx.Now), micros(i.ExpiresAt)))
	i.ID = id
	return err
}

// LinkInvitation makes a link the only one that counts.
func (tx *Tx) LinkInvitation(id, link int64) error {
	return tx.mark(stmt("UPDATE invitation SET link_id = ? WHERE id = ?", link, id))
}

// Invitation loads an invitation, expired ones too.
func (tx *Tx) Invitation(id int64) (Invitation, error) {
	return one(tx, stmt(invitationSelect+" WHERE id = ?", id), scanInvitation)
}

// Invitations lists who was invited to any of some organizations and has not
// come yet, by name.
func (tx *Tx) Invitations(to ...org.ID) ([]Invitation, error) {
	return collect(tx, stmt(invitationSelect+" WHERE org_id IN (?)", ids(to)).add(" ORDER BY name, id"), scanInvitation)
}

// RemoveInvitation takes an invitation back, or ends one that was accepted.
func (tx *Tx) RemoveInvitation(id int64) error {
	return tx.mark(stmt("DELETE FROM invitation WHERE id = ?", id))
}
