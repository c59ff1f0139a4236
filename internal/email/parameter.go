package email

import (
	"fmt"
	"strings"
)

// parameter writes one MIME parameter as tokens for fold. Plain ASCII becomes a
// quoted-string; anything else, or anything long, is percent-encoded UTF-8 in
// numbered pieces (RFC 2231 §3 and §4).
func parameter(name, value string) []string {
	if len(value) <= 55 && isPrintable(strings.ReplaceAll(value, " ", "_")) && !strings.ContainsAny(value, `"\%`) {
		return []string{name + `="` + value + `"`}
	}
	pieces := percentPieces(strings.ToValidUTF8(value, "\uFFFD"), 45)
	if len(pieces) == 1 {
		return []string{name + "*=utf-8''" + pieces[0]}
	}
	tokens := make([]string, len(pieces))
	for i, p := range pieces {
		charset := ""
		if i == 0 {
			charset = "utf-8''"
		}
		tokens[i] = fmt.Sprintf("%s*%d*=%s%s", name, i, charset, p)
	}
	return tokens
}

// withParameters is a structured value such as a content type, folded between
// its parameters; column is the length of the field's name and colon.
func withParameters(column int, value string, parameters ...string) string {
	tokens := append([]string{value}, parameters...)
	for i := range len(tokens) - 1 {
		tokens[i] += ";"
	}
	return strings.TrimPrefix(fold(column, " ", tokens), " ")
}

func percentPieces(s string, size int) []string {
	var pieces []string
	var b strings.Builder
	for i := range len(s) {
		c := s[i]
		enc := string(c)
		if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '.' || c == '-' || c == '_') {
			enc = fmt.Sprintf("%%%02X", c)
		}
		if b.Len()+len(enc) > size {
			pieces = append(pieces, b.String())
			b.Reset()
		}
		b.WriteString(enc)
	}
	return append(pieces, b.String())
}
