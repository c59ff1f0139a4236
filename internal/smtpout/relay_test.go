package smtpout

import (
	"strings"
	"testing"

	"balie/internal/errs"
)

func TestParseURL(t *testing.T) {
	for in, want := range map[string]Relay{
		"smtp://mail.example.com":                     {Host: "mail.example.com", Port: 587, TLS: StartTLS},
		"smtp://eva:p%40ss@mail.example.com:2525/":    {Host: "mail.example.com", Port: 2525, User: "eva", Password: "p@ss", TLS: StartTLS},
		"smtps://eva%40example.com:x@[::1]":           {Host: "::1", Port: 465, User: "eva@example.com", Password: "x", TLS: Implicit},
		"SMTP://localhost:25?tls=none&helo=desk.test": {Host: "localhost", Port: 25, TLS: None, HELO: "desk.test"},
		"smtp://eva:x@localhost:25?tls=none":          {Host: "localhost", Port: 25, User: "eva", Password: "x", TLS: None},
		"smtp://mx.example.com:25?tls=opportunistic":  {Host: "mx.example.com", Port: 25, TLS: Opportunistic},
		"smtp://mx.example.com?tls=starttls":          {Host: "mx.example.com", Port: 587, TLS: StartTLS},
	} {
		got, err := ParseURL(in)
		if err != nil || got != want {
			t.Errorf("ParseURL(%q) = %+v, %v; want %+v", in, got, err, want)
		}
	}
	if r, _ := ParseURL("smtps://eva:x@[::1]"); r.String() != "[::1]:465" {
		t.Errorf("String() = %q", r)
	}
}

func TestParseURLRefuses(t *testing.T) {
	for _, in := range []string{
		"", "mail.example.com:587", "http://mail.example.com", "smtp://", "smtp://:25", "smtp://a/b", "smtp://a:0", "smtp://a:65536",
		"smtp://eva:secret@a:port", "smtp://eva:secret@a\x7f", "smtp://a#b", "smtp://a?tls=maybe", "smtp://a?tls=implicit",
		"smtps://a?tls=none", "smtp://a?helo=", "smtp://a?helo=x%0d%0aQUIT", "smtp://a?helo=x%20y", "smtp://a?colour=red", "smtp://a?tls=%zz",
		"smtp://eva:secret@a?tls=opportunistic",
	} {
		got, err := ParseURL(in)
		if !errs.Is(err, errs.Invalid) || got != (Relay{}) || strings.Contains(err.Error(), "secret") {
			t.Errorf("ParseURL(%q) = %+v, %v; want it refused without its password", in, got, err)
		}
	}
}
