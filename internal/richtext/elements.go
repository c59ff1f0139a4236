package richtext

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// dropped elements go with all they hold: it is not text for a reader.
var dropped = set(atom.Head, atom.Title, atom.Style, atom.Script, atom.Noscript, atom.Template,
	atom.Svg, atom.Math, atom.Iframe, atom.Object, atom.Embed, atom.Applet, atom.Noembed, atom.Noframes,
	atom.Frameset, atom.Audio, atom.Video, atom.Canvas, atom.Map, atom.Select, atom.Datalist,
	atom.Textarea, atom.Input, atom.Link, atom.Meta, atom.Base)

// lineLike elements begin and end a line without being a paragraph.
var lineLike = set(atom.Div, atom.Section, atom.Article, atom.Header, atom.Footer, atom.Main, atom.Aside,
	atom.Nav, atom.Center, atom.Figure, atom.Figcaption, atom.Dl, atom.Dt, atom.Dd, atom.Form,
	atom.Fieldset, atom.Legend, atom.Details, atom.Summary, atom.Address, atom.Li)

// marking elements give their text a mark.
var marking = map[atom.Atom]marks{
	atom.B: bold, atom.Strong: bold,
	atom.I: italic, atom.Em: italic, atom.Cite: italic, atom.Dfn: italic, atom.Var: italic,
	atom.U: underlined, atom.Ins: underlined,
	atom.S: struck, atom.Strike: struck, atom.Del: struck,
	atom.Code: code, atom.Kbd: code, atom.Samp: code, atom.Tt: code,
}

func set(elements ...atom.Atom) map[atom.Atom]bool {
	m := make(map[atom.Atom]bool, len(elements))
	for _, e := range elements {
		m[e] = true
	}
	return m
}

// rawText returns the text in n as it stands, line breaks as line ends.
func rawText(n *html.Node) string {
	var out strings.Builder
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			switch {
			case c.Type == html.TextNode:
				out.WriteString(c.Data)
			case c.Type != html.ElementNode || c.Namespace != "" || dropped[c.DataAtom]:
			case c.DataAtom == atom.Br:
				out.WriteByte('\n')
			default:
				walk(c)
				if lineLike[c.DataAtom] || c.DataAtom == atom.P {
					out.WriteByte('\n')
				}
			}
		}
	}
	walk(n)
	return out.String()
}

// stripTags reads the words of a source that has no usable tree.
func stripTags(source string) string {
	var out strings.Builder
	z := html.NewTokenizer(strings.NewReader(source))
	skip := atom.Atom(0)
	for {
		switch z.Next() {
		case html.ErrorToken:
			return out.String()
		case html.TextToken:
			if skip == 0 {
				out.WriteString(string(z.Text()))
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			name, _ := z.TagName()
			switch a := atom.Lookup(name); {
			case a == atom.Script || a == atom.Style || a == atom.Title || a == atom.Textarea || a == atom.Iframe:
				skip = a
			case a == atom.P || a == atom.Blockquote || a == atom.Table || a == atom.Ul || a == atom.Ol:
				out.WriteString("\n\n")
			case a == atom.Br || a == atom.Tr || lineLike[a]:
				out.WriteByte('\n')
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			if a := atom.Lookup(name); a == skip {
				skip = 0
			}
		}
	}
}
