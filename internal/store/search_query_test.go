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
		"state:open printer":       {phrases: [][]string{{"printer"}}, prefix: true, states: []ticket.State{ticket.Open}},
		"printer State:ON_HOLD":    {phrases: [][]string{{"printer"}}, states: []ticket.State{ticket.OnHold}},
		"state:lost":               {phrases: [][]string{{"lost"}}, prefix: true},
		`from:"Eva Jansen" fout`:   {phrases: [][]string{{"fout"}}, prefix: true, from: []string{"eva", "jansen"}},
		"entity:linde":             {entity: []string{"linde"}},
		"from:":                    {},
		"van:eva":                  {phrases: [][]string{{"van", "eva"}}, prefix: true},
		`a"b c"d`:                  {phrases: [][]string{{"a"}, {"b", "c"}, {"d"}}, prefix: true},
		`" AND _p1 OR "x* NEAR(a)`: {phrases: [][]string{{"and", "p1", "or"}, {"x"}, {"near", "a"}}, prefix: true},
	} {
		if diff := cmp.Diff(want, parseQuery(text, nil), cmp.AllowUnexported(query{})); diff != "" {
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
		q := parseQuery(text, nil)
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

// What was found so far says how wide the next stretch is: on either engine.
func TestWidthAfter(t *testing.T) {
	for _, c := range []struct {
		got, rest    int
		walked, want int64
	}{
		{0, 50, 1000, 64000}, {1, 49, 1000, 8000}, {10, 40, 1000, 4545}, {25, 25, 1000, 1201}, {49, 1, 1000, 250}, {50, 0, 1000, 250},
	} {
		if got := widthAfter(c.got, c.rest, c.walked); got != c.want {
			t.Errorf("after %d of %d in %d: %d, want %d", c.got, c.got+c.rest, c.walked, got, c.want)
		}
	}
}

func TestOlderStretches(t *testing.T) {
	const newest = 1 << 23
	for _, c := range []struct {
		got    int
		walked int64
		first  string
		n      int
		from   int64
	}{
		{0, 1 << 14, "", 0, 0},
		{49, 1 << 14, "_s13_1021", 1, 1021 << 13},
		{25, 1 << 14, "_s13_1021", 3, 1019 << 13},
		{8, 1 << 14, "_s17_63", 1, 63 << 17},
		{5, 1 << 14, "_s17_63", 2, 62 << 17},
		{1, 1 << 14, "_s17_63", 2, 62 << 17},
		{40, 1 << 22, "_s21_1", 1, 1 << 21},
		{5, 1 << 22, "", 0, 0},
	} {
		w := walker{m: match{{{"word"}}}, start: newest, before: newest - c.walked, wanted: 50, got: c.got}
		m, from := w.older()
		var group [][]string
		if len(m) == 2 {
			group = m[1]
		}
		if from != c.from || len(group) != c.n || c.n > 0 && group[0][0] != c.first {
			t.Errorf("after %d in %d: from %d in %v, want %d in %d from %s on", c.got, c.walked, from, group, c.from, c.n, c.first)
		}
	}
}
