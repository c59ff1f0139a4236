package richtext

import (
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
)

// Text returns h as plain text for mail and search: paragraphs parted by empty
// lines, items behind "- " or "1. ", quotes behind "> ", and the address of a
// link behind its text where that differs.
func Text(h HTML) string {
	return render(h, true)
}

// Excerpt returns the beginning of h's words in one line of at most limit
// characters, an ellipsis included, without addresses of links. Words stay
// whole, unless the first alone is too long.
func Excerpt(h HTML, limit int) string {
	var out strings.Builder
	length := 0
	for word := range strings.FieldsSeq(render(h, false)) {
		n := utf8.RuneCountInString(word)
		if length > 0 {
			n++
		}
		if length+n > limit {
			return ellipsis(out.String(), word, limit)
		}
		if length > 0 {
			out.WriteByte(' ')
		}
		out.WriteString(word)
		length += n
	}
	return out.String()
}

// ellipsis ends what fits so far, before the word that no longer does.
func ellipsis(fits, word string, limit int) string {
	if limit < 1 {
		return ""
	}
	if fits == "" {
		return string([]rune(word)[:limit-1]) + "…"
	}
	if utf8.RuneCountInString(fits) >= limit {
		runes := []rune(fits)
		fits = string(runes[:limit-1])
		if at := strings.LastIndexByte(fits, ' '); at > 0 && runes[limit-1] != ' ' {
			fits = fits[:at]
		}
	}
	return strings.TrimRight(fits, " ,;:.") + "…"
}

func render(h HTML, whole bool) string {
	doc, err := html.ParseWithOptions(strings.NewReader(h.s), html.ParseOptionEnableScripting(false))
	if err != nil {
		return stripTags(h.s)
	}
	b := &builder{budget: math.MaxInt, image: func(src string) (string, bool) { return src, true }}
	b.children(doc, style{}, 0)
	t := textWriter{whole: whole}
	return t.blocks(b.blocks(), "\n\n")
}

type textWriter struct{ whole bool }

func (t textWriter) blocks(blocks []*block, between string) string {
	var parts []string
	for _, b := range blocks {
		parts = append(parts, t.block(b))
	}
	return strings.Join(parts, between)
}

func (t textWriter) block(b *block) string {
	switch b.kind {
	case paragraph, heading:
		return t.lines(b.lines)
	case preformatted:
		return b.raw
	case quote:
		return t.behind("> ", "> ", t.blocks(b.children, "\n\n"))
	case bullets, numbers:
		return t.items(b)
	case table:
		return t.blocks(b.children, "\n")
	case row, headRow:
		return t.blocks(b.children, " | ")
	}
	return t.blocks(b.children, "\n")
}

func (t textWriter) items(b *block) string {
	var parts []string
	for i, c := range b.children {
		sign := "- "
		if b.kind == numbers {
			sign = strconv.Itoa(i+1) + ". "
		}
		parts = append(parts, t.behind(sign, strings.Repeat(" ", len(sign)), t.block(c)))
	}
	return strings.Join(parts, "\n")
}

// behind puts first before the first line and rest before the others; an
// excerpt has neither.
func (t textWriter) behind(first, rest, text string) string {
	if !t.whole {
		return text
	}
	lines := strings.Split(text, "\n")
	for i, l := range lines {
		sign := rest
		if i == 0 {
			sign = first
		}
		lines[i] = strings.TrimRight(sign+l, " ")
	}
	return strings.Join(lines, "\n")
}

func (t textWriter) lines(lines [][]run) string {
	var out strings.Builder
	for i, l := range lines {
		if i > 0 {
			out.WriteByte('\n')
		}
		for len(l) > 0 {
			href := l[0].style.href
			from := out.Len()
			for len(l) > 0 && l[0].style.href == href {
				out.WriteString(l[0].text)
				l = l[1:]
			}
			if t.whole && href != "" && !sameAddress(out.String()[from:], href) {
				out.WriteString(" (" + href + ")")
			}
		}
	}
	return out.String()
}

func sameAddress(said, href string) bool {
	said = strings.TrimSpace(said)
	_, rest, _ := strings.Cut(href, ":")
	return said == href || said == rest || said == strings.TrimPrefix(rest, "//") || said+"/" == strings.TrimPrefix(rest, "//")
}
