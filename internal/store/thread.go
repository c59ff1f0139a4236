package store

import (
	"database/sql"
	"strings"

	"balie/internal/errs"
	"balie/internal/org"
	"balie/internal/ticket"
)

// AddMessage stores a message and gives it its id.
func (tx *Tx) AddMessage(m *ticket.Message) error {
	id, err := scalar[int64](tx, stmt(`INSERT INTO message (ticket_id, thread_id, author_id, desk_id, partner_id, hidden, channel, at, body, public_from, rest)
		VALUES (?,?,?,?,?,?,?,?,?,?,?) RETURNING id`,
		int64(m.Ticket), int64(m.Ticket), null(m.Author), null(m.Desk), int64(m.Partner), flag(m.Hidden),
		int64(m.Channel), micros(m.At), m.Body, micros(m.PublicFrom), m.Rest))
	m.ID = ticket.MessageID(id)
	return err
}

// AddFiles attaches files to a stored message and gives them their ids.
func (tx *Tx) AddFiles(m ticket.Message) error {
	if len(m.Files) == 0 {
		return nil
	}
	args := []any{}
	for _, f := range m.Files {
		args = append(args, int64(m.ID), int64(m.ID), f.Name, f.Type, f.Size, f.Hash, micros(tx.Now))
	}
	// The ticket is the one that the message was written on, whatever thread it
	// is in now.
	const row = "((SELECT ticket_id FROM message WHERE id = ?),?,?,?,?,?,?)"
	got, err := collect(tx, stmt("INSERT INTO file (ticket_id, message_id, name, type, size, hash, since) VALUES "+
		row+strings.Repeat(","+row, len(m.Files)-1)+" RETURNING id", args...),
		func(r *sql.Rows, id *int64) error { return r.Scan(id) })
	for i := range got {
		m.Files[i].ID = got[i]
	}
	return err
}

// SetBody gives a message that was just stored its final text.
func (tx *Tx) SetBody(id ticket.MessageID, body string) error {
	return tx.later(stmt("UPDATE message SET body = ? WHERE id = ?", body, int64(id)), nil)
}

// AddEvents stores events in their order and gives them their ids.
func (tx *Tx) AddEvents(events []ticket.Event) error {
	args := []any{}
	for _, e := range events {
		args = append(args, int64(e.Ticket), int64(e.Kind), null(e.Actor), null(e.Desk), micros(e.At),
			int64(e.Channel), null(e.Message), e.From, e.To)
	}
	got, err := collect(tx, stmt(`INSERT INTO event (ticket_id, kind, actor_id, desk_id, at, channel, message_id, was, became)
		VALUES `+rowsOf(len(events), 9)+" RETURNING id", args...),
		func(r *sql.Rows, id *int64) error { return r.Scan(id) })
	for i := range got {
		events[i].ID = ticket.EventID(got[i])
	}
	return err
}

// Messages gives the thread, oldest first: all of it for staff. hiddenFor 0
// reads every hidden message, a partner's id only those shared by that
// partner; a customer's page uses PublicMessages.
func (tx *Tx) Messages(id ticket.ID, hiddenFor org.ID) ([]ticket.Message, error) {
	return collect(tx, stmt(messageSelect+`WHERE thread_id = ? AND withdrawn = 0 AND (hidden = 0 OR ? = 0 OR partner_id = ?) ORDER BY id`,
		int64(id), int64(hiddenFor), int64(hiddenFor)), scanMessage)
}

// messageSelect names as the message's ticket the one whose thread it is in.
const messageSelect = `SELECT id, thread_id, author_id, desk_id, partner_id, hidden, channel, at, body, public_from, edited_at, rest
	FROM message `

func scanMessage(r *sql.Rows, m *ticket.Message) error {
	var author, desk sql.NullInt64
	var hidden, at, public, edited int64
	err := r.Scan(&m.ID, &m.Ticket, &author, &desk, &m.Partner, &hidden, &m.Channel, &at, &m.Body, &public, &edited, &m.Rest)
	m.Author, m.Desk, m.Hidden, m.At = org.UserID(author.Int64), org.ID(desk.Int64), hidden == 1, fromMicros(at)
	m.PublicFrom, m.EditedAt = fromMicros(public), fromMicros(edited)
	return err
}

// PublicMessages gives what customers see of the thread, oldest first.
func (tx *Tx) PublicMessages(id ticket.ID) ([]ticket.PublicMessage, error) {
	return tx.publicMessages(where{"thread_id = ?", []any{int64(id)}})
}

// PublicMessagesOf gives of the thread into which a ticket was merged what was
// written on that ticket.
func (tx *Tx) PublicMessagesOf(merged, into ticket.ID) ([]ticket.PublicMessage, error) {
	return tx.publicMessages(where{"thread_id = ? AND ticket_id = ?", []any{int64(into), int64(merged)}})
}

func (tx *Tx) publicMessages(w where) ([]ticket.PublicMessage, error) {
	w = w.and("hidden = 0 AND withdrawn = 0 AND public_from <= ?", micros(tx.Now))
	return collect(tx, stmt("SELECT id, author_id, desk_id, at, body, edited_at FROM message"+w.clause()+" ORDER BY id", w.args...),
		func(r *sql.Rows, m *ticket.PublicMessage) error {
			var author, desk sql.NullInt64
			var at, edited int64
			err := r.Scan(&m.ID, &author, &desk, &at, &m.Body, &edited)
			m.Author, m.Desk, m.At = org.UserID(author.Int64), org.ID(desk.Int64), fromMicros(at)
			m.Edited, m.EditedAt = edited != 0, fromMicros(edited)
			return err
		})
}

// Message loads one message of any ticket, for the system's own work.
func (tx *Tx) Message(id ticket.MessageID) (ticket.Message, error) {
	return one(tx, stmt(messageSelect+"WHERE id = ?", int64(id)), scanMessage)
}

const fileSelect = `SELECT f.id, f.message_id, f.name, f.type, f.size, f.hash, f.since, m.hidden
	FROM file f JOIN message m ON m.id = f.message_id`

func scanFile(r *sql.Rows, f *ticket.File) error {
	var hidden, since int64
	err := r.Scan(&f.ID, &f.Message, &f.Name, &f.Type, &f.Size, &f.Hash, &since, &hidden)
	f.Hidden, f.Since = hidden == 1, fromMicros(since)
	return err
}

// Files lists the attachments of a thread; without hidden those of public
// messages only. hiddenFor is as in Messages.
func (tx *Tx) Files(id ticket.ID, hidden bool, hiddenFor org.ID) ([]ticket.File, error) {
	w := where{"m.thread_id = ? AND m.withdrawn = 0", []any{int64(id)}}
	if hidden {
		w = w.and("(m.hidden = 0 OR ? = 0 OR m.partner_id = ?)", int64(hiddenFor), int64(hiddenFor))
	} else {
		w = w.and("m.hidden = 0 AND m.public_from <= ?", micros(tx.Now))
	}
	return collect(tx, stmt(fileSelect+w.clause()+" ORDER BY f.id", w.args...), scanFile)
}

// FileOf finds an attachment and the ticket whose rights decide over it.
func (tx *Tx) FileOf(id int64) (f ticket.File, m ticket.Message, err error) {
	if f, err = one(tx, stmt(fileSelect+" WHERE m.withdrawn = 0 AND f.id = ?", id), scanFile); err != nil {
		return f, m, err
	}
	m, err = tx.Message(f.Message)
	return f, m, err
}

const eventSelect = "SELECT id, ticket_id, kind, actor_id, desk_id, at, channel, message_id, was, became FROM event "

func scanEvent(r *sql.Rows, e *ticket.Event) error {
	var actor, desk, message sql.NullInt64
	var at int64
	err := r.Scan(&e.ID, &e.Ticket, &e.Kind, &actor, &desk, &at, &e.Channel, &message, &e.From, &e.To)
	e.Actor, e.Desk, e.Message = org.UserID(actor.Int64), org.ID(desk.Int64), ticket.MessageID(message.Int64)
	e.At = fromMicros(at)
	return err
}

// Events gives the ticket's history, oldest first; who may see which is the
// table of kinds' to say.
func (tx *Tx) Events(id ticket.ID) ([]ticket.Event, error) {
	return collect(tx, stmt(eventSelect+"WHERE ticket_id = ? ORDER BY id", int64(id)), scanEvent)
}

// EventsSince gives what happened after an event.
func (tx *Tx) EventsSince(id ticket.ID, after ticket.EventID) ([]ticket.Event, error) {
	return collect(tx, stmt(eventSelect+"WHERE ticket_id = ? AND id > ? ORDER BY id", int64(id), int64(after)), scanEvent)
}

// Event loads one event, for the system's own work.
func (tx *Tx) Event(id ticket.EventID) (ticket.Event, error) {
	return one(tx, stmt(eventSelect+"WHERE id = ?", int64(id)), scanEvent)
}

// LastSeen is the last event of a ticket that the person saw, 0 for none.
func (tx *Tx) LastSeen(user org.UserID, id ticket.ID) (ticket.EventID, error) {
	n, err := scalar[int64](tx, stmt("SELECT event_id FROM seen WHERE user_id = ? AND ticket_id = ?", int64(user), int64(id)))
	if errs.Is(err, errs.NotFound) {
		err = nil
	}
	return max(ticket.EventID(n), tx.s.soft.SeenLately(user, id)), err
}
