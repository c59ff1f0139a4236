package email

import (
	"bytes"
	"encoding/base64"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"strings"
	"testing"
	"time"
)

// tb is what *testing.T and *rapid.T share.
type tb interface {
	Helper()
	Fatalf(format string, args ...any)
}

func basic() Outgoing {
	return Outgoing{
		From:      Address{"Front desk", "desk@example.nl"},
		To:        Address{"Eva", "eva@example.com"},
		Subject:   "Printer",
		MessageID: MessageID("example.nl", "123", "7", "42"),
		Date:      time.Date(2026, 5, 29, 9, 30, 0, 0, time.UTC),
		Text:      "Hello",
	}
}

func compose(t tb, m Outgoing) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, m); err != nil {
		t.Fatalf("write: %v", err)
	}
	return b.Bytes()
}

// message is a mail as the standard library reads it.
type message struct {
	header            mail.Header
	subject           string
	from, to, replyTo Address
	tree              string // media types, nested
	leaves            []leaf
}

type leaf struct{ mediaType, disposition, fileName, contentID, body string }

func parse(t tb, raw []byte) message {
	t.Helper()
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		t.Fatalf("read: %v\n%s", err, raw)
	}
	got := message{header: m.Header, from: mailbox(t, m.Header, "From"), to: mailbox(t, m.Header, "To"), replyTo: mailbox(t, m.Header, "Reply-To")}
	got.subject, err = new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	if err != nil {
		t.Fatalf("subject: %v", err)
	}
	got.tree = got.walk(t, m.Header.Get, m.Body)
	return got
}

func mailbox(t tb, h mail.Header, name string) Address {
	t.Helper()
	if h.Get(name) == "" {
		return Address{}
	}
	a, err := mail.ParseAddress(h.Get(name))
	if err != nil {
		t.Fatalf("%s %q: %v", name, h.Get(name), err)
	}
	return Address{a.Name, a.Address}
}

func (m *message) walk(t tb, get func(string) string, body io.Reader) string {
	t.Helper()
	mediaType, params, err := mime.ParseMediaType(get("Content-Type"))
	if err != nil {
		t.Fatalf("content type %q: %v", get("Content-Type"), err)
	}
	if !strings.HasPrefix(mediaType, "multipart/") {
		m.leaves = append(m.leaves, readLeaf(t, mediaType, get, body))
		return mediaType
	}
	var children []string
	r := multipart.NewReader(body, params["boundary"])
	for {
		p, err := r.NextRawPart()
		if err == io.EOF {
			return mediaType + "(" + strings.Join(children, " ") + ")"
		}
		if err != nil {
			t.Fatalf("part: %v", err)
		}
		children = append(children, m.walk(t, p.Header.Get, p))
	}
}

func readLeaf(t tb, mediaType string, get func(string) string, body io.Reader) leaf {
	t.Helper()
	l := leaf{mediaType: mediaType, contentID: get("Content-Id")}
	if d := get("Content-Disposition"); d != "" {
		kind, params, err := mime.ParseMediaType(d)
		if err != nil {
			t.Fatalf("disposition %q: %v", d, err)
		}
		l.disposition, l.fileName = kind, params["filename"]
	}
	switch get("Content-Transfer-Encoding") {
	case "quoted-printable":
		body = quotedprintable.NewReader(body)
	case "base64":
		body = base64.NewDecoder(base64.StdEncoding, body)
	}
	b, err := io.ReadAll(body)
	if err != nil {
		t.Fatalf("body: %v", err)
	}
	l.body = string(b)
	return l
}

// wellFormed demands CRLF everywhere, ASCII, and lines of at most 76 bytes.
func wellFormed(t tb, raw []byte) {
	t.Helper()
	if !bytes.HasSuffix(raw, []byte("\r\n")) {
		t.Fatalf("does not end in CRLF: %q", raw)
	}
	for line := range strings.SplitSeq(strings.TrimSuffix(string(raw), "\r\n"), "\r\n") {
		if len(line) > lineGoal || strings.ContainsFunc(line, func(r rune) bool { return r < ' ' && r != '\t' || r > '~' }) {
			t.Fatalf("bad line of %d bytes %q", len(line), line)
		}
	}
}

var _ tb = (*testing.T)(nil)
