package store

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"balie/internal/ticket"
)

func TestTerms(t *testing.T) {
	for text, want := range map[string]string{
		"":                            "",
		"De printer doet het niet!":   "de printer doet het niet",
		"Één café, coöperatie, Zoë":   "een cafe cooperatie zoe",
		"cafe\u0301 op IJburg, ĳs":    "cafe op ijburg ijs",
		"Straße Ærø Łódź":             "strasse aero lodz",
		"HD-00123 jan@example.nl":     "hd 00123 jan example nl",
		"foto's e-mail C++ 3½":        "foto s e mail c 31 2",
		"taart 🎂🎂 klaar":              "taart 🎂 🎂 klaar",
		"東京 test":                     "東 京 test",
		`_p1 "quoted" 'x' \ OR NOT *`: "p1 quoted x or not",
		"\xff\x00kapot":               "kapot",
		strings.Repeat("é", 100):      strings.Repeat("e", maxTerm),
		strings.Repeat("ж", 100):      strings.Repeat("ж", maxTerm/2),
	} {
		if got := strings.Join(terms(text), " "); got != want {
			t.Errorf("terms(%q) = %q, want %q", text, got, want)
		}
	}
	if n := len(terms(strings.Repeat("woord ", 2*maxTerms))); n != maxTerms {
		t.Errorf("a long text gives %d terms, want %d", n, maxTerms)
	}
}

func TestParseQuery(t *testing.T) {
	for text, want := range map[string]query{
		"":                         {},
		"   \t":                    {},
		"printer":                  {phrases: [][]string{{"printer"}}, prefix: true},
		"Printer Jan":              {phrases: [][]string{{"printer"}, {"jan"}}, prefix: true},
		`"mail server" traag`:      {phrases: [][]string{{"mail", "server"}, {"traag"}}, prefix: true},
		`traag "mail server"`:      {phrases: [][]string{{"traag"}, {"mail", "server"}}},
		`"open quote`:              {phrases: [][]string{{"open", "quote"}}},
		"e-mail":                   {phrases: [][]string{{"e", "mail"}}, prefix: true},
		"state:open printer":       {phrases: [][]string{{"printer"}}, prefix: true, state: ticket.Open},
		"printer State:ON_HOLD":    {phrases: [][]string{{"printer"}}, state: ticket.OnHold},
		"state:lost":               {phrases: [][]string{{"lost"}}, prefix: true},
		`from:"Eva Jansen" fout`:   {phrases: [][]string{{"fout"}}, prefix: true, from: []string{"eva", "jansen"}},
		"entity:linde":             {entity: []string{"linde"}},
		"from:":                    {},
		"van:eva":                  {phrases: [][]string{{"van", "eva"}}, prefix: true},
		`a"b c"d`:                  {phrases: [][]string{{"a"}, {"b", "c"}, {"d"}}, prefix: true},
		`" AND _p1 OR "x* NEAR(a)`: {phrases: [][]string{{"and", "p1", "or"}, {"x"}, {"near", "a"}}, prefix: true},
	} {
		if diff := cmp.Diff(want, parseQuery(text), cmp.AllowUnexported(query{})); diff != "" {
			t.Errorf("parseQuery(%q): %s", text, diff)
		}
	}
}

// FuzzParseQuery holds what both engines rely on: few bounded terms without a
// sign of their languages.
func FuzzParseQuery(f *testing.F) {
	for _, s := range []string{"printer", `"a b" c*`, `from:"x`, "state:open entity:é", "'\\&|!<->():", "🎂ĳ\u0301", "\xff\x00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		q := parseQuery(text)
		all := append([]string{}, q.from...)
		all = append(all, q.entity...)
		for _, p := range q.phrases {
			if len(p) == 0 {
				t.Error("an empty phrase")
			}
			all = append(all, p...)
		}
		if len(q.phrases) > maxAsked || len(all) > maxAsked*(maxAsked+2) {
			t.Errorf("%d phrases, %d terms", len(q.phrases), len(all))
		}
		for _, term := range all {
			if term == "" || len(term) > maxTerm || !utf8.ValidString(term) || strings.ContainsAny(term, "\"'\\_ \t\n\x00&|!()<>:*-") {
				t.Errorf("term %q", term)
			}
			if again := terms(term); len(again) != 1 || again[0] != term {
				t.Errorf("term %q folds to %q", term, again)
			}
		}
	})
}

func TestWider(t *testing.T) {
	for _, c := range []struct{ level, hits, want int }{
		{0, 0, 3}, {0, 1, 2}, {0, 6, 2}, {0, 7, 1}, {0, 500, 1}, {1, 0, 3}, {1, 7, 2}, {2, 1000, 3}, {3, 9, 4},
	} {
		if got := wider(c.level, c.hits); got != c.want {
			t.Errorf("after %d hits in stretch %d: %d, want %d", c.hits, c.level, got, c.want)
		}
	}
}
