package mailroom

import (
	"context"
	"crypto/tls"
	"errors"
	"log/slog"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/emersion/go-smtp"

	"balie/internal/desk"
)

// What exceeds these limits is told so.
const (
	recipientsMax = 100       // of one mail
	refusalsMax   = 20        // recipients that are not ours, on one connection
	lineMax       = 256 << 10 // bytes; more than RFC 5322 allows, since there are programs that write such lines
)

// limits bound what others may keep a door busy with.
type limits struct {
	size        int64         // bytes of a mail
	connections int           // at once, half of them from one address
	command     time.Duration // for the next command (RFC 5321 §4.5.3.2.7)
	answer      time.Duration // for an answer to be taken
	silence     time.Duration // between two pieces of a mail (§4.5.3.2.5)
	mail        time.Duration // for a whole mail
	connection  time.Duration // for a whole connection
}

func usualLimits() limits {
	return limits{
		size: desk.MailMax, connections: 200, command: 5 * time.Minute, answer: time.Minute,
		silence: 3 * time.Minute, mail: 30 * time.Minute, connection: 2 * time.Hour,
	}
}

// Options are what a door that listens needs.
type Options struct {
	Accept    Accept
	Addresses Addresses
	Host      string      // the name it greets with
	TLS       *tls.Config // for STARTTLS; nil: none is offered
	LMTP      bool        // speak LMTP (RFC 2033), not SMTP
	Log       *slog.Logger
}

// Door is a listener that takes mail by SMTP or LMTP. It answers 250 only when
// Accept returned nil, takes no mail for others, and knows no sign-in: what may
// connect is for the network to say.
type Door struct {
	options Options
	limits  limits
	server  *smtp.Server
	base    context.Context
	cancel  context.CancelFunc

	stopping atomic.Bool
	mu       sync.Mutex
	conns    map[*conn]struct{}
	each     map[string]int // connections of an address
}

// NewDoor makes a door; Serve opens it.
func NewDoor(o Options) *Door { return newDoor(o, usualLimits()) }

func newDoor(o Options, most limits) *Door {
	d := &Door{options: o, limits: most, conns: map[*conn]struct{}{}, each: map[string]int{}}
	d.base, d.cancel = context.WithCancel(context.Background())
	s := smtp.NewServer(smtp.BackendFunc(d.session))
	s.Domain, s.LMTP, s.TLSConfig, s.EnableSMTPUTF8 = o.Host, o.LMTP, o.TLS, true
	s.MaxMessageBytes, s.MaxRecipients, s.MaxLineLength = most.size, recipientsMax, lineMax
	s.ReadTimeout, s.WriteTimeout = most.command, most.answer
	s.ErrorLog = slog.NewLogLogger(o.Log.Handler(), slog.LevelDebug)
	d.server = s
	return d
}

// Serve takes mail until Stop, then returns nil. It closes the listener.
func (d *Door) Serve(l net.Listener) error {
	return d.server.Serve(&bounded{l, d})
}

// Stop takes no more connections and lets the mails that are under way end.
// When ctx ends first they are cut off: their senders were told nothing, and
// try again.
func (d *Door) Stop(ctx context.Context) error {
	d.stopping.Store(true)
	for _, c := range d.all() {
		c.nudge()
	}
	done := make(chan error, 1)
	go func() { done <- d.server.Shutdown(context.Background()) }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	d.cancel()
	for _, c := range d.all() {
		c.Close()
	}
	return errors.Join(ctx.Err(), <-done)
}
