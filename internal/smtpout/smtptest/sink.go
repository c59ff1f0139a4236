// Package smtptest is a mail relay inside the test: it listens on loopback,
// records what it takes and fails on request.
package smtptest

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
)

// patience is how long WaitFor waits before the test fails.
const patience = 10 * time.Second

// ErrDrop, returned by a hook, cuts the connection without a reply. From OnData
// it cuts after the final dot and the message is recorded: the worst case for
// a sender, who cannot know.
var ErrDrop = errors.New("drop the connection")

// Reply is the refusal a hook returns, such as Reply(450, "try later").
func Reply(code int, text string) error {
	return &smtp.SMTPError{Code: code, EnhancedCode: smtp.NoEnhancedCode, Message: text}
}

// Message is one accepted mail: its envelope, its bytes as they came over the
// line with dot-stuffing undone, and who had signed in.
type Message struct {
	From string
	To   []string
	Data []byte
	User string
	TLS  bool
}

// Sink is the relay. All its methods may be called at any time.
type Sink struct {
	t      testing.TB
	addr   string
	scheme string
	query  string
	roots  *x509.CertPool
	user   string
	secret string

	mu       sync.Mutex
	arrived  *sync.Cond
	messages []Message
	onMail   func(from string) error
	onRcpt   func(to string) error
	onData   func(Message) error
}

// Option changes how a Sink starts.
type Option func(*Sink, *smtp.Server)

// WithTLS offers STARTTLS with a self-made certificate; see Sink.Roots.
func WithTLS() Option {
	return func(s *Sink, srv *smtp.Server) {
		srv.TLSConfig, s.roots = certificate(s.t)
		s.query = ""
	}
}

// WithImplicitTLS speaks TLS from the first byte.
func WithImplicitTLS() Option {
	return func(s *Sink, srv *smtp.Server) {
		WithTLS()(s, srv)
		s.scheme = "smtps"
	}
}

// WithLogin demands AUTH PLAIN with these words. In the clear too: it is
// loopback.
func WithLogin(user, password string) Option {
	return func(s *Sink, _ *smtp.Server) { s.user, s.secret = user, password }
}

// Start runs a relay until the test ends.
func Start(t testing.TB, opts ...Option) *Sink {
	t.Helper()
	s := &Sink{t: t, scheme: "smtp", query: "?tls=none"}
	s.arrived = sync.NewCond(&s.mu)
	srv := smtp.NewServer(smtp.BackendFunc(s.session))
	srv.Domain, srv.AllowInsecureAuth = "sink.test", true
	srv.ErrorLog = log.New(io.Discard, "", 0)
	srv.ReadTimeout, srv.WriteTimeout = time.Minute, time.Minute
	srv.MaxMessageBytes, srv.MaxRecipients = 50<<20, 100
	for _, o := range opts {
		o(s, srv)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.addr = l.Addr().String()
	if s.scheme == "smtps" {
		l = tls.NewListener(l, srv.TLSConfig)
	}
	var done sync.WaitGroup
	done.Go(func() { _ = srv.Serve(l) })
	t.Cleanup(func() {
		srv.Close()
		l.Close() // Serve may not have taken it over yet
		done.Wait()
	})
	return s
}

// URL is the relay's address for smtpout.ParseURL, with the login.
func (s *Sink) URL() string {
	login := ""
	if s.user != "" {
		login = s.user + ":" + s.secret + "@"
	}
	return s.scheme + "://" + login + s.addr + s.query
}

// Roots trusts the Sink's certificate; nil without TLS.
func (s *Sink) Roots() *x509.CertPool { return s.roots }

// OnMail, OnRcpt and OnData decide from now on what the relay says to the
// sender, each recipient and each whole message. Nil accepts, an error from
// Reply refuses, ErrDrop hangs up. A hook that blocks is a slow relay.
func (s *Sink) OnMail(f func(from string) error) { s.mu.Lock(); s.onMail = f; s.mu.Unlock() }

// OnRcpt: see OnMail.
func (s *Sink) OnRcpt(f func(to string) error) { s.mu.Lock(); s.onRcpt = f; s.mu.Unlock() }

// OnData: see OnMail.
func (s *Sink) OnData(f func(Message) error) { s.mu.Lock(); s.onData = f; s.mu.Unlock() }

// Messages are the mails recorded so far, oldest first.
func (s *Sink) Messages() []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Message(nil), s.messages...)
}

// WaitFor returns once n mails are recorded, with all of them; the test fails
// when they do not come within ten seconds.
func (s *Sink) WaitFor(n int) []Message {
	s.t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	late := false
	timer := time.AfterFunc(patience, func() {
		s.mu.Lock()
		late = true
		s.mu.Unlock()
		s.arrived.Broadcast()
	})
	defer timer.Stop()
	for len(s.messages) < n {
		if late {
			s.t.Fatalf("%d of %d mails arrived", len(s.messages), n)
		}
		s.arrived.Wait()
	}
	return append([]Message(nil), s.messages...)
}

func (s *Sink) record(m Message) {
	s.mu.Lock()
	s.messages = append(s.messages, m)
	s.mu.Unlock()
	s.arrived.Broadcast()
}
