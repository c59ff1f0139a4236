package richtext

import (
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/net/html"
	"pgregory.net/rapid"
)

// Whatever the budget, what is written costs no more, and of the words it is
// the beginning.
func TestNothingCostsMoreThanWasPaid(t *testing.T) {
	pieces := strings.Fields(`<p> <br> <b> </b> <i><u><s> <code> </code> <a_href=https://x.nl/?a=1&b=2> </a> <a_href="mailto:a@b.nl?subject=&quot;&lt;&quot;"> <ul><li> <ol><li> <li> </ul>
		<blockquote> </blockquote> <pre> </pre> <h2> </h2> <table><tr><td> <td> <th> <tr> </table> <div> </div> word &amp; &lt;&lt; &quot; é 印刷 <img_src=/files/1_alt=&quot;> <thead><tr><th>`)
	rapid.Check(t, func(t *rapid.T) {
		source := strings.ReplaceAll(strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 1, 30).Draw(t, "pieces"), " "), "_", " ")
		doc, err := html.ParseWithOptions(strings.NewReader(source), html.ParseOptionEnableScripting(false))
		if err != nil {
			t.Fatal(err)
		}
		build := func(budget int) (string, bool) {
			b := &builder{budget: budget, image: ownFiles}
			b.children(doc, style{}, 0)
			return write(b.blocks()).String(), b.spent
		}
		whole, spent := build(1 << 20)
		if spent {
			t.Fatal("a megabyte does not suffice")
		}
		budget := rapid.IntRange(0, 2*len(whole)+100).Draw(t, "budget")
		got, spent := build(budget)
		if len(got) > budget || !utf8.ValidString(got) {
			t.Fatalf("of %d bytes %d are written: %s", budget, len(got), got)
		}
		if !spent && got != whole {
			t.Fatalf("%d bytes suffice, and yet\n%s\nis not\n%s", budget, got, whole)
		}
		words := func(s string) string { return strings.Join(strings.Fields(Text(HTML{s})), "") }
		if all := words(whole); !strings.Contains(source, "<img") && !strings.ContainsAny(all, "|(>.-") && !strings.HasPrefix(all, words(got)) {
			t.Fatalf("of\n%s\nthe beginning is\n%s", whole, got)
		}
	})
}

// Likewise of what takes most to write beside its own text, again and again.
func TestWhatIsDearIsPaidFor(t *testing.T) {
	for name, unit := range map[string]string{
		"all marks": "<b><i><u><s><code>x</code></s></u></i></b>y", "marks and links": `<a href="https://x.nl/?a&quot;&amp;&lt;"><b><i><u><s><code>x</code></s></u></i></b></a>y`,
		"links": `<a href="https://x.nl/&amp;&amp;&amp;&amp;">x</a>y`, "other links": `<a href=tel:1>x</a><a href=tel:2>x</a>`, "escapes": "&quot;&amp;&lt;&gt;",
		"images": `<img src=/files/1 alt="` + strings.Repeat("&quot;", 20) + `">`, "linked images": `<a href=tel:1><b><i><u><s><code><img src=/files/1></code></s></u></i></b></a>`,
		"lines": "x<br>", "paragraphs": "<p>x</p>", "headings": "<h2>x</h2>", "quotes": "<blockquote>x</blockquote>", "preformatted": "<pre>&lt;</pre>",
		"lists": "<ul><li>x</ul>", "items": "<li>x", "tables": "<table><thead><tr><th>x<th>x<tbody><tr><td>x<td></table>", "empty cells": "<table><tr><td>x<td><td><td><td><td></table>",
	} {
		doc, err := html.ParseWithOptions(strings.NewReader(strings.Repeat(unit, 400)), html.ParseOptionEnableScripting(false))
		if err != nil {
			t.Fatal(err)
		}
		for budget := 50; budget < 30_000; budget += budget/3 + 1 {
			b := &builder{budget: budget, image: ownFiles}
			b.children(doc, style{}, 0)
			if got := write(b.blocks()).String(); len(got) > budget {
				t.Errorf("%s: of %d bytes %d are written", name, budget, len(got))
			}
		}
	}
}

// Tables, lists and quotes deeper than is kept give up their shape, never their
// words.
func TestTooDeepKeepsTheWords(t *testing.T) {
	for name, level := range map[string]string{
		"tables": "<table><caption>c%</caption><tr><td>a%<td>b%", "tables with a head": "<table><thead><tr><th>a%<th>b%<tbody><tr><td>c%<td>",
		"layout tables": "<table><tr><td>a%", "lists": "<ul><li>a%<li>b%", "numbers": "<ol>a%<li>b%", "quotes": "<blockquote><p>a%</p>b%",
	} {
		var source strings.Builder
		n := 500 / max(1, strings.Count(level, "<")+1)
		for range min(n, 120) {
			source.WriteString(level)
		}
		got := Clean(source.String())
		for _, w := range []string{"a%", "b%", "c%"} {
			if want, have := strings.Count(source.String(), w), strings.Count(got.String(), w); have != want {
				t.Errorf("%s: %d of %d %s are left", name, have, want, w)
			}
		}
		if again := Clean(got.String()); again != got {
			t.Errorf("%s: cleaning again changes it", name)
		}
	}
}

func TestTablesOfOtherShapes(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"a caption comes before", "<table><caption>Prices</caption><tr><td>a<td>b</table>", "<p>Prices</p><table><tbody><tr><td>a</td><td>b</td></tr></tbody></table>"},
		{"a foot is a row", "<table><tfoot><tr><td>a<td>b</table>", "<table><tbody><tr><td>a</td><td>b</td></tr></tbody></table>"},
		{"uneven rows", "<table><tr><td>a<tr><td>b<td>c</table>", "<table><tbody><tr><td>a</td></tr><tr><td>b</td><td>c</td></tr></tbody></table>"},
		{"nothing in any cell", "<table><tr><td> <td>&nbsp;</table>x", "<p>x</p>"},
		{"an empty cell keeps its place", "<table><tr><td><td>b</table>", "<table><tbody><tr><td></td><td>b</td></tr></tbody></table>"},
		{"rows without cells", "<table><tr></tr><tr><td>a<td>b</table>", "<table><tbody><tr><td>a</td><td>b</td></tr></tbody></table>"},
		{"a table in a cell", "<table><tr><td>a<td><table><tr><td>1<td>2</table></table>", "<table><tbody><tr><td>a</td><td><table><tbody><tr><td>1</td><td>2</td></tr></tbody></table></td></tr></tbody></table>"},
		{"layout around a table", "<table><tr><td><table><tr><td>1<td>2</table></table>", "<table><tbody><tr><td>1</td><td>2</td></tr></tbody></table>"},
		{"text between rows", "<table>x<tr><td>1<td>2</table>", "<p>x</p><table><tbody><tr><td>1</td><td>2</td></tr></tbody></table>"},
		{"a heading in a cell", "<table><tr><td><h2>A</h2>b<td>c</table>", "<table><tbody><tr><td><h3>A</h3><p>b</p></td><td>c</td></tr></tbody></table>"},
	} {
		if got := Clean(c.in).String(); got != c.want {
			t.Errorf("%s:\n got  %s\n want %s", c.name, got, c.want)
		}
	}
}

func TestLinksInText(t *testing.T) {
	for in, want := range map[string]string{
		"https://x.nl": "https://x.nl", "HTTPS://X.NL/A": "HTTPS://X.NL/A", "xhttps://x.nl": "", "see:http://x.nl!": "http://x.nl", "(https://x.nl/a_(b))": "https://x.nl/a_(b)",
		"[https://x.nl/a]": "https://x.nl/a", "https://x.nl/a).": "https://x.nl/a", "<https://x.nl/>": "https://x.nl/", `"https://x.nl/"`: "https://x.nl/", "https://x.nl/\u00a0b": "https://x.nl/",
		"https://x.nl/?a=b&c=d#e": "https://x.nl/?a=b&c=d#e", "**https://x.nl/**": "https://x.nl/", "https://": "", "https://)": "", "https:///x": "", "ftp://x.nl": "", "javascript://x": "",
		"a://b https://x.nl": "https://x.nl", "https://x.nl:8080/~eva/,;": "https://x.nl:8080/~eva/", "http://é.nl/ü": "http://é.nl/ü", "https://x.nl/\x7fa": "https://x.nl/",
		"https://x.nl/" + strings.Repeat("a", 3000): "", "https://x.nl/{a}}": "https://x.nl/{a}", "://https://x.nl": "https://x.nl",
	} {
		start, end, ok := findLink(in)
		if got := in[start:end]; ok != (want != "") || ok && got != want {
			t.Errorf("%.60q: %q %v, want %q", in, got, ok, want)
		}
	}
	for href, want := range map[string]string{
		" https://x.nl/a b ": "https://x.nl/a%20b", "ht\ntps://x.nl": "https://x.nl", "MAILTO:a@b.nl": "MAILTO:a@b.nl", "tel:+31": "tel:+31", "tel:": "", "https:x": "", "https://?x": "", "https://#x": "",
		"https:// x": "", "//x.nl": "", "x.nl": "", "": "", "javascript:x": "", "data:text/html,x": "", "https://x\x00.nl": "", "\x01https://x.nl": "https://x.nl", "https://\\x": "",
	} {
		if got, ok := safeLink(href); ok != (want != "") || got != want {
			t.Errorf("%q leads to %q %v, want %q", href, got, ok, want)
		}
	}
}

// An excerpt is the beginning of the words, in whole words, and never longer
// than it may be.
func TestExcerptsAreBeginnings(t *testing.T) {
	word := rapid.SampledFrom([]string{"een", "printer,", "café.", "印刷", "https://x.nl/a", "<b>", "- x", "a;b", "🙂", "zeeroverskapiteinspet"})
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(word, 0, 15).Draw(t, "words"), rapid.SampledFrom([]string{" ", "\n", "\n\n"}).Draw(t, "between"))
		h := FromText(text)
		limit := rapid.IntRange(-1, 80).Draw(t, "limit")
		got := Excerpt(h, limit)
		all := strings.Join(strings.Fields(text), " ")
		if n := utf8.RuneCountInString(got); n > max(limit, 0) || strings.ContainsAny(got, "\n") {
			t.Fatalf("%d characters of %d: %q", n, limit, got)
		}
		if head, cut := strings.CutSuffix(got, "…"); cut && !strings.HasPrefix(all, head) || !cut && limit > 0 && got != all {
			t.Fatalf("of %q it is %q", all, got)
		} else if rest := strings.TrimLeft(strings.TrimPrefix(all, head), ",;:."); cut && strings.Contains(head, " ") && rest != "" && !strings.HasPrefix(rest, " ") {
			t.Fatalf("of %q a word is cut: %q", all, got)
		}
	})
	if !(HTML{}).Empty() || FromText("x").Empty() || Stored("<p>x</p>") != FromText("x") || !FromText(" \n ").Empty() {
		t.Error("what there is to show")
	}
}

// What people typed comes back as they typed it: no sign of it is read as
// markup, whatever is done to the result.
func TestTypedTextComesBack(t *testing.T) {
	line := rapid.StringOf(rapid.RuneFrom([]rune(`ab<>&"'*_#-=;/ é印`)))
	rapid.Check(t, func(t *rapid.T) {
		var paragraphs []string
		for _, p := range rapid.SliceOf(rapid.SliceOfN(line, 1, 3)).Draw(t, "paragraphs") {
			var kept []string
			for _, l := range p {
				if l = strings.Join(strings.Fields(l), " "); l != "" {
					kept = append(kept, l)
				}
			}
			if len(kept) > 0 {
				paragraphs = append(paragraphs, strings.Join(kept, "\n"))
			}
		}
		want := strings.Join(paragraphs, "\n\n")
		h := FromText(rapid.SampledFrom([]string{want, strings.ReplaceAll(want, "\n", "\r\n"), strings.ReplaceAll(want, "\n", "\r")}).Draw(t, "typed"))
		if got := Text(h); got != want || Text(Clean(h.String())) != want {
			t.Fatalf("%q came back as %q", want, got)
		}
	})
}
