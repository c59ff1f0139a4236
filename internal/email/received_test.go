package email

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"balie/internal/errs"
)

func read(t testing.TB, raw string) *Message {
	t.Helper()
	m, err := Parse([]byte(raw), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestParseRefusesOnlyWhatIsTooLarge(t *testing.T) {
	_, err := Parse(make([]byte, 2<<20), Limits{Bytes: 1 << 20})
	if !errs.Is(err, errs.TooLarge) || errs.From(err).Key != "mail.message_too_large" {
		t.Errorf("over the limit: %v", err)
	}
	if _, err = Parse(make([]byte, 1<<20), Limits{Bytes: 1 << 20}); err != nil {
		t.Errorf("at the limit: %v", err)
	}
}

func TestLimitsShortenTheReading(t *testing.T) {
	field := "X-Long: " + strings.Repeat("x", 990) + "\r\n"
	for name, c := range map[string]struct {
		raw    string
		limits Limits
		cut    Cut
		check  func(*Message) bool
	}{
		"headers": {
			"Subject: first\r\n" + strings.Repeat(field, 300) + "From: eva@example.com\r\n\r\nBody",
			Limits{},
			CutHeaders,
			func(m *Message) bool { return m.Subject == "first" && m.From.Addr == "" && m.Text == "Body" },
		},
		"addresses": {
			"To: a@b.nl, c@d.nl, e@f.nl\r\n\r\n",
			Limits{Addresses: 2},
			CutAddresses,
			func(m *Message) bool { return len(m.To) == 2 && m.To[1].Addr == "c@d.nl" },
		},
		"text": {
			"Subject: x\r\n\r\n" + strings.Repeat("é", 2000),
			Limits{Text: 1001},
			CutText,
			func(m *Message) bool { return m.Text == strings.Repeat("é", 500) },
		},
		"parts": {
			"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + strings.Repeat("--b\r\n\r\nx\r\n", 20),
			Limits{Parts: 5},
			CutParts,
			func(m *Message) bool { return m.Text == "x\n\nx\n\nx\n\nx" },
		},
	} {
		m, err := Parse([]byte(c.raw), c.limits)
		if err != nil || !slices.Equal(m.Cut, []Cut{c.cut}) || !c.check(m) {
			t.Errorf("%s: %v, cut %v, read %+v", name, err, m.Cut, m)
		}
	}
}

// bombs are small messages that have made mail parsers run for minutes.
func bombs() map[string]string {
	nest := func(n int, end bool) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, "Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n", i, i)
		}
		b.WriteString("\r\nhello\r\n")
		for i := n - 1; i >= 0 && end; i-- {
			fmt.Fprintf(&b, "--b%d--\r\n", i)
		}
		return b.String()
	}
	const n = 1 << 20
	mixed := "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
	html := "Content-Type: text/html\r\n\r\n"
	return map[string]string{
		"nested open":       nest(20000, false),
		"nested closed":     nest(20000, true),
		"empty parts":       mixed + strings.Repeat("--b\r\n\r\n", n/8),
		"near boundaries":   mixed + strings.Repeat("--bb\r\n", n/6),
		"parts of headers":  mixed + strings.Repeat("--b\r\nX: y\r\n", n/12),
		"encoded words":     "Subject: " + strings.Repeat("=?a?q?", n/60) + "\r\n\r\n",
		"open words":        "Subject: " + strings.Repeat("=?utf-8?q?x ", n/60) + "\r\n\r\n",
		"folded header":     "Subject: x\r\n" + strings.Repeat(" y\r\n", n/20) + "\r\n",
		"addresses":         "To: " + strings.Repeat("a,", n/10) + "\r\n\r\n",
		"open quotes":       "To: " + strings.Repeat(`"a `, n/10) + "\r\n\r\n",
		"open comments":     "To: " + strings.Repeat("(", n/5) + "\r\n\r\n",
		"open angles":       "To: " + strings.Repeat("<a@b", n/20) + "\r\n\r\n",
		"references":        "References: " + strings.Repeat("<a@b ", n/20) + "\r\n\r\n",
		"parameters":        "Content-Type: a/b" + strings.Repeat("; a*1*=%41", n/40) + "\r\n\r\n",
		"prefixes":          "Subject: " + strings.Repeat("Re: ", n/20) + "\r\n\r\n",
		"ticket references": "Subject: " + strings.Repeat("[HD-1", n/20) + "\r\n\r\n",
		"uu starts":         "Subject: x\r\n\r\n" + strings.Repeat("begin 644 x\r\n", n/13),
		"uu files":          "Subject: x\r\n\r\n" + strings.Repeat("begin 644 x\r\nend\r\n", n/18),
		"quotes":            "Subject: x\r\n\r\n" + strings.Repeat("> a\r\nb\r\n", n/8),
		"signatures":        "Subject: x\r\n\r\n" + strings.Repeat("> a\r\n--\r\n", n/9),
		"greetings":         "Subject: x\r\n\r\n" + strings.Repeat("groet\r\n", n/7),
		"attributions":      "Subject: x\r\n\r\n" + strings.Repeat("on 1 x wrote\r\n", n/14),
		"header labels":     "Subject: x\r\n\r\n" + strings.Repeat("From: x\r\n", n/9),
		"empty lines":       "Subject: x\r\n\r\na" + strings.Repeat("\r\n", n/2) + "b",
		"html nested":       html + strings.Repeat("<div>", n/5),
		"html bold":         html + strings.Repeat("<b>x", n/4),
		"html formatting":   html + strings.Repeat("<a><b><i><p>", n/24),
		"html quotes":       html + strings.Repeat("<blockquote type=cite>a</blockquote>b", n/37),
		"html table":        html + "<table>" + strings.Repeat("x<td>", n/5),
		"html cids":         html + strings.Repeat("<img src=cid:a", n/14),
		"html attributes":   html + "<p " + strings.Repeat("a ", n/2) + ">x",
		"html breaks":       html + strings.Repeat("<br>", n/4) + "x",
		"html pre":          html + "<pre>" + strings.Repeat("\n", n) + "x</pre>",
	}
}

// TestBombsEnd holds every bomb to a time that only linear work keeps.
func TestBombsEnd(t *testing.T) {
	for name, raw := range bombs() {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			m := read(t, raw)
			m.Visible(ourMarkers...)
			m.Classify(nil)
			Topic(m.Subject, "HD")
			TicketNumbers(m.Subject, "HD")
			if d := time.Since(start); d > 10*time.Second {
				t.Errorf("%d bytes took %v", len(raw), d)
			}
		})
	}
}

func TestFilesAreReadInPieces(t *testing.T) {
	content := bytes.Repeat([]byte("0123456789abcdef\x00\xff"), 4000)
	m := basic()
	m.Parts = []Part{{FileName: "a.bin", Type: "application/octet-stream", Size: int64(len(content)), Open: func() (io.ReadCloser, error) {
		return io.NopCloser(bytes.NewReader(content)), nil
	}}}
	got := read(t, string(compose(t, m)))
	if len(got.Files) != 1 {
		t.Fatalf("files %+v", got.Files)
	}
	for _, size := range []int{1, 2, 3, 7, 4096} {
		h := sha256.New()
		if _, err := io.CopyBuffer(onlyWriter{h}, onlyReader{got.Files[0].Open()}, make([]byte, size)); err != nil {
			t.Fatal(err)
		}
		if want := sha256.Sum256(content); !bytes.Equal(h.Sum(nil), want[:]) {
			t.Errorf("buffer of %d bytes: another content", size)
		}
	}
}

// TestLargeMessagesAreNotCopied reads 48 MB and allows a sixteenth of that for
// everything the reading makes.
func TestLargeMessagesAreNotCopied(t *testing.T) {
	raw := mailWith(t, 35<<20)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	m, err := Parse(raw, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	m.Visible(ourMarkers...)
	m.Classify(nil)
	n, err := io.Copy(io.Discard, m.Files[0].Open())
	runtime.ReadMemStats(&after)
	if err != nil || n != 35<<20 {
		t.Errorf("the file has %d bytes, %v", n, err)
	}
	if used := after.TotalAlloc - before.TotalAlloc; used > uint64(len(raw)/16) {
		t.Errorf("%d bytes of mail took %d bytes of memory", len(raw), used)
	}
}

// TestTooDeepHTMLIsShownWhole: it cannot be parsed, so nothing folds.
func TestTooDeepHTMLIsShownWhole(t *testing.T) {
	source := strings.Repeat("<div>", 600) + "Hello <blockquote type=cite>there</blockquote>"
	m := read(t, "Content-Type: text/html\r\n\r\n"+source)
	if r := m.Visible(); r.HTML != source || r.HTMLRest != "" || r.Text != "Hello\nthere" || r.TextRest != "" {
		t.Errorf("%+v", r)
	}
}

type (
	onlyReader struct{ io.Reader }
	onlyWriter struct{ io.Writer }
)

// TestReadsOwnMail reads what Write writes, whatever it says.
func TestReadsOwnMail(t *testing.T) {
	out := full()
	m := read(t, string(compose(t, out)))
	if m.From != out.From || m.To[0] != out.To || m.ReplyTo[0] != out.ReplyTo || m.Subject != out.Subject || !m.Date.Equal(out.Date) {
		t.Errorf("read %+v", m)
	}
	if m.Thread.ID != out.MessageID || !slices.Equal(m.Thread.References, out.References) || m.Thread.InReplyTo[0] != out.InReplyTo {
		t.Errorf("thread %+v", m.Thread)
	}
	if strings.TrimSpace(m.Text) != strings.TrimSpace(out.Text) || strings.TrimSpace(m.HTML) != strings.TrimSpace(out.HTML) {
		t.Errorf("text %q, HTML %q", m.Text, m.HTML)
	}
	if len(m.Files) != 3 || m.Files[0].Name != "screen.png" || !m.Files[0].Inline || m.Files[2].Name != fileName(out.Parts[2].FileName) {
		t.Errorf("files %+v", m.Files)
	}
	if m.Header("X-Balie-Ticket") != "HD-00123" || m.Header("absent") != "" {
		t.Error("further headers")
	}
}

func TestForwardedMailReads(t *testing.T) {
	inner := "From: Jan <jan@example.org>\r\nSubject: Server\r\n\r\nAlles plat.\r\n"
	for _, encoding := range []string{"7bit", "base64"} {
		body := inner
		if encoding == "base64" {
			body = "RnJvbTogSmFuIDxqYW5AZXhhbXBsZS5vcmc+DQpTdWJqZWN0OiBTZXJ2ZXINCg0KQWxsZXMgcGxhdC4NCg=="
		}
		m := read(t, "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: message/rfc822\r\nContent-Transfer-Encoding: "+encoding+"\r\n\r\n"+body+"\r\n--b--\r\n")
		if len(m.Files) != 1 || !m.Files[0].IsMessage() {
			t.Fatalf("%s: files %+v", encoding, m.Files)
		}
		in, err := m.Files[0].Message(Limits{})
		if err != nil || in.From.Addr != "jan@example.org" || in.Text != "Alles plat." {
			t.Errorf("%s: %+v, %v", encoding, in, err)
		}
	}
}

func TestDates(t *testing.T) {
	want := time.Date(2026, 5, 29, 9, 30, 0, 0, time.UTC)
	for _, s := range []string{
		"Fri, 29 May 2026 11:30:00 +0200", "29 May 2026 09:30:00 GMT", "Fri, 29 May 2026 09:30:00 -0000 (UTC)", "Fri, 29 May 2026 09.30.00 +0000",
		"Fri May 29 09:30:00 2026", "2026-05-29T11:30:00+02:00", "2026-05-29 09:30:00", "Fri, 29 May 2026 09:30:00", "Friday, 29 May 2026 09:30:00 +0000",
	} {
		if got := readDate(s); !got.Equal(want) {
			t.Errorf("%q is %v", s, got)
		}
	}
	for _, s := range []string{"", "yesterday", "Fri, 29 May 0026 09:30:00 +0000", "Fri, 99 May 2026 09:30:00 +0000"} {
		if got := readDate(s); !got.IsZero() {
			t.Errorf("%q is %v", s, got)
		}
	}
}

func TestReadMailboxes(t *testing.T) {
	for in, want := range map[string][]Address{
		"Eva <eva@example.com>, jan@example.com":         {{"Eva", "eva@example.com"}, {"", "jan@example.com"}},
		"Vries, Eva de <eva@example.com>; j@b.nl":        {{"Vries, Eva de", "eva@example.com"}, {"", "j@b.nl"}},
		"a@b.nl; c@d.nl;":                                {{"", "a@b.nl"}, {"", "c@d.nl"}},
		"Team: a@b.nl, Jan <c@d.nl>;, e@f.nl":            {{"", "a@b.nl"}, {"Jan", "c@d.nl"}, {"", "e@f.nl"}},
		"<@x.nl,@y.nl:a@b.nl>":                           {{"", "a@b.nl"}},
		"J. de Wit (werk) <a@b.nl>":                      {{"J. de Wit", "a@b.nl"}},
		`"Wit \"de\", J." <a@b.nl>`:                      {{`Wit "de", J.`, "a@b.nl"}},
		"'Eva' <a@b.nl>":                                 {{"Eva", "a@b.nl"}},
		"Eva <mailto:a@b.nl>":                            {{"Eva", "a@b.nl"}},
		"Eva <a@b.nl":                                    {{"Eva", "a@b.nl"}},
		"=?utf-8?Q?Zo=C3=AB?= =?utf-8?Q?_Wit?= <a@b.nl>": {{"Zoë Wit", "a@b.nl"}},
		"Eva <zoë@b.nl>":                                 {{"Eva", "zoë@b.nl"}},
		"nobody, Undisclosed:;, <>, @":                   nil,
	} {
		if got, cut := readMailboxes(in, 10); !slices.Equal(got, want) || cut {
			t.Errorf("%q gives %q", in, got)
		}
	}
}
