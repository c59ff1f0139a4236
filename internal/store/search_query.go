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
	phrases [][]string // each a run of words that stand together
	prefix  bool       // the last word of the last phrase is only its beginning
	from    []string   // beginnings of the author's names
	entity  []string   // beginnings of the entity's names
	state   ticket.State
}

func (q query) empty() bool { return len(q.phrases)+len(q.from)+len(q.entity) == 0 }

// parseQuery reads a question. It never fails: what is no operator and no
// phrase is words, and an open quote ends with the text.
func parseQuery(text string) query {
	var q query
	items := split(cutBytes(text, maxWords))
	for i, it := range items {
		if q.operator(it) {
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
func (q *query) operator(it item) bool {
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
		s, ok := stateNames[strings.Join(values, "_")]
		if !ok {
			return false
		}
		q.state = s
	}
	return true
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
