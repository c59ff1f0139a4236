package store

import (
	"database/sql"
	"slices"

	"balie/internal/access"
)

// match is what a document must hold: of each group any phrase.
type match [][][]string

// A beginning of at least prefixMin letters stands for the prefixWords shortest
// words there are that begin so: a bound on what one question costs.
const (
	prefixMin   = 3
	prefixWords = 16
)

// matching turns a question into a match within the scope; false when nothing
// can be found.
func (tx *Tx) matching(s access.Scope, asked query) (match, bool, error) {
	tokens, allowed := searchTokens(s)
	_, _, customer := s.Person()
	if !allowed || asked.empty() && !(customer && len(asked.states) > 0) {
		return nil, false, nil
	}
	var m match
	if len(tokens) > 0 {
		var scope [][]string
		for _, t := range tokens {
			scope = append(scope, []string{"_" + t})
		}
		m = append(m, scope)
	}
	for i, p := range asked.phrases {
		group := [][]string{p}
		if asked.prefix && i == len(asked.phrases)-1 {
			more, err := tx.completed(p)
			if err != nil {
				return nil, false, err
			}
			group = more
		}
		m = append(m, group)
	}
	for _, name := range asked.from {
		group, err := tx.completed([]string{markAuthor + name})
		if err != nil {
			return nil, false, err
		}
		if !customer {
			lent, err := tx.completed([]string{markLent + name})
			if err != nil {
				return nil, false, err
			}
			group = append(group, lent...)
		}
		m = append(m, group)
	}
	if len(asked.entity) > 0 {
		group, err := tx.entitiesNamed(s, asked.entity)
		if err != nil || len(group) == 0 {
			return nil, false, err
		}
		m = append(m, group)
	}
	return m, true, nil
}

// completed gives the phrase with each word that its last one may begin.
func (tx *Tx) completed(phrase []string) ([][]string, error) {
	last := phrase[len(phrase)-1]
	group := [][]string{phrase}
	if len(last) < prefixMin {
		return group, nil
	}
	found, err := collect(tx, stmt("SELECT word FROM search_word WHERE word > ? AND word < ? ORDER BY length(word), word LIMIT ?",
		last, last+"\U0010FFFF", prefixWords), func(r *sql.Rows, w *string) error { return r.Scan(w) })
	for _, w := range found {
		group = append(group, append(slices.Clone(phrase[:len(phrase)-1]), w))
	}
	return group, err
}

// entitiesNamed finds the entities in whose name each of the words begins one.
func (tx *Tx) entitiesNamed(s access.Scope, names []string) ([][]string, error) {
	type entity struct {
		id   int64
		name string
	}
	text := stmt("SELECT id, name FROM organization WHERE tier = 3")
	if p, limited := s.Partner(); limited {
		text.add(" AND parent_id = ?", int64(p))
	}
	all, err := collect(tx, text.add(" ORDER BY id"),
		func(r *sql.Rows, e *entity) error { return r.Scan(&e.id, &e.name) })
	var group [][]string
	for _, e := range all {
		if len(group) < prefixWords && named(terms(e.name), names) {
			group = append(group, []string{mark(markOwner, e.id)})
		}
	}
	return group, err
}

func named(name, beginnings []string) bool {
	for _, b := range beginnings {
		if !slices.ContainsFunc(name, func(w string) bool { return len(w) >= len(b) && w[:len(b)] == b }) {
			return false
		}
	}
	return true
}
