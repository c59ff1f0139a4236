package store

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Bounds of what one document puts into the index: the rest of a very long
// text is not found.
const (
	maxTerms = 10000
	maxTerm  = 64 // bytes of one word; what is longer is cut, in the question too
)

// unfolded are letters that Unicode does not decompose but people type plain.
var unfolded = strings.NewReplacer("ß", "ss", "ẞ", "ss", "æ", "ae", "Æ", "ae", "œ", "oe", "Œ", "oe",
	"ø", "o", "Ø", "o", "đ", "d", "Đ", "d", "ł", "l", "Ł", "l", "ı", "i", "þ", "th", "Þ", "th", "ð", "d", "Ð", "d")

// terms cuts a text into the words that the index knows: lower case, without
// accents, ĳ as ij. A symbol such as an emoji, and a sign of a script without
// spaces, is a word of its own. No term holds an underscore or a quote.
func terms(text string) []string {
	text = fold(text)
	var out []string
	start := -1
	end := func(i int) {
		if start >= 0 && len(out) < maxTerms {
			out = append(out, cut(text[start:i]))
		}
		start = -1
	}
	for i, r := range text {
		switch {
		case alone(r):
			end(i)
			start = i
			end(i + utf8.RuneLen(r))
		case inWord(r):
			if start < 0 {
				start = i
			}
		default:
			end(i)
		}
		if len(out) == maxTerms {
			return out
		}
	}
	end(len(text))
	return out
}

func inWord(r rune) bool {
	if r < utf8.RuneSelf {
		return r >= 'a' && r <= 'z' || r >= '0' && r <= '9'
	}
	return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r)
}

func alone(r rune) bool {
	return r >= utf8.RuneSelf && r != utf8.RuneError &&
		(unicode.Is(unicode.So, r) || unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai))
}

func fold(text string) string {
	plain := true
	for i := 0; i < len(text) && plain; i++ {
		plain = text[i] < utf8.RuneSelf
	}
	if plain {
		return strings.ToLower(text)
	}
	text = unfolded.Replace(norm.NFKD.String(strings.ToValidUTF8(text, " "))) // ǽ is an æ with an accent
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, text)
}

func cut(term string) string {
	if len(term) <= maxTerm {
		return term
	}
	n := maxTerm
	for !utf8.RuneStart(term[n]) {
		n--
	}
	return term[:n]
}
