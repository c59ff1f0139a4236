package email

import (
	"slices"
	"strings"
)

// SplitPlus takes a tagged address apart: "reply+TOKEN@example.nl" is the box
// "reply@example.nl" and the tag "TOKEN" (RFC 5233). The tag keeps its case,
// which servers on the way may have changed. ok is false without a tag.
func SplitPlus(addr string) (box, tag string, ok bool) {
	at := strings.LastIndexByte(addr, '@')
	plus := strings.IndexByte(addr, '+')
	if plus < 1 || at < plus+2 {
		return CanonicalAddr(addr), "", false
	}
	return CanonicalAddr(addr[:plus] + addr[at:]), addr[plus+1 : at], true
}

// JoinPlus is the inverse of SplitPlus.
func JoinPlus(box, tag string) string {
	at := strings.LastIndexByte(box, '@')
	if at < 1 || tag == "" {
		return box
	}
	return box[:at] + "+" + tag + box[at:]
}

// ReplyTags are the tags in the recipients that belong to box, such as the
// signed part of the reply address "reply+TOKEN@example.nl". envelope are the
// recipients the mail server was told, which count first.
func (m *Message) ReplyTags(box string, envelope ...string) []string {
	var tags []string
	addrs := envelope
	for _, a := range m.Recipients {
		addrs = append(addrs[:len(addrs):len(addrs)], a.Addr)
	}
	box = CanonicalAddr(box)
	for _, a := range addrs {
		if b, tag, ok := SplitPlus(a); ok && b == box && !slices.Contains(tags, tag) {
			tags = append(tags, tag)
		}
	}
	return tags
}
