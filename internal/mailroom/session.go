package mailroom

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"slices"
	"sync"
	"time"

	"github.com/emersion/go-smtp"

	"balie/internal/desk"
	"balie/internal/errs"
)

// session is a connection's talk, from a greeting on.
type session struct {
	door    *Door
	conn    *conn
	refused int

	mu   sync.Mutex // with CHUNKING a mail is read beside the commands
	from string
	to   []string
}

func (d *Door) session(c *smtp.Conn) (smtp.Session, error) {
	under := c.Conn()
	if t, secure := under.(*tls.Conn); secure {
		under = t.NetConn()
	}
	own, ok := under.(*conn)
	if !ok {
		return nil, errors.New("a connection that did not come through the door")
	}
	return &session{door: d, conn: own}, nil
}

func (s *session) Logout() error { return nil }

func (s *session) Reset() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.from, s.to = "", nil
}

func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.from = from
	return nil
}

// Rcpt refuses what is not ours; whoever goes on guessing is sent away.
func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	ours, err := s.door.options.Addresses.take(s.door.base, to)
	switch {
	case err != nil:
		s.door.options.Log.Warn("a recipient could not be looked up", "error", err)
		return later
	case !ours:
		if s.refused++; s.refused > refusalsMax {
			defer s.conn.hangUp()
		}
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "No such mailbox here"}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if !slices.Contains(s.to, to) {
		s.to = append(s.to, to)
	}
	return nil
}

// envelope is what the mail under way was announced with.
func (s *session) envelope() desk.MailIn {
	s.mu.Lock()
	defer s.mu.Unlock()
	return desk.MailIn{Door: s.door.name(), From: s.from, To: slices.Clone(s.to)}
}

// Data hands the mail in. Over LMTP its answer goes out once for each
// recipient: they share one mail, so none can have got it without the others.
// Nothing is written in front of it, such as a Received field: a sender that
// missed our answer sends the same bytes again, by which they are known.
func (s *session) Data(r io.Reader) error {
	began := time.Now()
	end := began.Add(s.door.limits.mail)
	ctx, cancel := context.WithDeadline(s.door.base, end)
	defer cancel()
	s.conn.mail(true)
	defer s.conn.mail(false)
	paced := &pacedReader{r: r, conn: s.conn, end: end}
	in := s.envelope()
	err := s.door.options.Accept(ctx, in, paced)
	log := s.door.options.Log.With("door", in.Door, "remote", s.conn.from, "from", in.From, "recipients", len(in.To), "bytes", paced.n)
	switch {
	case err == nil && paced.err == io.EOF:
		log.Info("took a mail", "time", time.Since(began))
		return nil
	case errors.Is(paced.err, smtp.ErrDataTooLarge) || errs.Is(err, errs.TooLarge):
		log.Warn("refused a mail that is too large")
		return smtp.ErrDataTooLarge
	case errors.Is(paced.err, smtp.ErrTooLongLine):
		log.Warn("refused a mail with a line that is too long")
		s.conn.hangUp()
		return &smtp.SMTPError{Code: 554, EnhancedCode: smtp.EnhancedCode{5, 6, 0}, Message: "A line of the mail is too long"}
	case paced.err != nil && paced.err != io.EOF:
		log.Warn("a mail broke off", "error", paced.err)
		return later
	}
	log.Error("a mail could not be taken", "error", err)
	return later
}

func (d *Door) name() string {
	if d.options.LMTP {
		return "lmtp"
	}
	return "smtp"
}

var later = &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 3, 0}, Message: "The mail could not be taken now, try again later"}

// pacedReader gives the next piece of a mail its time, and remembers how the
// reading ended.
type pacedReader struct {
	r    io.Reader
	conn *conn
	end  time.Time
	n    int64
	err  error
}

func (p *pacedReader) Read(b []byte) (int, error) {
	if p.err != nil {
		return 0, p.err
	}
	t := time.Now().Add(p.conn.door.limits.silence)
	if t.After(p.end) {
		t = p.end
	}
	_ = p.conn.SetReadDeadline(t)
	n, err := p.r.Read(b)
	p.n, p.err = p.n+int64(n), err
	return n, err
}
