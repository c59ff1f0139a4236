package store

import (
	"database/sql"
	"math"
	"slices"
	"time"

	"balie/internal/access"
	"balie/internal/org"
	"balie/internal/ticket"
)

// maxHits is how many documents one page of a search reads at most.
const maxHits = 2000

// Find is a question to the index: words in any order, the last one also as a
// beginning, "phrases", from: entity: state:. The newest documents come first.
type Find struct {
	Scope access.Scope
	Me    org.UserID
	Words string
	Names StateNames // of states, where the person's pages have others
	Ref   ticket.ID  // a ticket named by its reference comes first; 0 none
	After *Cursor    // of the page before
	Limit int        // tickets of a page; 0 is PageSize
}

// found is the tickets of one page, in the order of their newest document.
type found struct {
	tickets []ticket.ID
	hits    map[ticket.ID]ticket.MessageID // the message that was found; 0 for the ticket's head
	next    *Cursor
	back    time.Time
}

// Search gives the tickets that an agent may find. LookedBackTo is set when
// the page ended before it was full: it read no further than that.
func (tx *Tx) Search(f Find) (ListPage, error) {
	scope, ok := deskWhere(f.Scope)
	if !ok {
		return ListPage{}, nil
	}
	got, err := tx.find(f)
	if err != nil || len(got.tickets) == 0 {
		return ListPage{Next: got.next, LookedBackTo: got.back}, err
	}
	s := stmt(rowSelect(scopeDesk(f.Scope), "ticket t"), int64(f.Me)).add(" WHERE t.id IN (?)", ids(got.tickets))
	if scope.text != "" {
		s.add(" AND "+scope.text, scope.args...)
	}
	rows, err := collect(tx, s, scanRow)
	tx.freshen(f.Me, rows)
	return ListPage{
		Rows: inOrder(rows, got.tickets, func(r Row) ticket.ID { return r.ID }), Next: got.next, LookedBackTo: got.back, Hits: got.hits,
	}, err
}

// SearchPublic gives the tickets that a customer may find. For them hidden
// documents do not exist.
func (tx *Tx) SearchPublic(f Find) (PublicPage, error) {
	if _, _, ok := f.Scope.Person(); !ok {
		return PublicPage{}, nil
	}
	got, err := tx.find(f)
	if err != nil || len(got.tickets) == 0 {
		return PublicPage{Next: got.next, LookedBackTo: got.back}, err
	}
	scope := ticketWhere(f.Scope)
	rows, err := collect(tx, stmt(publicSelect, int64(f.Me)).add(" WHERE t.id IN (?)", ids(got.tickets)).
		add(" AND "+scope.text, scope.args...), scanPublicRow)
	tx.lookedLately(f.Me, rows)
	return PublicPage{
		Rows: inOrder(rows, got.tickets, func(r PublicRow) ticket.ID { return r.ID }), Next: got.next, LookedBackTo: got.back, Hits: got.hits,
	}, err
}

// inOrder sorts rows as their ids are sorted.
func inOrder[T any, I comparable](rows []T, order []I, id func(T) I) []T {
	at := make(map[I]int, len(order))
	for i, t := range order {
		at[t] = i
	}
	slices.SortFunc(rows, func(a, b T) int { return at[id(a)] - at[id(b)] })
	return rows
}

func (tx *Tx) find(f Find) (found, error) {
	out := found{hits: map[ticket.ID]ticket.MessageID{}}
	if f.Limit == 0 {
		f.Limit = PageSize
	}
	if f.Ref != 0 && f.After == nil {
		out.tickets = append(out.tickets, f.Ref)
	}
	asked := parseQuery(f.Words, f.Names)
	m, possible, err := tx.matching(f.Scope, asked)
	if err != nil || !possible {
		return out, err
	}
	if err := tx.walk(f, m, asked.states, &out); err != nil || f.After == nil {
		return out, err
	}
	return out, tx.dropShown(m, f.After.ID, &out)
}

// walk reads documents, newest first, until the page is full, enough is read
// or nothing is left. What the index names is held against the scope again.
func (tx *Tx) walk(f Find, m match, states []ticket.State, out *found) error {
	w, err := tx.startWalk(f, m, states)
	if err != nil {
		return err
	}
	known := map[ticket.ID]bool{f.Ref: true}
	read, full := 0, false
	err = w.each(func(h hit) (more bool) {
		read++
		if h.ok && !known[h.ticket] {
			if len(out.tickets) == f.Limit {
				out.next, full = &Cursor{ID: h.doc + 1}, true
				return false
			}
			known[h.ticket] = true
			out.tickets = append(out.tickets, h.ticket)
			out.hits[h.ticket] = messageOf(h.doc)
			w.got++
		}
		if read == maxHits {
			out.next = &Cursor{ID: h.doc}
		}
		return read < maxHits
	})
	if err != nil || full || read < maxHits {
		return err
	}
	out.back, err = tx.writtenAt(ticket.MessageID(out.next.ID / 2))
	return err
}

// dropShown takes out the tickets that a page before has shown already, for a
// newer document of theirs.
func (tx *Tx) dropShown(m match, from int64, out *found) error {
	if len(out.tickets) == 0 {
		return nil
	}
	var these [][]string
	for _, t := range out.tickets {
		these = append(these, []string{mark(markTicket, int64(t))})
	}
	m = append(slices.Clone(m), these)
	s := stmt("SELECT DISTINCT d.ticket_id ")
	if tx.s.d.postgres {
		s.add("FROM search_doc d WHERE d.words @@ CAST(? AS tsquery) AND d.id >= ?", m.tsquery(), from)
	} else {
		s.add("FROM (SELECT rowid AS id FROM search WHERE search MATCH ? AND rowid >= ?) f CROSS JOIN search_doc d ON d.id = f.id", m.fts(), from)
	}
	shown, err := collect(tx, s, func(r *sql.Rows, id *ticket.ID) error { return r.Scan(id) })
	out.tickets = slices.DeleteFunc(out.tickets, func(t ticket.ID) bool { return slices.Contains(shown, t) })
	return err
}

func (tx *Tx) writtenAt(m ticket.MessageID) (time.Time, error) {
	at, err := scalar[int64](tx, stmt("SELECT COALESCE(MAX(at), 0) FROM message WHERE id = ?", int64(m)))
	return fromMicros(at), err
}

func (tx *Tx) threadIDs(id ticket.ID) ([]ticket.MessageID, error) {
	return collect(tx, stmt("SELECT id FROM message WHERE thread_id = ? ORDER BY id", int64(id)),
		func(r *sql.Rows, m *ticket.MessageID) error { return r.Scan(m) })
}

// hit is a document that matches; ok says that its ticket is within the scope.
type hit struct {
	doc    int64
	ticket ticket.ID
	ok     bool
}

// walker reads the documents of a match.
type walker struct {
	tx     *Tx
	m      match
	within where // the scope and the state, as the ticket's row has them
	start  int64 // the walk began below this id
	before int64 // and goes on below this one, read already
	enough bool

	wanted, got int // tickets of the page
}

func (tx *Tx) startWalk(f Find, m match, states []ticket.State) (*walker, error) {
	w := &walker{tx: tx, m: m, within: ticketWhere(f.Scope), before: math.MaxInt64, wanted: f.Limit}
	state := "t.state"
	if _, _, person := f.Scope.Person(); person {
		w.within, state = w.within.and("d.hidden = 0"), "t.shown_state"
	}
	if len(states) > 0 {
		var list []any
		for _, s := range states {
			list = append(list, int64(s))
		}
		w.within = w.within.and(state+" IN "+rowsOf(1, len(list)), list...)
	}
	if w.within.text == "" {
		w.within.text = "1 = 1"
	}
	if f.After != nil {
		w.before = min(max(f.After.ID, 1), 1<<40) // an address may say anything
	} else {
		last, err := scalar[int64](tx, stmt("SELECT COALESCE(MAX(id), 0) FROM search_doc"))
		if err != nil {
			return nil, err
		}
		w.before = last + 1
	}
	w.start = w.before
	return w, nil
}

// each gives the documents to fn, newest first, until it has enough.
func (w *walker) each(fn func(hit) (more bool)) error {
	if w.tx.s.d.postgres {
		return w.eachPostgres(fn)
	}
	return w.eachSQLite(fn)
}

// asked is the statement that holds hits against the scope.
func (w *walker) asked(hits *q) *q {
	return stmt("SELECT d.id, d.ticket_id, CASE WHEN "+w.within.text+" THEN 1 ELSE 0 END ", w.within.args...).
		add(hits.text.String(), hits.args...)
}

func scanHit(r *sql.Rows, h *hit) error { return r.Scan(&h.doc, &h.ticket, &h.ok) }

func (w *walker) read(hits *q, fn func(hit) bool) (n int, err error) {
	err = stream(w.tx, w.asked(hits), func(r *sql.Rows) (bool, error) {
		var h hit
		if err := scanHit(r, &h); err != nil {
			return false, err
		}
		n++
		w.before = h.doc
		w.enough = !fn(h)
		return !w.enough, nil
	})
	return n, err
}

// stream is collect for rows of which the first ones may be enough.
func stream(tx *Tx, s *q, fn func(*sql.Rows) (more bool, err error)) error {
	tx.statements++
	rows, err := tx.on.query(tx.ctx, tx.sqlText(s), s.args, s.keep)
	if err != nil {
		return tx.failed(err, s)
	}
	defer rows.Close()
	for rows.Next() {
		if more, err := fn(rows); err != nil || !more {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return tx.failed(err, s)
	}
	return nil
}
