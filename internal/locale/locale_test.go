package locale

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"balie/internal/errs"
)

// toy is a small catalogue, so that these tests don't depend on the product's
// wording.
func toy(t testing.TB, lang string) *Locale {
	t.Helper()
	c, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	l := *c.byCode[lang]
	l.sentences = map[string]*template{}
	for key, text := range map[string]string{
		"plain": "Nothing to fill", "hello": "Hello {name}, {n} of {total}", "braces": "{} {1} {open", "error.conflict": "General",
	} {
		l.sentences[key] = parse(text)
	}
	l.plurals = map[string]*forms{}
	one, other := parse("{n} ticket of {name}"), parse("{n} tickets of {name}")
	l.addForm("tickets", endings[".one"], one)
	l.addForm("tickets", endings[".other"], other)
	return &Locale{language: &l, zone: time.UTC}
}

func TestT(t *testing.T) {
	l := toy(t, "nl")
	for _, c := range []struct {
		key  string
		args []any
		want string
	}{
		{"plain", nil, "Nothing to fill"},
		{"absent.key", []any{"a", 1}, "absent.key"},
		{"hello", []any{"name", "{n}", "n", 1204, "total", int64(-1000000)}, "Hello {n}, 1.204 of -1.000.000"},
		{"hello", []any{"total", time.Minute, "name", 2.5, "n"}, "Hello 2.5, {n} of 1m0s"},
		{"braces", []any{"open", "x"}, "{} {1} {open"},
	} {
		if got := l.T(c.key, c.args...); got != c.want {
			t.Errorf("%s %v: got %q, want %q", c.key, c.args, got, c.want)
		}
	}
}

func TestN(t *testing.T) {
	l := toy(t, "en")
	for n, want := range map[int]string{0: "0 tickets of Eva", 1: "1 ticket of Eva", 2: "2 tickets of Eva", 1204: "1,204 tickets of Eva"} {
		if got := l.N("tickets", n, "name", "Eva"); got != want {
			t.Errorf("%d: got %q, want %q", n, got, want)
		}
	}
	if got := l.N("absent", 2); got != "absent" {
		t.Errorf("absent: got %q", got)
	}
	if !l.Has("tickets") || !l.Has("plain") || l.Has("absent") {
		t.Error("Has is wrong")
	}
}

func TestSize(t *testing.T) {
	for bytes, want := range map[int64][2]string{
		0: {"0 B", "0 B"}, 999: {"999 B", "999 B"}, 1000: {"1.0 kB", "1,0 kB"}, 1249: {"1.2 kB", "1,2 kB"},
		9_960: {"10 kB", "10 kB"}, 340_400: {"340 kB", "340 kB"}, 999_400: {"999 kB", "999 kB"}, 999_600: {"1.0 MB", "1,0 MB"},
		1_200_000: {"1.2 MB", "1,2 MB"}, 25_000_000: {"25 MB", "25 MB"}, 3_000_000_000: {"3.0 GB", "3,0 GB"}, 5_000_000_000_000_000: {"5,000 TB", "5.000 TB"},
	} {
		if got := [2]string{load(t, "en", "UTC").Size(bytes), load(t, "nl", "UTC").Size(bytes)}; got != want {
			t.Errorf("%d: got %q, want %q", bytes, got, want)
		}
	}
}

func TestNumber(t *testing.T) {
	l := load(t, "nl", "UTC")
	for n, want := range map[int]string{0: "0", 999: "999", 1204: "1.204", -1204: "-1.204", 1234567: "1.234.567"} {
		if got := l.Number(n); got != want {
			t.Errorf("%d: got %q, want %q", n, got, want)
		}
	}
}

func TestMatch(t *testing.T) {
	c, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	for header, want := range map[string]string{
		"": "en", "nl": "nl", "nl-BE,fr;q=0.8": "nl", "fr, nl;q=0.5": "nl", "en-GB, nl;q=0.5": "en", "ja": "en", "*": "en", ";;q=x": "en",
	} {
		if got := c.Match(header); got != want {
			t.Errorf("%q: got %s, want %s", header, got, want)
		}
	}
	if l := c.In("xx", nil); l.Lang() != "en" || l.Zone() != time.UTC {
		t.Errorf("unknown: %s %s", l.Lang(), l.Zone())
	}
}

func TestProblem(t *testing.T) {
	l := toy(t, "en")
	secret := errors.New("disk on fire")
	err := fmt.Errorf("reply: %w", errs.New(errs.Conflict, "hello", "name", "Eva").Because(secret).At("subject", "plain").At("subject", "hello").At("body", "hello", "name", "Bo"))
	if got := l.Problem(err); got != "Hello Eva, {n} of {total}" {
		t.Errorf("got %q", got)
	}
	if got := l.FieldProblems(err); len(got) != 2 || got["subject"] != "Nothing to fill" || got["body"] != "Hello Bo, {n} of {total}" {
		t.Errorf("got %q", got)
	}
	if got := l.Problem(errs.New(errs.Conflict, "absent")); got != "General" {
		t.Errorf("absent key: got %q", got)
	}
	if l.Problem(nil) != "" || l.FieldProblems(nil) != nil || l.FieldProblems(secret) != nil {
		t.Error("something from nothing")
	}
}

func TestEveryCodeHasASentence(t *testing.T) {
	l := load(t, "nl", "UTC")
	for _, code := range []errs.Code{errs.Invalid, errs.Unauthenticated, errs.NotFound, errs.Forbidden, errs.Conflict, errs.TooLarge, errs.RateLimited, errs.Unavailable, errs.Internal} {
		if !l.Has("error." + string(code)) {
			t.Errorf("error.%s is absent", code)
		}
	}
}

func TestLoadRefuses(t *testing.T) {
	for name, raw := range map[string]string{
		"nested": `{"a":{"b":"c"}}`, "no other": `{"number.group":",","number.decimal":".","a.one":"x"}`, "no separators": `{}`, "no names": `{"number.group":",","number.decimal":"."}`,
	} {
		if _, err := read("en", []byte(raw)); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func BenchmarkT(b *testing.B) {
	l := toy(b, "en")
	name := "Eva de Vries"
	b.ReportAllocs()
	for b.Loop() {
		l.T("hello", "name", name, "n", 3, "total", 17)
	}
}

func BenchmarkN(b *testing.B) {
	l := toy(b, "en")
	b.ReportAllocs()
	for b.Loop() {
		l.N("tickets", 1204, "name", "Eva")
	}
}

func TestFormattingIsCheap(t *testing.T) {
	l := toy(t, "en")
	name := "Eva de Vries"
	moment, now := at(t, "2026-05-29T13:20:00Z"), at(t, "2026-06-02T12:00:00Z")
	for what, run := range map[string]func(){
		"T":     func() { l.T("hello", "name", name, "n", 3, "total", 17) },
		"Stamp": func() { l.Stamp(moment, now) },
	} {
		if n := testing.AllocsPerRun(100, run); n > 2 {
			t.Errorf("%s: %v allocations", what, n)
		}
	}
}

// TestOwnWords says a sentence otherwise: its placeholders are filled as the
// catalogue's are, and what has no sentence of ours may have one.
func TestOwnWords(t *testing.T) {
	c, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	plain := c.In("en", time.UTC)
	l := plain.With(map[string]string{"mail.who": "{name}, who works at {organization} {n} {", "an.own.key": "{name}"})
	if got := l.T("mail.who", "name", "Eva", "organization", "Lindehof", "n", 1234); got != "Eva, who works at Lindehof 1,234 {" {
		t.Errorf("filled: %q", got)
	}
	if got := l.T("mail.who"); got != "{name}, who works at {organization} {n} {" {
		t.Errorf("without values: %q", got)
	}
	if !l.Has("an.own.key") || plain.Has("an.own.key") || plain.T("mail.who", "name", "Eva", "organization", "X") != "Eva of X" {
		t.Error("the own words are everybody's")
	}
}
