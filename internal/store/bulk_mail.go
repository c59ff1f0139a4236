package store

import (
	"database/sql"

	"balie/internal/org"
	"balie/internal/ticket"
)

// BulkMailKind begins the kind of a mail that tells of many tickets at once; the
// kind of mail that each would have got follows.
const BulkMailKind = "bulk_"

// BulkMail says that a person, or a desk's own address, is to hear of one
// ticket of a bulk.
type BulkMail struct {
	User   org.UserID
	Kind   string
	Ticket ticket.ID
	Event  ticket.EventID

	Partner  org.ID // of the ticket now; this and what follows is not stored
	Subject  string
	Involved bool // the person is, now
}

// bulkMails reads them with their tickets. Its order is that of one receiver,
// kind and partner after the other, and of the tickets' ids.
func (tx *Tx) bulkMails(where string, arg int64) ([]BulkMail, error) {
	return collect(tx, stmt(`SELECT b.user_id, b.kind, b.ticket_id, b.event_id, t.partner_id, t.subject, p.user_id IS NOT NULL
		FROM bulk_mail b JOIN ticket t ON t.id = b.ticket_id LEFT JOIN person p ON p.ticket_id = b.ticket_id AND p.user_id = b.user_id
		WHERE `+where+" ORDER BY b.user_id, b.kind, t.partner_id, b.ticket_id", arg), func(r *sql.Rows, m *BulkMail) error {
		return r.Scan(&m.User, &m.Kind, &m.Ticket, &m.Event, &m.Partner, &m.Subject, &m.Involved)
	})
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

// UntoldBulkMail lists what no mail says yet.
func (tx *Tx) UntoldBulkMail(bulk int64) ([]BulkMail, error) {
	return tx.bulkMails("b.bulk_id = ? AND b.mail_id = 0", bulk)
}

// MailedTickets lists what a mail of a bulk tells of: nothing once the bulk is
// forgotten.
func (tx *Tx) MailedTickets(mail int64) ([]BulkMail, error) {
	return tx.bulkMails("b.mail_id = ? AND b.mail_id > 0", mail)
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

// TellBulkMail records that one mail says all of these, which are of one
// receiver and kind.
func (tx *Tx) TellBulkMail(bulk int64, list []BulkMail, mail int64) error {
	for _, part := range powers(list) {
		told := make([]ticket.ID, len(part))
		for i, m := range part {
			told[i] = m.Ticket
		}
		if _, err := tx.exec(stmt("UPDATE bulk_mail SET mail_id = ? ", mail).add("WHERE ticket_id IN (?)", ids(told)).
			add(" AND bulk_id = ? AND user_id = ? AND kind = ? AND mail_id = 0", bulk, int64(part[0].User), part[0].Kind)); err != nil {
			return err
		}
	}
	return nil
}

// ForgetBulkMail records that a mail does not tell of these.
func (tx *Tx) ForgetBulkMail(mail int64, list []ticket.ID) error {
	for _, part := range powers(list) {
		if _, err := tx.exec(stmt("DELETE FROM bulk_mail WHERE mail_id = ? AND mail_id > 0", mail).add(" AND ticket_id IN (?)", ids(part))); err != nil {
			return err
		}
	}
	return nil
}
