package store

import (
	"slices"
	"strings"
	"unicode"

	"balie/internal/ticket"
)

// Bounds of one question.
const (
	maxAsked = 16  // words and phrases
	maxWords = 400 // bytes
)

// query is what somebody typed, understood: every part has to be found.
type query struct {
	phrases [][]string     // each a run of words that stand together
	prefix  bool           // the last word of the last phrase is only its beginning
	from    []string       // beginnings of the author's names
	entity  []string       // beginnings of the entity's names
	states  []ticket.State // any of them; none is all
}

func (q query) empty() bool { return len(q.phrases)+len(q.from)+len(q.entity) == 0 }

// parseQuery reads a question of somebody whose pages call the states so. It
// never fails: what is no operator and no phrase is words, and an open quote ends
// with the text.
func parseQuery(text string, called StateNames) query {
	var q query
	items := split(cutBytes(text, maxWords))
	for i, it := range items {
		if q.operator(it, called) {
			continue
		}
		words := terms(it.text)
		if len(words) == 0 || len(q.phrases) == maxAsked {
			continue
		}
		q.phrases = append(q.phrases, words[:min(len(words), maxAsked)])
		q.prefix = i == len(items)-1 && !it.quoted && len(words) <= maxAsked
	}
	return q
}

// operator takes an item such as state:open; false when it is words after all.
func (q *query) operator(it item, called StateNames) bool {
	values := terms(it.text)
	if len(values) == 0 || it.name == "" {
		return false
	}
	switch it.name {
	case "from":
		q.from = append(q.from, values...)
		q.from = q.from[:min(len(q.from), maxAsked)]
	case "entity":
		q.entity = append(q.entity, values...)
		q.entity = q.entity[:min(len(q.entity), maxAsked)]
	case "state":
		meant := called.meant(strings.Join(values, "_"))
		if len(meant) == 0 {
			return false
		}
		q.states = meant
	}
	return true
}

// StateNames is what somebody's pages call the states, where they have names of
// their own for them.
type StateNames map[ticket.State]string

// meant gives the states that a word stands for: all that are called so, else
// all that are called as the one which has the word for its name here. So nobody
// tells by asking what their pages do not tell apart.
func (n StateNames) meant(word string) []ticket.State {
	named := stateNames[word]
	if len(n) == 0 {
		if named == 0 {
			return nil
		}
		return []ticket.State{named}
	}
	if meant := n.called(word); len(meant) > 0 || named == 0 {
		return meant
	}
	return n.called(strings.Join(terms(n[named]), "_"))
}

func (n StateNames) called(word string) (out []ticket.State) {
	for s, name := range n {
		if strings.Join(terms(name), "_") == word {
			out = append(out, s)
		}
	}
	slices.Sort(out)
	return out
}

var stateNames = map[string]ticket.State{
	"open": ticket.Open, "waiting": ticket.Waiting, "hold": ticket.OnHold, "on_hold": ticket.OnHold, "closed": ticket.Closed,
}

var operators = []string{"from", "entity", "state"}

// item is a word, a phrase in quotes, or an operator with its value.
type item struct {
	name   string // of the operator, "" for none
	text   string
	quoted bool
}

func split(text string) []item {
	var out []item
	for {
		text = strings.TrimLeftFunc(text, unicode.IsSpace)
		if text == "" {
			return out
		}
		var it item
		if name, rest, ok := strings.Cut(text, ":"); ok && slices.Contains(operators, strings.ToLower(name)) {
			it.name, text = strings.ToLower(name), rest
		}
		if strings.HasPrefix(text, `"`) {
			it.quoted = true
			it.text, text, _ = strings.Cut(text[1:], `"`)
		} else {
			n := strings.IndexFunc(text, func(r rune) bool { return unicode.IsSpace(r) || r == '"' })
			if n < 0 {
				n = len(text)
			}
			it.text, text = text[:n], text[n:]
		}
		out = append(out, it)
	}
}

func cutBytes(s string, n int) string {
	s = strings.ToValidUTF8(s, " ")
	if len(s) <= n {
		return s
	}
	return strings.ToValidUTF8(s[:n], "")
}
