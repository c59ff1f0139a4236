package store

import (
	"balie/internal/org"
	"balie/internal/ticket"
)

// MoveTickets puts all tickets of an entity that stand elsewhere at another
// first desk, each with an event that says so, and gives how many there were.
// It is what ticket.Rehome says, in one step for all of them: from the moment
// it is committed the desk before sees none.
func (tx *Tx) MoveTickets(entity, to org.ID, by ticket.By) (int64, error) {
	n, err := tx.exec(stmt(`INSERT INTO event (ticket_id, kind, actor_id, desk_id, at, channel, was, became)
		SELECT id, CAST(? AS INT), CAST(? AS BIGINT), CAST(? AS BIGINT), CAST(? AS BIGINT), CAST(? AS INT),
			CAST(partner_id AS TEXT), CAST(? AS TEXT) FROM ticket WHERE entity_id = ? AND partner_id <> ?`,
		int64(ticket.Rehomed), null(by.User), null(by.Org), micros(tx.Now), int64(by.Channel), ticket.IDText(to), int64(entity), int64(to)))
	if err != nil || n == 0 {
		return 0, err
	}
	open, answered := int64(ticket.OpenAtPartner), int64(ticket.PartnerAnswered)
	if to == org.VendorID {
		open, answered = int64(ticket.OpenAtVendor), int64(ticket.VendorAnswered)
	}
	if _, err := tx.exec(stmt(`UPDATE ticket SET partner_id = ?, holder_id = ?,
		answered_id = CASE WHEN answered_id IS NULL THEN NULL ELSE CAST(? AS BIGINT) END,
		partner_assignee_id = NULL, vendor_assignee_id = NULL, team_id = NULL, vendor_team_id = NULL, topic_id = NULL,
		shelf = CASE state WHEN 1 THEN CAST(? AS INT) WHEN 2 THEN CAST(? AS INT) ELSE shelf END,
		shown_shelf = CASE shown_state WHEN 1 THEN CAST(? AS INT) WHEN 2 THEN CAST(? AS INT) ELSE shown_shelf END
		WHERE entity_id = ? AND partner_id <> ?`,
		int64(to), int64(to), int64(to), open, answered, open, answered, int64(entity), int64(to))); err != nil {
		return n, err
	}
	_, err = tx.exec(stmt(`UPDATE person SET shelf = (SELECT t.shown_shelf FROM ticket t WHERE t.id = person.ticket_id)
		WHERE ticket_id IN (SELECT id FROM ticket WHERE entity_id = ? AND state < 4)`, int64(entity)))
	return n, err
}

// DropStaff ends the part that the people of a desk had as followers in an
// entity's tickets.
func (tx *Tx) DropStaff(entity, desk org.ID) error {
	_, err := tx.exec(stmt(`DELETE FROM person WHERE role <> ? AND ticket_id IN (SELECT id FROM ticket WHERE entity_id = ?)
		AND user_id IN (SELECT user_id FROM membership WHERE org_id = ?)
		AND user_id NOT IN (SELECT user_id FROM membership WHERE org_id = ?)`,
		int64(RoleRequester), int64(entity), int64(desk), int64(entity)))
	return err
}

// TicketsOf lists an entity's tickets after one, in the order of their numbers.
func (tx *Tx) TicketsOf(entity org.ID, after ticket.ID, limit int) ([]ticket.Ticket, error) {
	return collect(tx, stmt(ticketSelect+" WHERE t.entity_id = ? AND t.id > ? ORDER BY t.id LIMIT ?", int64(entity), int64(after), limit), scanTicket)
}

// LastOf gives an entity's newest tickets as customers last knew them.
func (tx *Tx) LastOf(entity org.ID, limit int) ([]ticket.Ticket, error) {
	return collect(tx, stmt(ticketSelect+" WHERE t.entity_id = ? ORDER BY t.public_at DESC, t.id DESC LIMIT ?", int64(entity), limit), scanTicket)
}
