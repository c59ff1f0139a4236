package richtext

import (
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// table adds a table. One without two cells next to each other is layout: its
// content joins the level it stands on.
func (b *builder) table(n *html.Node, st style, depth int) {
	b.endParagraph()
	if depth >= maxDepth || !sideBySide(n) {
		b.unfold(n, st, depth)
		return
	}
	if !b.pay(blockCost) {
		return
	}
	t := &block{kind: table}
	seen := false
	b.eachRow(n, st, depth, row, func(tr *html.Node, k kind) {
		if !b.pay(blockCost) {
			return
		}
		r := &block{kind: k}
		for c := tr.FirstChild; c != nil; c = c.NextSibling {
			if !isCell(c) || !b.pay(blockCost) {
				continue
			}
			ck := cell
			if c.DataAtom == atom.Th {
				ck = headCell
			}
			inner := b.inside(func() { b.children(c, st, depth+1) })
			seen = seen || len(inner) > 0
			r.children = append(r.children, &block{kind: ck, children: inner})
		}
		if len(r.children) > 0 {
			t.children = append(t.children, r)
		}
	})
	if seen {
		b.add(t)
	}
}

// eachRow visits the rows of n; the caption comes before them as text.
func (b *builder) eachRow(n *html.Node, st style, depth int, k kind, visit func(tr *html.Node, k kind)) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch c.DataAtom {
		case atom.Caption:
			b.children(c, st, depth)
			b.endParagraph()
		case atom.Thead:
			b.eachRow(c, st, depth, headRow, visit)
		case atom.Tbody, atom.Tfoot:
			b.eachRow(c, st, depth, row, visit)
		case atom.Tr:
			visit(c, k)
		}
	}
}

func (b *builder) unfold(n *html.Node, st style, depth int) {
	b.eachRow(n, st, depth, row, func(tr *html.Node, _ kind) {
		for c := tr.FirstChild; c != nil; c = c.NextSibling {
			if isCell(c) {
				b.children(c, st, depth)
				b.endParagraph()
			}
		}
	})
}

func sideBySide(n *html.Node) bool {
	cells := 0
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch c.DataAtom {
		case atom.Thead, atom.Tbody, atom.Tfoot, atom.Tr:
			if sideBySide(c) {
				return true
			}
		case atom.Td, atom.Th:
			if cells++; cells > 1 {
				return true
			}
		}
	}
	return false
}

func isCell(n *html.Node) bool { return n.DataAtom == atom.Td || n.DataAtom == atom.Th }
