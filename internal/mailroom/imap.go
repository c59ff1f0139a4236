package mailroom

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"strconv"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

// How long an IMAP server may take: to answer a command, to send a mail, and
// to let go.
const (
	imapTime      = time.Minute
	imapMailTime  = 15 * time.Minute
	imapLeaveTime = 5 * time.Second
)

// imapConn is a connection to an IMAP server, signed in and with the folder
// selected. A command that takes too long closes it.
type imapConn struct {
	c   *imapclient.Client
	box *imap.SelectData
}

// dial connects, signs in and selects the folder. readOnly leaves every flag
// as it is; news, if given, hears of each change in the number of mails.
func (m Mailbox) dial(ctx context.Context, readOnly bool, news func()) (*imapConn, error) {
	ctx, cancel := context.WithTimeout(ctx, imapTime)
	defer cancel()
	o := &imapclient.Options{TLSConfig: m.tls(), UnilateralDataHandler: &imapclient.UnilateralDataHandler{
		Mailbox: func(d *imapclient.UnilateralDataMailbox) {
			if d.NumMessages != nil && news != nil {
				news()
			}
		},
	}}
	conn, err := m.connect(ctx, o.TLSConfig)
	if err != nil {
		return nil, err
	}
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()
	ic := &imapConn{}
	if m.Security == StartTLS {
		if ic.c, err = imapclient.NewStartTLS(conn, o); err != nil {
			return nil, fmt.Errorf("STARTTLS: %w", err)
		}
	} else {
		ic.c = imapclient.New(conn, o)
	}
	if err := m.begin(ctx, ic, readOnly); err != nil {
		ic.c.Close()
		return nil, err
	}
	return ic, nil
}

// connect opens the connection, encrypted when that comes first.
func (m Mailbox) connect(ctx context.Context, config *tls.Config) (net.Conn, error) {
	address := net.JoinHostPort(m.Host, strconv.Itoa(m.Port))
	if m.Security == Implicit {
		return (&tls.Dialer{Config: config}).DialContext(ctx, "tcp", address)
	}
	return (&net.Dialer{}).DialContext(ctx, "tcp", address)
}

func (m Mailbox) tls() *tls.Config {
	config := &tls.Config{}
	if m.TLS != nil {
		config = m.TLS.Clone()
	}
	config.ServerName, config.MinVersion = m.Host, tls.VersionTLS12
	return config
}

func (m Mailbox) begin(ctx context.Context, ic *imapConn, readOnly bool) error {
	if err := ic.c.WaitGreeting(); err != nil {
		return fmt.Errorf("greeting: %w", err)
	}
	if err := m.signIn(ctx, ic.c); err != nil {
		return fmt.Errorf("sign-in: %w", err)
	}
	var err error
	if ic.box, err = ic.c.Select(m.folder(), &imap.SelectOptions{ReadOnly: readOnly}).Wait(); err != nil {
		return fmt.Errorf("folder %s: %w", m.folder(), err)
	}
	return nil
}

// do runs a command and closes the connection when it takes longer than most.
func (ic *imapConn) do(ctx context.Context, most time.Duration, command func() error) error {
	ctx, cancel := context.WithTimeout(ctx, most)
	defer cancel()
	stop := context.AfterFunc(ctx, func() { ic.c.Close() })
	defer stop()
	err := command()
	if err != nil && ctx.Err() != nil {
		return errors.Join(ctx.Err(), err)
	}
	return err
}

// alive reports whether the connection can be used after a command that failed:
// a server that says no is still there.
func alive(err error) bool {
	var said *imap.Error
	return errors.As(err, &said) && said.Type != imap.StatusResponseTypeBye
}

// leave says goodbye, if the other side still listens.
func (ic *imapConn) leave() {
	_ = ic.do(context.Background(), imapLeaveTime, func() error { return ic.c.Logout().Wait() })
	ic.c.Close()
}
