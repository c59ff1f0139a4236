package store

import (
	"database/sql"
	"fmt"

	"balie/internal/access"
	"balie/internal/org"
	"balie/internal/ticket"
)

// LinkKind says why two tickets point to each other. The numbers are stored.
type LinkKind int8

const (
	LinkRelated LinkKind = 1
	LinkSplit   LinkKind = 2 // the one was split off the other
	LinkMerged  LinkKind = 3 // the one was merged into the other

	LinkSuggested LinkKind = 4 // a mail that became the one may belong to the other
)

// Linked is another ticket that a ticket points to, or that points to it.
type Linked struct {
	ticket.Earlier
	Kind LinkKind
	From bool // it is the one that was split off or merged
}

// LinkTickets makes a ticket point to another one; what they were to each
// other before is replaced.
func (tx *Tx) LinkTickets(id, other ticket.ID, kind LinkKind) error {
	_, err := tx.exec(stmt(`INSERT INTO ticket_link (ticket_id, other_id, kind) VALUES (?,?,?)
		ON CONFLICT (ticket_id, other_id) DO UPDATE SET kind = excluded.kind`, int64(id), int64(other), int64(kind)))
	return err
}

// UnlinkTickets removes what two tickets are to each other, and tells whether
// there was something. With kind 0 any but a merge, which is parted instead.
func (tx *Tx) UnlinkTickets(id, other ticket.ID, kind LinkKind) (bool, error) {
	s := stmt("DELETE FROM ticket_link WHERE ((ticket_id = ? AND other_id = ?) OR (ticket_id = ? AND other_id = ?))",
		int64(id), int64(other), int64(other), int64(id))
	if kind == 0 {
		s.add(" AND kind <> ?", int64(LinkMerged))
	} else {
		s.add(" AND kind = ?", int64(kind))
	}
	n, err := tx.exec(s)
	return n > 0, err
}

const earlierColumns = "t.id, t.subject, t.system_id, t.state, t.holder_id, t.answered_id, t.reason"

func scanEarlier(e *ticket.Earlier, more ...any) func(r *sql.Rows) error {
	return func(r *sql.Rows) error {
		var system, answered sql.NullInt64
		var t ticket.Ticket
		err := r.Scan(append([]any{&e.ID, &e.Subject, &system, &t.State, &t.Holder, &answered, &e.Reason}, more...)...)
		t.Answered = org.ID(answered.Int64)
		e.System, e.State, e.Shelf = org.SystemID(system.Int64), t.State, t.Shelf()
		return err
	}
}

// Links lists the tickets within the scope that a ticket is linked with.
func (tx *Tx) Links(s access.Scope, id ticket.ID) ([]Linked, error) {
	w := ticketWhere(s)
	side := func(own, other string, from int) string {
		text := "SELECT " + earlierColumns + ", l.kind, " + []string{"0", "1"}[from] + " FROM ticket_link l JOIN ticket t ON t.id = l." + other +
			" WHERE l." + own + " = ?"
		if w.text != "" {
			text += " AND " + w.text
		}
		return text
	}
	args := append([]any{int64(id)}, w.args...)
	return collect(tx, stmt(side("ticket_id", "other_id", 0)+" UNION ALL "+side("other_id", "ticket_id", 1)+" ORDER BY 1",
		append(args, args...)...), func(r *sql.Rows, l *Linked) error {
		var from int64
		err := scanEarlier(&l.Earlier, &l.Kind, &from)(r)
		l.From = from == 1
		return err
	})
}

// earlierRead is how many of an entity's latest tickets are looked through.
const earlierRead = 200

// Earlier lists the entity's latest tickets, for what is similar among them.
func (tx *Tx) Earlier(entity org.ID) ([]ticket.Earlier, error) {
	if entity == 0 {
		return nil, nil
	}
	return collect(tx, stmt("SELECT "+earlierColumns+" FROM ticket t WHERE t.entity_id = ? ORDER BY t.public_at DESC, t.id DESC LIMIT ?",
		int64(entity), earlierRead), func(r *sql.Rows, e *ticket.Earlier) error { return scanEarlier(e)(r) })
}

// MergeThread moves a ticket's messages into another's thread; the messages
// remember where they were written.
func (tx *Tx) MergeThread(from, into ticket.ID) error {
	if _, err := tx.exec(stmt("UPDATE message SET thread_id = ? WHERE thread_id = ?", int64(into), int64(from))); err != nil {
		return err
	}
	_, err := tx.exec(stmt(fmt.Sprintf(`INSERT INTO person (ticket_id, user_id, role, shelf, public_at)
		SELECT i.id, p.user_id, %d, i.shown_shelf, i.public_at FROM person p JOIN ticket i ON i.id = ?
		WHERE p.ticket_id = ? ON CONFLICT DO NOTHING`, RoleMerged), int64(into), int64(from)))
	return err
}

// PartThread undoes MergeThread: what was written on a ticket returns to it,
// and who came with it is not involved in the other any more.
func (tx *Tx) PartThread(from, into ticket.ID) error {
	if _, err := tx.exec(stmt("UPDATE message SET thread_id = ? WHERE thread_id = ? AND ticket_id = ?",
		int64(from), int64(into), int64(from))); err != nil {
		return err
	}
	_, err := tx.exec(stmt(`DELETE FROM person WHERE ticket_id = ? AND role = ?
		AND user_id IN (SELECT user_id FROM person WHERE ticket_id = ?)`, int64(into), int64(RoleMerged), int64(from)))
	return err
}

// HasMerged reports whether other tickets were merged into this one.
func (tx *Tx) HasMerged(id ticket.ID) (bool, error) {
	n, err := scalar[int](tx, stmt("SELECT COUNT(*) FROM ticket WHERE merged_id IS NOT NULL AND merged_id = ?", int64(id)))
	return n > 0, err
}

// LockTwo locks two tickets of the scope in the order of their ids, so that two
// who do it at once never wait for each other.
func (tx *Tx) LockTwo(s access.Scope, a, b ticket.ID) (one, other ticket.Ticket, err error) {
	first, second := min(a, b), max(a, b)
	if one, err = tx.LockTicket(s, first); err != nil {
		return one, other, err
	}
	if other, err = tx.LockTicket(s, second); err != nil || first == a {
		return one, other, err
	}
	return other, one, nil
}

// HoldsOver lists tickets whose hold has ended by now, the first to end first.
func (tx *Tx) HoldsOver(limit int) ([]ticket.ID, error) {
	return collect(tx, stmt(`SELECT id FROM ticket WHERE hold_until > 0 AND hold_until <= ? AND state = ? ORDER BY hold_until LIMIT ?`,
		micros(tx.Now), int64(ticket.OnHold), limit), func(r *sql.Rows, id *ticket.ID) error { return r.Scan(id) })
}
