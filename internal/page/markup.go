package page

import (
	"context"
	"io"
	"strconv"

	"github.com/a-h/templ"
)

// markup is HTML written without a template: for what a page has a hundred of.
// raw is for our own words alone; whatever comes from anywhere else is text,
// between tags and within quotes alike.
type markup struct{ b []byte }

// drawn is a component that fn writes.
func drawn(fn func(m *markup)) templ.Component {
	return drawnEach([]struct{}{{}}, func(m *markup, _ struct{}) { fn(m) })
}

// drawnEach is a component of which fn writes a piece for each of the list.
func drawnEach[T any](list []T, fn func(m *markup, of T)) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		m := markup{make([]byte, 0, 512)}
		for _, of := range list {
			m.b = m.b[:0]
			fn(&m, of)
			if _, err := w.Write(m.b); err != nil {
				return err
			}
		}
		return nil
	})
}

func (m *markup) raw(parts ...string) {
	for _, s := range parts {
		m.b = append(m.b, s...)
	}
}

// text writes a text as templates do.
func (m *markup) text(s string) {
	from := 0
	for i := range len(s) {
		var as string
		switch s[i] {
		case '&':
			as = "&amp;"
		case '<':
			as = "&lt;"
		case '>':
			as = "&gt;"
		case '"':
			as = "&#34;"
		case '\'':
			as = "&#39;"
		default:
			continue
		}
		m.b = append(append(m.b, s[from:i]...), as...)
		from = i + 1
	}
	m.b = append(m.b, s[from:]...)
}

func (m *markup) number(n int64) { m.b = strconv.AppendInt(m.b, n, 10) }

// within writes a text between two pieces of our own.
func (m *markup) within(before, s, after string) {
	m.raw(before)
	m.text(s)
	m.raw(after)
}

// icon is Icon's; the class is one of its sizes.
func (m *markup) icon(name, class string) {
	m.raw(`<svg class="`, class, `" aria-hidden="true"><use href="`, LoadAssets().URL("icons.svg"))
	m.within("#i-", name, `"/></svg>`)
}
