package email

import (
	"strings"
	"testing"

	"balie/internal/errs"
)

func TestParseAddress(t *testing.T) {
	for _, c := range []struct{ in, name, addr string }{
		{"eva@example.nl", "", "eva@example.nl"},
		{"  Eva.De-Vries+Desk@Example.NL ", "", "Eva.De-Vries+Desk@example.nl"},
		{"Eva de Vries <eva@example.nl>", "Eva de Vries", "eva@example.nl"},
		{`"Vries, Eva de" <eva@example.nl>`, "Vries, Eva de", "eva@example.nl"},
		{"=?utf-8?q?Zo=C3=AB?= <zoe@example.nl>", "Zoë", "zoe@example.nl"},
		{"Zoë <zoe@café.example>", "Zoë", "zoe@xn--caf-dma.example"},
		{"info@CAFÉ.example", "", "info@xn--caf-dma.example"},
		{"root@localhost", "", "root@localhost"},
		{strings.Repeat("a", 64) + "@example.nl", "", strings.Repeat("a", 64) + "@example.nl"},
	} {
		got, err := ParseAddress(c.in)
		if want := (Address{c.name, c.addr}); err != nil || got != want {
			t.Errorf("ParseAddress(%q) = %+v, %v; want %+v", c.in, got, err, want)
		}
	}
}

func TestParseAddressRefuses(t *testing.T) {
	long := strings.Repeat("abcdefghi.", 24) + "example.nl"
	for _, in := range []string{
		"", "eva", "@example.nl", "eva@", "eva@@example.nl", "a@b, c@d", "eva@example..nl",
		"eva@example.nl\r\nBcc: x@example.com", "eva\n@example.nl", "eva\x00@example.nl", "eva@example.nl\r",
		"=?utf-8?q?Eva=0D=0ABcc:x?= <eva@example.nl>", "=?utf-8?q?=00?= <eva@example.nl>",
		`"a b"@example.nl`, `"a>b"@example.nl`, "zoë@example.nl", "eva@[127.0.0.1]", "eva@-example.nl", "eva@a_b.nl",
		"eva@" + strings.Repeat("a", 64) + ".nl",
		strings.Repeat("a", 65) + "@example.nl", "12345@" + long, "Eva\xff <eva@example.nl>",
		strings.Repeat("n", 1000) + " <eva@example.nl>",
	} {
		got, err := ParseAddress(in)
		if !errs.Is(err, errs.Invalid) || errs.From(err).Key != "mail.address_invalid" || got != (Address{}) {
			t.Errorf("ParseAddress(%q) = %+v, %v; want it refused", in, got, err)
		}
	}
}

func TestCanonicalAddr(t *testing.T) {
	for in, want := range map[string]string{
		"Eva@Example.NL":            "eva@example.nl",
		" Eva <EVA@Café.example> ":  "eva@xn--caf-dma.example",
		"eva@xn--caf-dma.example":   "eva@xn--caf-dma.example",
		" Not an Address ":          "not an address",
		"Eva@example.nl\r\nBcc: x@": "eva@example.nl\r\nbcc: x@",
	} {
		if got := CanonicalAddr(in); got != want || CanonicalAddr(got) != want {
			t.Errorf("CanonicalAddr(%q) = %q; want %q, also the second time", in, got, want)
		}
	}
}

func FuzzParseAddress(f *testing.F) {
	for _, s := range []string{
		"eva@example.nl", "Eva <eva@example.nl>", `"a\"b" <a@b.nl>`, "=?utf-8?b?Wm/Dqw==?= <z@café.example>",
		"=?utf-8?q?=0D=0A?= <a@b>", "g: a@b;", "a@b (c)", "a@[::1]", "a@b\r\n c", "ß@ß", "a@\u3002b",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		a, err := ParseAddress(s)
		if err != nil {
			if !errs.Is(err, errs.Invalid) {
				t.Fatalf("unexpected error %v", err)
			}
			return
		}
		if hasControl(a.Name+a.Addr) || len(a.Addr) > 254 || !isPrintable(a.Addr) {
			t.Fatalf("%q gave %+q", s, a)
		}
		again, err := ParseAddress(a.Addr)
		if err != nil || again.Addr != a.Addr {
			t.Fatalf("%q gave %q, which gives %q, %v", s, a.Addr, again.Addr, err)
		}
		if c := CanonicalAddr(s); c != strings.ToLower(a.Addr) || CanonicalAddr(c) != c {
			t.Fatalf("CanonicalAddr(%q) = %q is not settled", s, c)
		}
		m := basic()
		m.To = a
		if got := parse(t, compose(t, m)).to; got != a {
			t.Fatalf("wrote %+v, read %+v", a, got)
		}
	})
}
