// Package smtpout hands one message to one relay and tells, recipient by
// recipient, what came of it. It keeps no connection and retries nothing: the
// caller's jobs decide from the typed result.
package smtpout

import (
	"crypto/x509"
	"net"
	"net/url"
	"strconv"
	"strings"
	"time"

	"balie/internal/errs"
)

// TLSMode says how the way to the relay is protected.
type TLSMode string

const (
	// StartTLS begins in the clear and demands STARTTLS (RFC 3207) and a
	// certificate that names the host.
	StartTLS TLSMode = "starttls"
	// Implicit speaks TLS from the first byte (RFC 8314 §3.3), likewise checked.
	Implicit TLSMode = "implicit"
	// Opportunistic encrypts if the relay offers it and checks no certificate
	// (RFC 7435). It keeps out listeners, not impostors, so no password goes
	// this way.
	Opportunistic TLSMode = "opportunistic"
	// None never encrypts, not even a password: for a relay on the same machine
	// or a trusted network.
	None TLSMode = "none"
)

// defaultTimeout bounds a conversation when the relay names no bound. It leaves
// room for 36 MB at 1 Mbit/s.
const defaultTimeout = 5 * time.Minute

// Relay is where mail goes out and how. The zero TLS is StartTLS.
type Relay struct {
	Host     string
	Port     int
	User     string // empty: no sign-in
	Password string
	TLS      TLSMode
	HELO     string         // our name; empty is "localhost"
	Timeout  time.Duration  // for the whole conversation; 0 is five minutes
	Roots    *x509.CertPool // trusted issuers; nil is the system's
}

// ParseURL reads smtp://user:password@host:port (STARTTLS demanded, port 587 by
// default) and smtps:// (implicit TLS, port 465). smtp:// takes
// ?tls=opportunistic or ?tls=none; both take ?helo=name. The error is
// errs.Invalid and never holds the password.
func ParseURL(s string) (Relay, error) {
	u, err := url.Parse(s)
	if err != nil || u.Hostname() == "" || u.Path != "" && u.Path != "/" || u.Fragment != "" {
		return Relay{}, badRelay()
	}
	r := Relay{Host: u.Hostname(), User: u.User.Username()}
	r.Password, _ = u.User.Password()
	switch strings.ToLower(u.Scheme) {
	case "smtp":
		r.TLS, r.Port = StartTLS, 587
	case "smtps":
		r.TLS, r.Port = Implicit, 465
	default:
		return Relay{}, badRelay()
	}
	if p := u.Port(); p != "" {
		if r.Port, err = strconv.Atoi(p); err != nil || r.Port < 1 || r.Port > 65535 {
			return Relay{}, badRelay()
		}
	}
	options, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return Relay{}, badRelay()
	}
	for name, values := range options {
		if !r.set(name, values[len(values)-1]) {
			return Relay{}, badRelay()
		}
	}
	if r.User != "" && r.TLS == Opportunistic {
		return Relay{}, badRelay()
	}
	return r, nil
}

// set takes one option of the address.
func (r *Relay) set(name, value string) bool {
	mode := TLSMode(value)
	switch {
	case name == "helo" && value != "" && !unsafe(value) && !strings.Contains(value, " "):
		r.HELO = value
	case name == "tls" && r.TLS != Implicit && (mode == None || mode == Opportunistic || mode == StartTLS):
		r.TLS = mode
	case name == "tls" && r.TLS == Implicit && mode == Implicit:
	default:
		return false
	}
	return true
}

// String names the relay for logs, without the password.
func (r Relay) String() string { return net.JoinHostPort(r.Host, strconv.Itoa(r.Port)) }

func badRelay() error { return errs.New(errs.Invalid, "mail.relay_invalid") }
