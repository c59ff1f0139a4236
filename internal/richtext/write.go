package richtext

import "strings"

var (
	textEscapes = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&#34;")
	tagOf       = [...]string{"p", "h3", "pre", "blockquote", "ul", "ol", "li", "table", "tr", "tr", "th", "td"}
)

func escape(s string) string { return textEscapes.Replace(s) }

// write gives the one way in which blocks are written.
func write(blocks []*block) HTML {
	var w writer
	for _, b := range blocks {
		w.block(b)
	}
	return HTML{w.String()}
}

type writer struct{ strings.Builder }

func (w *writer) block(b *block) {
	w.tag("<", tagOf[b.kind])
	switch b.kind {
	case paragraph, heading:
		w.inline(b.lines)
	case preformatted:
		w.WriteString(escape(b.raw))
	case item, cell, headCell:
		w.bare(b.children)
	case table:
		w.rows(b.children)
	default:
		for _, c := range b.children {
			w.block(c)
		}
	}
	w.tag("</", tagOf[b.kind])
}

// bare writes the first paragraph of an item or a cell without its element.
func (w *writer) bare(children []*block) {
	for i, c := range children {
		if i == 0 && c.kind == paragraph {
			w.inline(c.lines)
		} else {
			w.block(c)
		}
	}
}

// rows writes the rows of the head, then the others.
func (w *writer) rows(rows []*block) {
	for _, part := range []struct {
		kind kind
		tag  string
	}{{headRow, "thead"}, {row, "tbody"}} {
		open := false
		for _, r := range rows {
			if r.kind != part.kind {
				continue
			}
			if !open {
				w.tag("<", part.tag)
				open = true
			}
			w.block(r)
		}
		if open {
			w.tag("</", part.tag)
		}
	}
}

func (w *writer) inline(lines [][]run) {
	for i, l := range lines {
		if i > 0 {
			w.WriteString("<br>")
		}
		for len(l) > 0 {
			n := 1
			for n < len(l) && l[n].style.href == l[0].style.href {
				n++
			}
			w.link(l[:n])
			l = l[n:]
		}
	}
}

// link writes runs that lead to the same place, or nowhere.
func (w *writer) link(runs []run) {
	href := runs[0].style.href
	if href != "" {
		w.WriteString(`<a href="` + escape(href) + `" rel="noopener noreferrer nofollow">`)
	}
	w.marked(runs, 0)
	if href != "" {
		w.WriteString("</a>")
	}
}

// marked writes runs within the marks from order[level] on; neighbours that
// share a mark share its element.
func (w *writer) marked(runs []run, level int) {
	if level == len(order) {
		for _, r := range runs {
			w.run(r)
		}
		return
	}
	m := order[level]
	for len(runs) > 0 {
		on := runs[0].style.marks & m.mark
		n := 1
		for n < len(runs) && runs[n].style.marks&m.mark == on {
			n++
		}
		if on != 0 {
			w.tag("<", m.tag)
		}
		w.marked(runs[:n], level+1)
		if on != 0 {
			w.tag("</", m.tag)
		}
		runs = runs[n:]
	}
}

func (w *writer) run(r run) {
	if r.src == "" {
		w.WriteString(escape(r.text))
		return
	}
	w.WriteString(`<img src="` + escape(r.src) + `" alt="` + escape(r.text) + `">`)
}

func (w *writer) tag(open, name string) {
	w.WriteString(open)
	w.WriteString(name)
	w.WriteByte('>')
}
