package email

import (
	"encoding/base64"
	"strings"
	"unicode/utf8"
)

// lineGoal is where header and body lines are broken (RFC 2047 §2, RFC 2045
// §6.7); only a token that cannot be broken may pass it.
const lineGoal = 76

// field joins a header's name and tokens, folding between tokens (RFC 5322
// §2.2.3). Unfolding gives the tokens back with one space between them.
func field(name string, tokens ...string) string {
	return name + ":" + fold(len(name)+1, " ", tokens) + "\r\n"
}

// fold writes the tokens behind a line that is column bytes long already.
func fold(column int, gap string, tokens []string) string {
	var b strings.Builder
	for i, t := range tokens {
		if i > 0 && column+len(gap)+len(t) > lineGoal {
			b.WriteString("\r\n ")
			column = 1
		} else {
			b.WriteString(gap)
			column += len(gap)
		}
		b.WriteString(t)
		column += len(t)
	}
	return b.String()
}

// textTokens are the pieces of an unstructured field (RFC 5322 §2.2.1): words
// as they are when they survive folding, encoded words otherwise.
func textTokens(s string) []string {
	words := strings.Split(s, " ")
	for _, w := range words {
		if w == "" || len(w) > 60 || !isPrintable(w) || strings.Contains(w, "=?") {
			return encodedWords(s)
		}
	}
	return words
}

// encodedWords splits s into RFC 2047 words of whole characters, each short
// enough to stand behind any field name on one line. Bytes that are no UTF-8
// become U+FFFD.
func encodedWords(s string) []string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	var words []string
	for len(s) > 0 {
		n := 0
		for n < len(s) {
			_, size := utf8.DecodeRuneInString(s[n:])
			if n+size > 33 {
				break
			}
			n += size
		}
		words = append(words, "=?utf-8?b?"+base64.StdEncoding.EncodeToString([]byte(s[:n]))+"?=")
		s = s[n:]
	}
	return words
}

// mailboxTokens are the pieces of a name-addr (RFC 5322 §3.4).
func mailboxTokens(a Address) []string {
	if a.Name == "" {
		return []string{"<" + a.Addr + ">"}
	}
	return append(phraseTokens(a.Name), "<"+a.Addr+">")
}

func phraseTokens(name string) []string {
	words := strings.Split(name, " ")
	atoms := true
	for _, w := range words {
		atoms = atoms && isAtom(w)
	}
	switch {
	case len(name) > 60 || !isPrintable(strings.ReplaceAll(name, " ", "_")) || strings.Contains(name, "=?"):
		return encodedWords(name)
	case atoms:
		return words
	}
	return []string{quoted(name)}
}

// quoted is a quoted-string (RFC 5322 §3.2.4) of printable ASCII.
func quoted(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}

func isPrintable(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' })
}
