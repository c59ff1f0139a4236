package smtpout_test

import (
	"bufio"
	"encoding/base64"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"balie/internal/smtpout"
	"balie/internal/smtpout/smtptest"
)

func TestTLS(t *testing.T) {
	for _, c := range []struct {
		name  string
		opts  []smtptest.Option
		with  func(*smtpout.Relay)
		kind  smtpout.Kind
		inTLS bool
	}{
		{"starttls", []smtptest.Option{smtptest.WithTLS()}, func(*smtpout.Relay) {}, smtpout.Sent, true},
		{"the zero mode is starttls", []smtptest.Option{smtptest.WithTLS()}, func(r *smtpout.Relay) { r.TLS = "" }, smtpout.Sent, true},
		{"implicit", []smtptest.Option{smtptest.WithImplicitTLS()}, func(*smtpout.Relay) {}, smtpout.Sent, true},
		{"starttls, unknown issuer", []smtptest.Option{smtptest.WithTLS()}, func(r *smtpout.Relay) { r.Roots = nil }, smtpout.Temporary, false},
		{"implicit, unknown issuer", []smtptest.Option{smtptest.WithImplicitTLS()}, func(r *smtpout.Relay) { r.Roots = nil }, smtpout.Temporary, false},
		{"starttls, other name", []smtptest.Option{smtptest.WithTLS()}, func(r *smtpout.Relay) { r.Host = "localhost" }, smtpout.Temporary, false},
		{"starttls not offered", nil, func(r *smtpout.Relay) { r.TLS = smtpout.StartTLS }, smtpout.Temporary, false},
		{"opportunistic, offered", []smtptest.Option{smtptest.WithTLS()}, func(r *smtpout.Relay) { r.TLS, r.Roots = smtpout.Opportunistic, nil }, smtpout.Sent, true},
		{"opportunistic, not offered", nil, func(r *smtpout.Relay) { r.TLS = smtpout.Opportunistic }, smtpout.Sent, false},
		{"none", []smtptest.Option{smtptest.WithTLS()}, func(r *smtpout.Relay) { r.TLS = smtpout.None }, smtpout.Sent, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			sink := smtptest.Start(t, c.opts...)
			r := relay(t, sink)
			c.with(&r)
			got := send(t, r, one)
			if got.Kind != c.kind {
				t.Fatalf("%+v", got)
			}
			if c.kind == smtpout.Sent && sink.WaitFor(1)[0].TLS != c.inTLS {
				t.Errorf("encrypted: %v", !c.inTLS)
			}
			if c.kind != smtpout.Sent && len(sink.Messages()) > 0 {
				t.Error("the mail went out")
			}
		})
	}
}

func TestSignIn(t *testing.T) {
	for name, opts := range map[string][]smtptest.Option{
		"in TLS":       {smtptest.WithLogin("desk", "s3cret"), smtptest.WithTLS()},
		"in the clear": {smtptest.WithLogin("desk", "s3cret")},
	} {
		t.Run(name, func(t *testing.T) {
			sink := smtptest.Start(t, opts...)
			r := relay(t, sink)
			if got := send(t, r, one); got.Kind != smtpout.Sent || sink.WaitFor(1)[0].User != "desk" {
				t.Errorf("%+v", got)
			}
			r.Password = "wrong"
			if got := send(t, r, one); got.Kind != smtpout.Temporary || got.Code != 535 || strings.Contains(got.Text, "wrong") {
				t.Errorf("a wrong password: %+v", got)
			}
			r.User = ""
			if got := send(t, r, one); got.Kind != smtpout.Temporary || got.Code != 502 || !got.Relay {
				t.Errorf("no sign-in: %+v", got)
			}
		})
	}
}

func TestNoPasswordOverOpportunisticTLS(t *testing.T) {
	sink := smtptest.Start(t, smtptest.WithTLS(), smtptest.WithLogin("desk", "s3cret"))
	r := relay(t, sink)
	r.TLS = smtpout.Opportunistic
	if got := send(t, r, one); got.Kind != smtpout.Temporary || len(sink.Messages()) > 0 {
		t.Errorf("%+v", got)
	}
}

// scripted is a relay that says what it is told, line by line, whatever it
// hears; it returns what it heard.
func scripted(t *testing.T, greeting string, replies ...string) (smtpout.Relay, func() []string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var heard []string
	var done sync.WaitGroup
	done.Go(func() {
		c, err := l.Accept()
		if err != nil {
			return
		}
		defer c.Close()
		lines := bufio.NewScanner(c)
		_, _ = io.WriteString(c, greeting)
		for _, reply := range replies {
			if !lines.Scan() {
				return
			}
			heard = append(heard, lines.Text())
			_, _ = io.WriteString(c, reply)
		}
	})
	t.Cleanup(func() { l.Close(); done.Wait() })
	port := l.Addr().(*net.TCPAddr).Port
	r := smtpout.Relay{Host: "127.0.0.1", Port: port, TLS: smtpout.None, HELO: "desk.test", Timeout: 20 * time.Second}
	return r, func() []string { l.Close(); done.Wait(); return heard }
}

func TestOddRelays(t *testing.T) {
	for _, c := range []struct {
		name, greeting string
		replies        []string
		kind           smtpout.Kind
		code           int
	}{
		{"no service", "554 no SMTP here\r\n", nil, smtpout.Temporary, 554},
		{"hangs up at once", "", nil, smtpout.Temporary, 0},
		{"hello refused twice", "220 hi\r\n", []string{"550 who\r\n", "550 who\r\n"}, smtpout.Temporary, 550},
		{"old, HELO only", "220 hi\r\n", []string{"502 what\r\n", "250 hi\r\n", "550 no\r\n"}, smtpout.Temporary, 550},
		{"closing at RCPT", "220 hi\r\n", []string{"250 hi\r\n", "250 ok\r\n", "421 closing\r\n"}, smtpout.Temporary, 421},
		{"no SMTP at all", "HTTP/1.1 400 Bad Request\r\n", nil, smtpout.Temporary, 0},
		{"never stops talking", "220-" + strings.Repeat("x", 2<<20) + "\r\n220 hi\r\n", nil, smtpout.Temporary, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, _ := scripted(t, c.greeting, c.replies...)
			got := send(t, r, one)
			if got.Kind != c.kind || got.Code != c.code || len(got.Text) > 600 {
				t.Errorf("%+v", got)
			}
		})
	}
}

func TestLoginWhereThereIsNoPlain(t *testing.T) {
	b64 := base64.StdEncoding.EncodeToString
	r, heard := scripted(t, "220 hi\r\n", "250-hi\r\n250 AUTH LOGIN\r\n",
		"334 "+b64([]byte("Username:"))+"\r\n", "334 "+b64([]byte("Password:"))+"\r\n", "235 in\r\n", "550 enough\r\n")
	r.User, r.Password = "desk", "s3cret"
	if got := send(t, r, one); got.Code != 550 {
		t.Fatalf("%+v", got)
	}
	want := []string{"EHLO desk.test", "AUTH LOGIN", b64([]byte("desk")), b64([]byte("s3cret")), "MAIL FROM:<desk@example.nl>"}
	if got := heard(); strings.Join(got, "|") != strings.Join(want, "|") {
		t.Errorf("heard %q; want %q", got, want)
	}
}

func TestNoMechanism(t *testing.T) {
	r, heard := scripted(t, "220 hi\r\n", "250-hi\r\n250 AUTH GSSAPI\r\n")
	r.User, r.Password = "desk", "s3cret"
	if got := send(t, r, one); got.Kind != smtpout.Temporary || len(heard()) != 1 {
		t.Errorf("%+v", got)
	}
}
