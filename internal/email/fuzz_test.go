package email

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"
)

func addCorpus(f *testing.F) {
	files, err := filepath.Glob("testdata/mail/*.eml")
	if err != nil {
		f.Fatal(err)
	}
	for _, path := range files {
		if raw, err := os.ReadFile(path); err == nil && len(raw) < 4<<10 {
			f.Add(raw)
		}
	}
}

// FuzzParse holds any bytes to what Parse promises of its result.
func FuzzParse(f *testing.F) {
	addCorpus(f)
	f.Fuzz(func(t *testing.T, raw []byte) {
		limits := Limits{Bytes: 1 << 20, Headers: 8 << 10, Parts: 20, Depth: 5, Addresses: 5, Text: 16 << 10}
		m, err := Parse(raw, limits)
		if err != nil {
			t.Fatal(err)
		}
		if len(m.To) > 5 || len(m.Files) > 20 || len(m.Text) > 2*limits.Text+200 {
			t.Fatalf("%d recipients, %d files, %d bytes of text", len(m.To), len(m.Files), len(m.Text))
		}
		for _, s := range []string{m.Subject, m.From.Name, m.From.Addr, m.Calendar, m.Thread.ID} {
			checkLine(t, s)
		}
		for _, file := range m.Files {
			checkLine(t, file.Name+file.ContentID)
			if file.Name == "" || strings.ContainsAny(file.Name, `/\`) || len(file.Name) > 220 {
				t.Fatalf("file name %q", file.Name)
			}
			if _, err := io.Copy(io.Discard, file.Open()); err != nil {
				t.Fatal(err)
			}
			if file.IsMessage() {
				if _, err := file.Message(limits); err != nil {
					t.Fatal(err)
				}
			}
		}
		if !utf8.ValidString(m.Text) || !utf8.ValidString(m.HTML) || strings.Contains(m.Text, "\r") {
			t.Fatalf("text %q, HTML %q", m.Text, m.HTML)
		}
		for _, id := range m.Thread.Ancestors() {
			if !isMessageID(id) {
				t.Fatalf("identifier %q", id)
			}
		}
		m.Classify(nil)
		m.Authentication("mx.example.com")
	})
}

func checkLine(t *testing.T, s string) {
	t.Helper()
	if !utf8.ValidString(s) || hasControl(s) {
		t.Fatalf("not one line of text: %q", s)
	}
}

// FuzzHeaders holds the pieces of a header to the same.
func FuzzHeaders(f *testing.F) {
	for _, s := range []string{
		"=?utf-8?Q?caf=C3=A9?= =?utf-8?B?Wm/Dqw==?=", "attachment; filename*0*=utf-8''%C3%9C; filename*1=\"b.pdf\"", "Re: [HD-00123] AW: x",
		"=?iso-2022-jp?B?GyRCMHU6fhsoQg==?=", "=?utf-7?Q?+IKw-?=", "a; b*=x'y'%zz; c=\"\\\"", "<a@b> <c@d", "AQHaAAAAAAAAAAAAAAAAAAAAAAAAAA==",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		checkLine(t, decodeWords(headerText([]byte(s))))
		_, params := mediaType(s)
		for _, v := range params {
			checkLine(t, v)
		}
		topic := Topic(s, "HD")
		if again := Topic(topic, "HD"); again != topic {
			t.Fatalf("topic %q, the second time %q", topic, again)
		}
		if i := ParseThreadIndex(s); i.String() != "" && ParseThreadIndex(i.String()) != i {
			t.Fatalf("thread index %q", i)
		}
		SubjectIs(s, s)
		statusCode(s)
		serverWords(s)
	})
}

// FuzzMailboxes: addresses that ParseAddress accepts come through, nothing
// else looks as if it could be written to.
func FuzzMailboxes(f *testing.F) {
	for _, s := range []string{
		"Eva <eva@example.com>, jan@example.com", "Vries, Eva de <eva@example.com>; x", `"a, b" <a@b.nl>`, "g: a@b.nl, c@d.nl;", "a@b.nl (Eva)",
		`"a b"@c.nl`, "<@x,@y:a@b.nl>", "=?utf-8?Q?Wit=2C_Zo=C3=AB?= <z@b.nl>", "a@b <c@d", "(((", `"""`,
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		list, cut := readMailboxes(s, 7)
		if len(list) > 7 || cut && len(list) < 7 {
			t.Fatalf("%d mailboxes, cut %v", len(list), cut)
		}
		for _, a := range list {
			checkLine(t, a.Name+a.Addr)
			if !strings.Contains(a.Addr, "@") || len(a.Addr) > 2*maxAddr || len(a.Name) > 200 {
				t.Fatalf("%q gave %+q", s, a)
			}
		}
		if a, err := ParseAddress(s); err == nil && !strings.ContainsAny(s, "(\"") {
			if len(list) != 1 || list[0].Addr != a.Addr {
				t.Fatalf("%q is %+q, read %+q", s, a, list)
			}
		}
	})
}

// FuzzVisible: of no body a letter gets lost, and something stays visible.
func FuzzVisible(f *testing.F) {
	for _, s := range []string{
		"Yes.\n\nOn 3 May 2026, Eva <e@x.nl> wrote:\n> no\n", "> a\nb\n> c\n", "a\n-- \nb", "a\n\nFrom: x\nSent: y\nSubject: z\n\nb",
		"<p>a</p><blockquote type=cite>b</blockquote>", "<div>a</div><div class=gmail_signature>b</div>", "<pre>a\n> b\n-- \nc</pre>",
		"<table><tr><td>a<td>b</table><hr>From: x", "a\nWrite your text above this line\nb", "groet,\nEva\n020 1234567",
	} {
		f.Add(s, true)
		f.Add(s, false)
	}
	f.Fuzz(func(t *testing.T, s string, isHTML bool) {
		s = cleanText(strings.ToValidUTF8(s, "?"))
		m := &Message{Text: s}
		if isHTML {
			m.HTML, m.Text = s, htmlText(s)
		}
		r := m.Visible(ourMarkers...)
		if !isHTML {
			if len(letters(s)) != len(letters(r.Text+r.TextRest)) || strings.TrimSpace(s) != "" && r.Text == "" {
				t.Fatalf("%q gave %+q", s, r)
			}
			return
		}
		again := (&Message{HTML: s}).Visible(ourMarkers...)
		if again != r {
			t.Fatalf("%q gave %+q, then %+q", s, r, again)
		}
		if r.HTML == "" && r.HTMLRest != "" {
			t.Fatalf("%q shows nothing: %+q", s, r)
		}
	})
}

// FuzzEnvelopes: what Outlook and S/MIME wrap is read from any bytes, and gives
// no more than they hold.
func FuzzEnvelopes(f *testing.F) {
	for _, name := range []string{"winmail-with-files", "smime-opaque-der", "smime-opaque-stream"} {
		raw, err := os.ReadFile("testdata/mail/" + name + ".eml")
		if err != nil {
			f.Fatal(err)
		}
		m, err := Parse(raw, Limits{})
		if err != nil {
			f.Fatal(err)
		}
		b, err := io.ReadAll(m.Files[0].Open())
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if n := len(signedContent(b)); n > len(b) {
			t.Fatalf("%d bytes out of %d", n, len(b))
		}
		c := readTNEF(b)
		total := len(c.body)
		for _, file := range c.files {
			total += len(file.raw)
			checkLine(t, file.Name+file.Type+file.ContentID)
			if file.Name == "" || strings.Contains(file.Name, "/") {
				t.Fatalf("file name %q", file.Name)
			}
		}
		if total > len(b) {
			t.Fatalf("%d bytes out of %d", total, len(b))
		}
	})
}
