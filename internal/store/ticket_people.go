package store

import (
	"database/sql"

	"balie/internal/errs"
	"balie/internal/org"
	"balie/internal/ticket"
)

// AddFollower involves a person in a ticket; false when they were already.
func (tx *Tx) AddFollower(t ticket.Ticket, user org.UserID) (bool, error) {
	n, err := tx.exec(stmt("INSERT INTO person (ticket_id, user_id, role, shelf, public_at) VALUES (?,?,?,?,?) ON CONFLICT DO NOTHING",
		int64(t.ID), int64(user), int64(RoleFollower), int64(t.CustomerShelf()), micros(t.PublicAt)))
	return n > 0, err
}

// RemoveFollower ends a follower's part in a ticket; false when they had none.
// The requester stays.
func (tx *Tx) RemoveFollower(id ticket.ID, user org.UserID) (bool, error) {
	n, err := tx.exec(stmt("DELETE FROM person WHERE ticket_id = ? AND user_id = ? AND role <> ?",
		int64(id), int64(user), int64(RoleRequester)))
	return n > 0, err
}

// RemoveMembers ends the part of followers who belong to an entity, and not to
// the one that has the ticket now; it gives who they were.
func (tx *Tx) RemoveMembers(id ticket.ID, old, now org.ID) ([]org.UserID, error) {
	return collect(tx, stmt(`DELETE FROM person WHERE ticket_id = ? AND role <> ?
		AND user_id IN (SELECT user_id FROM membership WHERE org_id = ?)
		AND user_id NOT IN (SELECT user_id FROM membership WHERE org_id = ?) RETURNING user_id`,
		int64(id), int64(RoleRequester), int64(old), int64(now)),
		func(r *sql.Rows, u *org.UserID) error { return r.Scan(u) })
}

// BroughtInBy is the first desk of the newest ticket into which an agent brought
// a person: as a follower, or as who asked by phone, chat or forum. 0: none.
func (tx *Tx) BroughtInBy(user org.UserID) (org.ID, error) {
	at, err := scalar[int64](tx, stmt(`SELECT t.partner_id FROM person p JOIN ticket t ON t.id = p.ticket_id
		WHERE p.user_id = ? AND (p.role <> ? OR t.channel IN (4, 5, 7)) ORDER BY p.ticket_id DESC LIMIT 1`, int64(user), int64(RoleRequester)))
	if errs.Is(err, errs.NotFound) {
		err = nil
	}
	return org.ID(at), err
}

// UserByMail finds a person by the canonical address.
func (tx *Tx) UserByMail(mailKey string) (org.User, error) {
	return one(tx, stmt(userSelect+" WHERE u.mail_key = ?", mailKey), scanUser)
}
