package seed

import (
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"balie/internal/org"
)

// The share of open tickets is the one that the budgets speak of, and falls
// without a step in between.
func TestOpenShareFallsWithTheSize(t *testing.T) {
	for n, want := range map[int]float64{100: .3, 1_000: .3, 100_000: .1, 1_000_000: .03, 5_000_000: .03} {
		if got := openShare(n); got < want*.999 || got > want*1.001 {
			t.Errorf("of %d tickets %.4f are open, want %.2f", n, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(100, 2_000_000).Draw(t, "n")
		a, b := openShare(n), openShare(n+n/100)
		if a < .03*.999 || a > .3*1.001 || b > a || a-b > .003 {
			t.Fatalf("%d: %f, %d: %f", n, a, n+n/100, b)
		}
	})
}

// What people write is text of whole letters that begins with a capital (é
// stays) and ends with a full stop, in the words of one language.
func TestWritersWriteText(t *testing.T) {
	for name, l := range map[string]lexicon{"english": english, "dutch": dutch} {
		r := rand.New(rand.NewPCG(1, 2))
		w := newWriter(l, r)
		seen := map[string]int{}
		for range 3000 {
			text := w.message(r, "")
			first, _ := utf8.DecodeRuneInString(text)
			if !utf8.ValidString(text) || strings.ContainsAny(text, "\uFFFD<>&\n") || !strings.HasSuffix(text, ".") || strings.Contains(text, "  ") || first >= 'a' && first <= 'z' {
				t.Fatalf("%s: %q", name, text)
			}
			for word := range strings.FieldsSeq(strings.ToLower(text)) {
				seen[strings.Trim(word, ".,?")]++
			}
			if s := w.subject(r); s == "" || len(s) > 200 || !utf8.ValidString(s) || s != strings.TrimSpace(s) {
				t.Fatalf("%s: the subject %q", name, s)
			}
			if given, family, _ := strings.Cut(w.name(r), " "); given == "" || family == "" {
				t.Fatalf("%s: somebody is called %q %q", name, given, family)
			}
		}
		for _, never := range []string{Rare, Absent} {
			if seen[never] > 0 {
				t.Errorf("%s: %q is written by chance", name, never)
			}
		}
		if len(seen) < 500 || seen[l.little[0]] < 50 {
			t.Errorf("%s: %d words, the first %d times", name, len(seen), seen[l.little[0]])
		}
	}
	r := rand.New(rand.NewPCG(1, 2))
	if got := newWriter(dutch, r).message(r, Rare); !strings.HasSuffix(got, ". "+Rare+".") {
		t.Errorf("what is asked for is not written: %q", got)
	}
}

// Somebody of each party may do what the benchmark signs in to do.
func TestRightsOfTheFirst(t *testing.T) {
	for _, c := range []struct {
		tier  org.Tier
		first org.Rights
		other org.Rights
	}{{org.Vendor, org.Agent | org.Administrator, org.Agent}, {org.Partner, org.Agent | org.Administrator, org.Agent}, {org.Entity, org.SeesAll, 0}} {
		if rights(c.tier, 0) != c.first || rights(c.tier, 1) != c.other || rights(c.tier, 7) != c.other {
			t.Errorf("%s: %v, %v", c.tier, rights(c.tier, 0).Names(), rights(c.tier, 1).Names())
		}
	}
	if _, err := Fill(t.Context(), nil, Options{Tickets: 99}); err == nil {
		t.Error("a company of 99 tickets is filled")
	}
}
