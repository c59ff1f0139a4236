package store

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Where a text stands in another.
const (
	anywhere = iota
	atStart
	afterSpace
)

// holds compares a column with a text that somebody typed, in whatever case
// either is written: engines know that of ASCII, and of more only as they were
// set up. It gives the condition and its argument.
func (d dialect) holds(column, typed string, at int) (string, any) {
	typed = whole(typed)
	if isASCII(typed) {
		word := " LIKE "
		if d.postgres {
			word = " ILIKE "
		}
		return column + word + "? ESCAPE '!'", [...]string{"%", "", "% "}[at] + like.Replace(typed) + "%"
	}
	if d.postgres {
		return column + " ~ ?", [...]string{"", "^", " "}[at] + eachCase(typed, `*?[.^$+(){}|\`, `\`, "")
	}
	return column + " GLOB ?", [...]string{"*", "", "* "}[at] + eachCase(typed, "*?[", "[", "]") + "*"
}

// like makes what is a pattern in LIKE stand for itself.
var like = strings.NewReplacer("!", "!!", "%", "!%", "_", "!_")

// eachCase is a pattern that finds a text in any case: each letter is one of its
// cases, and one of the pattern's signs, between before and after, is itself.
func eachCase(text, signs, before, after string) string {
	var b strings.Builder
	for _, r := range text {
		switch other := unicode.SimpleFold(r); {
		case other != r:
			b.WriteString("[" + string(r))
			for ; other != r; other = unicode.SimpleFold(other) {
				b.WriteRune(other)
			}
			b.WriteString("]")
		case strings.ContainsRune(signs, r):
			b.WriteString(before + string(r) + after)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

func isASCII(text string) bool {
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
