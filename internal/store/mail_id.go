package store

import (
	"database/sql"
	"slices"
	"time"

	"balie/internal/ticket"
)

// MailID says to which ticket a Message-ID belongs. Message is the one that the
// mail became; 0 of an ancestor that is only known by name. Out is a mail of
// ours, Kind what it was about and To whom it went.
type MailID struct {
	ID      string
	Ticket  ticket.ID
	Message ticket.MessageID
	Out     bool
	Kind    string
	To      int64 // a person's id, or of a desk's address the negative of the desk's
}

// AddMailIDs stores the Message-ID of a mail that became a message, "" for
// none, and those of the mails that it names; which are known already stay.
func (tx *Tx) AddMailIDs(t ticket.ID, m ticket.MessageID, id string, ancestors []string) error {
	args, rows, had := []any{}, 0, map[string]bool{}
	for i, name := range append([]string{id}, ancestors...) {
		if name == "" || had[name] {
			continue
		}
		had[name] = true
		message := any(nil)
		if i == 0 {
			message = int64(m)
		}
		args = append(args, name, int64(t), message, micros(tx.Now))
		rows++
	}
	if rows == 0 {
		return nil
	}
	_, err := tx.exec(stmt("INSERT INTO mail_id (name, ticket_id, message_id, at) VALUES "+rowsOf(rows, 4)+
		" ON CONFLICT (name, ticket_id) DO UPDATE SET message_id = COALESCE(mail_id.message_id, excluded.message_id)", args...))
	return err
}

// MailIDs finds the tickets that Message-IDs belong to, in no order.
func (tx *Tx) MailIDs(list []string) ([]MailID, error) {
	if len(list) == 0 {
		return nil, nil
	}
	args := make([]any, len(list))
	for i, id := range list {
		args[i] = id
	}
	marks := rowsOf(1, len(list))
	return collect(tx, stmt(`SELECT name, ticket_id, message_id, 0, '', 0 FROM mail_id WHERE name IN `+marks+`
		UNION ALL SELECT message_id, ticket_id, NULL, 1, kind, user_id FROM mail_out
		WHERE message_id <> '' AND message_id IN `+marks+` AND ticket_id IS NOT NULL`, append(args, args...)...),
		func(r *sql.Rows, m *MailID) error {
			var message sql.NullInt64
			var out int64
			err := r.Scan(&m.ID, &m.Ticket, &message, &out, &m.Kind, &m.To)
			m.Message, m.Out = ticket.MessageID(message.Int64), out == 1
			return err
		})
}

// SentAs finds our own mail by its Message-ID, or errs.NotFound.
func (tx *Tx) SentAs(id string) (MailOut, error) {
	return one(tx, stmt("SELECT "+mailColumns+" FROM mail_out WHERE message_id <> '' AND message_id = ?", id), scanMail)
}

// Heard gives the Message-IDs of the mails that came in on a ticket up to a
// moment, the oldest first, and at most limit of the newest.
func (tx *Tx) Heard(t ticket.ID, upTo time.Time, limit int) ([]string, error) {
	list, err := collect(tx, stmt(`SELECT name FROM mail_id WHERE ticket_id = ? AND at <= ? AND message_id IS NOT NULL
		ORDER BY at DESC, message_id DESC LIMIT ?`, int64(t), micros(upTo), limit), func(r *sql.Rows, s *string) error { return r.Scan(s) })
	slices.Reverse(list)
	return list, err
}
