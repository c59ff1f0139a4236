package richtext

import (
	"strings"
	"unicode"
)

// What writing a thing takes beside its own text, at most.
const (
	blockCost = 40
	markCost  = 41
	linkCost  = 60
	imageCost = 30
)

// builder gathers runs into lines, lines into paragraphs, and paragraphs with
// other blocks into one level of a text, within a budget of bytes.
type builder struct {
	image  func(src string) (string, bool)
	budget int
	spent  bool // the budget did not suffice; the rest is dropped
	flow
}

// flow is one level: the text itself, a quote, an item or a cell.
type flow struct {
	done  []*block
	lines [][]run
	line  []run
}

// inside runs fill on a level of its own and returns its blocks.
func (b *builder) inside(fill func()) []*block {
	outer := b.flow
	b.flow = flow{}
	fill()
	inner := b.blocks()
	b.flow = outer
	return inner
}

// blocks ends the level and returns what it holds.
func (b *builder) blocks() []*block {
	b.endParagraph()
	return b.done
}

func (b *builder) add(x *block) {
	b.endParagraph()
	b.done = append(b.done, x)
}

// pay takes cost from the budget and reports whether there was enough.
func (b *builder) pay(cost int) bool {
	if b.spent || cost > b.budget {
		b.spent = true
		return false
	}
	b.budget -= cost
	return true
}

// afford pays for s and what surrounds it, and returns as much of s as the
// budget had room for.
func (b *builder) afford(s string, extra int) string {
	if b.pay(len(escape(s)) + extra) {
		return s
	}
	left := b.budget - extra
	b.budget = 0
	for i, r := range s {
		if left -= len(escape(string(r))); left < 0 {
			return s[:i]
		}
	}
	return s
}

// text adds s with its white space collapsed, as a browser shows it.
func (b *builder) text(s string, st style) {
	if s = b.collapse(s); s == "" {
		return
	}
	extra := styleCost(st)
	if len(b.line) == 0 {
		extra += blockCost
	}
	if s = b.afford(s, extra); s != "" {
		b.put(run{text: s, style: st})
	}
}

// picture adds an image.
func (b *builder) picture(src, alt string, st style) {
	alt = strings.Join(strings.Fields(clean(alt)), " ")
	if b.pay(blockCost + imageCost + len(escape(src)) + len(escape(alt)) + styleCost(st)) {
		b.put(run{text: alt, src: src, style: st})
	}
}

func (b *builder) put(r run) { b.line = append(b.line, r) }

// collapse makes each stretch of white space one space, none at the start of a
// line or after another; no-break spaces stay.
func (b *builder) collapse(s string) string {
	var out strings.Builder
	space := b.atSpace()
	for _, r := range s {
		switch {
		case r == ' ' || r == '\t' || r == '\n' || r == '\r' || r == '\f':
			if !space {
				out.WriteByte(' ')
			}
			space = true
		case unwritable(r):
		default:
			out.WriteRune(r)
			space = false
		}
	}
	return out.String()
}

func (b *builder) atSpace() bool {
	if len(b.line) == 0 {
		return true
	}
	last := b.line[len(b.line)-1]
	return last.src == "" && strings.HasSuffix(last.text, " ")
}

// softBreak ends the line if there is one, as the edge of a div does.
func (b *builder) softBreak() {
	if len(b.line) > 0 {
		b.endLine()
	}
}

// endLine ends the line, which may be empty; one without anything to see is.
func (b *builder) endLine() {
	if n := len(b.line); n > 0 && b.line[n-1].src == "" {
		last := &b.line[n-1]
		if last.text = strings.TrimSuffix(last.text, " "); last.text == "" {
			b.line = b.line[:n-1]
		}
	}
	b.lines = append(b.lines, joined(b.line))
	b.line = nil
}

// joined makes neighbours of one style one run; a line without anything to see
// becomes nil.
func joined(line []run) []run {
	if blank(line) {
		return nil
	}
	var out []run
	for len(line) > 0 {
		n := 1
		for line[0].src == "" && n < len(line) && line[n].src == "" && line[n].style == line[0].style {
			n++
		}
		r := line[0]
		if n > 1 {
			var text strings.Builder
			for _, part := range line[:n] {
				text.WriteString(part.text)
			}
			r.text = text.String()
		}
		out = append(out, r)
		line = line[n:]
	}
	return out
}

// endParagraph closes what was begun: empty lines part paragraphs.
func (b *builder) endParagraph() {
	b.softBreak()
	var lines [][]run
	for _, l := range append(b.lines, nil) {
		if len(l) > 0 {
			lines = append(lines, l)
		} else if len(lines) > 0 {
			b.done = append(b.done, &block{kind: paragraph, lines: lines})
			lines = nil
		}
	}
	b.lines = nil
}

func blank(line []run) bool {
	for _, r := range line {
		if r.src != "" || strings.TrimFunc(r.text, unicode.IsSpace) != "" {
			return false
		}
	}
	return true
}

// preformatted adds text whose white space counts.
func (b *builder) preformatted(s string) {
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s)
	s = strings.TrimRightFunc(strings.TrimLeft(clean(s), "\n"), unicode.IsSpace)
	if s == "" {
		return
	}
	if s = strings.TrimRightFunc(b.afford(s, blockCost), unicode.IsSpace); s != "" {
		b.add(&block{kind: preformatted, raw: s})
	}
}

func styleCost(st style) int {
	cost := 0
	if st.marks != 0 {
		cost += markCost
	}
	if st.href != "" {
		cost += linkCost + len(escape(st.href))
	}
	return cost
}

// clean drops what no text holds: control characters but tab and line ends.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if unwritable(r) {
			return -1
		}
		return r
	}, s)
}

func unwritable(r rune) bool {
	return r < ' ' && r != '\t' && r != '\n' && r != '\r' && r != '\f' || 0x7f <= r && r <= 0x9f
}
