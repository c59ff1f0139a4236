package richtext

import (
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// table adds a table. One without two cells next to each other is layout: its
// content joins the level it stands on.
func (b *builder) table(n *html.Node, st style, depth int) {
	b.endParagraph()
	if depth >= maxDepth {
		b.unfold(n, st, depth)
		return
	}
	if !b.pay(blockCost) {
		return
	}
	t := &block{kind: table}
	columns, seen := 0, false
	b.eachRow(n, st, depth, row, func(tr *html.Node, k kind) {
		r := &block{kind: k, children: b.cells(tr, st, depth)}
		if len(r.children) == 0 {
			return
		}
		t.children = append(t.children, r)
		columns = max(columns, len(r.children))
		for _, c := range r.children {
			seen = seen || len(c.children) > 0
		}
	})
	switch {
	case columns > 1 && seen:
		b.add(t)
	case columns == 1:
		for _, r := range t.children {
			b.done = append(b.done, r.children[0].children...)
		}
	}
}

func (b *builder) cells(tr *html.Node, st style, depth int) []*block {
	var cells []*block
	if !b.pay(blockCost) {
		return nil
	}
	for c := tr.FirstChild; c != nil; c = c.NextSibling {
		if !isCell(c) || !b.pay(blockCost) {
			continue
		}
		k := cell
		if c.DataAtom == atom.Th {
			k = headCell
		}
		cells = append(cells, &block{kind: k, children: b.inside(func() { b.children(c, st, depth+1) })})
	}
	return cells
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

func isCell(n *html.Node) bool { return n.DataAtom == atom.Td || n.DataAtom == atom.Th }
