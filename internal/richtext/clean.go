package richtext

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Clean rebuilds source, HTML from anywhere, in the closed subset. Scripts,
// styles, forms' controls and drawings go with their content; of unknown
// elements the content stays. Empty paragraphs, and tables of one column (page
// layout, not data), dissolve. Cleaning what Clean gave changes nothing. What
// can't be parsed (over 512 elements within each other) is read as plain text,
// and of a source or a result too long the end is replaced by a sentence.
func Clean(source string, opts ...Option) HTML {
	o := settings(opts)
	source, cut := bound(strings.ToValidUTF8(source, "\uFFFD"))
	doc, err := html.ParseWithOptions(strings.NewReader(source), html.ParseOptionEnableScripting(false))
	if err != nil {
		text := stripTags(source)
		return bounded(o, cut, func(b *builder) { b.plain(text) })
	}
	return bounded(o, cut, func(b *builder) { b.children(doc, style{}, 0) })
}

func (b *builder) children(n *html.Node, st style, depth int) {
	for c := n.FirstChild; c != nil && !b.spent; c = c.NextSibling {
		b.node(c, st, depth)
	}
}

func (b *builder) node(n *html.Node, st style, depth int) {
	switch {
	case n.Type == html.TextNode:
		b.text(n.Data, st)
	case n.Type != html.ElementNode || n.Namespace != "" || dropped[n.DataAtom]:
	case marking[n.DataAtom] != 0:
		st.marks |= marking[n.DataAtom]
		b.children(n, st, depth)
	case lineLike[n.DataAtom]:
		b.softBreak()
		b.children(n, st, depth)
		b.softBreak()
	default:
		b.element(n, st, depth)
	}
}

func (b *builder) element(n *html.Node, st style, depth int) {
	switch n.DataAtom {
	case atom.A:
		if href, ok := safeLink(attr(n, "href")); ok {
			st.href = href
		}
		b.children(n, st, depth)
	case atom.Br:
		b.endLine()
	case atom.Img:
		b.img(n, st)
	case atom.P, atom.Hr:
		b.endParagraph()
		b.children(n, st, depth)
		b.endParagraph()
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		b.heading(n, st, depth)
	case atom.Pre, atom.Listing, atom.Xmp, atom.Plaintext:
		b.preformatted(rawText(n))
	case atom.Blockquote:
		b.contain(n, quote, st, depth)
	case atom.Ul, atom.Menu, atom.Dir:
		b.list(n, bullets, st, depth)
	case atom.Ol:
		b.list(n, numbers, st, depth)
	case atom.Table:
		b.table(n, st, depth)
	default:
		b.children(n, st, depth)
	}
}

func (b *builder) img(n *html.Node, st style) {
	if b.image != nil {
		if src, ok := b.image(attr(n, "src")); ok && ownPath(src) {
			b.picture(src, attr(n, "alt"), st)
			return
		}
	}
	b.text(attr(n, "alt"), st)
}

// heading turns the paragraphs in n into headings.
func (b *builder) heading(n *html.Node, st style, depth int) {
	b.endParagraph()
	for _, x := range b.inside(func() { b.children(n, st, depth) }) {
		if x.kind == paragraph {
			x.kind = heading
		}
		b.add(x)
	}
}

// contain adds a block of its own level, unless that is too deep or empty.
func (b *builder) contain(n *html.Node, k kind, st style, depth int) {
	b.endParagraph()
	if depth >= maxDepth {
		b.children(n, st, depth)
		b.endParagraph()
		return
	}
	if !b.pay(blockCost) {
		return
	}
	if inner := b.inside(func() { b.children(n, st, depth+1) }); len(inner) > 0 {
		b.add(&block{kind: k, children: inner})
	}
}

// list adds a list; what stands between its items is an item too.
func (b *builder) list(n *html.Node, k kind, st style, depth int) {
	if depth >= maxDepth {
		b.contain(n, k, st, depth)
		return
	}
	b.endParagraph()
	var items []*block
	for c := n.FirstChild; c != nil && b.pay(blockCost); c = c.NextSibling {
		inner := b.inside(func() {
			if c.DataAtom == atom.Li {
				b.children(c, st, depth+1)
			} else {
				b.node(c, st, depth+1)
			}
		})
		if len(inner) > 0 {
			items = append(items, &block{kind: item, children: inner})
		}
	}
	if len(items) > 0 {
		b.add(&block{kind: k, children: items})
	}
}

// attr returns the attribute's value, "" without one.
func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Namespace == "" && a.Key == key {
			return a.Val
		}
	}
	return ""
}
