package email

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestMessageIDsAreFound(t *testing.T) {
	for in, want := range map[string][]string{
		"":                                      nil,
		"<a@b>":                                 {"<a@b>"},
		"<a@b><c@d>":                            {"<a@b>", "<c@d>"},
		"<a@b> <a@b>":                           {"<a@b>"},
		"<a@b\t c.d>":                           {"<a@bc.d>"},
		"a@b, c@d":                              {"<a@b>", "<c@d>"},
		"<a@b":                                  {"<a@b>"},
		"<a@b <c@d>":                            {"<a@b>", "<c@d>"},
		"Message of Friday <a@b> (Eva)":         {"<a@b>"},
		"<no-at> <é@b> <>":                      nil,
		"<" + strings.Repeat("x", 2000) + "@b>": nil,
	} {
		if got := messageIDs(in, 10); !slices.Equal(got, want) {
			t.Errorf("%q gives %q; want %q", in, got, want)
		}
	}
}

func TestManyReferencesKeepTheEnds(t *testing.T) {
	var b strings.Builder
	for i := range 500 {
		fmt.Fprintf(&b, "<%d@x> ", i)
	}
	ids := messageIDs(b.String(), maxReferences)
	if len(ids) != maxReferences || ids[0] != "<0@x>" || ids[1] != "<401@x>" || ids[99] != "<499@x>" {
		t.Errorf("%d: %q … %q", len(ids), ids[:2], ids[len(ids)-1])
	}
}

func TestThreadIndex(t *testing.T) {
	begun := time.Date(2026, 5, 29, 9, 30, 0, 0, time.UTC)
	first := NewThreadIndex([16]byte{1, 2, 3, 15: 9}, begun)
	answer := first.Answer(begun.Add(time.Hour)).Answer(begun.AddDate(3, 0, 0))
	got := ParseThreadIndex(answer.String())
	if got != answer || got.Depth() != 2 || got.Root != first.Root || got.Root != "01020300000000000000000000000009" {
		t.Errorf("read %+v of %+v", got, answer)
	}
	if first.raw[0] != 1 || len(first.String()) != 32 {
		t.Errorf("%q", first)
	}
	if s := answer.String(); s[:28] != first.String()[:28] {
		t.Errorf("%s does not continue %s", s, first)
	}
	if d := answer.raw[22:27]; d[0]&0x80 != 0 || answer.raw[27]&0x80 == 0 {
		t.Errorf("time differences % x % x", d, answer.raw[27:])
	}
	for _, s := range []string{"", "!", "AQHa", strings.Repeat("A", 28)} {
		if got := ParseThreadIndex(s); got != (ThreadIndex{}) || got.String() != "" || got.Answer(begun) != got || got.Depth() != 0 {
			t.Errorf("%q gives %+v", s, got)
		}
	}
}

func TestPlusAddresses(t *testing.T) {
	for _, c := range []struct {
		in, box, tag string
		ok           bool
	}{
		{"reply+a1.B2@desk.example.nl", "reply@desk.example.nl", "a1.B2", true},
		{"Reply+X+y@DESK.example.nl", "reply@desk.example.nl", "X+y", true},
		{"reply@desk.example.nl", "reply@desk.example.nl", "", false},
		{"reply+@desk.example.nl", "reply+@desk.example.nl", "", false},
		{"+x@desk.example.nl", "+x@desk.example.nl", "", false},
		{"reply@a+b.nl", "reply@a+b.nl", "", false},
		{"", "", "", false},
	} {
		box, tag, ok := SplitPlus(c.in)
		if box != c.box || tag != c.tag || ok != c.ok {
			t.Errorf("SplitPlus(%q) = %q, %q, %v", c.in, box, tag, ok)
		}
		if ok && !strings.EqualFold(JoinPlus(box, tag), c.in) {
			t.Errorf("JoinPlus(%q, %q) = %q", box, tag, JoinPlus(box, tag))
		}
	}
	m := read(t, "To: reply+one@desk.example.nl, Reply+TWO@desk.example.nl, reply+no@example.com\r\nDelivered-To: reply+one@desk.example.nl\r\n\r\n")
	if got := m.ReplyTags("reply@desk.example.nl", "reply+env@desk.example.nl"); !slices.Equal(got, []string{"env", "one", "TWO"}) {
		t.Errorf("tags %q", got)
	}
}
