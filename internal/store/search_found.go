package store

import (
	"database/sql"
	"slices"
	"strings"
	"unicode/utf8"

	"balie/internal/access"
	"balie/internal/ticket"
)

// messageOf is the message of a document; 0 for a ticket's head.
func messageOf(doc int64) ticket.MessageID {
	if doc%2 == 0 {
		return 0
	}
	return ticket.MessageID(doc / 2)
}

// Found gives the bodies of messages that a search found, hidden ones only to
// those who may read them: the vendor's agents and those of the partner that
// shared them.
func (tx *Tx) Found(s access.Scope, hits map[ticket.ID]ticket.MessageID) (map[ticket.ID]FoundMessage, error) {
	if !s.Staff() {
		return nil, nil
	}
	var limits where
	if p, limited := s.Partner(); limited {
		limits = limits.and("m.partner_id = ?", int64(p))
	}
	return tx.foundBodies(hits, limits)
}

// FoundPublic is Found for a customer: of the tickets that SearchPublic gave
// them, what they see of the thread.
func (tx *Tx) FoundPublic(p PublicPage) (map[ticket.ID]FoundMessage, error) {
	hits := map[ticket.ID]ticket.MessageID{}
	for _, r := range p.Rows {
		hits[r.ID] = p.Hits[r.ID]
	}
	return tx.foundBodies(hits, where{}.and("m.hidden = 0").and("m.public_from <= ?", micros(tx.Now)))
}

func (tx *Tx) foundBodies(hits map[ticket.ID]ticket.MessageID, limits where) (map[ticket.ID]FoundMessage, error) {
	var list []int64
	for _, m := range hits {
		if m != 0 {
			list = append(list, int64(m))
		}
	}
	out := map[ticket.ID]FoundMessage{}
	if len(list) == 0 {
		return out, nil
	}
	limits = limits.and("m.withdrawn = 0")
	text := stmt("SELECT m.thread_id, m.body, m.hidden FROM message m WHERE m.id IN (?)", list).add(" AND "+limits.text, limits.args...)
	got, err := collect(tx, text, func(r *sql.Rows, m *FoundMessage) error { return r.Scan(&m.of, &m.Body, &m.Hidden) })
	for _, m := range got {
		if _, asked := hits[m.of]; asked {
			out[m.of] = m
		}
	}
	return out, err
}

// FoundMessage is a message that a search found.
type FoundMessage struct {
	of     ticket.ID
	Body   string
	Hidden bool
}

// Piece is a run of text; Hit says that the question asked for it.
type Piece struct {
	Text string
	Hit  bool
}

// Marked cuts a text into pieces by what the question asks for. With a limit it
// gives a stretch of about so many bytes around the first hit, with an ellipsis
// where text is left out.
func Marked(question string, called StateNames, text string, limit int) []Piece {
	text = strings.Join(strings.Fields(strings.ToValidUTF8(text, "")), " ")
	asked := parseQuery(question, called)
	var spans [][2]int
	for start := 0; start < len(text); {
		end, word := wordAt(text, start)
		if word && asked.wants(terms(text[start:end])) {
			spans = append(spans, [2]int{start, end})
		}
		start = end
	}
	from, to := 0, len(text)
	if limit > 0 {
		from, to = stretchAround(text, spans, limit)
	}
	return pieces(text, spans, from, to)
}

// wordAt gives the end of the word, or of the run between words, at start.
func wordAt(text string, start int) (end int, word bool) {
	first, n := utf8.DecodeRuneInString(text[start:])
	if alone(first) {
		return start + n, true
	}
	word = inText(first)
	for end = start + n; end < len(text); end += n {
		var r rune
		r, n = utf8.DecodeRuneInString(text[end:])
		if alone(r) || inText(r) != word {
			break
		}
	}
	return end, word
}

// inText is inWord for a text that is not folded.
func inText(r rune) bool { return r >= 'A' && r <= 'Z' || inWord(r) }

// wants reports whether one of a word's terms was asked for.
func (q query) wants(list []string) bool {
	for i, phrase := range q.phrases {
		for j, p := range phrase {
			last := q.prefix && i == len(q.phrases)-1 && j == len(phrase)-1 && len(p) >= prefixMin
			if slices.ContainsFunc(list, func(t string) bool { return t == p || last && strings.HasPrefix(t, p) }) {
				return true
			}
		}
	}
	return false
}

// leadFound is about how many bytes stand before the first hit: a row of a list
// is one line, and what was found must lie within it.
const leadFound = 30

// stretchAround picks what is shown: from a little before the first hit on, cut
// between words.
func stretchAround(text string, spans [][2]int, limit int) (from, to int) {
	if len(spans) > 0 && spans[0][0] > min(leadFound, limit/3) {
		from = spans[0][0] - min(leadFound, limit/3)
	}
	if i := strings.IndexByte(text[from:], ' '); from > 0 && i >= 0 && from+i < spans[0][0] {
		from += i + 1
	}
	to = min(len(text), from+limit)
	if i := strings.LastIndexByte(text[from:to], ' '); to < len(text) && i > limit/2 {
		to = from + i
	}
	for from > 0 && !utf8.RuneStart(text[from]) {
		from--
	}
	for to < len(text) && !utf8.RuneStart(text[to]) {
		to--
	}
	return from, to
}

func pieces(text string, spans [][2]int, from, to int) []Piece {
	var out []Piece
	add := func(s string, hit bool) {
		if s != "" {
			out = append(out, Piece{s, hit})
		}
	}
	if from > 0 {
		add("… ", false)
	}
	at := from
	for _, s := range spans {
		if s[0] < at || s[1] > to {
			continue
		}
		add(text[at:s[0]], false)
		add(text[s[0]:s[1]], true)
		at = s[1]
	}
	add(text[at:to], false)
	if to < len(text) {
		add(" …", false)
	}
	return out
}
