package mailroom

import (
	"context"
	"crypto/tls"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
)

// run starts a fetcher that ends with the test.
func run(t testing.TB, f *Fetcher) {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		f.Run(ctx)
	}()
	t.Cleanup(func() {
		stop()
		<-done
	})
}

func TestIdleTellsOfNewMail(t *testing.T) {
	p, b := newPost(t, nil), newBook()
	p.deliver(letter(1))
	f := fetcher(t, p, b, nil) // polls once an hour
	run(t, f)
	b.wait(t, 1)
	<-p.idling
	for n := 2; n <= 5; n++ {
		p.deliver(letter(n))
		b.wait(t, 1)
	}
	b.kept(t, 1, 2, 3, 4, 5)
}

func TestPollingFindsMailWithoutIdle(t *testing.T) {
	p := newPost(t, func(p *post) { delete(p.caps, imap.CapIdle) })
	b := newBook()
	run(t, fetcher(t, p, b, func(m *Mailbox) { m.Poll = 5 * time.Millisecond }))
	for n := 1; n <= 3; n++ {
		p.deliver(letter(n))
		b.wait(t, 1)
	}
	b.kept(t, 1, 2, 3)
}

func TestServerThatHangsUp(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	f := NewFetcher(Mailbox{Host: "127.0.0.1", Port: l.Addr().(*net.TCPAddr).Port, Security: Plain, User: "x", Poll: time.Hour}, newBook().accept, testLog(t))
	f.pause = backoff{least: time.Millisecond, most: time.Millisecond}
	run(t, f)
	for f.State().Error == "" { // it comes again and again, and says so after the first time
		c, err := l.Accept()
		if err != nil {
			t.Fatal(err)
		}
		c.Close()
	}
	if s := f.State(); !strings.Contains(s.Error, "greeting") || s.ErrorAt.IsZero() || !s.Success.IsZero() {
		t.Errorf("the state is %+v", s)
	}
}

func TestWrongPasswordIsNotRepeated(t *testing.T) {
	p := newPost(t, nil)
	_, err := fetcher(t, p, newBook(), func(m *Mailbox) { m.Password = "hunter2" }).round(t.Context())
	if err == nil || !strings.Contains(err.Error(), "sign-in") || strings.Contains(err.Error(), "hunter2") {
		t.Errorf("a wrong password gives %v", err)
	}
}

func TestEncryption(t *testing.T) {
	certFile, keyFile, roots := writeCertificate(t, t.TempDir(), 1)
	cert, err := LoadCertificate(certFile, keyFile)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []Security{StartTLS, Implicit} {
		t.Run(string(s), func(t *testing.T) {
			p := newPost(t, func(p *post) { p.tls, p.implicit = cert.Config(), s == Implicit })
			b := newBook()
			p.deliver(letter(1))
			rounds(t, fetcher(t, p, b, func(m *Mailbox) { m.Security, m.TLS = s, &tls.Config{RootCAs: roots} }))
			b.kept(t, 1)
			_, err := fetcher(t, p, b, func(m *Mailbox) { m.Security = s }).round(t.Context())
			if err == nil || !strings.Contains(err.Error(), "certificate") {
				t.Errorf("an unknown certificate gives %v", err)
			}
		})
	}
	t.Run("a server that lacks STARTTLS", func(t *testing.T) {
		p := newPost(t, nil)
		if _, err := fetcher(t, p, newBook(), func(m *Mailbox) { m.Security = StartTLS }).round(t.Context()); err == nil {
			t.Error("a password was sent in the clear")
		}
	})
}

func TestToken(t *testing.T) {
	for _, c := range []struct {
		mechs []string
		want  string
	}{
		{[]string{"XOAUTH2"}, "user=help@example.com\x01auth=Bearer for-help@example.com\x01\x01"},
		{[]string{"OAUTHBEARER", "XOAUTH2"}, "n,a=help@example.com,\x01host=127.0.0.1\x01port="},
	} {
		t.Run(c.mechs[0], func(t *testing.T) {
			p := newPost(t, func(p *post) { p.mechs = c.mechs })
			b := newBook()
			p.deliver(letter(1))
			rounds(t, fetcher(t, p, b, func(m *Mailbox) { m.Password, m.Token = "", `echo "for-$IMAP_USER"` }))
			b.kept(t, 1)
			if got := <-p.bearer; !strings.HasPrefix(got, c.want) {
				t.Errorf("the server got %q", got)
			}
		})
	}
}

func TestTokenCommandThatFails(t *testing.T) {
	for command, want := range map[string]string{
		"echo 'ask somebody' >&2; exit 3": "exit status 3: ask somebody",
		"true":                            "gave no token",
		"echo 'two words'":                "gave no token",
	} {
		_, err := Mailbox{Token: command}.token(t.Context())
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s gives %v", command, err)
		}
	}
}

func TestBackoff(t *testing.T) {
	b := backoff{least: time.Second, most: time.Minute}
	for _, most := range []time.Duration{1, 2, 4, 8, 16, 32, 60, 60} {
		if d := b.next(); d < most*time.Second/2 || d > most*time.Second {
			t.Errorf("%s, not from half of %d seconds to all of it", d, most)
		}
	}
	b.reset()
	if d := b.next(); d > time.Second {
		t.Errorf("%s after a reset", d)
	}
}
