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

// stretchesMost is how many stretches of one width are searched at once: with
// more the index compares longer than it saves.
const stretchesMost = 4

// eachPostgres walks the newest two stretches, then as many older ones as those
// tell; when they told nothing, all there is.
func (w *walker) eachPostgres(fn func(hit) (more bool)) error {
	m, from := w.m.within(stretches[0], w.before, 2)
	for {
		if _, err := w.read(hitsPostgres(m, w.before, maxHits), fn); err != nil || w.enough {
			return err
		}
		if w.before = from; from == 0 {
			return nil
		}
		m, from = w.older()
	}
}

// older narrows the match to the stretches in which the rest of the page can be
// expected, and gives where they begin; to nothing when no stretch is wide enough.
func (w *walker) older() (match, int64) {
	if w.got == 0 {
		return w.m, 0
	}
	wanted := widthAfter(w.got, w.wanted-w.got, w.start-w.before)
	for _, width := range stretches {
		if n := wanted>>width + 1; n <= stretchesMost {
			return w.m.within(width, w.before, n)
		}
	}
	return w.m, 0
}

// hitsPostgres reads the newest n documents before an id.
func hitsPostgres(m match, before, n int64) *q {
	return stmt("FROM (SELECT * FROM ("+
		"SELECT id, ticket_id, hidden FROM search_doc WHERE words @@ CAST(? AS tsquery) AND id < ? OFFSET 0"+
		") a ORDER BY id DESC LIMIT ?) d JOIN ticket t ON t.id = d.ticket_id ORDER BY d.id DESC", m.tsquery(), before, n)
}

// within narrows a match to the n newest stretches of a width before an id, and
// gives where the oldest of them begins.
func (m match) within(width uint, before, n int64) (match, int64) {
	last := (before - 1) >> width
	oldest := max(last-n+1, 0)
	var group [][]string
	for at := last; at >= oldest; at-- {
		group = append(group, []string{stretch(width, at<<width)})
	}
	return append(slices.Clone(m), group), oldest << width
}
