package email

import (
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// readHTML folds the lines of HTML. ok is false for HTML that nests too deep
// to be parsed.
func readHTML(source string, f folder) (Reading, bool) {
	doc, err := html.ParseWithOptions(strings.NewReader(source), html.ParseOptionEnableScripting(false))
	if err != nil {
		return Reading{}, false
	}
	w := lineWalker{leaf: map[*html.Node]int{}}
	w.walk(doc, lineState{})
	folded := f.fold(w.lines)
	var shown, rest []string
	any := false
	for i, l := range w.lines {
		if w.gaps[i] {
			shown, rest = gap(shown), gap(rest)
		}
		if folded[i] {
			rest, any = append(rest, l.raw), true
		} else {
			shown = append(shown, l.raw)
		}
	}
	r := Reading{Text: tidy(shown), TextRest: tidy(rest)}
	r.HTML = w.render(doc, func(i int) bool { return i >= len(folded) || !folded[i] })
	if any {
		r.HTMLRest = w.render(doc, func(i int) bool { return i < len(folded) && folded[i] })
	}
	return r, true
}

// tidy joins lines with at most one empty line between them.
func tidy(lines []string) string {
	out := lines[:0]
	for _, l := range lines {
		if l != "" || len(out) > 0 && out[len(out)-1] != "" {
			out = append(out, l)
		}
	}
	return strings.ReplaceAll(joinLines(out), ruler, "----")
}

func gap(lines []string) []string {
	if n := len(lines); n > 0 && lines[n-1] != "" {
		return append(lines, "")
	}
	return lines
}

// maxLines is how many lines of preformatted text are told apart.
const maxLines = 50_000

// lineWalker reads a tree as lines and knows which leaf stands in which.
type lineWalker struct {
	lines []line
	gaps  []bool // an empty line is seen before the line
	leaf  map[*html.Node]int

	open  bool // the last line goes on
	gap   bool // the next line stands apart
	rest  bool // the next line begins history
	blank bool // a blank is due before the next word
	words strings.Builder
}

// lineState is what elements around a leaf say about it.
type lineState struct {
	depth               int
	indented, attr, sig bool
	pre                 bool
}

func (w *lineWalker) walk(n *html.Node, st lineState) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch {
		case c.Type == html.TextNode && st.pre && len(w.lines) < maxLines && strings.Contains(c.Data, "\n"):
			c = w.preformatted(c, st)
		case c.Type == html.TextNode:
			w.text(c, st)
		case c.Type == html.ElementNode:
			w.element(c, st)
		}
	}
	if n.Type == html.DocumentNode {
		w.endLine()
	}
}

func (w *lineWalker) element(n *html.Node, st lineState) {
	if isSilent(n.DataAtom) || n.DataAtom == atom.Head {
		return
	}
	hints(n, &st, &w.rest)
	block := isBlockTag(n.DataAtom)
	switch n.DataAtom {
	case atom.Br:
		w.line(st)
		w.leaf[n] = len(w.lines) - 1
		w.endLine()
		return
	case atom.Hr:
		w.endLine()
		w.line(st)
		w.words.WriteString(ruler)
		w.leaf[n] = len(w.lines) - 1
		w.endLine()
		return
	case atom.Img:
		w.line(st)
		w.word("\u25a3")
		w.leaf[n] = len(w.lines) - 1
		return
	case atom.P, atom.Blockquote, atom.Table, atom.Ul, atom.Ol:
		w.gap = true
	case atom.Td, atom.Th:
		w.blank = true
	}
	if block {
		w.endLine()
	}
	w.walk(n, st)
	if block {
		w.endLine()
		w.gap = w.gap || n.DataAtom == atom.P || n.DataAtom == atom.Blockquote || n.DataAtom == atom.Table
	}
}

// preformatted splits a text at its line ends, so that each line is a leaf. It
// gives the last piece.
func (w *lineWalker) preformatted(n *html.Node, st lineState) *html.Node {
	first, rest, more := strings.Cut(n.Data, "\n")
	for {
		if more {
			first += "\n"
		}
		n.Data = first
		w.line(st)
		w.text(n, st)
		w.leaf[n] = len(w.lines) - 1
		if !more {
			return n
		}
		w.endLine()
		next := &html.Node{Type: html.TextNode}
		n.Parent.InsertBefore(next, n.NextSibling)
		n = next
		if first, rest, more = strings.Cut(rest, "\n"); more && len(w.lines) >= maxLines {
			first, more = first+"\n"+rest, false
		}
	}
}

func (w *lineWalker) text(n *html.Node, st lineState) {
	start := 0
	for i, r := range n.Data + " " {
		if !unicode.IsSpace(r) && r != '\u00a0' && r != '\u200b' && r != '\ufeff' {
			continue
		}
		if i > start {
			w.line(st)
			w.word(n.Data[start:i])
		}
		if r != '\u200b' && r != '\ufeff' && i < len(n.Data) {
			w.blank = true
		}
		start = i + len(string(r))
	}
	w.leaf[n] = max(0, len(w.lines)-1)
}

func (w *lineWalker) word(s string) {
	if w.blank && w.words.Len() > 0 {
		w.words.WriteByte(' ')
	}
	w.blank = false
	w.words.WriteString(s)
}

// line makes sure that a line is open.
func (w *lineWalker) line(st lineState) {
	if w.open {
		return
	}
	w.lines = append(w.lines, line{depth: st.depth, indented: st.indented, attr: st.attr, signature: st.sig, rest: w.rest})
	w.gaps = append(w.gaps, w.gap)
	w.open, w.gap, w.rest, w.blank = true, false, false, false
}

func (w *lineWalker) endLine() {
	if !w.open {
		return
	}
	l := &w.lines[len(w.lines)-1]
	l.text, l.depth = unquoteMore(w.words.String(), l.depth)
	l.raw = strings.Repeat("> ", l.depth) + l.text
	w.words.Reset()
	w.open = false
}

// unquoteMore counts ">" marks too: some programs send quoted text as HTML.
func unquoteMore(s string, depth int) (string, int) {
	text, more := unquote(s)
	return text, depth + more
}

// render writes the body without the leaves that keep refuses, nor elements
// all of whose leaves are refused.
func (w *lineWalker) render(doc *html.Node, keep func(line int) bool) string {
	var out strings.Builder
	for c := range doc.Descendants() {
		if c.DataAtom != atom.Body {
			continue
		}
		body, _, _ := w.pruned(c, keep)
		for c := body.FirstChild; c != nil; c = c.NextSibling {
			if html.Render(&out, c) != nil {
				return ""
			}
		}
		break
	}
	return strings.TrimSpace(out.String())
}

func (w *lineWalker) pruned(n *html.Node, keep func(line int) bool) (copied *html.Node, kept, refused bool) {
	copied = &html.Node{Type: n.Type, DataAtom: n.DataAtom, Data: n.Data, Namespace: n.Namespace, Attr: n.Attr}
	if i, ok := w.leaf[n]; ok {
		kept = keep(i)
		return copied, kept, !kept
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		child, k, r := w.pruned(c, keep)
		if k || !r {
			copied.AppendChild(child)
		}
		kept, refused = kept || k, refused || r
	}
	return copied, kept, refused
}
