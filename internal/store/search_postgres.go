package store

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Documents carry a term for the stretch of ids they lie in, at each of these
// widths (powers of two): the newest stretch is searched first, then ever wider
// ones, so that a common word never costs a look at all its documents.
var stretches = []uint{13, 17, 21}

const markStretch = "_s"

func stretch(width uint, id int64) string {
	return fmt.Sprintf("%s%d_%d", markStretch, width, id>>width)
}

// indexPostgres replaces documents; their words stand in a tsvector.
func (tx *Tx) indexPostgres(rows []indexRow) error {
	var args []any
	for _, r := range rows {
		args = append(args, r.id, r.ticket, r.hidden, r.vector())
	}
	values := strings.Repeat(",(?,?,?,CAST(? AS tsvector))", len(rows))[1:]
	_, err := tx.exec(stmt("INSERT INTO search_doc (id, ticket_id, hidden, words) VALUES "+values+
		" ON CONFLICT (id) DO UPDATE SET ticket_id = excluded.ticket_id, hidden = excluded.hidden, words = excluded.words", args...))
	return err
}

// Bounds of a tsvector: positions a word has, and the largest of them.
const (
	maxPositions = 255
	maxPosition  = 16383
)

// vector writes a document as a tsvector; no term holds a quote or a backslash.
func (r indexRow) vector() string {
	list := slices.Clone(r.terms)
	for _, w := range stretches {
		list = append(list, stretch(w, r.id))
	}
	at := make(map[string][]int, len(list))
	var order []string
	for i, t := range list {
		if at[t] == nil {
			order = append(order, t)
		}
		if len(at[t]) < maxPositions {
			at[t] = append(at[t], min(i+1, maxPosition))
		}
	}
	var b strings.Builder
	for _, t := range order {
		b.WriteString("'" + t + "':")
		for i, n := range at[t] {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString(strconv.Itoa(n))
		}
		b.WriteByte(' ')
	}
	return b.String()
}

// tsquery writes a match in PostgreSQL's language.
func (m match) tsquery() string {
	groups := make([]string, len(m))
	for i, group := range m {
		phrases := make([]string, len(group))
		for j, p := range group {
			phrases[j] = "('" + strings.Join(p, "' <-> '") + "')"
		}
		groups[i] = "(" + strings.Join(phrases, " | ") + ")"
	}
	return strings.Join(groups, " & ")
}

// eachPostgres walks the newest stretch, then wider ones.
func (w *walker) eachPostgres(fn func(hit) (more bool)) error {
	for level := 0; ; {
		m, from := w.m, int64(0)
		if level < len(stretches) {
			m, from = w.m.within(stretches[level], w.start)
		}
		hits, err := w.read(hitsPostgres(m, w.before, maxHits), fn)
		if err != nil || w.enough {
			return err
		}
		if w.before = from; from == 0 {
			return nil
		}
		level = wider(level, hits)
	}
}

// hitsPostgres reads the newest n documents before an id.
func hitsPostgres(m match, before, n int64) *q {
	return stmt("FROM (SELECT * FROM ("+
		"SELECT id, ticket_id, hidden FROM search_doc WHERE words @@ CAST(? AS tsquery) AND id < ? OFFSET 0"+
		") a ORDER BY id DESC LIMIT ?) d JOIN ticket t ON t.id = d.ticket_id ORDER BY d.id DESC", m.tsquery(), before, n)
}

// wider is the stretch to read after one that held so many hits: the next in
// which a page's worth can be expected, all there is when nothing was found.
func wider(level, hits int) int {
	for level++; level < len(stretches); level++ {
		if hits <<= stretches[level] - stretches[level-1]; hits >= 2*PageSize {
			return level
		}
	}
	return level
}

// within narrows a match to the two newest stretches of a width before an id,
// and gives where the older one begins.
func (m match) within(width uint, before int64) (match, int64) {
	last := (before - 1) >> width
	group := [][]string{{stretch(width, before-1)}}
	if last > 0 {
		last--
		group = append(group, []string{stretch(width, last<<width)})
	}
	return append(slices.Clone(m), group), last << width
}
