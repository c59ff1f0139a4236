package store

import (
	"database/sql"

	"balie/internal/org"
	"balie/internal/ticket"
)

// BulkMail says that a person, or a desk's own address, is to hear of one
// ticket of a bulk.
type BulkMail struct {
	User   org.UserID
	Kind   string
	Ticket ticket.ID
	Event  ticket.EventID

	Partner org.ID // of the ticket, as UntoldBulkMail gives it
}

// AddBulkMail remembers who is to hear of what.
func (tx *Tx) AddBulkMail(bulk int64, list []BulkMail) error {
	for _, part := range powers(list) {
		args := make([]any, 0, 5*len(part))
		for _, m := range part {
			args = append(args, bulk, int64(m.User), m.Kind, int64(m.Ticket), int64(m.Event))
		}
		if _, err := tx.exec(stmt("INSERT INTO bulk_mail (bulk_id, user_id, kind, ticket_id, event_id) VALUES "+rowsOf(len(part), 5)+
			" ON CONFLICT DO NOTHING", args...)); err != nil {
			return err
		}
	}
	return nil
}

// UntoldBulkMail lists what no mail says yet: one receiver, kind and partner
// after the other, tickets in the order of their ids.
func (tx *Tx) UntoldBulkMail(bulk int64) ([]BulkMail, error) {
	return collect(tx, stmt(`SELECT b.user_id, b.kind, b.ticket_id, b.event_id, t.partner_id FROM bulk_mail b JOIN ticket t ON t.id = b.ticket_id
		WHERE b.bulk_id = ? AND b.mail_id = 0 ORDER BY b.user_id, b.kind, t.partner_id, b.ticket_id`, bulk), scanBulkMail)
}

func scanBulkMail(r *sql.Rows, m *BulkMail) error {
	return r.Scan(&m.User, &m.Kind, &m.Ticket, &m.Event, &m.Partner)
}

// DropBulkMail forgets what was to be told of a ticket; false when a mail said
// it already.
func (tx *Tx) DropBulkMail(bulk int64, id ticket.ID) (bool, error) {
	if _, err := tx.exec(stmt("DELETE FROM bulk_mail WHERE bulk_id = ? AND ticket_id = ? AND mail_id = 0", bulk, int64(id))); err != nil {
		return false, err
	}
	left, err := scalar[int](tx, stmt("SELECT COUNT(*) FROM bulk_mail WHERE bulk_id = ? AND ticket_id = ?", bulk, int64(id)))
	return left == 0, err
}

// TellBulkMail records that one mail says all of a kind to a receiver, of one
// partner's tickets or (0) of everybody's.
func (tx *Tx) TellBulkMail(bulk int64, to org.UserID, kind string, of org.ID, mail int64) error {
	s := stmt("UPDATE bulk_mail SET mail_id = ? WHERE bulk_id = ? AND user_id = ? AND kind = ? AND mail_id = 0", mail, bulk, int64(to), kind)
	if of != 0 {
		s.add(" AND EXISTS (SELECT 1 FROM ticket t WHERE t.id = bulk_mail.ticket_id AND t.partner_id = ?)", int64(of))
	}
	_, err := tx.exec(s)
	return err
}

// MailedTickets lists the tickets that a mail of a bulk tells of.
func (tx *Tx) MailedTickets(mail int64) ([]ticket.Ticket, error) {
	return collect(tx, stmt(ticketSelect+" WHERE t.id IN (SELECT ticket_id FROM bulk_mail WHERE mail_id = ? AND mail_id > 0) ORDER BY t.id", mail), scanTicket)
}
