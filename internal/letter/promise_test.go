package letter

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"balie/internal/ticket"
)

// A confirmation promises the time it was given, in its largest unit, and only
// to whoever asked.
func TestAConfirmationPromisesATime(t *testing.T) {
	for _, c := range []struct {
		within time.Duration
		en, nl string
	}{
		{15 * time.Minute, "usually within 15 minutes", "15 minuten"},
		{time.Hour, "usually within an hour", "uur"},
		{8 * time.Hour, "usually within 8 hours", "8 uur"},
		{24 * time.Hour, "usually within a day", "dag"},
		{3 * 24 * time.Hour, "usually within 3 days", "3 dagen"},
	} {
		for lang, want := range map[string]string{"en": c.en, "nl": c.nl} {
			in := scene(t, Confirmation, lang)
			in.Expected = c.within
			if _, text, html := Write(in); !strings.Contains(text, want) || !strings.Contains(html, want) {
				t.Errorf("%v in %s lacks %q:\n%s", c.within, lang, want, text)
			}
			in.Kind = NewReply
			if _, text, _ := Write(in); strings.Contains(text, c.en) {
				t.Errorf("a reply promises %v", c.within)
			}
		}
	}
	in := scene(t, Confirmation, "en")
	in.Expected = 0
	if _, text, _ := Write(in); strings.Contains(text, "usually") {
		t.Errorf("nothing is known, and yet:\n%s", text)
	}
}

// Every kind knows its own traits: what is a person's words is not automatic,
// and what carries words may be answered in public.
func TestKindsAgreeWithThemselves(t *testing.T) {
	for k, f := range forms {
		if !k.Known() || k.Automatic() == f.talk || k.Carries() != f.words || f.hidden && (f.words || f.thread || f.talk) || f.hidden && !f.staff {
			t.Errorf("%s: %+v", k, f)
		}
		for _, way := range append(Ways(k), "lead") {
			if way == "lead" && len(f.leads) > 0 {
				continue
			}
			found := false
			for _, p := range Parts(k) {
				found = found || p.Name == way
			}
			if !found {
				t.Errorf("%s says %s, and nobody may word it", k, way)
			}
		}
	}
	for k := range access {
		if !k.AboutAccess() || k.Known() {
			t.Errorf("%s is about access: %v, about a ticket: %v", k, k.AboutAccess(), k.Known())
		}
	}
	if k := Kind("nothing"); k.Known() || k.AboutAccess() || Parts(k) != nil || Ways(k) != nil {
		t.Error("there is a mail that is none")
	}
}

// A typed sentence is tidy once it was tidied, has no sign that is not printed
// and loses no word.
func TestTidyIsSettled(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOf(rapid.RuneFrom([]rune("ab {}é \t\n\r\x00\x1b\u0085\u00a0\u2028"))).Draw(t, "text")
		for _, p := range []Part{{Line: true}, {}} {
			once := p.Tidy(text)
			if p.Tidy(once) != once {
				t.Fatalf("%q is %q, and then %q", text, once, p.Tidy(once))
			}
			if strings.ContainsAny(once, "\r\x00\x1b\u0085\t") || p.Line && strings.Contains(once, "\n") || strings.Contains(once, "\n\n\n") {
				t.Fatalf("%q is %q", text, once)
			}
			for line := range strings.SplitSeq(once, "\n") {
				if line != strings.TrimSpace(line) {
					t.Fatalf("%q has a line %q", text, line)
				}
			}
			words := func(s string) string {
				return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r <= ' ' || r == 0x85 || r == 0xa0 || r == 0x2028 }), " ")
			}
			if words(once) != words(text) {
				t.Fatalf("%q is %q", text, once)
			}
		}
	})
}

// No word in braces is unknown when all are known, whatever stands around them.
func TestKnownWordsAreKnown(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfNDistinct(rapid.StringMatching(`[a-z_]{1,8}`), 1, 4, rapid.ID).Draw(t, "words")
		var b strings.Builder
		var strange string
		for i := range rapid.IntRange(0, 6).Draw(t, "n") {
			b.WriteString(rapid.StringOf(rapid.RuneFrom([]rune("ab <é&. \n"))).Draw(t, "text"))
			w := rapid.SampledFrom(words).Draw(t, "word")
			if rapid.IntRange(0, 4).Draw(t, "strange") == 0 {
				w = fmt.Sprintf("%s%d", w, i)
				if strange == "" {
					strange = "{" + w + "}"
				}
			}
			b.WriteString("{" + w + "}")
		}
		if got := Unknown(b.String(), words); got != strange {
			t.Fatalf("%q: %q, want %q", b.String(), got, strange)
		}
	})
}

// Who is named is one line, whatever their name holds.
func TestAuthorsAreNamedInOneLine(t *testing.T) {
	name := rapid.StringOf(rapid.RuneFrom([]rune("ab \n\r\té<&")))
	in := scene(t, NewReply, "en")
	rapid.Check(t, func(t *rapid.T) {
		a := Author{name.Draw(t, "name"), name.Draw(t, "organization")}
		if got := in.who(a); strings.ContainsAny(got, "\n\r\t") || a.Name == "" && got != "Lindehof IT" || a.Organization == "" && a.Name != "" && got != oneLine(a.Name) {
			t.Fatalf("%+v is named %q", a, got)
		}
		if got := first(a.Name); strings.ContainsAny(got, " \n") || !strings.HasPrefix(oneLine(a.Name), got) {
			t.Fatalf("%q is greeted as %q", a.Name, got)
		}
	})
	in.State, in.HoldReason = ticket.OnHold, "Until\nTuesday"
	if _, text, _ := Write(in); !strings.Contains(text, "Until Tuesday") {
		t.Errorf("a reason breaks its line:\n%s", text)
	}
	in.Brand.Address = ""
	if _, text, html := Write(in); !strings.Contains(text, "-- \nLindehof IT\n") || strings.Contains(html, "Lindehof IT,") {
		t.Errorf("without an address it ends:\n%s", text)
	}
}
