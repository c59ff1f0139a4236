package email

import "strings"

// line is a line of a body as a reader sees it, of text or of HTML.
type line struct {
	raw       string // with its quote marks
	text      string // without marks and blanks around it
	depth     int    // how deep it is quoted
	indented  bool   // stands in a blockquote that need not be a quotation
	rest      bool   // the writer's program says: from here it is history
	attr      bool   // the program says: this introduces a quotation
	signature bool   // the program says: this is the signature
}

// folder decides which lines fold away.
type folder struct {
	markers []string // loose
	forward bool
}

// span is lines[from:to].
type span struct{ from, to int }

// fold says of each line whether it folds away.
func (f folder) fold(lines []line) []bool {
	folded := make([]bool, len(lines))
	end := len(lines)
	var quotes []span
	if !f.forward {
		quotes, end = f.quotations(lines)
	}
	mark := func(s span) {
		for i := s.from; i < s.to; i++ {
			folded[i] = true
		}
	}
	mark(span{end, len(lines)})
	between := segments(quotes, end)
	last, signed := lastWords(lines, between)
	for i, q := range quotes {
		if i >= last || last == 1 && i == 0 && !hasWords(lines, between[0]) {
			mark(q)
		}
	}
	for i := max(last, 0); last >= 0 && i < len(between); i++ {
		mark(span{signed[i], between[i].to})
	}
	for i := range lines {
		folded[i] = folded[i] || lines[i].signature && last >= 0
	}
	if !showsWords(lines, folded) {
		clear(folded)
	}
	return folded
}

// lastWords is the last stretch in which the writer says something, and where
// from there on signatures begin. Of very many stretches the end counts.
func lastWords(lines []line, between []span) (last int, signed map[int]int) {
	signed = map[int]int{}
	for i := len(between) - 1; i >= 0; i-- {
		s := between[i]
		signed[i] = s.to
		if len(between)-i <= 50 {
			signed[i] = signatureStart(lines, s)
		}
		if hasWords(lines, span{s.from, signed[i]}) {
			return i, signed
		}
	}
	return -1, signed
}

// segments are the stretches between quotations, up to end.
func segments(quotes []span, end int) []span {
	list := make([]span, 0, len(quotes)+1)
	from := 0
	for _, q := range quotes {
		list = append(list, span{from, q.from})
		from = q.to
	}
	return append(list, span{from, end})
}

func hasWords(lines []line, s span) bool {
	for i := s.from; i < s.to; i++ {
		if lines[i].text != "" && lines[i].text != ruler && !lines[i].signature {
			return true
		}
	}
	return false
}

func showsWords(lines []line, folded []bool) bool {
	for i := range lines {
		if !folded[i] && hasWords(lines, span{i, i + 1}) {
			return true
		}
	}
	return false
}

// quotations finds the quoted stretches, and the line from which all is
// history without marks, as Outlook writes it.
func (f folder) quotations(lines []line) (quotes []span, end int) {
	for i := 0; i < len(lines); {
		l := lines[i]
		switch {
		case l.text == "" && !l.rest:
			i++
			continue
		case l.depth == 0 && isForwardLine(l.text):
			return quotes, len(lines)
		case l.depth == 0 && (l.rest || f.isMarker(l.text) || isSeparator(l.text) || isHeaderBlock(lines[i:])):
			return quotes, withRulerBefore(lines, i)
		}
		size := attribution(lines[i:])
		next := i + size
		for next < len(lines) && lines[next].text == "" {
			next++
		}
		if next < len(lines) && (lines[next].depth > 0 || size > 0 && lines[next].indented) {
			to := quoteEnd(lines, next)
			quotes = append(quotes, span{i, to})
			i = to
			continue
		}
		if size > 0 && isStrong(lines[i:i+size]) {
			return quotes, i
		}
		i++
	}
	return quotes, len(lines)
}

// quoteEnd is where the quotation that begins at i ends; empty lines within it
// belong to it.
func quoteEnd(lines []line, i int) int {
	end := i
	indented := lines[i].depth == 0
	for ; i < len(lines); i++ {
		quoted := lines[i].depth > 0 || indented && lines[i].indented
		if quoted {
			end = i + 1
		} else if lines[i].text != "" {
			break
		}
	}
	return end
}

// withRulerBefore takes the ruler above a header block along.
func withRulerBefore(lines []line, i int) int {
	for k := i - 1; k >= 0 && k >= i-3; k-- {
		if isRuler(lines[k].text) {
			return k
		}
		if lines[k].text != "" {
			break
		}
	}
	return i
}

func (f folder) isMarker(s string) bool {
	if len(f.markers) == 0 || len(s) > 400 {
		return false
	}
	s = loose(s)
	for _, m := range f.markers {
		if strings.Contains(s, m) {
			return true
		}
	}
	return false
}
