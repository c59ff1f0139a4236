package richtext

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestFromText(t *testing.T) {
	link := func(s string) string { return `<a href="` + s + `" rel="noopener noreferrer nofollow">` + s + `</a>` }
	for _, c := range []struct{ in, want string }{
		{"a\nb\r\n\r\n\nc", "<p>a<br>b</p><p>c</p>"},
		{"1 < 2 & \"x\"", "<p>1 &lt; 2 &amp; &#34;x&#34;</p>"},
		{"<b>no</b> @eva *no*", "<p>&lt;b&gt;no&lt;/b&gt; @eva *no*</p>"},
		{"see https://x.nl/a?b=1, or (http://y.nl/z_(1)).", "<p>see " + link("https://x.nl/a?b=1") + ", or (" + link("http://y.nl/z_(1)") + ").</p>"},
		{"javascript://x ftp://y http://", "<p>javascript://x ftp://y http://</p>"},
		{"a\n```go\nif x {\n\ty < 1\n}\n```\nb", "<p>a</p><pre>if x {\n\ty &lt; 1\n}</pre><p>b</p>"},
		{"```\nnever closed", "<p>```<br>never closed</p>"},
		{"", ""},
	} {
		if got := FromText(c.in).String(); got != c.want {
			t.Errorf("%q:\n got  %s\n want %s", c.in, got, c.want)
		}
	}
}

func TestText(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"<p>a<br>b</p><p>c &amp; d</p>", "a\nb\n\nc & d"},
		{"<ul><li>a<ol><li>b</li><li>c</li></ol></li><li>d</li></ul>", "- a\n  1. b\n  2. c\n- d"},
		{"<blockquote><p>a</p><p>b</p></blockquote><p>c</p>", "> a\n>\n> b\n\nc"},
		{`<a href="https://x.nl/a">here</a> <a href="https://x.nl">x.nl</a> <a href="mailto:a@b.nl">a@b.nl</a>`, "here (https://x.nl/a) x.nl a@b.nl"},
		{"<pre>a\n  b</pre>", "a\n  b"},
		{"<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>", "a | b\n1 | 2"},
		{`<img src="/files/12" alt="Logo">`, "Logo"},
	} {
		if got := Text(Clean(c.in, Images(ownFiles))); got != c.want {
			t.Errorf("%s:\n got  %q\n want %q", c.in, got, c.want)
		}
	}
}

func TestExcerpt(t *testing.T) {
	h := FromText("Hello there, world\n\nhttps://x.nl")
	for max, want := range map[int]string{0: "", 1: "…", 3: "He…", 5: "Hell…", 6: "Hello…", 12: "Hello…", 13: "Hello there…", 14: "Hello there…", 100: "Hello there, world https://x.nl"} {
		if got := Excerpt(h, max); got != want {
			t.Errorf("%d: got %q, want %q", max, got, want)
		}
	}
}

func TestTextKeepsTheWords(t *testing.T) {
	word := rapid.SampledFrom([]string{"a", "&amp;", "<b>", "https://x.nl/y", "(http://z.nl)", "@eva", "```", "\"q\"", "é", "\n", "\n\n", "- x", "> y", "&", "://", "http://"})
	rapid.Check(t, func(t *rapid.T) {
		plain := strings.Join(rapid.SliceOf(word).Draw(t, "words"), " ")
		h := FromText(plain)
		if got, want := strings.Fields(Text(h)), strings.Fields(plain); !slices.Equal(got, want) {
			t.Fatalf("got %q, want %q", got, want)
		}
		if again := Clean(h.String()); again != h {
			t.Fatalf("cleaning %q gives %q", h, again)
		}
		limit := rapid.IntRange(0, 60).Draw(t, "limit")
		if got := Excerpt(h, limit); utf8.RuneCountInString(got) > limit || strings.Contains(got, "\n") {
			t.Fatalf("%d: %q", limit, got)
		}
	})
}
