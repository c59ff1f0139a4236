package store

import (
	"database/sql"

	"balie/internal/errs"
	"balie/internal/ticket"
)

// Near is the place of a ticket in a list, as of when it was opened from there.
type Near struct {
	Previous, Next     ticket.ID // 0: none
	PreviousAt, NextAt Cursor    // and their own places
	At, Of             int       // "2 of 23"; At is 0 where too many stand before to count them
	More               bool      // Of is bounded: there are more
}

// nearBound is how far the place of a ticket is counted: nobody walks further.
const nearBound = 500

// Neighbours gives what stands before and after a place in a list. The ticket
// itself may have moved since.
func (tx *Tx) Neighbours(l List, id ticket.ID, at Cursor) (Near, error) {
	var n Near
	w, o, ok := listWhere(l)
	if !ok {
		return n, errs.Absent()
	}
	w = w.and("t.id <> ?", int64(id))
	back := order{o.columns, !o.desc}
	before, more, err := tx.side(l, w, back, at, &n.Previous, &n.PreviousAt)
	if err != nil {
		return n, err
	}
	after, moreAfter, err := tx.side(l, w, o, at, &n.Next, &n.NextAt)
	if n.Of, n.More = before+after+1, more || moreAfter; !more {
		n.At = before + 1
	}
	return n, err
}

// side finds the first ticket of one side of a place, and counts that side.
func (tx *Tx) side(l List, w where, o order, at Cursor, id *ticket.ID, its *Cursor) (int, bool, error) {
	text, args := o.after(&at)
	w, l.Limit = w.and(text, args...), 0 // near reads one more than a page
	near := l.near(tx.s.d, o, w, tx.walked(l))
	first, err := collect(tx, stmt("SELECT t.id, t.updated_at, t.due_at, t.rank, t.line_at FROM ticket t WHERE t.id = ("+near.text.String()+")", near.args...), scanPlace)
	if err != nil || len(first) == 0 {
		return 0, false, err
	}
	*id, *its = first[0].ID, *o.cursor(first[0])
	return tx.countWithin(l, o, w, nearBound)
}

// scanPlace reads what a row's place in any order is made of.
func scanPlace(r *sql.Rows, row *Row) error {
	var updated, due int64
	err := r.Scan(&row.ID, &updated, &due, &row.rank, &row.lineAt)
	row.UpdatedAt, row.DueAt = fromMicros(updated), fromDue(due)
	return err
}

// Place is where a row stands in a list with the given sort.
func (r Row) Place(s ticket.Sort) Cursor { return *orders[s].cursor(r) }
