package richtext

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"pgregory.net/rapid"
)

func ownFiles(src string) (string, bool) {
	if src == "cid:logo@mail" {
		return "/files/12", true
	}
	return src, strings.HasPrefix(src, "/files/")
}

func TestClean(t *testing.T) {
	const rel = ` rel="noopener noreferrer nofollow"`
	for _, c := range []struct{ name, in, want string }{
		{"text alone", "Hello & <welcome", "<p>Hello &amp;</p>"},
		{"marks", "<strong>a</strong> <em>b</em> <ins>c</ins> <del>d</del> <kbd>e</kbd>", "<p><b>a</b> <i>b</i> <u>c</u> <s>d</s> <code>e</code></p>"},
		{"marks nest one way", "<i><b>x</b>y</i>", "<p><b><i>x</i></b><i>y</i></p>"},
		{"marks misnested", "<b>1<i>2</b>3</i>", "<p><b>1<i>2</i></b><i>3</i></p>"},
		{"attributes go", `<p class=x id=y style="position:fixed" data-hx-get=/a onclick=b()>x</p>`, "<p>x</p>"},
		{"a div is a paragraph", "<div>a</div>", "<p>a</p>"},
		{"divs are lines", "<div>a</div><div>b</div><div><br></div><div>c</div>", "<p>a<br>b</p><p>c</p>"},
		{"two breaks part paragraphs", "a<br><br><br>b<br>", "<p>a</p><p>b</p>"},
		{"empty paragraphs go", "<p>a</p><p>&nbsp;</p><p> </p><p>b</p>", "<p>a</p><p>b</p>"},
		{"white space", "<p>\n  a \n <b> b</b>\tc </p>", "<p>a <b>b</b> c</p>"},
		{"headings", "<h1>A</h1><h6>B</h6>", "<h3>A</h3><h3>B</h3>"},
		{"lists", "<ul> <li>a</li> <li><p>b</p><ol><li>c</ol></ul>", "<ul><li>a</li><li>b<ol><li>c</li></ol></li></ul>"},
		{"quote", "<blockquote>a<blockquote>b</blockquote></blockquote>", "<blockquote><p>a</p><blockquote><p>b</p></blockquote></blockquote>"},
		{"pre", "<pre><code>\n  a &lt; b\n\tc\n</code></pre>", "<pre>  a &lt; b\n\tc</pre>"},
		{"table", "<table><thead><tr><th>a<th>b<tbody><tr><td>1<td><p>2</p></table>", "<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table>"},
		{"layout table", "<table><tr><td><p>a</p><p>b</p></td></tr><tr><td>c</td></tr></table>", "<p>a</p><p>b</p><p>c</p>"},
		{"link", `<a href=" HTTPS://example.nl/?a=1&b=2 " target=_blank>x</a>`, `<p><a href="HTTPS://example.nl/?a=1&amp;b=2"` + rel + `>x</a></p>`},
		{"mailto and tel", `<a href=mailto:a@b.nl>m</a> <a href=tel:+3112>t</a>`, `<p><a href="mailto:a@b.nl"` + rel + `>m</a> <a href="tel:+3112"` + rel + `>t</a></p>`},
		{"relative link", `<a href="/admin/delete">x</a><a href="//evil.example">y</a>`, "<p>xy</p>"},
		{"own image", `<img src="cid:logo@mail" alt='"L"'>`, `<p><img src="/files/12" alt="&#34;L&#34;"></p>`},
		{"foreign image", `<img src="https://t.example/p.gif" alt="Logo"><img src=x>`, "<p>Logo</p>"},
		{"whole document", "<!doctype html><html><head><title>t</title><style>p{}</style></head><body>a</body></html>", "<p>a</p>"},
		{"scripts and styles leave no text", "a<script>b</script><style>c</style><noscript>d</noscript>", "<p>a</p>"},
		{"control characters", "a&#127;b\x01c<a href='https://x&#1;y'>d</a><pre>e&#2;</pre>", "<p>abcd</p><pre>e</pre>"},
		{"links without a place", "<a href=https://>a</a><a href=https:///x>b</a><a href=mailto:>c</a><a href=https:/\\x>d</a>", "<p>abcd</p>"},
		{"nothing", " <p></p><ul><li></ul><table></table><div><br></div>", ""},
	} {
		if got := Clean(c.in, Images(ownFiles)).String(); got != c.want {
			t.Errorf("%s:\n in   %s\n got  %s\n want %s", c.name, c.in, got, c.want)
		}
	}
}

// vectors are ways in which markup smuggles scripts, styles and requests.
var vectors = []string{
	`<script>alert(1)</script>`, `<scr<script>ipt>alert(1)</script>`, `<SCRIPT/XSS SRC="//x.example/x.js"></SCRIPT>`,
	`<img src=x onerror=alert(1)>`, `<img src="x" onerror="alert(1)"`, `<IMG """><SCRIPT>alert(1)</SCRIPT>">`,
	`<svg onload=alert(1)>`, `<svg><script>alert(1)</script></svg>`, `<svg><a xlink:href="javascript:alert(1)"><text y=1>x</text></a></svg>`,
	`<svg><style><img src=x onerror=alert(1)></style></svg>`, `<svg></p><style><a id="</style><img src=1 onerror=alert(1)>">`,
	`<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">`,
	`<math><annotation-xml encoding="text/html"><style><img src=x onerror=alert(1)></style></annotation-xml></math>`,
	`<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>`,
	`<form id=a><div></form><form id=b><input name=x onfocus=alert(1) autofocus>`, `<button formaction=javascript:alert(1)>x</button>`,
	`<a href="javascript:alert(1)">x</a>`, `<a href="JaVaScRiPt:alert(1)">x</a>`, `<a href="javascript://%0aalert(1)">x</a>`, `<a href=" &#14;javascript:alert(1)">x</a>`,
	`<a href="jav&#x09;ascript:alert(1)">x</a>`, `<a href="jav&#10;ascript:alert(1)">x</a>`, "<a href=\"java\x00script:alert(1)\">x</a>",
	`<a href="&#106;&#97;&#118;&#97;&#115;&#99;&#114;&#105;&#112;&#116;&#58;alert(1)">x</a>`, `<a href="&colon;javascript&colon;alert(1)">x</a>`,
	`<a href="data:text/html,<script>alert(1)</script>">x</a>`, `<a href="vbscript:x">x</a>`, `<a href="file:///etc/passwd">x</a>`,
	`<a href="blob:https://x">x</a>`, `<a href="https:javascript:alert(1)">x</a>`, `<a href='https://x"onmouseover="alert(1)'>x</a>`,
	`<img src="data:image/svg+xml;base64,PHN2Zz4=">`, `<img src="/files/1&quot; onerror=&quot;alert(1)">`, `<img src="//evil.example/files/">`,
	`<img src="/files/1" srcset="https://t.example/1x">`, `<img src="/files/1" alt="&quot;><script>alert(1)</script>">`,
	`<iframe srcdoc="<script>alert(1)</script>"></iframe>`, `<iframe src=javascript:alert(1)>`, `<object data=x></object><embed src=x>`,
	`<template><script>alert(1)</script></template>`, `<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>`,
	`<noembed><img src=x onerror=alert(1)></noembed>`, `<noframes><img src=x onerror=alert(1)></noframes>`,
	`<style>*{background:url(//t.example)}</style>`, `<p style="background:url(javascript:alert(1))">x</p>`, `<link rel=stylesheet href=//t.example>`,
	`<meta http-equiv=refresh content="0;url=javascript:alert(1)">`, `<base href=//evil.example>`, `<title><img src=x onerror=alert(1)></title>`,
	`<!--><img src=x onerror=alert(1)>-->`, `<!--[if gte IE 4]><script>alert(1)</script><![endif]-->`, `<![CDATA[<script>alert(1)</script>]]>`,
	`<svg><![CDATA[</svg><script>alert(1)</script>]]></svg>`, `<?xml version="1.0"?><script>alert(1)</script>`, `<xmp><p title="</xmp><img src=x onerror=alert(1)>">`,
	`<textarea></textarea><img src=x onerror=alert(1)>`, `<select><style></select><img src=x onerror=alert(1)></style>`,
	`<table><td><form><table><script>alert(1)</script>`, `<plaintext><script>alert(1)</script>`, `&lt;script&gt;alert(1)&lt;/script&gt;`,
	`<p hx-get=/x hx-trigger=load data-x=y>x</p>`, `<details open ontoggle=alert(1)>x</details>`, `<video><source onerror=alert(1)></video>`,
	`<body onload=alert(1)>x`, `<frameset onload=alert(1)>`, `<x-y onclick=alert(1)>x</x-y>`, `<a href="https://x" id=location name=body>x</a>`,
	"<pre>\n\n<script>alert(1)</script>x</pre>", "<a href=https://a.example><table><a href=https://b.example>x", "<li>a<li>b", "</p></br>x",
}

var allowed = strings.Fields("html head body p br b i u s a ul ol li blockquote pre code h3 table thead tbody tr th td img")

// problemsIn reads markup as a browser does and names what may not be in it.
func problemsIn(markup string) (problems []string) {
	doc, err := html.Parse(strings.NewReader(markup))
	if err != nil {
		return []string{err.Error()}
	}
	for n := range doc.Descendants() {
		switch {
		case n.Type == html.TextNode:
			continue
		case n.Type != html.ElementNode || n.Namespace != "" || !slices.Contains(allowed, n.Data):
			problems = append(problems, "node "+n.Namespace+" "+n.Data)
		}
		for _, a := range n.Attr {
			scheme, _, _ := strings.Cut(strings.ToLower(a.Val), ":")
			ok := false
			switch n.Data + " " + a.Key {
			case "a href":
				ok = slices.Contains([]string{"http", "https", "mailto", "tel"}, scheme)
			case "a rel":
				ok = a.Val == "noopener noreferrer nofollow"
			case "img src":
				ok = strings.HasPrefix(a.Val, "/files/")
			case "img alt":
				ok = true
			}
			if !ok {
				problems = append(problems, n.Data+" "+a.Key+"="+a.Val)
			}
		}
	}
	return problems
}

func holds(t interface{ Errorf(string, ...any) }, source string) {
	once := Clean(source, Images(ownFiles))
	for _, p := range problemsIn(once.String()) {
		t.Errorf("%q gave %q, which holds %s", source, once, p)
	}
	if twice := Clean(once.String(), Images(ownFiles)); twice != once {
		t.Errorf("%q\nonce  %q\ntwice %q", source, once, twice)
	}
	if back := Clean("<div>"+once.String()+"</div>", Images(ownFiles)); back != once {
		t.Errorf("%q changes within a page:\n%q\n%q", source, once, back)
	}
}

func TestNothingSmugglesIn(t *testing.T) {
	for _, v := range vectors {
		holds(t, v)
		holds(t, "<div><b><p>"+v+"</p></b><table><tr><td>1<td>"+v+"</table>")
		holds(t, "<pre>"+v)
		for _, p := range problemsIn(FromText(v).String()) {
			t.Errorf("as text %q: %s", v, p)
		}
	}
}

// Whoever resolves images may err: another host's address never gets through.
func TestImagesStayOnThisHost(t *testing.T) {
	trusting := Images(func(src string) (string, bool) { return src, true })
	for _, src := range []string{"//evil.example/x", `/\evil.example/x`, "https://evil.example", "files/1", "", "data:image/png,x", "/a b"} {
		if got := Clean(`<img alt="a" src="`+src+`">`, trusting).String(); got != "<p>a</p>" {
			t.Errorf("%q: got %s", src, got)
		}
	}
}

func TestCleanTwiceIsCleanOnce(t *testing.T) {
	pieces := append(strings.Fields(`<p> </p> <br> <b> </b> <i> </i> <a_href=https://x.nl/> </a> <ul> </ul> <ol> <li> </li>
		<blockquote> </blockquote> <pre> </pre> <code> <h2> </h2> <table> <tr> <td> <th> <thead> </table> <div> </div> <span>
		<caption> <hr> word &nbsp; &amp; &#1; &#13; <img_src=/files/1> <img_src=x_alt=y> <form> <dl><dt> </nobr> <button>`), " ", "\n", "\t", "\f")
	rapid.Check(t, func(t *rapid.T) {
		parts := rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 40).Draw(t, "parts")
		holds(t, strings.ReplaceAll(strings.Join(parts, ""), "_", " "))
	})
}

func FuzzClean(f *testing.F) {
	for _, v := range vectors {
		f.Add(v)
	}
	f.Fuzz(func(t *testing.T, source string) { holds(t, source) })
}
