package email

import (
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// htmlText is the words of HTML with a line for each block: for searching and
// comparing, not a rendering.
func htmlText(s string) string {
	var w wordWriter
	z := html.NewTokenizer(strings.NewReader(s))
	skip := atom.Atom(0)
	for {
		t := z.Next()
		if t == html.ErrorToken {
			return strings.TrimSpace(w.out.String())
		}
		name, _ := z.TagName()
		tag := atom.Lookup(name)
		switch {
		case skip != 0:
			if t == html.EndTagToken && tag == skip {
				skip = 0
			}
		case t == html.TextToken:
			w.words(string(z.Text()))
		case t == html.StartTagToken && isSilent(tag):
			skip = tag
		case (t == html.StartTagToken || t == html.SelfClosingTagToken) && tag == atom.Br:
			w.line(true)
		case tag == atom.P || tag == atom.Blockquote || tag == atom.Table || tag == atom.Ul || tag == atom.Ol:
			w.line(false)
			w.gap = w.gap || tag == atom.P
		case (tag == atom.Td || tag == atom.Th) && t == html.EndTagToken:
			w.words(" ")
		case isBlockTag(tag):
			w.line(false)
		}
	}
}

// isSilent are elements whose content nobody sees.
func isSilent(tag atom.Atom) bool {
	switch tag {
	case atom.Script, atom.Style, atom.Title, atom.Template, atom.Noscript, atom.Select, atom.Textarea:
		return true
	}
	return false
}

func isBlockTag(tag atom.Atom) bool {
	switch tag {
	case atom.P, atom.Div, atom.Br, atom.Hr, atom.Li, atom.Ul, atom.Ol, atom.Dl, atom.Dt, atom.Dd, atom.Tr, atom.Table, atom.Tbody, atom.Thead,
		atom.Blockquote, atom.Pre, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Section, atom.Article, atom.Header, atom.Footer,
		atom.Center, atom.Address, atom.Fieldset, atom.Form, atom.Body, atom.Main, atom.Aside, atom.Nav, atom.Figure:
		return true
	}
	return false
}

// wordWriter writes words with single blanks and at most one empty line
// between lines.
type wordWriter struct {
	out    strings.Builder
	begun  bool // the line has words
	blank  bool // a blank is due before the next word
	gap    bool // an empty line is due before the next line
	breaks int  // line ends since the last word
}

func (w *wordWriter) words(s string) {
	for _, r := range s {
		if unicode.IsSpace(r) || r == '\u00a0' {
			w.blank = true
			continue
		}
		if r == '\u200b' || r == '\ufeff' || r == '\u034f' || r == '\u00ad' {
			continue
		}
		if !w.begun && w.gap && w.breaks == 1 && w.out.Len() > 0 {
			w.out.WriteByte('\n')
		}
		if w.begun && w.blank {
			w.out.WriteByte(' ')
		}
		w.begun, w.blank, w.gap, w.breaks = true, false, false, 0
		w.out.WriteRune(r)
	}
}

// line ends the line; hard also when it is empty.
func (w *wordWriter) line(hard bool) {
	if (w.begun || hard) && w.breaks < 2 && w.out.Len() > 0 {
		w.out.WriteByte('\n')
		w.breaks++
	}
	w.begun, w.blank = false, false
}

// contentIDs lists what "cid:" addresses the HTML names.
func contentIDs(s string) []string {
	var ids []string
	for {
		i := strings.Index(s, "cid:")
		if i < 0 {
			return ids
		}
		s = s[i+4:]
		end := strings.IndexAny(s[:min(len(s), 500)], "\"'<> )\n\t")
		if end > 0 {
			id := html.UnescapeString(percentDecoded(s[:end]))
			ids = append(ids, id)
		}
	}
}

// letters is what two renderings of one text share.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s)
}
