package smtptest

import (
	"crypto/subtle"
	"errors"
	"io"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// session is one connection to the Sink.
type session struct {
	sink *Sink
	conn *smtp.Conn
	user string
	mail Message
}

func (s *Sink) session(c *smtp.Conn) (smtp.Session, error) {
	return &session{sink: s, conn: c}, nil
}

func (s *session) AuthMechanisms() []string {
	if s.sink.user == "" {
		return nil
	}
	return []string{sasl.Plain}
}

func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != s.sink.user || subtle.ConstantTimeCompare([]byte(password), []byte(s.sink.secret)) == 0 {
			return smtp.ErrAuthFailed
		}
		s.user = user
		return nil
	}), nil
}

func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	if s.sink.user != "" && s.user == "" {
		return smtp.ErrAuthRequired
	}
	_, secure := s.conn.TLSConnectionState()
	s.mail = Message{From: from, User: s.user, TLS: secure}
	s.sink.mu.Lock()
	hook := s.sink.onMail
	s.sink.mu.Unlock()
	if hook == nil {
		return nil
	}
	return s.obey(hook(from))
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.sink.mu.Lock()
	hook := s.sink.onRcpt
	s.sink.mu.Unlock()
	if hook != nil {
		if err := s.obey(hook(to)); err != nil {
			return err
		}
	}
	s.mail.To = append(s.mail.To, to)
	return nil
}

func (s *session) Data(r io.Reader) error {
	b, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	m := s.mail
	m.Data = b
	s.sink.mu.Lock()
	hook := s.sink.onData
	s.sink.mu.Unlock()
	if hook != nil {
		err = s.obey(hook(m))
	}
	if err == nil || errors.Is(err, ErrDrop) {
		s.sink.record(m)
	}
	return err
}

func (s *session) Reset() { s.mail = Message{} }

func (s *session) Logout() error { return nil }

// obey hangs up when the hook says so.
func (s *session) obey(err error) error {
	if errors.Is(err, ErrDrop) {
		s.conn.Conn().Close()
	}
	return err
}
