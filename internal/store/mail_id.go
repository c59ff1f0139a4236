package store

import (
	"database/sql"
	"slices"
	"time"

	"balie/internal/org"
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

// MailName is by what a mail that came in is known: its Message-ID, "" for
// none, and Outlook's Thread-Index.
type MailName struct{ ID, Index string }

// AddMailIDs stores the name of a mail that became a message, and the
// Message-IDs of the mails that it names; which are known already stay.
func (tx *Tx) AddMailIDs(t ticket.ID, m ticket.MessageID, own MailName, ancestors []string) error {
	args, rows, had := []any{}, 0, map[string]bool{}
	for i, name := range append([]string{own.ID}, ancestors...) {
		if name == "" || had[name] {
			continue
		}
		had[name] = true
		message, index := any(nil), ""
		if i == 0 {
			message, index = int64(m), own.Index
		}
		args = append(args, name, int64(t), message, index, micros(tx.Now))
		rows++
	}
	if rows == 0 {
		return nil
	}
	_, err := tx.exec(stmt("INSERT INTO mail_id (name, ticket_id, message_id, thread_index, at) VALUES "+rowsOf(rows, 5)+
		` ON CONFLICT (name, ticket_id) DO UPDATE SET message_id = COALESCE(mail_id.message_id, excluded.message_id),
			thread_index = CASE WHEN mail_id.message_id IS NULL THEN excluded.thread_index ELSE mail_id.thread_index END`, args...))
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

// Heard is a mail about a ticket: one that came in and became a public message,
// or one of ours.
type Heard struct {
	MailName
	At     time.Time
	Author org.UserID
	Desk   org.ID // the organization the author spoke for
}

func scanHeard(r *sql.Rows, h *Heard) error {
	var author, desk sql.NullInt64
	var at int64
	err := r.Scan(&h.ID, &h.Index, &at, &author, &desk)
	h.At, h.Author, h.Desk = fromMicros(at), org.UserID(author.Int64), org.ID(desk.Int64)
	return err
}

// Heard gives the mails that came in on a ticket up to a moment and are public
// now, the oldest first, and at most limit of the newest.
func (tx *Tx) Heard(t ticket.ID, upTo time.Time, limit int) ([]Heard, error) {
	list, err := collect(tx, stmt(`SELECT i.name, i.thread_index, i.at, m.author_id, m.desk_id FROM mail_id i JOIN message m ON m.id = i.message_id
		WHERE i.ticket_id = ? AND i.at <= ? AND m.hidden = 0 AND m.withdrawn = 0 ORDER BY i.at DESC, i.message_id DESC LIMIT ?`,
		int64(t), micros(upTo), limit), scanHeard)
	slices.Reverse(list)
	return list, err
}

// MailsBefore gives the mails that a person was to get about the same ticket, and
// no other, before a mail, the oldest first, and at most limit of the newest.
func (tx *Tx) MailsBefore(m MailOut, limit int) ([]Heard, error) {
	list, err := collect(tx, stmt(`SELECT message_id, '', at, NULL, NULL FROM mail_out
		WHERE ticket_id = ? AND ticket_id IS NOT NULL AND user_id = ? AND id < ? AND substr(kind, 1, 5) <> 'bulk_' ORDER BY id DESC LIMIT ?`,
		int64(m.Ticket), int64(m.User), m.ID, limit), scanHeard)
	slices.Reverse(list)
	return list, err
}
