package authn

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"strconv"
	"strings"
	"time"

	"balie/internal/errs"
)

// LinkKey is the secret behind every link that gives a right (reset, invite,
// approve, unsubscribe). A link is a stored row; its token is the row's id and
// a MAC over what the row says, made again whenever the mail is rendered, so
// nothing usable is at rest.
type LinkKey []byte

// String keeps the key out of messages.
func (LinkKey) String() string { return "[secret]" }

// MarshalText keeps the key out of JSON and structured logs.
func (k LinkKey) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// Derive gives the 32-byte sub-key of one purpose (HKDF-SHA256, RFC 5869):
// what is signed for one purpose says nothing for another.
func (k LinkKey) Derive(purpose string) []byte {
	sub, err := hkdf.Key(sha256.New, k, nil, "balie "+purpose, 32)
	if err != nil {
		panic("authn: derive: " + err.Error()) // only lengths over 8160 bytes fail
	}
	return sub
}

// Sign gives the token "<id>.<base64url HMAC-SHA256>" for a stored link. The
// same row gives the same token; expires counts in whole microseconds, as it
// is stored.
func (k LinkKey) Sign(purpose string, id int64, subject string, expires time.Time) string {
	mac := k.mac(purpose, id, subject, expires)
	return strconv.FormatInt(id, 10) + "." + base64.RawURLEncoding.EncodeToString(mac)
}

// Verify reports, in constant time, whether mac was made by Sign over these
// values, which the caller loads from the link's row. It proves the token is
// ours; whether the link has expired or was used is for the caller to see.
func (k LinkKey) Verify(mac []byte, purpose string, id int64, subject string, expires time.Time) bool {
	return hmac.Equal(mac, k.mac(purpose, id, subject, expires))
}

// ParseLink splits a token into the id of the link's row and the MAC to
// Verify. Anything else is errs.NotFound.
func ParseLink(token string) (id int64, mac []byte, err error) {
	head, tail, _ := strings.Cut(token, ".")
	id, idErr := strconv.ParseInt(head, 10, 64)
	mac, macErr := base64.RawURLEncoding.Strict().DecodeString(tail)
	if idErr != nil || macErr != nil || id <= 0 || len(mac) != sha256.Size || head != strconv.FormatInt(id, 10) {
		return 0, nil, errs.New(errs.NotFound, "link.unknown")
	}
	return id, mac, nil
}

// mac covers purpose (by its sub-key), id, expires and subject; the numbers have
// a fixed length, so no two sets of values give the same bytes.
func (k LinkKey) mac(purpose string, id int64, subject string, expires time.Time) []byte {
	h := hmac.New(sha256.New, k.Derive("link "+purpose))
	var b []byte
	b = binary.BigEndian.AppendUint64(b, uint64(id))
	b = binary.BigEndian.AppendUint64(b, uint64(expires.UnixMicro()))
	h.Write(append(b, subject...))
	return h.Sum(nil)
}
