package authn

import (
	"math"
	"strings"
	"testing"
)

func TestReplyTags(t *testing.T) {
	key := LinkKey(strings.Repeat("k", 32))
	for _, tag := range []ReplyTag{
		{Ticket: 1, Person: 2},
		{Ticket: 1, Person: 2, Hidden: true},
		{Ticket: 12, Person: 1},
		{Ticket: 1, Person: 12},
		{Ticket: 7, Person: -3},
		{Ticket: math.MaxInt64, Person: math.MaxInt64},
	} {
		text := key.SignReply(tag)
		for _, s := range []string{text, strings.ToUpper(text)} {
			if got, ok := key.ParseReply(s); !ok || got != tag {
				t.Errorf("%q is %+v, %v, not %+v", s, got, ok, tag)
			}
		}
		if len("reply+"+text) > 64 {
			t.Errorf("%q is too long for a local part", text)
		}
		if _, ok := LinkKey(strings.Repeat("x", 32)).ParseReply(text); ok {
			t.Error("another key takes it")
		}
	}
	text := key.SignReply(ReplyTag{Ticket: 1, Person: 2})
	for _, bad := range []string{
		"", "-", "p", "p1-2", "p1-2-", text[:len(text)-1], text + "a", "h" + text[1:], strings.Replace(text, "p1-2", "p1-3", 1),
		strings.Replace(text, "p1-2", "p2-2", 1), strings.Replace(text, "1-2", "12", 1), "-" + key.replyMAC(""),
	} {
		if got, ok := key.ParseReply(bad); ok {
			t.Errorf("%q is taken for %+v", bad, got)
		}
	}
}

func TestMailMarksDifferByKeyAndPart(t *testing.T) {
	key, other := LinkKey(strings.Repeat("k", 32)), LinkKey(strings.Repeat("x", 32))
	seen := map[string]bool{}
	for _, mark := range []string{key.MailMark("a"), key.MailMark("b"), other.MailMark("a")} {
		if seen[mark] || len(mark) != 16 {
			t.Errorf("%q", mark)
		}
		seen[mark] = true
	}
	if again := key.MailMark("a"); !seen[again] {
		t.Error("a retry has another mark")
	}
}
