package store

import (
	"balie/internal/access"
	"balie/internal/org"
	"balie/internal/ticket"
)

// RowsOf gives those of the named tickets that are within the scope, in the
// order of their names.
func (tx *Tx) RowsOf(s access.Scope, me org.UserID, list []ticket.ID) ([]Row, error) {
	w, ok := deskWhere(s)
	if !ok || len(list) == 0 {
		return nil, nil
	}
	q := stmt(rowSelect(scopeDesk(s), "ticket t"), int64(me)).add(" WHERE t.id IN (?)", ids(list))
	if w.text != "" {
		q.add(" AND "+w.text, w.args...)
	}
	rows, err := collect(tx, q, scanRow)
	tx.freshen(me, rows)
	return inOrder(rows, list, func(r Row) ticket.ID { return r.ID }), err
}
