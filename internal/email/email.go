// Package email is RFC 5322 and its companions as pure functions: nothing here
// opens a connection, reads a clock or draws a random number, so equal input
// gives equal bytes and a retried mail is the same mail.
package email

import (
	"strings"

	"balie/internal/errs"
)

// maxLine is the longest line of a message without its CRLF (RFC 5322 §2.1.1).
const maxLine = 998

// plain refuses a header source that could start a new header or cut one short
// (RFC 5322 §2.2): CR, LF and NUL are never legitimate in it.
func plain(field, s string) error {
	if strings.ContainsAny(s, "\r\n\x00") {
		return refused(field)
	}
	return nil
}

func refused(field string) error {
	return errs.New(errs.Invalid, "mail.header_invalid", "field", field)
}
