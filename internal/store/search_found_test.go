package store_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"balie/internal/store"
)

// marked writes the pieces with [ ] around what was found.
func marked(list []store.Piece) string {
	var b strings.Builder
	for _, p := range list {
		if p.Hit {
			b.WriteString("[" + p.Text + "]")
		} else {
			b.WriteString(p.Text)
		}
	}
	return b.String()
}

func TestWhatWasFoundIsMarked(t *testing.T) {
	long := strings.Repeat("many words before it and ", 20) + "the printer is on fire " + strings.Repeat("and many after ", 20)
	for _, c := range []struct {
		words, text string
		limit       int
		want        string
	}{
		{"printer", "The printer prints", 0, "The [printer] prints"},
		{"print", "The Printer prints", 0, "The [Printer] [prints]"},
		{"print ", "The printer", 0, "The [printer]"},
		{`"print"`, "The printer, print", 0, "The printer, [print]"},
		{"cafe", "In het CAFÉ", 0, "In het [CAFÉ]"},
		{"ijs", "Het IJs", 0, "Het [IJs]"},
		{"state:open from:eva fout", "eva state open fout", 0, "eva state open [fout]"},
		{"🎂", "a🎂b", 0, "a[🎂]b"},
		{"<b>", "<b> & </b>", 0, "<[b]> & </[b]>"},
		{"", "nothing", 0, "nothing"},
		{"end", "a text that fits as a whole is shown from near the end", 180, "… whole is shown from near the [end]"},
		{"fire", long, 180, "… it and the printer is on [fire] and many after and many after and many after and many after and many after and many after and many after and many after and many after and many after …"},
		{"fire", long, 60, "… the printer is on [fire] and many after and many after and …"},
	} {
		if got := marked(store.Marked(c.words, nil, c.text, c.limit)); got != c.want {
			t.Errorf("%q in %q: %q, want %q", c.words, c.text, got, c.want)
		}
	}
}

// Whatever is asked of whatever text, the pieces are the text or a stretch of it.
func TestMarkingKeepsTheText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words, text := rapid.String().Draw(t, "words"), rapid.String().Draw(t, "text")
		limit := rapid.IntRange(0, 40).Draw(t, "limit")
		plain := strings.Join(strings.Fields(strings.ToValidUTF8(text, "")), " ")
		var got strings.Builder
		for _, p := range store.Marked(words, nil, text, limit) {
			got.WriteString(p.Text)
		}
		part := strings.TrimSuffix(strings.TrimPrefix(got.String(), "… "), " …")
		if !strings.Contains(plain, part) && limit > 0 || limit == 0 && got.String() != plain || !utf8.ValidString(got.String()) {
			t.Fatalf("%q became %q", plain, got.String())
		}
	})
}
