package store

import (
	"slices"
	"strings"
)

// indexSQLite replaces documents in the contentless full-text table.
func (tx *Tx) indexSQLite(rows []indexRow) error {
	var ids []int64
	var texts, docs []any
	for _, r := range rows {
		ids = append(ids, r.id)
		texts = append(texts, r.id, strings.Join(r.terms, " "))
		docs = append(docs, r.id, r.ticket, r.hidden)
	}
	for _, s := range []*q{
		stmt("DELETE FROM search WHERE rowid IN (?)", ids),
		stmt("INSERT INTO search (rowid, text) VALUES "+rowsOf(len(rows), 2), texts...),
		stmt("INSERT INTO search_doc (id, ticket_id, hidden) VALUES "+rowsOf(len(rows), 3)+
			" ON CONFLICT (id) DO UPDATE SET ticket_id = excluded.ticket_id, hidden = excluded.hidden", docs...),
	} {
		if _, err := tx.exec(s); err != nil {
			return err
		}
	}
	return nil
}

// fts writes a match in FTS5's language: each phrase in quotes, which no term
// holds.
func (m match) fts() string {
	groups := make([]string, len(m))
	for i, group := range m {
		phrases := make([]string, len(group))
		for j, p := range group {
			phrases[j] = `"` + strings.Join(p, " ") + `"`
		}
		groups[i] = "(" + strings.Join(phrases, " OR ") + ")"
	}
	return strings.Join(groups, " AND ")
}

// firstSlice is how many of the newest ids a walk begins with.
const firstSlice = 1 << 11

// eachSQLite walks slices of ids, newest first, each from its beginning:
// backwards FTS5 takes apart every page of a word's list that it meets, and
// looks beyond the slice for a first hit, at two to eight times the cost.
func (w *walker) eachSQLite(fn func(hit) (more bool)) error {
	from := max(w.before-firstSlice, 0)
	for {
		err := w.slice(from, fn)
		if err != nil || w.enough || from == 0 {
			return err
		}
		w.before = from
		from = max(from-widthAfter(w.got, w.wanted-w.got, w.start-from), 0)
	}
}

// widthAfter is how many ids to read after those that gave so many tickets:
// those in which the rest of a page can be expected, and a quarter more, for to
// begin another slice costs as much as dozens of hits too many. One ticket says
// little of how many more there are, none that it takes long.
func widthAfter(got, rest int, walked int64) int64 {
	if got == 0 {
		return walked * 64
	}
	return min(max(walked*int64(rest)*5/int64(4*(got+1)), walked/4), walked*8)
}

// slice gives the documents from an id on to fn.
func (w *walker) slice(from int64, fn func(hit) (more bool)) error {
	hits, err := collect(w.tx, w.asked(hitsSQLite(w.m, from, w.before)), scanHit)
	if err != nil {
		return err
	}
	if len(hits) > maxHits { // the words have become frequent all at once
		_, err := w.read(hitsBackwards(w.m, from, w.before), fn)
		return err
	}
	for _, h := range slices.Backward(hits) {
		if w.enough = !fn(h); w.enough {
			break
		}
	}
	return nil
}

const fromSearch = "FROM search f CROSS JOIN search_doc d ON d.id = f.rowid CROSS JOIN ticket t ON t.id = d.ticket_id " +
	"WHERE f.search MATCH ? AND f.rowid >= ? AND f.rowid < ? ORDER BY f.rowid"

// hitsSQLite reads the documents of a slice in the order of the index, one more
// than a page may read.
func hitsSQLite(m match, from, before int64) *q {
	return stmt(fromSearch+" LIMIT ?", m.fts(), from, before, maxHits+1)
}

// hitsBackwards reads the documents of a slice newest first, one by one.
func hitsBackwards(m match, from, before int64) *q {
	return stmt(fromSearch+" DESC", m.fts(), from, before)
}
