package store

import (
	"database/sql"
	"time"

	"balie/internal/org"
	"balie/internal/ticket"
)

// How far FirstAnswers looks back.
const (
	paceTickets = 200
	paceAge     = 90 * 24 * time.Hour
)

// FirstAnswers tells of the newest tickets of a desk's customers, before one and
// with its priority, how long it took until staff said something in public, and
// of those that are still open without, how long they wait.
func (tx *Tx) FirstAnswers(before ticket.Ticket) (answered, waiting []time.Duration, err error) {
	type asked struct{ at, answer, state int64 }
	list, err := collect(tx, stmt(`SELECT t.created_at, t.state, COALESCE((SELECT m.at FROM message m
			WHERE m.thread_id = t.id AND m.hidden = 0 AND m.withdrawn = 0 AND m.desk_id IN (t.partner_id, ?) ORDER BY m.id LIMIT 1), 0)
		FROM (SELECT id, partner_id, priority, created_at, state FROM ticket WHERE partner_id = ? AND id < ? ORDER BY id DESC LIMIT ?) t
		WHERE t.priority = ? AND t.created_at > ?`,
		int64(org.VendorID), int64(before.Partner), int64(before.ID), paceTickets, int64(before.Priority), micros(tx.Now.Add(-paceAge))),
		func(r *sql.Rows, a *asked) error { return r.Scan(&a.at, &a.state, &a.answer) })
	for _, a := range list {
		switch {
		case a.answer != 0:
			answered = append(answered, fromMicros(a.answer).Sub(fromMicros(a.at)))
		case ticket.State(a.state) != ticket.Closed:
			waiting = append(waiting, tx.Now.Sub(fromMicros(a.at)))
		}
	}
	return answered, waiting, err
}
