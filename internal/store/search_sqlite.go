package store

import "strings"

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

// hitsSQLite reads the documents before an id, newest first: the full-text
// table gives them in that order by itself, one by one.
func hitsSQLite(m match, before int64) *q {
	return stmt("FROM search f CROSS JOIN search_doc d ON d.id = f.rowid CROSS JOIN ticket t ON t.id = d.ticket_id "+
		"WHERE f.search MATCH ? AND f.rowid < ? ORDER BY f.rowid DESC", m.fts(), before)
}
