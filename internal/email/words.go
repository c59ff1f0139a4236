package email

import (
	"io"
	"strings"
	"unicode"
)

// maxWord bounds the charset part of an encoded word; longer ones are text.
const maxWord = 60

// decodeWords gives a header value its encoded words (RFC 2047) back as text.
// Neighbours of one charset are joined before they are decoded, because many
// senders split them inside a character. Words that are not well-formed stay.
// Control characters become blanks.
func decodeWords(s string) string {
	if !strings.Contains(s, "=?") {
		return oneLine(s)
	}
	var out strings.Builder
	var open pendingWord
	for s != "" {
		i := strings.Index(s, "=?")
		if i < 0 {
			break
		}
		w, size := readWord(s[i:])
		if size == 0 {
			out.WriteString(open.take())
			out.WriteString(s[:i+2])
			s = s[i+2:]
			continue
		}
		between := s[:i]
		if open.charset == "" || strings.TrimSpace(between) != "" {
			out.WriteString(open.take())
			out.WriteString(between)
		}
		if !strings.EqualFold(open.charset, w.charset) {
			out.WriteString(open.take())
		}
		open.charset = w.charset
		open.bytes = append(open.bytes, w.bytes...)
		s = s[i+size:]
	}
	out.WriteString(open.take())
	out.WriteString(s)
	return oneLine(out.String())
}

type pendingWord struct {
	charset string
	bytes   []byte
}

func (p *pendingWord) take() string {
	if p.charset == "" {
		return ""
	}
	s := toUTF8(p.bytes, p.charset)
	*p = pendingWord{}
	return s
}

// readWord reads "=?charset*language?B?text?=" at the start of s; size is 0
// when there is none.
func readWord(s string) (w pendingWord, size int) {
	head := s[2:min(len(s), maxWord+5)]
	q := strings.IndexByte(head, '?')
	if q < 1 || len(head) < q+3 || head[q+2] != '?' {
		return w, 0
	}
	w.charset, _, _ = strings.Cut(head[:q], "*")
	kind := head[q+1] | 0x20
	start := 2 + q + 3
	end := wordEnd(s[start:])
	if w.charset == "" || strings.ContainsAny(w.charset, " \t\"<>") || end < 0 || kind != 'b' && kind != 'q' {
		return pendingWord{}, 0
	}
	text := s[start : start+end]
	if kind == 'q' {
		text = strings.ReplaceAll(text, "_", " ")
		w.bytes, _ = io.ReadAll(&quotedReader{raw: []byte(text)})
	} else {
		w.bytes, _ = io.ReadAll(&base64Reader{raw: []byte(text)})
	}
	return w, start + end + 2
}

// wordEnd finds the "?=" that ends a word. In a Q word it may be the start of
// an escape ("?=3D"), which only a bad sender writes; the first one counts. A
// word never spans the start of another, so the search is short.
func wordEnd(s string) int {
	for i := 0; i+1 < len(s); i++ {
		if s[i] == '?' && s[i+1] == '=' {
			return i
		}
		if s[i] == '=' && s[i+1] == '?' && i > 0 && !strings.HasPrefix(s[i+2:], "=") {
			return -1
		}
	}
	return -1
}

// oneLine makes control characters and line separators blanks, drops invisible
// direction marks that could make a name read otherwise, and trims.
func oneLine(s string) string {
	clean := !strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) || isSpoofing(r) })
	if !clean {
		s = strings.Map(func(r rune) rune {
			switch {
			case isSpoofing(r):
				return -1
			case unicode.IsControl(r):
				return ' '
			}
			return r
		}, s)
	}
	return strings.TrimSpace(strings.ToValidUTF8(s, "\uFFFD"))
}

// isSpoofing reports the characters that turn the direction of text around
// (Unicode UAX #9) or that have no business in one line.
func isSpoofing(r rune) bool {
	return r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 || r == 0x2028 || r == 0x2029 || r == 0xFEFF
}
