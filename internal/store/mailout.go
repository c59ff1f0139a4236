package store

import (
	"database/sql"
	"time"

	"balie/internal/errs"
	"balie/internal/org"
	"balie/internal/ticket"
)

// MailState says how far an outgoing mail has come. The numbers are stored.
type MailState int8

const (
	MailWaiting MailState = 1
	MailSent    MailState = 2
	MailFailed  MailState = 3
	MailHeld    MailState = 4 // no relay is configured
)

func (s MailState) String() string {
	return [...]string{"", "waiting", "sent", "failed", "held"}[s]
}

// MailOut is one mail to one person, or with User 0 to an address that About
// names. Its text is made when it is sent.
type MailOut struct {
	ID        int64
	Event     ticket.EventID // 0: not about an event
	Ticket    ticket.ID      // 0: not about a ticket
	User      org.UserID
	Kind      string
	State     MailState
	MessageID string // our own; the same in every try
	Error     string
	Link      int64  // whose token the mail carries, made when it is written; 0: none
	From      org.ID // the desk in whose name a mail without an event goes
	About     string // what such a mail says, as its writer keeps it
	At        time.Time
	SentAt    time.Time
}

const mailColumns = "id, event_id, ticket_id, user_id, kind, state, message_id, error, at, sent_at, link_id, org_id, about"

func scanMail(r *sql.Rows, m *MailOut) error {
	var event, about sql.NullInt64
	var at, sent int64
	err := r.Scan(&m.ID, &event, &about, &m.User, &m.Kind, &m.State, &m.MessageID, &m.Error, &at, &sent, &m.Link, &m.From, &m.About)
	m.Event, m.Ticket = ticket.EventID(event.Int64), ticket.ID(about.Int64)
	m.At, m.SentAt = fromMicros(at), fromMicros(sent)
	return err
}

// AddMailOut stores mails that are to be sent and gives those that were added,
// with their ids: who was told of the event already is left out. A State of 0
// is MailWaiting.
func (tx *Tx) AddMailOut(mails ...MailOut) ([]MailOut, error) {
	if len(mails) == 0 {
		return nil, nil
	}
	args := make([]any, 0, len(mails)*10)
	for _, m := range mails {
		if m.State == 0 {
			m.State = MailWaiting
		}
		args = append(args, null(m.Event), null(m.Ticket), int64(m.User), m.Kind, int64(m.State), m.MessageID, micros(tx.Now),
			m.Link, int64(m.From), m.About)
	}
	return collect(tx, stmt("INSERT INTO mail_out (event_id, ticket_id, user_id, kind, state, message_id, at, link_id, org_id, about) VALUES "+
		rowsOf(len(mails), 10)+" ON CONFLICT (event_id, user_id) DO NOTHING RETURNING "+mailColumns, args...), scanMail)
}

// MailOut loads a mail.
func (tx *Tx) MailOut(id int64) (MailOut, error) {
	return one(tx, stmt("SELECT "+mailColumns+" FROM mail_out WHERE id = ?", id), scanMail)
}

// ToldOf lists who has a mail about one of the events.
func (tx *Tx) ToldOf(events []ticket.EventID) ([]org.UserID, error) {
	if len(events) == 0 {
		return nil, nil
	}
	return collect(tx, stmt("SELECT DISTINCT user_id FROM mail_out WHERE event_id IN (?)", ids(events)),
		func(r *sql.Rows, u *org.UserID) error { return r.Scan(u) })
}

// LockMailOut is MailOut for one that is about to change: nobody else sends it
// until the transaction ends.
func (tx *Tx) LockMailOut(id int64) (MailOut, error) {
	return one(tx, stmt("SELECT "+mailColumns+" FROM mail_out WHERE id = ?"+tx.s.d.lock(), id), scanMail)
}

// MarkSent records that the relay took the mail under this Message-ID.
func (tx *Tx) MarkSent(id int64, messageID string) error {
	return tx.mark(stmt("UPDATE mail_out SET state = 2, message_id = ?, error = '', sent_at = ? WHERE id = ?",
		messageID, micros(tx.Now), id))
}

// MarkFailed records that the mail will not be sent, and why.
func (tx *Tx) MarkFailed(id int64, reason string) error {
	return tx.mark(stmt("UPDATE mail_out SET state = 3, error = ? WHERE id = ?", plain(reason), id))
}

// MarkWaiting records that the mail is to be tried again, and why it was not
// sent yet; "" when nothing went wrong.
func (tx *Tx) MarkWaiting(id int64, reason string) error {
	return tx.mark(stmt("UPDATE mail_out SET state = 1, error = ? WHERE id = ?", plain(reason), id))
}

// MarkHeld records that the mail waits until there is a relay.
func (tx *Tx) MarkHeld(id int64) error {
	return tx.mark(stmt("UPDATE mail_out SET state = 4, error = '' WHERE id = ?", id))
}

func (tx *Tx) mark(s *q) error {
	n, err := tx.exec(s)
	if err == nil && n == 0 {
		return errs.Absent()
	}
	return err
}

// LeftMail tells which of some mails wait though no job will send them: it was
// given up. key begins the keys of the jobs; the mail's id follows.
func (tx *Tx) LeftMail(key string, mails []int64) ([]int64, error) {
	if len(mails) == 0 {
		return nil, nil
	}
	return collect(tx, stmt("SELECT o.id FROM mail_out o WHERE o.id IN (?)", mails).add(` AND o.state = 1 AND NOT EXISTS
		(SELECT 1 FROM job j WHERE j.unique_key = ? || CAST(o.id AS TEXT) AND j.unique_key IS NOT NULL AND j.state < 3)`, key),
		func(r *sql.Rows, id *int64) error { return r.Scan(id) })
}

// HeldMail lists mails that wait for a relay, oldest first, for sending them
// once there is one.
func (tx *Tx) HeldMail(limit int) ([]MailOut, error) {
	return collect(tx, stmt("SELECT "+mailColumns+" FROM mail_out WHERE state = 4 ORDER BY id LIMIT ?", limit), scanMail)
}

// ListMailOut gives a page of outgoing mail, newest first, of one state or (0)
// of all, before an id (0 is the start). next is where the following page
// starts, 0 on the last.
func (tx *Tx) ListMailOut(state MailState, before int64, limit int) (page []MailOut, next int64, err error) {
	if before == 0 {
		before = never
	}
	s := stmt("SELECT "+mailColumns+" FROM mail_out WHERE id < ?", before)
	if state != 0 {
		s.add(" AND state = ?", int64(state))
	}
	page, err = collect(tx, s.add(" ORDER BY id DESC LIMIT ?", limit+1), scanMail)
	if len(page) > limit {
		page = page[:limit]
		next = page[limit-1].ID
	}
	return page, next, err
}
