package mailroom

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// open starts a door and gives its address. It is stopped with the test.
func open(t testing.TB, b *book, change func(*Options, *limits)) (*Door, net.Addr) {
	t.Helper()
	o := Options{Accept: b.accept, Addresses: Addresses{List: []string{"help@example.com", "@support.example"}}, Host: "desk.test", Log: testLog(t)}
	most := usualLimits()
	at := "127.0.0.1:0"
	if change != nil {
		change(&o, &most)
	}
	if o.LMTP {
		at = filepath.Join(shared(t), "lmtp")
	}
	l, err := Listen(at)
	if err != nil {
		t.Fatal(err)
	}
	d := newDoor(o, most)
	served := make(chan error, 1)
	go func() { served <- d.Serve(l) }()
	t.Cleanup(func() {
		ctx, cancel := context.WithCancel(context.Background())
		cancel() // cut off what a test left open
		_ = d.Stop(ctx)
		if err := <-served; err != nil {
			t.Errorf("serving ended with %v", err)
		}
	})
	return d, l.Addr()
}

// talk is a raw conversation: what is said, and what the answers begin with.
type talk struct {
	t testing.TB
	net.Conn
	r *bufio.Reader
}

func dial(t testing.TB, a net.Addr) *talk {
	t.Helper()
	c, err := net.Dial(a.Network(), a.String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return &talk{t, c, bufio.NewReader(c)}
}

func (c *talk) say(format string, args ...any) {
	c.t.Helper()
	if _, err := fmt.Fprintf(c.Conn, format+"\r\n", args...); err != nil {
		c.t.Fatal(err)
	}
}

// hear reads one answer, all of its lines.
func (c *talk) hear() string {
	c.t.Helper()
	text := ""
	for {
		line, err := c.r.ReadString('\n')
		if err != nil {
			c.t.Fatalf("instead of an answer: %v (after %q)", err, text)
		}
		text += line
		if len(line) < 4 || line[3] != '-' {
			return text
		}
	}
}

// want says something and demands how the answer begins.
func (c *talk) want(begin, format string, args ...any) string {
	c.t.Helper()
	if format != "" {
		c.say(format, args...)
	}
	got := c.hear()
	if !strings.HasPrefix(got, begin) {
		c.t.Errorf("%.60q was answered with %q, not %s", fmt.Sprintf(format, args...), got, begin)
	}
	return got
}

// ended demands that the other side closes the connection.
func (c *talk) ended() {
	c.t.Helper()
	if rest, err := io.ReadAll(c.r); err != nil && !errors.Is(err, net.ErrClosed) && !strings.Contains(err.Error(), "reset") {
		c.t.Errorf("the connection did not end: %q, %v", rest, err)
	}
}

const short = "From: eva@customer.example\r\nSubject: Printer\r\n\r\n.It burns\r\n"

// sent is a mail as DATA carries it.
func sent(raw string) string {
	return strings.ReplaceAll("\r\n"+raw, "\r\n.", "\r\n..")[2:] + "."
}

func TestConversation(t *testing.T) {
	b := newBook()
	_, at := open(t, b, nil)
	c := dial(t, at)
	if hello := c.want("220 desk.test ESMTP", ""); strings.Contains(hello, "go") {
		t.Errorf("the greeting tells too much: %q", hello)
	}
	caps := c.want("250-", "EHLO customer.example")
	for _, want := range []string{"PIPELINING", "8BITMIME", "SMTPUTF8", "SIZE 52428800", "ENHANCEDSTATUSCODES", "LIMITS RCPTMAX=100"} {
		if !strings.Contains(caps, want) {
			t.Errorf("%s is not offered in %q", want, caps)
		}
	}
	for _, not := range []string{"AUTH", "STARTTLS"} {
		if strings.Contains(caps, " "+not) || strings.Contains(caps, "-"+not) {
			t.Errorf("%s is offered in %q", not, caps)
		}
	}
	c.want("250", "MAIL FROM:<eva@customer.example> BODY=8BITMIME SMTPUTF8 SIZE=1000")
	for rcpt, code := range map[string]string{
		"help@example.com":                     "250",
		"Help+T.4.secret@Example.com":          "250",
		"any@support.example":                  "250",
		"help@other.example":                   "550 5.1.1",
		"hulp@example.com":                     "550 5.1.1",
		"help@sub.support.example":             "550 5.1.1",
		"help%other.example@elsewhere.example": "550 5.1.1",
	} {
		c.want(code, "RCPT TO:<%s>", rcpt)
	}
	c.want("250", "RCPT TO:<help@example.com>")
	c.want("354", "DATA")
	c.want("250", "%s", sent(short))
	c.want("502", "STARTTLS")
	c.want("502", "HELP")
	c.want("221", "QUIT")
	c.ended()
	got := b.all()
	if len(got) != 1 || got[0].raw != short || got[0].Door != "smtp" || got[0].From != "eva@customer.example" || len(got[0].To) != 3 {
		t.Errorf("kept %+v", got)
	}
}

func TestRefusals(t *testing.T) {
	for name, c := range map[string]struct {
		say  []string // alternating what is said and how the answer begins
		fail error
	}{
		"no greeting":            {say: []string{"MAIL FROM:<a@b.example>", "502"}},
		"no sender":              {say: []string{"EHLO x", "250", "RCPT TO:<help@example.com>", "502"}},
		"no recipient":           {say: []string{"EHLO x", "250", "MAIL FROM:<>", "250", "DATA", "502"}},
		"none but others":        {say: []string{"EHLO x", "250", "MAIL FROM:<>", "250", "RCPT TO:<x@other.example>", "550", "DATA", "502"}},
		"too large by its word":  {say: []string{"EHLO x", "250", "MAIL FROM:<> SIZE=60000000", "552"}},
		"no sign-in":             {say: []string{"EHLO x", "250", "AUTH PLAIN AHgAeA==", "523"}},
		"LMTP's greeting":        {say: []string{"LHLO x", "500"}},
		"the desk has a problem": {say: []string{"EHLO x", "250", "MAIL FROM:<>", "250", "RCPT TO:<help@example.com>", "250", "DATA", "354", sent(short), "451 4.3.0"}, fail: errors.New("disk full at /var/secret")},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBook()
			b.failing(func(string) error { return c.fail })
			_, at := open(t, b, nil)
			line := dial(t, at)
			line.want("220", "")
			for i := 0; i < len(c.say); i += 2 {
				if got := line.want(c.say[i+1], "%s", c.say[i]); strings.Contains(got, "secret") {
					t.Errorf("the answer tells of our inside: %q", got)
				}
			}
			if got := b.all(); len(got) != 0 {
				t.Errorf("kept %+v", got)
			}
		})
	}
}

func TestTooLarge(t *testing.T) {
	b := newBook()
	_, at := open(t, b, func(_ *Options, l *limits) { l.size = 1 << 20 })
	c := dial(t, at)
	c.want("220", "")
	begin(c, "EHLO x")
	w := bufio.NewWriterSize(c.Conn, 1<<16)
	line := strings.Repeat("x", 998) + "\r\n"
	for range 2_000 {
		if _, err := w.WriteString(line); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	c.want("552 5.3.4", "\r\n.")
	begin(c, "") // and the connection is good for the next
	c.want("250", "%s", sent(short))
	if got := b.all(); len(got) != 1 {
		t.Errorf("%d mails were kept", len(got))
	}
}

// begin goes up to the answer to DATA.
func begin(c *talk, hello string) {
	c.t.Helper()
	if hello != "" {
		c.want("250", "%s", hello)
	}
	c.want("250", "MAIL FROM:<eva@customer.example>")
	c.want("250", "RCPT TO:<help@example.com>")
	c.want("354", "DATA")
}

func TestSameMailAgainIsOne(t *testing.T) {
	b := newBook()
	_, at := open(t, b, nil)
	for range 2 { // the answer to the first is lost
		c := dial(t, at)
		c.want("220", "")
		begin(c, "EHLO x")
		c.want("250", "%s", sent(short))
	}
	if got := b.all(); len(got) != 1 {
		t.Errorf("%d mails were kept", len(got))
	}
}

func TestHalfAMailIsNone(t *testing.T) {
	b := newBook()
	_, at := open(t, b, nil)
	c := dial(t, at)
	c.want("220", "")
	begin(c, "EHLO x")
	c.say("From: eva@customer.example\r\n\r\nThe half")
	c.Close()
	if err := <-b.ended; err == nil {
		t.Error("half a mail was taken")
	}
	if got := b.all(); len(got) != 0 {
		t.Errorf("kept %+v", got)
	}
}

func TestGuessersAreSentAway(t *testing.T) {
	_, at := open(t, newBook(), nil)
	c := dial(t, at)
	c.want("220", "")
	c.want("250", "EHLO x")
	c.want("250", "MAIL FROM:<>")
	for n := range refusalsMax + 1 {
		c.want("550", "RCPT TO:<guess%d@example.com>", n)
	}
	c.ended()
}

func TestSilentClientsAreDropped(t *testing.T) {
	b := newBook()
	_, at := open(t, b, func(_ *Options, l *limits) { l.command, l.silence = 50*time.Millisecond, 50*time.Millisecond })
	t.Run("between commands", func(t *testing.T) {
		c := dial(t, at)
		c.want("220", "")
		c.want("421", "")
		c.ended()
	})
	t.Run("in the middle of a mail", func(t *testing.T) {
		c := dial(t, at)
		c.want("220", "")
		begin(c, "EHLO x")
		c.say("Subject: half")
		c.want("451", "")
		// The rest of a mail that stalled must never be read as commands.
		_, _ = io.WriteString(c.Conn, "MAIL FROM:<x@y.example>\r\nRCPT TO:<help@example.com>\r\nDATA\r\nevil\r\n.\r\n")
		c.ended()
	})
	if got := b.all(); len(got) != 0 {
		t.Errorf("kept %+v", got)
	}
}

func TestDrippingClientsAreDropped(t *testing.T) {
	_, at := open(t, newBook(), func(_ *Options, l *limits) { l.mail = 200 * time.Millisecond })
	c := dial(t, at)
	c.want("220", "")
	begin(c, "EHLO x")
	go func() {
		for {
			if _, err := io.WriteString(c.Conn, "x"); err != nil {
				return
			}
		}
	}()
	c.want("451", "")
	c.ended()
}

func TestConnectionsAreBounded(t *testing.T) {
	_, at := open(t, newBook(), func(_ *Options, l *limits) { l.connections = 4 })
	first := dial(t, at)
	first.want("220", "")
	dial(t, at).want("220", "")
	third := dial(t, at)
	third.want("421 4.3.2", "")
	third.ended()
	first.want("221", "QUIT")
	first.ended()
	for { // the place is free as soon as the door has noticed
		c := dial(t, at)
		if strings.HasPrefix(c.hear(), "220") {
			return
		}
	}
}

func TestLongLines(t *testing.T) {
	b := newBook()
	_, at := open(t, b, nil)
	c := dial(t, at)
	c.want("220", "")
	begin(c, "EHLO x")
	c.want("250", "Subject: long\r\n\r\n%s\r\n.", strings.Repeat("x", 200<<10))
	begin(c, "")
	c.say("Subject: longer\r\n\r\n%s\r\n.", strings.Repeat("x", lineMax))
	c.want("554 5.6.0", "")
	if got := b.all(); len(got) != 1 {
		t.Errorf("%d mails were kept", len(got))
	}
}

func TestStartTLS(t *testing.T) {
	certFile, keyFile, pool := writeCertificate(t, t.TempDir(), 1)
	server, err := LoadCertificate(certFile, keyFile)
	if err != nil {
		t.Fatal(err)
	}
	b := newBook()
	_, at := open(t, b, func(o *Options, _ *limits) { o.TLS = server.Config() })
	c := dial(t, at)
	c.want("220", "")
	if caps := c.want("250", "EHLO x"); !strings.Contains(caps, "STARTTLS") {
		t.Errorf("STARTTLS is not offered: %q", caps)
	}
	c.say("STARTTLS\r\nMAIL FROM:<injected@evil.example>") // what is said in the clear must be forgotten
	c.want("220", "")
	secure := tls.Client(c.Conn, &tls.Config{RootCAs: pool, ServerName: "127.0.0.1"})
	if err := secure.Handshake(); err != nil {
		t.Fatal(err)
	}
	c = &talk{t, secure, bufio.NewReader(secure)}
	if caps := c.want("250", "EHLO x"); strings.Contains(caps, "STARTTLS") {
		t.Errorf("STARTTLS is offered again: %q", caps)
	}
	c.want("502", "RCPT TO:<help@example.com>")
	begin(c, "")
	c.want("250", "%s", sent(short))
	if got := b.all(); len(got) != 1 || got[0].From != "eva@customer.example" {
		t.Errorf("kept %+v", got)
	}
}

func TestLMTPAnswersEachRecipient(t *testing.T) {
	b := newBook()
	_, at := open(t, b, func(o *Options, _ *limits) { o.LMTP = true })
	c := dial(t, at)
	c.want("220 desk.test LMTP", "")
	c.want("500", "EHLO x")
	c.want("250", "LHLO x")
	data := func() {
		c.want("250", "MAIL FROM:<eva@customer.example>")
		c.want("250", "RCPT TO:<help@example.com>")
		c.want("550", "RCPT TO:<nobody@example.com>")
		c.want("250", "RCPT TO:<a@support.example>")
		c.want("354", "DATA")
	}
	data()
	c.want("250 2.0.0 <help@example.com>", "%s", sent(short))
	c.want("250 2.0.0 <a@support.example>", "")
	b.failing(func(string) error { return errors.New("no room") })
	data()
	c.want("451 4.3.0 <help@example.com>", "%s", sent("Subject: other\r\n\r\n"))
	c.want("451 4.3.0 <a@support.example>", "")
	if got := b.all(); len(got) != 1 || got[0].Door != "lmtp" || len(got[0].To) != 2 {
		t.Errorf("kept %+v", got)
	}
}

func TestChunking(t *testing.T) {
	b := newBook()
	_, at := open(t, b, nil)
	c := dial(t, at)
	c.want("220", "")
	c.want("250", "EHLO x")
	c.want("250", "MAIL FROM:<>")
	c.want("250", "RCPT TO:<help@example.com>")
	c.say("BDAT 9\r\nSubject: BDAT 5 LAST\r\nx\r\n")
	c.want("250", "")
	c.want("250", "")
	if got := b.all(); len(got) != 1 || got[0].raw != "Subject: x\r\n\r\n" {
		t.Errorf("kept %+v", got)
	}
	c.want("250", "MAIL FROM:<>")
	c.want("250", "RCPT TO:<help@example.com>")
	c.say("BDAT 3\r\na")
	c.want("250", "")
	c.want("250", "RSET")
	if got := b.all(); len(got) != 1 {
		t.Errorf("a mail that was taken back was kept: %+v", got)
	}
}

func TestStopLetsMailsEnd(t *testing.T) {
	b := newBook()
	d, at := open(t, b, nil)
	idle, busy := dial(t, at), dial(t, at)
	idle.want("220", "")
	idle.want("250", "EHLO x")
	busy.want("220", "")
	begin(busy, "EHLO x")
	busy.say("Subject: on its way")
	<-b.began
	stopped := make(chan error, 1)
	go func() { stopped <- d.Stop(context.Background()) }()
	idle.want("421", "")
	idle.ended()
	busy.want("250", "\r\n.")
	busy.want("421", "")
	busy.ended()
	if err := <-stopped; err != nil {
		t.Errorf("stopping: %v", err)
	}
	if _, err := net.Dial(at.Network(), at.String()); err == nil {
		t.Error("the door is still open")
	}
	if got := b.all(); len(got) != 1 {
		t.Errorf("%d mails were kept", len(got))
	}
}

func TestStopCutsOffWhatDoesNotEnd(t *testing.T) {
	b := newBook()
	d, at := open(t, b, nil)
	c := dial(t, at)
	c.want("220", "")
	begin(c, "EHLO x")
	c.say("Subject: never ends")
	<-b.began
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	if err := d.Stop(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("stopping: %v", err)
	}
	c.ended()
	if got := b.all(); len(got) != 0 {
		t.Errorf("kept %+v", got)
	}
}
