package store

import (
	"database/sql"

	"balie/internal/org"
	"balie/internal/ticket"
)

// Reactivate lets a person who left come back; their password still counts.
func (tx *Tx) Reactivate(user org.UserID) error {
	tx.After(tx.s.DropNames)
	if err := tx.mark(stmt("UPDATE users SET active = 1 WHERE id = ?", int64(user))); err != nil {
		return err
	}
	return tx.nameAgain(user)
}

// EndFollowing ends a person's part in the tickets that somebody else asked: in
// those of the entities, without any in all. It gives the tickets, which are to
// be found by that person no more.
func (tx *Tx) EndFollowing(user org.UserID, of ...org.ID) ([]ticket.ID, error) {
	s := stmt("DELETE FROM person WHERE user_id = ? AND role <> ?", int64(user), int64(RoleRequester))
	if len(of) > 0 {
		s.add(" AND ticket_id IN (SELECT id FROM ticket WHERE entity_id IN (?))", ids(of))
	}
	return collect(tx, s.add(" RETURNING ticket_id"), func(r *sql.Rows, id *ticket.ID) error { return r.Scan(id) })
}

// InvolvedIn lists tickets in which a person has a part, beginning after one,
// in the order of their numbers.
func (tx *Tx) InvolvedIn(user org.UserID, after ticket.ID, limit int) ([]ticket.ID, error) {
	return collect(tx, stmt("SELECT ticket_id FROM person WHERE user_id = ? AND ticket_id > ? ORDER BY ticket_id LIMIT ?",
		int64(user), int64(after), limit), func(r *sql.Rows, id *ticket.ID) error { return r.Scan(id) })
}

// DropAccess ends what else lets a person in: half a sign-in.
func (tx *Tx) DropAccess(user org.UserID) error {
	_, err := tx.exec(stmt("DELETE FROM half_session WHERE user_id = ?", int64(user)))
	return err
}

// OpenOf lists the tickets, beginning after one, that are not closed and that
// a person asked or is assigned to, in the order of their numbers.
func (tx *Tx) OpenOf(user org.UserID, after ticket.ID, limit int) ([]ticket.ID, error) {
	return collect(tx, stmt(`SELECT id FROM (
		SELECT t.id FROM person p JOIN ticket t ON t.id = p.ticket_id
			WHERE p.user_id = ? AND p.role = 1 AND t.requester_id = p.user_id AND t.state < 4
		UNION SELECT id FROM ticket WHERE partner_assignee_id = ? AND shelf < 6
		UNION SELECT id FROM ticket WHERE vendor_assignee_id = ? AND shelf < 6) mine
		WHERE id > ? ORDER BY id LIMIT ?`, int64(user), int64(user), int64(user), int64(after), limit),
		func(r *sql.Rows, id *ticket.ID) error { return r.Scan(id) })
}

// PassTicket makes another person the requester; the one before has no part in
// the ticket any more. The ticket's own row is the caller's to save.
func (tx *Tx) PassTicket(t ticket.Ticket, from org.UserID) error {
	if _, err := tx.exec(stmt("DELETE FROM person WHERE ticket_id = ? AND user_id = ?", int64(t.ID), int64(from))); err != nil {
		return err
	}
	_, err := tx.exec(stmt(`INSERT INTO person (ticket_id, user_id, role, shelf, public_at) VALUES (?,?,?,?,?)
		ON CONFLICT (ticket_id, user_id) DO UPDATE SET role = excluded.role`,
		int64(t.ID), int64(t.Requester), int64(RoleRequester), int64(t.CustomerShelf()), micros(t.PublicAt)))
	return err
}
