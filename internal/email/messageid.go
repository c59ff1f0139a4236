package email

import (
	"fmt"
	"strings"
)

// MessageID builds the one stable identifier of a mail (RFC 5322 §3.6.4):
// "<balie.part.part@domain>". Equal parts give an equal identifier on every
// retry and different parts never share one: bytes other than letters, digits
// and hyphens are written as =XX. A domain that is no domain is escaped alike.
func MessageID(domain string, parts ...string) string {
	host, err := asciiDomain(domain)
	if err != nil {
		host = escapeID(domain)
	}
	var b strings.Builder
	b.WriteString("<balie")
	for _, p := range parts {
		b.WriteString("." + escapeID(p))
	}
	return b.String() + "@" + host + ">"
}

func escapeID(s string) string {
	if s == "" {
		return "="
	}
	var b strings.Builder
	for i := range len(s) {
		c := s[i]
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "=%02X", c)
		}
	}
	return b.String()
}

// isMessageID reports a form that may stand in a header: printable ASCII
// between angle brackets, one @ at least, no blank and no bracket inside.
func isMessageID(s string) bool {
	if len(s) < 5 || len(s) > maxLine-20 || s[0] != '<' || s[len(s)-1] != '>' {
		return false
	}
	inner := s[1 : len(s)-1]
	return strings.Contains(inner, "@") &&
		!strings.ContainsFunc(inner, func(r rune) bool { return r <= ' ' || r > '~' || r == '<' || r == '>' })
}
