package mailroom

import (
	"crypto/tls"
	"io"
	"log"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"
	"github.com/emersion/go-sasl"
)

// post is an IMAP server in memory, with ways to make it misbehave.
type post struct {
	t    testing.TB
	port int
	caps imap.CapSet
	tls  *tls.Config

	implicit bool // encrypted from the first byte

	mu    sync.Mutex
	user  *imapmemserver.User
	fetch func(imap.NumSet) error // asked before a FETCH
	store func() error            // before a STORE

	idling chan struct{} // gets one for each IDLE that begins
	cut    atomic.Int64  // after so many bytes more the connection is cut; 0: never
	bearer chan string   // what came by XOAUTH2 or OAUTHBEARER
	mechs  []string
}

const (
	imapUser     = "help@example.com"
	imapPassword = "correct horse"
)

func newPost(t testing.TB, change func(*post)) *post {
	t.Helper()
	p := &post{t: t, idling: make(chan struct{}, 1000), bearer: make(chan string, 10), caps: imap.CapSet{
		imap.CapIMAP4rev1: {}, imap.CapUIDPlus: {}, imap.CapMove: {}, imap.CapIdle: {},
	}}
	p.account(1)
	if change != nil {
		change(p)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p.port = l.Addr().(*net.TCPAddr).Port
	s := imapserver.New(&imapserver.Options{
		NewSession: p.session, Caps: p.caps, InsecureAuth: true, TLSConfig: p.tls, Logger: log.New(io.Discard, "", 0),
	})
	if p.implicit {
		l = tls.NewListener(l, p.tls)
	}
	go s.Serve(&cutter{l, p})
	t.Cleanup(func() { s.Close() })
	return p
}

// account gives the server a new, empty INBOX: as after it was rebuilt.
func (p *post) account(validity uint32) {
	u := imapmemserver.NewUser(imapUser, imapPassword)
	for range validity { // each folder that is made counts it up
		_ = u.Delete("INBOX")
		if err := u.Create("INBOX", nil); err != nil {
			p.t.Fatal(err)
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.user = u
}

func (p *post) hook(fetch func(imap.NumSet) error, store func() error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.fetch, p.store = fetch, store
}

func (p *post) session(*imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	s := &postSession{imapmemserver.NewUserSession(p.user), p}
	if p.mechs != nil {
		return &bearerSession{s}, &imapserver.GreetingData{}, nil
	}
	return s, &imapserver.GreetingData{}, nil
}

// deliver puts a mail into the INBOX.
func (p *post) deliver(raw string, flags ...imap.Flag) {
	p.t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	if _, err := p.user.Append("INBOX", literal(raw), &imap.AppendOptions{Flags: flags}); err != nil {
		p.t.Fatal(err)
	}
}

// count gives the mails in a folder; -1: there is none of this name.
func (p *post) count(folder string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	d, err := p.user.Status(folder, &imap.StatusOptions{NumMessages: true})
	if err != nil {
		return -1
	}
	return int(*d.NumMessages)
}

func (p *post) unseen() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	d, err := p.user.Status("INBOX", &imap.StatusOptions{NumUnseen: true})
	if err != nil {
		p.t.Fatal(err)
	}
	return int(*d.NumUnseen)
}

// box is the mailbox as a fetcher reads it.
func (p *post) box(change func(*Mailbox)) Mailbox {
	m := Mailbox{Host: "127.0.0.1", Port: p.port, Security: Plain, User: imapUser, Password: imapPassword, To: imapUser, Poll: time.Hour}
	if change != nil {
		change(&m)
	}
	return m
}

type literalReader struct {
	io.Reader
	size int64
}

func (l literalReader) Size() int64 { return l.size }

func literal(s string) imap.LiteralReader {
	return literalReader{strings.NewReader(s), int64(len(s))}
}

type postSession struct {
	*imapmemserver.UserSession
	post *post
}

func (s *postSession) Fetch(w *imapserver.FetchWriter, set imap.NumSet, o *imap.FetchOptions) error {
	s.post.mu.Lock()
	hook := s.post.fetch
	s.post.mu.Unlock()
	if hook != nil {
		if err := hook(set); err != nil {
			return err
		}
	}
	return s.UserSession.Fetch(w, set, o)
}

func (s *postSession) Store(w *imapserver.FetchWriter, set imap.NumSet, flags *imap.StoreFlags, o *imap.StoreOptions) error {
	s.post.mu.Lock()
	hook := s.post.store
	s.post.mu.Unlock()
	if hook != nil {
		if err := hook(); err != nil {
			return err
		}
	}
	return s.UserSession.Store(w, set, flags, o)
}

func (s *postSession) Idle(w *imapserver.UpdateWriter, stop <-chan struct{}) error {
	s.post.idling <- struct{}{}
	return s.UserSession.Idle(w, stop)
}

// bearerSession knows the mechanisms of OAuth 2 alone.
type bearerSession struct{ *postSession }

func (s *bearerSession) AuthenticateMechanisms() []string { return s.post.mechs }

func (s *bearerSession) Authenticate(string) (sasl.Server, error) { return bearer{s.post}, nil }

type bearer struct{ post *post }

func (b bearer) Next(response []byte) ([]byte, bool, error) {
	if response == nil {
		return []byte{}, false, nil
	}
	b.post.bearer <- string(response)
	return nil, true, nil
}

// cutter gives connections that end when their server was told so.
type cutter struct {
	net.Listener
	post *post
}

func (c *cutter) Accept() (net.Conn, error) {
	in, err := c.Listener.Accept()
	return &cutConn{in, c.post}, err
}

type cutConn struct {
	net.Conn
	post *post
}

func (c *cutConn) Write(b []byte) (int, error) {
	left := c.post.cut.Load()
	if left == 0 {
		return c.Conn.Write(b)
	}
	if int64(len(b)) < left {
		c.post.cut.Add(-int64(len(b)))
		return c.Conn.Write(b)
	}
	c.post.cut.Store(0)
	n, _ := c.Conn.Write(b[:left])
	c.Conn.Close()
	return n, net.ErrClosed
}
