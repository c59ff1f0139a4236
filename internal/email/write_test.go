package email

import (
	"bytes"
	"errors"
	"flag"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"balie/internal/errs"
)

var update = flag.Bool("update", false, "write the golden messages anew")

func bytesPart(name, mediaType, content string) Part {
	return Part{FileName: name, Type: mediaType, Size: int64(len(content)), Open: func() (io.ReadCloser, error) {
		return io.NopCloser(strings.NewReader(content)), nil
	}}
}

func inlinePart(id, content string) Part {
	p := bytesPart("screen.png", "image/png", content)
	p.Inline, p.ContentID = true, id
	return p
}

func full() Outgoing {
	m := basic()
	m.ReplyTo = Address{"Zoë's reception — the desk on the second floor", "reply+abc.def@example.nl"}
	m.Subject = "[HD-00123] De printer doet het weer niet; wie weet er raad? Öffnen schlägt fehl, 印刷できません"
	m.InReplyTo = "<abc@mail.example.com>"
	m.References = []string{"<first@mail.example.com>", "<a-rather-long-identifier-of-some-client@mail.example.com>", "<abc@mail.example.com>"}
	m.Text = "Beste Eva,\n\nDe printer in café “De Vries” doet het weer.\n.\nFrom here on = fine. " + strings.Repeat("long ", 30) + "\n"
	m.HTML = "<p>Beste Eva,</p>\n<p>De printer doet het <img src=\"cid:s1@balie\"> weer.</p>\n"
	m.Parts = []Part{
		bytesPart("offerte mei.pdf", "application/pdf", strings.Repeat("%PDF", 50)),
		inlinePart("s1@balie", "\x89PNG\r\n"),
		bytesPart("Überblick über alle \"Störungen\" im zweiten Quartal 2026 (endgültige Fassung).txt", "text/plain; charset=ISO-8859-1", ""),
	}
	m.AutoSubmitted, m.Language = "auto-generated", "nl"
	m.ListUnsubscribe = "https://desk.example.nl/leave/abc"
	m.Headers = []Header{{"X-Balie-Ticket", "HD-00123"}, {"X-Auto-Response-Suppress", "All"}}
	return m
}

func TestGoldenMessages(t *testing.T) {
	alternative, related := full(), full()
	alternative.Parts = nil
	related.Parts = related.Parts[1:2]
	for name, m := range map[string]Outgoing{"text": basic(), "alternative": alternative, "related": related, "full": full()} {
		t.Run(name, func(t *testing.T) {
			got := compose(t, m)
			wellFormed(t, got)
			if !bytes.Equal(got, compose(t, m)) {
				t.Error("the second writing differs from the first")
			}
			file := "testdata/" + name + ".eml"
			if *update {
				if err := os.WriteFile(file, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(string(want), string(got)); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestReadsBack(t *testing.T) {
	m := full()
	got := parse(t, compose(t, m))
	if got.from != m.From || got.to != m.To || got.replyTo != m.ReplyTo || got.subject != m.Subject {
		t.Errorf("read %+v", got)
	}
	for name, want := range map[string]string{
		"Message-ID": m.MessageID, "In-Reply-To": m.InReplyTo, "References": strings.Join(m.References, " "),
		"Date": "Fri, 29 May 2026 09:30:00 +0000", "Auto-Submitted": "auto-generated", "Content-Language": "nl",
		"List-Unsubscribe": "<https://desk.example.nl/leave/abc>", "X-Balie-Ticket": "HD-00123",
		"X-Auto-Response-Suppress": "All", "Mime-Version": "1.0",
	} {
		if got := got.header.Get(name); got != want {
			t.Errorf("%s: %q; want %q", name, got, want)
		}
	}
	tree := "multipart/mixed(multipart/related(multipart/alternative(text/plain text/html) image/png) application/pdf text/plain)"
	if got.tree != tree {
		t.Errorf("tree %s", got.tree)
	}
	crlf := func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") }
	want := []leaf{
		{"text/plain", "", "", "", crlf(m.Text)},
		{"text/html", "", "", "", crlf(m.HTML)},
		{"image/png", "inline", "screen.png", "<s1@balie>", "\x89PNG\r\n"},
		{"application/pdf", "attachment", "offerte mei.pdf", "", strings.Repeat("%PDF", 50)},
		{"text/plain", "attachment", m.Parts[2].FileName, "", ""},
	}
	if d := cmp.Diff(want, got.leaves, cmp.AllowUnexported(leaf{})); d != "" {
		t.Error(d)
	}
}

func TestStructureFollowsContent(t *testing.T) {
	file := bytesPart("a.txt", "text/plain", "a")
	for _, c := range []struct {
		text, html string
		parts      []Part
		want       string
	}{
		{"", "", nil, "text/plain"},
		{"a", "", nil, "text/plain"},
		{"", "<p>a</p>", nil, "text/html"},
		{"a", "<p>a</p>", nil, "multipart/alternative(text/plain text/html)"},
		{"a", "", []Part{file}, "multipart/mixed(text/plain text/plain)"},
		{"a", "", []Part{inlinePart("x@y", "p")}, "multipart/mixed(text/plain image/png)"},
		{"", "<p>a</p>", []Part{inlinePart("x@y", "p")}, "multipart/related(text/html image/png)"},
		{
			"a", "",
			[]Part{bytesPart("", "multipart/mixed", "x"), bytesPart("m.eml", "message/rfc822", "x"), bytesPart("x", "nonsense", "x")},
			"multipart/mixed(text/plain application/octet-stream application/octet-stream application/octet-stream)",
		},
	} {
		m := basic()
		m.Text, m.HTML, m.Parts = c.text, c.html, c.parts
		if got := parse(t, compose(t, m)).tree; got != c.want {
			t.Errorf("tree %s; want %s", got, c.want)
		}
	}
}

func TestSameInstantSameBytes(t *testing.T) {
	m := basic()
	a := compose(t, m)
	m.Date = m.Date.In(time.FixedZone("CEST", 7200))
	if !bytes.Equal(a, compose(t, m)) {
		t.Error("the zone of Date changed the message")
	}
	m.MessageID = MessageID("example.nl", "123", "7", "43")
	if bytes.Equal(a, compose(t, m)) {
		t.Error("another Message-ID gave the same message")
	}
}

func TestContentCannotEndAPart(t *testing.T) {
	m := basic()
	m.HTML = "--" + boundary("alternative", m.MessageID) + "--\n"
	m.Text = m.HTML
	got := parse(t, compose(t, m))
	if len(got.leaves) != 2 || got.leaves[0].body != got.leaves[1].body || len(got.leaves[0].body) != len(m.Text)+1 {
		t.Errorf("leaves %+v", got.leaves)
	}
}

// sources are all the places text gets into a header.
var sources = map[string]func(*Outgoing, string){
	"From name":    func(m *Outgoing, s string) { m.From.Name = s },
	"From":         func(m *Outgoing, s string) { m.From.Addr = s },
	"To name":      func(m *Outgoing, s string) { m.To.Name = s },
	"To":           func(m *Outgoing, s string) { m.To.Addr = s },
	"Reply-To":     func(m *Outgoing, s string) { m.ReplyTo.Addr = s },
	"Reply-To n":   func(m *Outgoing, s string) { m.ReplyTo.Name = s },
	"Subject":      func(m *Outgoing, s string) { m.Subject = s },
	"Message-ID":   func(m *Outgoing, s string) { m.MessageID = "<a@b" + s + ">" },
	"In-Reply-To":  func(m *Outgoing, s string) { m.InReplyTo = "<a@b" + s + ">" },
	"References":   func(m *Outgoing, s string) { m.References[0] = "<a@b" + s + ">" },
	"Auto":         func(m *Outgoing, s string) { m.AutoSubmitted = s },
	"Language":     func(m *Outgoing, s string) { m.Language = s },
	"Unsubscribe":  func(m *Outgoing, s string) { m.ListUnsubscribe = "https://a/" + s },
	"header name":  func(m *Outgoing, s string) { m.Headers[0].Name = s },
	"header value": func(m *Outgoing, s string) { m.Headers[0].Value = s },
	"file name":    func(m *Outgoing, s string) { m.Parts[0].FileName = s },
	"type":         func(m *Outgoing, s string) { m.Parts[0].Type = "text/plain" + s },
	"content id":   func(m *Outgoing, s string) { m.Parts[1].ContentID = "a@b" + s },
}

func TestEverySourceRefusesLineBreaks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		bad := rapid.SampledFrom([]string{"\r", "\n", "\x00", "\r\nBcc: x@example.com", "\r\n\r\n<p>"}).Draw(t, "bad")
		s := rapid.StringN(0, 10, 40).Draw(t, "before") + bad + rapid.StringN(0, 10, 40).Draw(t, "after")
		for name, set := range sources {
			m := full()
			set(&m, s)
			var b bytes.Buffer
			if err := Write(&b, m); !errs.Is(err, errs.Invalid) || errs.From(err).Key != "mail.header_invalid" || b.Len() > 0 {
				t.Fatalf("%s with %q: error %v, %d bytes written", name, s, err, b.Len())
			}
		}
	})
}

func TestHeadersSurvive(t *testing.T) {
	runes := rapid.OneOf(rapid.RuneFrom([]rune(` "\<>@,;:()[]=?_.'aZ0%*`)), rapid.RuneFrom([]rune("éß印🙂\u0301")), rapid.RuneFrom([]rune("abc ")))
	words := rapid.StringOfN(runes, 0, 200, -1)
	rapid.Check(t, func(t *rapid.T) {
		m := full()
		m.Subject = words.Draw(t, "subject")
		m.To.Name = words.Draw(t, "name")
		m.Parts[0].FileName = words.Draw(t, "file")
		m.Headers[0].Value = words.Draw(t, "value")
		raw := compose(t, m)
		wellFormed(t, raw)
		got := parse(t, raw)
		if got.subject != m.Subject || got.to != m.To || got.leaves[3].fileName != m.Parts[0].FileName {
			t.Fatalf("wrote %q %q %q, read %q %q %q", m.Subject, m.To.Name, m.Parts[0].FileName, got.subject, got.to.Name, got.leaves[3].fileName)
		}
		if len(got.header) != 15 || len(got.leaves) != 5 {
			t.Fatalf("%d headers, %d leaves: %v", len(got.header), len(got.leaves), got.header)
		}
	})
}

func TestWriteRefuses(t *testing.T) {
	for name, spoil := range map[string]func(*Outgoing){
		"no From":             func(m *Outgoing) { m.From = Address{} },
		"no To":               func(m *Outgoing) { m.To = Address{} },
		"address with a name": func(m *Outgoing) { m.To.Addr = "Eva <eva@example.com>" },
		"two addresses":       func(m *Outgoing) { m.To.Addr = "eva@example.com, b@example.com" },
		"no date":             func(m *Outgoing) { m.Date = time.Time{} },
		"no Message-ID":       func(m *Outgoing) { m.MessageID = "" },
		"bare Message-ID":     func(m *Outgoing) { m.MessageID = "a@b" },
		"two in one":          func(m *Outgoing) { m.InReplyTo = "<a@b> <c@d>" },
		"own header":          func(m *Outgoing) { m.Headers = []Header{{"bcc", "x@example.com"}} },
		"content header":      func(m *Outgoing) { m.Headers = []Header{{"Content-Type", "text/html"}} },
		"header with colon":   func(m *Outgoing) { m.Headers = []Header{{"X: y", "z"}} },
		"script link":         func(m *Outgoing) { m.ListUnsubscribe = "javascript:x" },
		"one click by mail":   func(m *Outgoing) { m.ListUnsubscribe, m.OneClick = "mailto:a@example.nl", true },
	} {
		m := basic()
		spoil(&m)
		if err := Write(io.Discard, m); !errs.Is(err, errs.Invalid) {
			t.Errorf("%s: %v; want it refused", name, err)
		}
	}
}

func TestBrokenPartFails(t *testing.T) {
	gone := errors.New("gone")
	short := bytesPart("a.txt", "text/plain", "abc")
	short.Size = 4
	absent := Part{Open: func() (io.ReadCloser, error) { return nil, gone }}
	for name, p := range map[string]Part{"short": short, "absent": absent} {
		m := basic()
		m.Parts = []Part{p}
		err := Write(io.Discard, m)
		if err == nil || name == "absent" && !errors.Is(err, gone) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
