package smtpout

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"strings"

	"github.com/wneessen/go-mail/smtp"
)

// maxReplies bounds all a relay may say in one conversation.
const maxReplies = 1 << 20

// open connects, protects the connection as asked and signs in. hangUp must be
// called in the end; the context ends a conversation at any point before.
func (r Relay) open(ctx context.Context) (c *smtp.Client, hangUp func(), err error) {
	raw, err := new(net.Dialer).DialContext(ctx, "tcp", r.String())
	if err != nil {
		return nil, nil, err
	}
	stop := context.AfterFunc(ctx, func() { raw.Close() })
	hangUp = func() { stop(); raw.Close() }
	if deadline, ok := ctx.Deadline(); ok {
		_ = raw.SetDeadline(deadline)
	}
	if c, err = r.greet(&bounded{raw, maxReplies}); err != nil {
		hangUp()
		return nil, nil, err
	}
	return c, hangUp, nil
}

func (r Relay) greet(conn net.Conn) (*smtp.Client, error) {
	config := &tls.Config{ServerName: r.Host, RootCAs: r.Roots, MinVersion: tls.VersionTLS12, InsecureSkipVerify: r.TLS == Opportunistic}
	if r.TLS == Implicit {
		conn = tls.Client(conn, config)
	}
	c, err := smtp.NewClient(conn, r.Host)
	if err != nil {
		return nil, fmt.Errorf("greeting: %w", err)
	}
	c.SkipSMTPUTF8(true)
	if err := c.Hello(cmp.Or(r.HELO, "localhost")); err != nil {
		return nil, fmt.Errorf("hello: %w", err)
	}
	offered, _ := c.Extension("STARTTLS")
	switch {
	case r.TLS == Implicit || r.TLS == None || r.TLS == Opportunistic && !offered:
	case !offered:
		return nil, errors.New("the relay does not offer STARTTLS")
	default:
		if err := c.StartTLS(config); err != nil {
			return nil, fmt.Errorf("starttls: %w", err)
		}
	}
	return c, r.signIn(c)
}

// signIn prefers PLAIN (RFC 4616) over LOGIN. go-mail's mechanisms refuse to
// send a password in the clear unless told otherwise, which only None does.
func (r Relay) signIn(c *smtp.Client) error {
	if r.User == "" {
		return nil
	}
	if r.TLS == Opportunistic {
		return errors.New("no password over opportunistic TLS")
	}
	_, offered := c.Extension("AUTH")
	mechanisms := " " + strings.ToUpper(offered) + " "
	var auth smtp.Auth
	switch {
	case strings.Contains(mechanisms, " PLAIN "):
		auth = smtp.PlainAuth("", r.User, r.Password, r.Host, r.TLS == None)
	case strings.Contains(mechanisms, " LOGIN "):
		auth = smtp.LoginAuth(r.User, r.Password, r.Host, r.TLS == None)
	default:
		return errors.New("the relay offers neither PLAIN nor LOGIN")
	}
	if err := c.Auth(auth); err != nil {
		return fmt.Errorf("sign in: %w", err)
	}
	return nil
}

// bounded ends a connection whose other side never stops talking.
type bounded struct {
	net.Conn
	left int
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, errors.New("the relay's replies are too long")
	}
	n, err := b.Conn.Read(p[:min(len(p), b.left)])
	b.left -= n
	return n, err
}
