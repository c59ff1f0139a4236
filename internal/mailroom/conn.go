package mailroom

import (
	"errors"
	"net"
	"os"
	"sync"
	"time"
)

// bounded hands connections on, as long as they are not too many.
type bounded struct {
	net.Listener
	door *Door
}

func (b *bounded) Accept() (net.Conn, error) {
	for {
		c, err := b.Listener.Accept()
		if err != nil {
			return nil, err
		}
		if in := b.door.enter(c); in != nil {
			return in, nil
		}
		_ = c.SetWriteDeadline(time.Now().Add(time.Second))
		_, _ = c.Write([]byte("421 4.3.2 Too many connections, try again later\r\n"))
		c.Close()
	}
}

// enter counts a connection in; nil when there are too many.
func (d *Door) enter(c net.Conn) *conn {
	d.mu.Lock()
	defer d.mu.Unlock()
	from, most := c.RemoteAddr().String(), d.limits.connections // of a socket: all are one
	if host, _, err := net.SplitHostPort(from); err == nil {
		from, most = host, most/2
	}
	if len(d.conns) >= d.limits.connections || d.each[from] >= most {
		return nil
	}
	in := &conn{Conn: c, door: d, from: from, end: time.Now().Add(d.limits.connection)}
	d.conns[in] = struct{}{}
	d.each[from]++
	return in
}

func (d *Door) leave(c *conn) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if _, in := d.conns[c]; !in {
		return
	}
	delete(d.conns, c)
	if d.each[c.from]--; d.each[c.from] == 0 {
		delete(d.each, c.from)
	}
}

// all gives the connections there are.
func (d *Door) all() []*conn {
	d.mu.Lock()
	defer d.mu.Unlock()
	list := make([]*conn, 0, len(d.conns))
	for c := range d.conns {
		list = append(list, c)
	}
	return list
}

// conn is a connection that ends: at its own time, when the door stops and no
// mail is under way, and after it was silent for too long. A read that timed
// out is its last, or the rest of a mail that stalled would be read as commands.
type conn struct {
	net.Conn
	door *Door
	from string
	end  time.Time

	mu   sync.Mutex
	busy bool // a mail is under way
	dead bool
}

func (c *conn) Read(b []byte) (int, error) {
	c.mu.Lock()
	dead := c.dead
	c.mu.Unlock()
	if dead {
		return 0, os.ErrDeadlineExceeded
	}
	n, err := c.Conn.Read(b)
	if errors.Is(err, os.ErrDeadlineExceeded) {
		c.hangUp()
	}
	return n, err
}

// SetReadDeadline never goes beyond the connection's own end.
func (c *conn) SetReadDeadline(t time.Time) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if t.IsZero() || t.After(c.end) {
		t = c.end
	}
	if c.door.stopping.Load() && !c.busy {
		t = time.Unix(1, 0)
	}
	return c.Conn.SetReadDeadline(t)
}

// nudge ends a connection on which no mail is under way.
func (c *conn) nudge() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.busy {
		_ = c.Conn.SetReadDeadline(time.Unix(1, 0))
	}
}

// hangUp lets an answer out and hears nothing more.
func (c *conn) hangUp() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.dead = true
}

// mail says whether one is under way.
func (c *conn) mail(underWay bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.busy = underWay
}

func (c *conn) Close() error {
	c.door.leave(c)
	return c.Conn.Close()
}
