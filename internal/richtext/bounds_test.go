package richtext

import (
	"strings"
	"testing"
	"time"
)

func TestTooDeepBecomesText(t *testing.T) {
	got := Clean(strings.Repeat("<div>", 600) + "Hello <b>there</b> &amp; <script>x()</script>you")
	if got.String() != "<p>Hello there &amp; you</p>" {
		t.Errorf("got %q", got)
	}
}

func TestDeepQuotesKeepTheirWords(t *testing.T) {
	got := Clean(strings.Repeat("<blockquote>x", 300))
	if n := strings.Count(got.String(), "x"); n != 300 {
		t.Errorf("%d of 300 words", n)
	}
	if again := Clean(got.String()); again != got {
		t.Error("cleaning again changes it")
	}
}

// Sources made to be long or slow come out within bounds, cut with the
// sentence, and no longer change.
func TestLongSourcesAreCut(t *testing.T) {
	const size = 10 << 20
	fill := func(s string) string { return strings.Repeat(s, size/len(s)) }
	for name, source := range map[string]string{
		"words": fill("word "), "one word": fill("x"), "escapes": fill("<p>&lt;&quot;"), "links": fill("<a href=https://x.nl>x</a> y "),
		"pieces": fill("a<wbr>"), "breaks": fill("a<br>"), "pre": "<pre>" + fill("a\n&"), "items": "<ul>" + fill("<li>a"),
		"cells": "<table>" + fill("<tr><td>a<td>b"), "marks": fill("<b>a</b><i>b</i>"), "quotes": fill("<blockquote>a</blockquote>"),
	} {
		start := time.Now()
		once := Clean(source, CutSentence("Cut & done."))
		if n := len(once.String()); n > maxOutput || n < maxOutput/20 {
			t.Errorf("%s: %d bytes", name, n)
		}
		if !strings.HasSuffix(once.String(), "<p>Cut &amp; done.</p>") {
			t.Errorf("%s: does not say that it is cut: …%s", name, once.String()[max(0, len(once.String())-80):])
		}
		if twice := Clean(once.String(), CutSentence("Cut & done.")); twice != once {
			t.Errorf("%s: cleaning again changes it (%d, %d bytes)", name, len(once.String()), len(twice.String()))
		}
		if took := time.Since(start); took > 20*time.Second {
			t.Errorf("%s: took %v", name, took)
		}
	}
}

func TestLongTextsAreCut(t *testing.T) {
	const size = 5 << 20
	for _, s := range []string{"word ", "http://", "https://x.nl/) ", "x\n", "```a\n", "https://x.nl/" + strings.Repeat(")", 3000) + " ", "a://"} {
		start := time.Now()
		got := FromText(strings.Repeat(s, size/len(s)))
		if len(got.String()) > maxOutput || !strings.Contains(got.String(), "too long") {
			t.Errorf("%.20q: %d bytes", s, len(got.String()))
		}
		if took := time.Since(start); took > 20*time.Second {
			t.Errorf("%.20q: took %v", s, took)
		}
		if Clean(got.String()) != got {
			t.Errorf("%.20q: cleaning changes it", s)
		}
	}
}
