package desktest

import (
	"bufio"
	"encoding/binary"
	"io"
	"net"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"balie/internal/store/storetest"
)

// Counter stands between a store and its PostgreSQL and counts the statements
// that are run, without those that begin and end transactions.
type Counter struct{ n, trips atomic.Int64 }

// Counted is New on PostgreSQL, with what counts its statements.
func Counted(t testing.TB) (*World, *Counter) {
	t.Helper()
	c := &Counter{}
	clock := storetest.NewClock()
	e := storetest.Place(t, storetest.Postgres, clock)
	at, err := url.Parse(e.Options.Database)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go c.accept(listener, at.Host)
	t.Cleanup(func() { listener.Close() })
	at.Host = listener.Addr().String()
	e.Options.Database = at.String()
	w := startAt(t, e, "http")
	w.fill()
	return w, c
}

// Of is how many statements fn runs.
func (c *Counter) Of(fn func()) int {
	before := c.n.Load()
	fn()
	return int(c.n.Load() - before)
}

// TripsOf is how often fn waits for the database.
func (c *Counter) TripsOf(fn func()) int {
	before := c.trips.Load()
	fn()
	return int(c.trips.Load() - before)
}

func (c *Counter) accept(l net.Listener, server string) {
	for {
		from, err := l.Accept()
		if err != nil {
			return
		}
		to, err := net.Dial("tcp", server)
		if err != nil {
			from.Close()
			return
		}
		go func() {
			io.Copy(from, to)
			from.Close()
		}()
		go func() {
			c.forward(to, bufio.NewReader(from))
			to.Close()
		}()
	}
}

// forward passes messages on (PostgreSQL's protocol 3.0, "Message Formats"):
// the first without a type, then a type, a length that counts itself, a body.
func (c *Counter) forward(to io.Writer, from *bufio.Reader) {
	seen := counted{frames: map[string]bool{}}
	for first := true; ; first = false {
		kind := byte(0)
		if !first {
			b, err := from.ReadByte()
			if err != nil {
				return
			}
			kind = b
		}
		var length [4]byte
		if _, err := io.ReadFull(from, length[:]); err != nil {
			return
		}
		body := make([]byte, binary.BigEndian.Uint32(length[:])-4)
		if _, err := io.ReadFull(from, body); err != nil {
			return
		}
		c.see(&seen, kind, body)
		message := append(length[:], body...)
		if !first {
			message = append([]byte{kind}, message...)
		}
		if _, err := to.Write(message); err != nil {
			return
		}
	}
}

// counted is what a connection's messages were about so far.
type counted struct {
	frames map[string]bool // prepared statements that only begin or end a transaction
	frame  bool            // the statement bound last is one of them
}

func (c *Counter) see(seen *counted, kind byte, body []byte) {
	words := strings.SplitN(string(body), "\x00", 3)
	switch kind {
	case 'P': // Parse: a name, a text
		seen.frames[words[0]] = frames(words[1])
	case 'B': // Bind: a portal, the name of a statement
		seen.frame = seen.frames[words[1]]
	case 'E':
		if !seen.frame {
			c.n.Add(1)
		}
	case 'S': // Sync: an answer is waited for
		c.trips.Add(1)
	case 'Q':
		c.trips.Add(1)
		if !frames(words[0]) {
			c.n.Add(1)
		}
	}
}

func frames(text string) bool {
	text = strings.ToLower(text)
	return strings.HasPrefix(text, "begin") || strings.HasPrefix(text, "commit") || strings.HasPrefix(text, "rollback")
}
