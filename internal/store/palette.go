package store

import (
	"database/sql"
	"strings"

	"balie/internal/access"
	"balie/internal/org"
	"balie/internal/ticket"
)

// Acquaintance is a colleague or a customer.
type Acquaintance struct {
	ID   org.UserID
	Name string
	Mail string
	Org  org.ID
}

// PeopleNamed finds people of the organizations within the scope by the
// beginning of a word of their name, or of their mail address.
func (tx *Tx) PeopleNamed(s access.Scope, text string, limit int) ([]Acquaintance, error) {
	if !s.Staff() || strings.TrimSpace(text) == "" {
		return nil, nil
	}
	like := strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(strings.ToLower(strings.TrimSpace(text)))
	ask := stmt(`SELECT u.id, u.name, u.mail, MIN(m.org_id) FROM users u JOIN membership m ON m.user_id = u.id
		JOIN organization o ON o.id = m.org_id WHERE u.active = 1 AND
		(lower(u.name) LIKE ? ESCAPE '\' OR lower(u.name) LIKE ? ESCAPE '\' OR u.mail_key LIKE ? ESCAPE '\')`,
		like+"%", "% "+like+"%", like+"%")
	if p, limited := s.Partner(); limited {
		ask.add(" AND (o.id = ? OR o.parent_id = ?)", int64(p), int64(p))
	}
	return collect(tx, ask.add(" GROUP BY u.id, u.name, u.mail ORDER BY u.name, u.id LIMIT ?", limit),
		func(r *sql.Rows, p *Acquaintance) error { return r.Scan(&p.ID, &p.Name, &p.Mail, &p.Org) })
}

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
