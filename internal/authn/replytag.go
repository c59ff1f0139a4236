package authn

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"strconv"
	"strings"
)

// replyTagBytes is how much of the MAC a reply tag carries: 120 bits.
const replyTagBytes = 15

// ReplyTag is the signed part of the address that answers to one mail go to,
// "reply+TAG@example.nl": for which ticket, from which person, and whether the
// answer is for agents alone. It needs no row, reads the same in any case, as
// servers on the way may change that, and is short enough for a local part
// (RFC 5321 §4.5.3.1.1).
type ReplyTag struct {
	Ticket, Person int64
	Hidden         bool
}

// SignReply gives the tag as text.
func (k LinkKey) SignReply(t ReplyTag) string {
	return t.claim() + "-" + k.replyMAC(t.claim())
}

// ParseReply reads a tag that SignReply gave; false for any other.
func (k LinkKey) ParseReply(s string) (ReplyTag, bool) {
	s = strings.ToLower(s)
	claim, mac, ok := cutLast(s, "-")
	if !ok || !hmac.Equal([]byte(mac), []byte(k.replyMAC(claim))) {
		return ReplyTag{}, false
	}
	var t ReplyTag
	kind, numbers := claim[:1], strings.SplitN(claim[1:], "-", 2)
	if t.Hidden = kind == "h"; len(numbers) != 2 {
		return ReplyTag{}, false
	}
	var errs [2]error
	t.Ticket, errs[0] = strconv.ParseInt(numbers[0], 36, 64)
	t.Person, errs[1] = strconv.ParseInt(numbers[1], 36, 64)
	return t, errs[0] == nil && errs[1] == nil
}

func (t ReplyTag) claim() string {
	kind := "p"
	if t.Hidden {
		kind = "h"
	}
	return fmt.Sprintf("%s%s-%s", kind, strconv.FormatInt(t.Ticket, 36), strconv.FormatInt(t.Person, 36))
}

func (k LinkKey) replyMAC(claim string) string {
	h := hmac.New(sha256.New, k.Derive("reply address"))
	h.Write([]byte(claim))
	return strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(h.Sum(nil)[:replyTagBytes]))
}

func cutLast(s, sep string) (before, after string, ok bool) {
	i := strings.LastIndex(s, sep)
	if i < 1 {
		return "", "", false
	}
	return s[:i], s[i+len(sep):], true
}

// MailMark is a word that only this installation can make of a mail's parts. It
// stands in our Message-IDs, so that to know one is to have had the mail.
func (k LinkKey) MailMark(parts string) string {
	h := hmac.New(sha256.New, k.Derive("message id"))
	h.Write([]byte(parts))
	return strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(h.Sum(nil)[:10]))
}
