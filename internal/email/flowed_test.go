package email

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// flowed writes paragraphs as RFC 3676 §4.2 says: broken at about width, with a
// blank where a line goes on, and one before what could be taken for a mark.
// With delSp the blank is no part of the text.
func flowed(paragraphs []string, depths []int, width int, delSp bool) string {
	var b strings.Builder
	for i, p := range paragraphs {
		mark := strings.Repeat(">", depths[i])
		line := func(s string) {
			if mark != "" || strings.HasPrefix(s, " ") || strings.HasPrefix(s, ">") || strings.HasPrefix(s, "From ") {
				s = " " + s
			}
			b.WriteString(mark + s + "\n")
		}
		for {
			cut := strings.IndexByte(p[min(len(p), width):], ' ')
			if cut < 0 {
				break
			}
			cut += width
			head, tail := p[:cut+1], p[cut+1:]
			if delSp {
				head, tail = p[:cut]+" ", p[cut:]
			}
			if strings.TrimRight(head, " ") == "--" || strings.TrimSpace(tail) == "" {
				break
			}
			line(head)
			p = tail
		}
		line(p)
	}
	return b.String()
}

func TestFlowedParagraphsComeBackWhole(t *testing.T) {
	words := rapid.SliceOfN(rapid.SampledFrom([]string{"de", "printer", "doet", "het", "--", "a>b", "niet,", "café", "From", "1.", "印刷"}), 0, 30)
	rapid.Check(t, func(t *rapid.T) {
		delSp := rapid.Bool().Draw(t, "delsp")
		var paragraphs, want []string
		var depths []int
		for range rapid.IntRange(1, 6).Draw(t, "n") {
			p := strings.Join(words.Draw(t, "words"), " ")
			depth := rapid.IntRange(0, 3).Draw(t, "depth")
			paragraphs, depths = append(paragraphs, p), append(depths, depth)
			if depth > 0 {
				p = strings.Repeat(">", depth) + " " + p
			}
			want = append(want, p)
		}
		raw := flowed(paragraphs, depths, rapid.IntRange(5, 70).Draw(t, "width"), delSp)
		params := "; format=Flowed"
		if delSp {
			params += "; delsp=YES"
		}
		m, err := Parse([]byte("Content-Type: text/plain; charset=utf-8"+params+"\n\n"+raw), Limits{})
		if err != nil {
			t.Fatal(err)
		}
		if got, want := strings.Trim(m.Text, "\n"), strings.Trim(strings.Join(want, "\n"), "\n"); got != want {
			t.Fatalf("%q reads\n%q, want\n%q", raw, got, want)
		}
	})
}

func TestFlowedLinesThatEnd(t *testing.T) {
	for _, c := range []struct {
		name, in, want string
		delSp          bool
	}{
		{"fixed lines stay", "a\nb\n", "a\nb\n", false},
		{"a soft end joins", "a \nb\n", "a b\n", false},
		{"another depth does not join", "> a \nb\n", "> a \nb\n", false},
		{"deeper does not join", "> a \n>> b\n", "> a \n>> b\n", false},
		{"the same depth joins", "> a \n> b\n", "> a b\n", false},
		{"a signature's mark stands alone", "a \n-- \nEva \nhere\n", "a \n-- \nEva here\n", false},
		{"a quoted one too", "> a \n> -- \n> Eva\n", "> a \n> -- \n> Eva\n", false},
		{"a stuffed mark is text", " > a\n", "> a\n", false},
		{"the blank goes", "Wie \nder\n", "Wieder\n", true},
		{"one of two", "a  \nb\n", "a b\n", true},
		{"an open end", "a ", "a ", false},
	} {
		if got := unflow(c.in, c.delSp); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	for _, params := range []string{"", "; format=fixed", "; format=flowe"} {
		if m := read(t, "Content-Type: text/plain"+params+"\n\na \nb\n"); m.Text != "a \nb" {
			t.Errorf("%q joins: %q", params, m.Text)
		}
	}
}
