package config

import (
	"net"
	"net/mail"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// MailIn is where mail comes from; the zero value takes none.
type MailIn struct {
	SMTP, LMTP       string   // host:port; LMTP may be the path of a socket
	For              []string // addresses, or @ and a domain
	Certificate, Key string   // files, both or neither
	Mailboxes        []Mailbox
	Token            string // the command that gives access tokens
	Poll             time.Duration
}

// Mailbox is a folder on an IMAP server.
type Mailbox struct {
	Host     string
	Port     int
	TLS      TLSMode // implicit, required or off
	User     string
	Password Secret // "": a token is used
	Folder   string
	Move     string    // where mails that were taken go; "": they stay
	Since    time.Time // zero: all mail is taken
	For      string    // the address it receives for, or ""
}

func setSMTPListen(c *Config, v string) bool {
	c.MailIn.SMTP = v
	return v == "" || isListen(v)
}

func setLMTPListen(c *Config, v string) bool {
	c.MailIn.LMTP = v
	return v == "" || strings.HasPrefix(v, "/") || isListen(v)
}

func isListen(v string) bool {
	_, port, err := net.SplitHostPort(v)
	return err == nil && isPort(port, 0)
}

func setMailCertificate(c *Config, v string) bool { c.MailIn.Certificate = v; return true }

func setMailKey(c *Config, v string) bool { c.MailIn.Key = v; return true }

func setIMAPToken(c *Config, v string) bool { c.MailIn.Token = v; return true }

func setIMAPPoll(c *Config, v string) bool {
	d, err := time.ParseDuration(v)
	c.MailIn.Poll = d
	return err == nil && d >= 5*time.Second && d <= 24*time.Hour
}

func setMailFor(c *Config, v string) bool {
	c.MailIn.For = nil
	if v == "" {
		return true
	}
	for part := range strings.SplitSeq(v, ",") {
		part = strings.TrimSpace(part)
		address := part
		if strings.HasPrefix(part, "@") {
			address = "x" + part
		}
		a, err := mail.ParseAddress(address)
		if err != nil || a.Address != address {
			return false
		}
		c.MailIn.For = append(c.MailIn.For, part)
	}
	return true
}

func setIMAP(c *Config, v string) bool {
	c.MailIn.Mailboxes = nil
	for text := range strings.FieldsSeq(v) {
		m, ok := parseMailbox(text)
		same := func(o Mailbox) bool { return o.Host == m.Host && o.User == m.User && o.Folder == m.Folder }
		if !ok || slices.ContainsFunc(c.MailIn.Mailboxes, same) {
			return false
		}
		c.MailIn.Mailboxes = append(c.MailIn.Mailboxes, m)
	}
	return true
}

func parseMailbox(text string) (m Mailbox, ok bool) {
	u, err := url.Parse(text)
	if err != nil || u.Hostname() == "" || u.User.Username() == "" || u.Fragment != "" {
		return m, false
	}
	q, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return m, false
	}
	password, _ := u.User.Password()
	m = Mailbox{Host: strings.ToLower(u.Hostname()), User: u.User.Username(), Password: Secret(password), Folder: strings.TrimPrefix(u.Path, "/"), Move: q.Get("move")}
	if m.Folder == "" {
		m.Folder = "INBOX"
	}
	port := u.Port()
	switch starttls := q.Get("starttls"); {
	case u.Scheme == "imaps" && starttls == "":
		m.TLS, port = TLSImplicit, orElse(port, "993")
	case u.Scheme == "imap" && (starttls == "" || starttls == string(TLSRequired)):
		m.TLS, port = TLSRequired, orElse(port, "143")
	case u.Scheme == "imap" && starttls == string(TLSOff) && isLoopback(m.Host):
		m.TLS, port = TLSOff, orElse(port, "143")
	default:
		return m, false
	}
	if m.Port, err = strconv.Atoi(port); err != nil || !isPort(port, 1) {
		return m, false
	}
	if since := q.Get("since"); since != "" {
		if m.Since, err = time.Parse(time.DateOnly, since); err != nil {
			return m, false
		}
	}
	if m.For, ok = receivesFor(q.Get("for"), m.User); !ok {
		return m, false
	}
	for key := range q {
		if !slices.Contains([]string{"move", "since", "for", "starttls"}, key) {
			return m, false
		}
	}
	return m, m.Move != m.Folder
}

// receivesFor is the address that is set, else the user, if that is one.
func receivesFor(set, user string) (string, bool) {
	if a, err := mail.ParseAddress(set); set != "" {
		return set, err == nil && a.Address == set
	}
	if a, err := mail.ParseAddress(user); err == nil && a.Address == user {
		return user, true
	}
	return "", true
}

func orElse(v, def string) string {
	if v == "" {
		return def
	}
	return v
}
