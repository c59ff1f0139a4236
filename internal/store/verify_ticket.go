package store

import (
	"database/sql"
	"time"

	"balie/internal/org"
	"balie/internal/ticket"
)

// story is a ticket with what belongs to it.
type story struct {
	t               ticket.Ticket
	shelf           ticket.Shelf // as it is stored
	rank            ticket.Rank
	last            ticket.EventID
	lastPublic      ticket.EventID
	staffAt, bothAt time.Time
	requester       bool
}

// tickets looks at the batch after an id and gives the last one's; 0 when
// there is none.
func (v *verifier) tickets(tx *Tx, after int64) (int64, error) {
	list, err := collect(tx, stmt(ticketSelect+" WHERE t.id > ? ORDER BY t.id LIMIT ?", after, verifyBatch), scanTicket)
	if err != nil || len(list) == 0 {
		return 0, err
	}
	first, last := int64(list[0].ID), int64(list[len(list)-1].ID)
	all := make(map[ticket.ID]*story, len(list))
	for _, t := range list {
		all[t.ID] = &story{t: t}
	}
	for _, read := range []func(*Tx, map[ticket.ID]*story, int64, int64) error{v.places, v.people, v.events, v.messages, v.files} {
		if err := read(tx, all, first, last); err != nil {
			return 0, err
		}
	}
	for _, t := range list {
		v.story(*all[t.ID])
	}
	return last, nil
}

// story compares what the row says with what was found.
func (v *verifier) story(s story) {
	t, id := s.t, int64(s.t.ID)
	if s.shelf != t.Shelf() || s.rank != t.Rank() {
		v.tell("ticket", id, "lies on shelf %d with rank %d, and belongs on %d with %d", s.shelf, s.rank, t.Shelf(), t.Rank())
	}
	if !s.requester {
		v.tell("ticket", id, "its requester %d is not among its people", t.Requester)
	}
	if s.last != t.LastEvent || s.lastPublic != t.LastPublic && t.HushedUntil.IsZero() {
		v.tell("ticket", id, "its last events are %d and in public %d, it says %d and %d", s.last, s.lastPublic, t.LastEvent, t.LastPublic)
	}
	if t.UpdatedAt.Before(s.staffAt) || t.PublicAt.Before(s.bothAt) && t.HushedUntil.IsZero() {
		v.tell("ticket", id, "was updated at %s and in public at %s, before its last events", t.UpdatedAt, t.PublicAt)
	}
}

func (v *verifier) places(tx *Tx, all map[ticket.ID]*story, first, last int64) error {
	_, err := collect(tx, stmt("SELECT id, shelf, rank FROM ticket WHERE id BETWEEN ? AND ?", first, last),
		func(r *sql.Rows, _ *struct{}) error {
			var id ticket.ID
			var shelf ticket.Shelf
			var rank ticket.Rank
			err := r.Scan(&id, &shelf, &rank)
			if s := all[id]; s != nil {
				s.shelf, s.rank = shelf, rank
			}
			return err
		})
	return err
}

func (v *verifier) people(tx *Tx, all map[ticket.ID]*story, first, last int64) error {
	_, err := collect(tx, stmt("SELECT ticket_id, user_id, role, shelf, public_at FROM person WHERE ticket_id BETWEEN ? AND ?", first, last),
		func(r *sql.Rows, _ *struct{}) error {
			var id ticket.ID
			var user org.UserID
			var role Role
			var shelf ticket.Shelf
			var at int64
			err := r.Scan(&id, &user, &role, &shelf, &at)
			s := all[id]
			if s == nil {
				return err
			}
			s.requester = s.requester || user == s.t.Requester
			if shelf != s.t.CustomerShelf() || at != micros(s.t.PublicAt) {
				v.tell("person", int64(id), "user %d finds it on shelf %d at %s, not on %d at %s",
					user, shelf, fromMicros(at), s.t.CustomerShelf(), s.t.PublicAt)
			}
			return err
		})
	return err
}

func (v *verifier) events(tx *Tx, all map[ticket.ID]*story, first, last int64) error {
	_, err := collect(tx, stmt(`SELECT e.id, e.ticket_id, e.kind, e.at, e.message_id, m.ticket_id, m.hidden, m.withdrawn
		FROM event e LEFT JOIN message m ON m.id = e.message_id WHERE e.ticket_id BETWEEN ? AND ?`, first, last),
		func(r *sql.Rows, _ *struct{}) error {
			var e ticket.Event
			var at int64
			var message, of, hidden, withdrawn sql.NullInt64
			err := r.Scan(&e.ID, &e.Ticket, &e.Kind, &at, &message, &of, &hidden, &withdrawn)
			info, known := ticket.Kinds[e.Kind]
			switch {
			case !known:
				v.tell("event", int64(e.ID), "is of the unknown kind %d", e.Kind)
			case message.Valid && of.Int64 != int64(e.Ticket):
				v.tell("event", int64(e.ID), "names message %d of ticket %d", message.Int64, of.Int64)
			case hidden.Int64 == 1 && info.Public:
				v.tell("event", int64(e.ID), "is public and names the hidden message %d", message.Int64)
			}
			if s := all[e.Ticket]; s != nil && withdrawn.Int64 == 0 {
				s.count(e.ID, info.Moves, fromMicros(at))
			}
			return err
		})
	return err
}

func (s *story) count(id ticket.EventID, moves ticket.Moves, at time.Time) {
	if moves == ticket.Neither {
		return
	}
	s.last = max(s.last, id)
	if at.After(s.staffAt) {
		s.staffAt = at
	}
	if moves == ticket.BothAt {
		s.lastPublic = max(s.lastPublic, id)
		if at.After(s.bothAt) {
			s.bothAt = at
		}
	}
}

// messages: each is named by exactly one event of its ticket.
func (v *verifier) messages(tx *Tx, _ map[ticket.ID]*story, first, last int64) error {
	_, err := collect(tx, stmt(`SELECT m.id, COUNT(e.id) FROM message m
		LEFT JOIN event e ON e.ticket_id = m.ticket_id AND e.message_id = m.id
		WHERE m.thread_id BETWEEN ? AND ? GROUP BY m.id HAVING COUNT(e.id) <> 1`, first, last),
		func(r *sql.Rows, _ *struct{}) error {
			var id, n int64
			err := r.Scan(&id, &n)
			v.tell("message", id, "is named by %d events", n)
			return err
		})
	return err
}

// files: each belongs to a message of its ticket.
func (v *verifier) files(tx *Tx, _ map[ticket.ID]*story, first, last int64) error {
	_, err := collect(tx, stmt(`SELECT f.id, f.ticket_id, m.ticket_id FROM message m JOIN file f ON f.message_id = m.id
		WHERE m.thread_id BETWEEN ? AND ? AND f.ticket_id <> m.ticket_id`, first, last),
		func(r *sql.Rows, _ *struct{}) error {
			var id, says, is int64
			err := r.Scan(&id, &says, &is)
			v.tell("file", id, "is of ticket %d, its message of ticket %d", says, is)
			return err
		})
	return err
}
