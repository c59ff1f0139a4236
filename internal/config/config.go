// Package config is what an operator can set: one struct, read once at start
// from flags, environment, file and defaults, in that order.
package config

import (
	"log/slog"
	"net/mail"
	"net/netip"
	"net/url"
	"time"
)

// Config holds every setting, checked. Its fields are described in fields.go,
// the one list behind flags, help and docs/configuration.md.
type Config struct {
	Data           string
	Listen         string   // host:port
	Database       Database // zero: SQLite in Data
	DatabaseWait   time.Duration
	BaseURL        *url.URL // scheme and host only, never nil
	InsecureHTTP   bool
	SMTP           *Relay // nil: mail waits on the outbox page
	MailFrom       mail.Address
	ReplyAddress   string   // "": our mails ask for no answer by mail
	ReplyAlso      []string // of other domains
	AuthServer     string   // whose Authentication-Results are believed; "": nobody's
	MailIn         MailIn
	Log            LogFormat
	LogLevel       slog.Level
	Demo           bool
	AllowRoot      bool           // serve although the user is root
	UploadMax      int64          // bytes of one file
	TrustedProxies []netip.Prefix // whose X-Forwarded-For is believed
}

// RequestMax is the largest request body in bytes: one file of UploadMax and
// 1 MB for the form around it.
func (c Config) RequestMax() int64 { return c.UploadMax + megabyte }

// LogFormat is how log lines are written.
type LogFormat string

const (
	LogText LogFormat = "text"
	LogJSON LogFormat = "json"
)

// Secret is a text that String and the log never show.
type Secret string

// String hides the secret; string(s) is the way to it.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return "[secret]"
}

// MarshalText hides the secret in JSON and structured logs.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// Database is the PostgreSQL to use; the zero value means SQLite.
type Database struct {
	url *url.URL
}

// IsSQLite reports whether no PostgreSQL is set.
func (d Database) IsSQLite() bool { return d.url == nil }

// DSN is the whole postgres:// URL, password included; "" for SQLite.
func (d Database) DSN() string {
	if d.url == nil {
		return ""
	}
	return d.url.String()
}

// String names the server and database without user, password or options.
func (d Database) String() string {
	if d.url == nil {
		return "SQLite"
	}
	return d.url.Scheme + "://" + d.url.Host + d.url.Path
}

// MarshalText keeps the password out of JSON and structured logs.
func (d Database) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// Relay is the mail server that takes our mail.
type Relay struct {
	Host     string
	Port     int
	User     string // empty: no sign-in
	Password Secret
	TLS      TLSMode
}

// TLSMode is how the connection to the relay is encrypted.
type TLSMode string

const (
	TLSImplicit TLSMode = "implicit" // from the first byte (smtps://)
	TLSRequired TLSMode = "required" // STARTTLS, or no mail
	TLSOptional TLSMode = "optional" // STARTTLS where it is offered
	TLSOff      TLSMode = "off"
)
