package config

import (
	"log/slog"
	"net"
	"net/mail"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"golang.org/x/net/idna"
)

const megabyte = 1 << 20

func setData(c *Config, v string) bool {
	c.Data = v
	return v != ""
}

func setListen(c *Config, v string) bool {
	c.Listen = v
	_, port, err := net.SplitHostPort(v)
	return err == nil && isPort(port, 0)
}

func setBaseURL(c *Config, v string) bool {
	if v == "" {
		return true // derived from listen
	}
	u, err := url.Parse(v)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.User != nil ||
		strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" ||
		u.Port() != "" && !isPort(u.Port(), 1) {
		return false
	}
	host := strings.ToLower(u.Host)
	if strings.ContainsFunc(host, func(r rune) bool { return r > '~' }) {
		name, ok := wireDomain(u.Hostname())
		if host = name; u.Port() != "" {
			host += ":" + u.Port()
		}
		if !ok {
			return false
		}
	}
	c.BaseURL = &url.URL{Scheme: u.Scheme, Host: host}
	return true
}

func setInsecureHTTP(c *Config, v string) bool { return setBool(&c.InsecureHTTP, v) }

func setDemo(c *Config, v string) bool { return setBool(&c.Demo, v) }

func setAllowRoot(c *Config, v string) bool { return setBool(&c.AllowRoot, v) }

func setBool(b *bool, v string) bool {
	*b = v == "true"
	return v == "true" || v == "false"
}

func setDatabase(c *Config, v string) bool {
	if v == "" {
		return true
	}
	u, err := url.Parse(v)
	if err != nil || u.Scheme != "postgres" && u.Scheme != "postgresql" {
		return false
	}
	if u.Host == "" && u.Query().Get("host") == "" { // ?host=/run/postgresql is a socket
		return false
	}
	c.Database = Database{url: u}
	return true
}

func setDatabaseWait(c *Config, v string) bool {
	d, err := time.ParseDuration(v)
	c.DatabaseWait = d
	return err == nil && d >= 0 && d <= time.Hour
}

func setSMTP(c *Config, v string) bool {
	if v == "" {
		return true
	}
	u, err := url.Parse(v)
	if err != nil || u.Hostname() == "" || strings.Trim(u.Path, "/") != "" || u.Fragment != "" {
		return false
	}
	r := &Relay{Host: u.Hostname(), User: u.User.Username()}
	password, _ := u.User.Password()
	r.Password = Secret(password)
	port, ok := "", false
	if r.TLS, port, ok = relayTLS(u); !ok {
		return false
	}
	if u.Port() != "" {
		port = u.Port()
	}
	r.Port, err = strconv.Atoi(port)
	plain := r.TLS == TLSOff || r.TLS == TLSOptional
	if err != nil || !isPort(port, 1) || (r.User == "") != (password == "") || r.User != "" && plain && !isLoopback(r.Host) {
		return false
	}
	c.SMTP = r
	return true
}

// relayTLS reads the mode and the usual port out of scheme and query.
func relayTLS(u *url.URL) (mode TLSMode, port string, ok bool) {
	q, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return "", "", false
	}
	mode = TLSMode(q.Get("starttls"))
	set := q.Has("starttls")
	if q.Del("starttls"); len(q) > 0 {
		return "", "", false
	}
	switch {
	case u.Scheme == "smtps" && !set:
		return TLSImplicit, "465", true
	case u.Scheme == "smtp" && !set:
		return TLSRequired, "587", true
	case u.Scheme == "smtp":
		return mode, "587", slices.Contains([]TLSMode{TLSRequired, TLSOptional, TLSOff}, mode)
	}
	return "", "", false
}

func setReplyAddress(c *Config, v string) bool {
	if v == "" {
		return true
	}
	var list []string
	for part := range strings.SplitSeq(v, ",") {
		a, ok := mailAddress(part)
		if !ok || a.Name != "" {
			return false
		}
		local, _, _ := strings.Cut(a.Address, "@")
		if len(local) > 20 || strings.Contains(local, "+") {
			return false
		}
		list = append(list, a.Address)
	}
	c.ReplyAddress, c.ReplyAlso = list[0], list[1:]
	return true
}

func setAuthServer(c *Config, v string) bool {
	c.AuthServer = v
	return !strings.ContainsAny(v, " \t;=\"()")
}

func setMailFrom(c *Config, v string) bool {
	if v == "" {
		return true // derived from base-url
	}
	a, ok := mailAddress(v)
	c.MailFrom = a
	return ok
}

// localPart is what stands before the @ of an address that every mail server
// takes (RFC 5321 §4.1.2).
var localPart = regexp.MustCompile("^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$")

// mailAddress reads an address that mail can be sent from, its domain as it
// goes over the wire.
func mailAddress(v string) (mail.Address, bool) {
	a, err := mail.ParseAddress(v)
	if err != nil || strings.ContainsFunc(a.Name, unicode.IsControl) {
		return mail.Address{}, false
	}
	at := strings.LastIndexByte(a.Address, '@')
	domain, ok := wireDomain(a.Address[at+1:])
	a.Address = a.Address[:at+1] + domain
	return *a, ok && at <= 64 && len(a.Address) <= 254 && localPart.MatchString(a.Address[:at])
}

// wireDomain is a domain in lower-case ASCII (RFC 5890); false for none.
func wireDomain(s string) (string, bool) {
	domain, err := idna.New(idna.MapForLookup(), idna.BidiRule(), idna.StrictDomainName(true), idna.VerifyDNSLength(true)).ToASCII(s)
	return domain, err == nil
}

func setLog(c *Config, v string) bool {
	c.Log = LogFormat(v)
	return c.Log == LogText || c.Log == LogJSON
}

func setLogLevel(c *Config, v string) bool {
	levels := map[string]slog.Level{
		"debug": slog.LevelDebug, "info": slog.LevelInfo, "warn": slog.LevelWarn, "error": slog.LevelError,
	}
	level, ok := levels[v]
	c.LogLevel = level
	return ok
}

func setUploadMax(c *Config, v string) bool {
	units := map[string]int64{"KB": 1 << 10, "MB": megabyte, "GB": 1 << 30}
	v = strings.ToUpper(strings.ReplaceAll(v, " ", ""))
	if len(v) < 3 {
		return false
	}
	n, err := strconv.ParseUint(v[:len(v)-2], 10, 31)
	unit := units[v[len(v)-2:]]
	c.UploadMax = int64(n) * unit
	return err == nil && c.UploadMax >= megabyte && c.UploadMax <= 1<<30
}

func setTrustedProxies(c *Config, v string) bool {
	c.TrustedProxies = nil
	if v == "" {
		return true
	}
	for part := range strings.SplitSeq(v, ",") {
		part = strings.TrimSpace(part)
		prefix, err := netip.ParsePrefix(part)
		if addr, addrErr := netip.ParseAddr(part); addrErr == nil && addr.Zone() == "" {
			prefix, err = netip.PrefixFrom(addr, addr.BitLen()), nil
		}
		if err != nil {
			return false
		}
		c.TrustedProxies = append(c.TrustedProxies, prefix.Masked())
	}
	return true
}

func isPort(s string, least int) bool {
	n, err := strconv.ParseUint(s, 10, 16)
	return err == nil && int(n) >= least
}

func isLoopback(host string) bool {
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	addr, err := netip.ParseAddr(host)
	return err == nil && addr.IsLoopback()
}
