package email

import (
	"testing"

	"pgregory.net/rapid"
)

func TestMessageID(t *testing.T) {
	for _, c := range []struct {
		domain string
		parts  []string
		want   string
	}{
		{"Desk.Example.NL", []string{"123", "7", "42"}, "<balie.123.7.42@desk.example.nl>"},
		{"café.example", []string{"1"}, "<balie.1@xn--caf-dma.example>"},
		{"localhost", []string{"a.b", ""}, "<balie.a=2Eb.=@localhost>"},
		{"x>\r\ny", []string{"é"}, "<balie.=C3=A9@x=3E=0D=0Ay>"},
		{"", nil, "<balie@=>"},
	} {
		if got := MessageID(c.domain, c.parts...); got != c.want || !isMessageID(got) {
			t.Errorf("MessageID(%q, %q) = %q; want %q", c.domain, c.parts, got, c.want)
		}
	}
}

func TestMessageIDsDifferWhenPartsDiffer(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		parts := rapid.SliceOfN(rapid.StringMatching(`[a.=@\x00é-]{0,3}`), 0, 3)
		a, b := parts.Draw(t, "a"), parts.Draw(t, "b")
		same := len(a) == len(b)
		for i := 0; same && i < len(a); i++ {
			same = a[i] == b[i]
		}
		if got := MessageID("example.nl", a...) == MessageID("example.nl", b...); got != same {
			t.Fatalf("%q and %q share an identifier: %v, want %v", a, b, got, same)
		}
	})
}
