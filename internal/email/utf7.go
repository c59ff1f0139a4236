package email

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// fromUTF7 decodes UTF-7 (RFC 2152), which old Exchange servers still send.
// What is not well-formed comes through as it stands.
func fromUTF7(b []byte) string {
	var out strings.Builder
	for i := 0; i < len(b); i++ {
		switch {
		case b[i] != '+':
			out.WriteRune(rune(b[i]))
		case i+1 < len(b) && b[i+1] == '-':
			out.WriteByte('+')
			i++
		default:
			n := shifted(&out, b[i+1:])
			if n == 0 {
				out.WriteByte('+')
			}
			i += n
			if n > 0 && i+1 < len(b) && b[i+1] == '-' {
				i++
			}
		}
	}
	return out.String()
}

// shifted writes the UTF-16 in base64 at the start of b and says how long it was.
func shifted(out *strings.Builder, b []byte) int {
	var (
		units     []uint16
		bits, has uint32
		n         int
	)
	for n < len(b) && base64Value[b[n]] < 64 && b[n] != '-' && b[n] != '_' {
		bits = bits<<6 | uint32(base64Value[b[n]])
		if has += 6; has >= 16 {
			has -= 16
			units = append(units, uint16(bits>>has))
		}
		n++
	}
	for _, r := range utf16.Decode(units) {
		if r == utf8.RuneError {
			r = '\uFFFD'
		}
		out.WriteRune(r)
	}
	return n
}
