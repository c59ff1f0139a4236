package email

import "strings"

// Reading is a body in two: what its writer says now, and what folds away
// (quoted history, signature, disclaimer). Nothing is lost: what is not in one
// is in the other, and a body of history alone counts as said now.
type Reading struct {
	Text, TextRest string
	HTML, HTMLRest string // fragments for a cleaner; empty for a mail of plain text
}

// Visible finds the part of the body that is new. markers are the sentences
// that our own mails put above what they quote, "Write your text above this
// line" in each language; a line that holds one begins the history. Answers
// written between quoted lines stay together with these. A mail that was sent
// on (IsForward) is about what it quotes, so of it only the signature folds.
func (m *Message) Visible(markers ...string) Reading {
	f := folder{forward: IsForward(m.Subject)}
	for _, s := range markers {
		if s = loose(s); s != "" {
			f.markers = append(f.markers, s)
		}
	}
	if m.HTML != "" {
		if r, ok := readHTML(m.HTML, f); ok {
			return r
		}
	}
	r := readPlain(m.Text, f)
	r.HTML = m.HTML
	return r
}

func readPlain(s string, f folder) Reading {
	var lines []line
	for raw := range strings.SplitSeq(strings.TrimRight(s, "\n \t"), "\n") {
		text, depth := unquote(raw)
		lines = append(lines, line{raw: strings.TrimRight(raw, " \t"), text: text, depth: depth})
	}
	var shown, rest []string
	for i, folded := range f.fold(lines) {
		if folded {
			rest = append(rest, lines[i].raw)
		} else {
			shown = append(shown, lines[i].raw)
		}
	}
	return Reading{Text: joinLines(shown), TextRest: joinLines(rest)}
}

func joinLines(lines []string) string { return strings.Trim(strings.Join(lines, "\n"), "\n") }

// unquote takes the quote marks off a line of plain text.
func unquote(s string) (text string, depth int) {
	for {
		t := strings.TrimLeft(s, " \t\u00a0")
		if !strings.HasPrefix(t, ">") {
			return strings.TrimSpace(s), depth
		}
		s = t[1:]
		depth++
	}
}
