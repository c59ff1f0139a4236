package page

import "github.com/a-h/templ"

// pieces prints a text with what was found in marks, and no white space of its
// own.
func pieces(list []Piece) templ.Component {
	return drawn(func(m *markup) { m.pieces(list) })
}

func (m *markup) pieces(list []Piece) {
	for _, p := range list {
		if p.Hit {
			m.within("<mark>", p.Text, "</mark>")
		} else {
			m.text(p.Text)
		}
	}
}
