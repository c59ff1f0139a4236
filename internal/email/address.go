package email

import (
	"net/mail"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"

	"balie/internal/errs"
)

// Longest address and local part in bytes (RFC 5321 §4.5.3.1).
const (
	maxAddr  = 254
	maxLocal = 64
)

// Address is one mailbox. Addr is ready for the wire: the local part as its
// owner writes it, the domain in lower-case ASCII (RFC 5890). Name is decoded
// text without control characters and may be empty.
type Address struct{ Name, Addr string }

// ParseAddress reads one mailbox, with or without a name (RFC 5322 §3.4). It
// refuses with errs.Invalid what outgoing mail could not carry everywhere:
// control characters, even inside an encoded word, quoted or non-ASCII local
// parts, address literals, and anything longer than RFC 5321 §4.5.3.1 allows.
func ParseAddress(s string) (Address, error) {
	if len(s) > maxLine || !utf8.ValidString(s) || hasControl(s) {
		return Address{}, badAddress()
	}
	m, err := mail.ParseAddress(s)
	if err != nil || hasControl(m.Name) || !utf8.ValidString(m.Name) {
		return Address{}, badAddress()
	}
	at := strings.LastIndexByte(m.Address, '@')
	if at < 1 || at > maxLocal || !isDotAtom(m.Address[:at]) {
		return Address{}, badAddress()
	}
	domain, err := asciiDomain(m.Address[at+1:])
	if err != nil || at+1+len(domain) > maxAddr {
		return Address{}, badAddress()
	}
	return Address{Name: strings.TrimSpace(m.Name), Addr: m.Address[:at+1] + domain}, nil
}

// CanonicalAddr is the form two spellings of one address share, for look-ups:
// bare, lower-case throughout, the domain in ASCII. It never fails; what is no
// address comes back trimmed and in lower case, and finds nothing.
func CanonicalAddr(s string) string {
	if a, err := ParseAddress(s); err == nil {
		return strings.ToLower(a.Addr)
	}
	return strings.ToLower(strings.TrimSpace(s))
}

func badAddress() error { return errs.New(errs.Invalid, "mail.address_invalid") }

func hasControl(s string) bool { return strings.ContainsFunc(s, unicode.IsControl) }

// asciiDomain maps a domain to its A-labels and checks their form and length
// (RFC 5891 §5, RFC 1035 §2.3.4).
func asciiDomain(s string) (string, error) {
	return idna.New(idna.MapForLookup(), idna.BidiRule(), idna.StrictDomainName(true), idna.VerifyDNSLength(true)).ToASCII(s)
}

// isDotAtom reports an unquoted local part (RFC 5322 §3.2.3).
func isDotAtom(s string) bool {
	for atom := range strings.SplitSeq(s, ".") {
		if !isAtom(atom) {
			return false
		}
	}
	return true
}

func isAtom(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool { return !isAtext(r) })
}

func isAtext(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' ||
		r < utf8.RuneSelf && r > ' ' && strings.ContainsRune("!#$%&'*+-/=?^_`{|}~", r)
}
