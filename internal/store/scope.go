package store

import (
	"fmt"
	"strings"

	"balie/internal/access"
	"balie/internal/org"
	"balie/internal/ticket"
)

// Everything that turns a scope into SQL stands in this file; no other may.

// where is a condition with its arguments.
type where struct {
	text string
	args []any
}

func (w where) and(text string, args ...any) where {
	if w.text == "" {
		return where{text, args}
	}
	return where{w.text + " AND " + text, append(append([]any{}, w.args...), args...)}
}

// deskWhere limits the ticket table to what an agent's scope contains; false
// when the scope is not an agent's.
func deskWhere(s access.Scope) (where, bool) {
	if s.All() {
		return where{}, true
	}
	if p, ok := s.Partner(); ok {
		return where{}.and("t.partner_id = ?", int64(p)), true
	}
	return where{}, false
}

// viewWhere is a view seen from a desk. Predicates of partial indexes stand as
// literal text: SQLite does not infer them from an argument.
func viewWhere(s access.Scope, v ticket.ViewInfo, me org.UserID) (where, bool) {
	w, ok := deskWhere(s)
	if !ok {
		return w, false
	}
	desk := org.VendorID
	if p, limited := s.Partner(); limited {
		desk = p
	}
	if v.Mine {
		w = w.and("t."+assigneeColumn(desk)+" = ? AND t.shelf < 6", int64(me))
	}
	for _, shelf := range v.Shelves(desk) {
		w = w.and(fmt.Sprintf("t.shelf = %d", shelf))
	}
	if v.Nobodys {
		w = w.and("t." + assigneeColumn(desk) + " IS NULL")
	}
	return w, true
}

// assigneeColumn is the column of the desk's own assignee.
func assigneeColumn(desk org.ID) string {
	if desk == org.VendorID {
		return "vendor_assignee_id"
	}
	return "partner_assignee_id"
}

// teamColumn is the column of the desk's own team.
func teamColumn(desk org.ID) string {
	if desk == org.VendorID {
		return "vendor_team_id"
	}
	return "team_id"
}

// scopeDesk is the desk through whose eyes the scope looks.
func scopeDesk(s access.Scope) org.ID {
	if p, ok := s.Partner(); ok {
		return p
	}
	return org.VendorID
}

// ticketWhere limits one ticket, t, to the scope: what a person is involved in
// or sees whole, what a desk sees.
func ticketWhere(s access.Scope) where {
	if w, ok := deskWhere(s); ok {
		return w
	}
	me, entities, ok := s.Person()
	if !ok {
		return where{"1 = 0", nil}
	}
	text := "(EXISTS (SELECT 1 FROM person p WHERE p.ticket_id = t.id AND p.user_id = ?)"
	args := []any{int64(me)}
	for _, e := range entities {
		text += " OR t.entity_id = ?"
		args = append(args, int64(e))
	}
	return where{text + ")", args}
}

// branch is one index to walk for a customer's list, newest public update
// first.
type branch struct {
	from  string // the table
	id    string // its column with the ticket
	where where
}

// page gives the first rows of the branch after a cursor, if any.
func (b branch) page(after *Cursor, limit int) where {
	if after != nil {
		b.where = b.where.and("(public_at, "+b.id+") < (?, ?)", after.Key, after.ID)
	}
	return where{
		"SELECT public_at, " + b.id + " AS id FROM " + b.from + b.where.clause() + " ORDER BY public_at DESC, " + b.id + " DESC LIMIT ?",
		append(b.where.args, limit),
	}
}

// branches lists the person's own rows and each entity seen whole, one a shelf.
// Each is walked by itself and joined afterwards; an OR over them would read
// the whole table.
func branches(s access.Scope, shelves []ticket.Shelf) []branch {
	me, entities, ok := s.Person()
	if !ok {
		return nil
	}
	var out []branch
	add := func(from, id, lies string, whose where) {
		if len(shelves) == 0 {
			out = append(out, branch{from, id, whose})
		}
		for _, shelf := range shelves {
			out = append(out, branch{from, id, whose.and(fmt.Sprintf(lies+" = %d", shelf))})
		}
	}
	if me != 0 {
		add("person", "ticket_id", "shelf", where{"user_id = ?", []any{int64(me)}})
	}
	for _, e := range entities {
		add("ticket", "id", "shown_shelf", where{"entity_id = ?", []any{int64(e)}})
	}
	return out
}

// searchTokens is the scope as the search index knows it; "" means everything
// that staff may find.
func searchTokens(s access.Scope) (tokens []string, ok bool) {
	if s.All() {
		return nil, true
	}
	if p, limited := s.Partner(); limited {
		return []string{fmt.Sprintf("p%d", p)}, true
	}
	me, entities, person := s.Person()
	if !person {
		return nil, false
	}
	if me != 0 {
		tokens = []string{fmt.Sprintf("u%d", me)}
	}
	for _, e := range entities {
		tokens = append(tokens, fmt.Sprintf("e%d", e))
	}
	return tokens, true
}

func (w where) clause() string {
	if w.text == "" {
		return ""
	}
	return " WHERE " + strings.TrimSpace(w.text)
}
