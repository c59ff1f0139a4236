package main

import (
	"context"
	"fmt"
	"net/smtp"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"balie/internal/store"
)

func mailText(n int) string {
	return fmt.Sprintf("From: Eva <eva@customer.example>\r\nTo: help@example.com\r\nMessage-ID: <%d@customer.example>\r\nSubject: Mail %d\r\n\r\nText %d\r\n", n, n, n)
}

// mailAddress waits for the address that the server takes mail on.
func (p *process) mailAddress() string {
	p.t.Helper()
	p.log.waitFor(p.t, "taking mail")
	found := regexp.MustCompile(`taking mail.* address=(\S+)`).FindStringSubmatch(p.log.String())
	if found == nil {
		p.t.Fatalf("no address:\n%s", p.log.String())
	}
	return found[1]
}

// pipe runs balie mail deliver.
func pipe(t *testing.T, place []string, raw string, args ...string) int {
	t.Helper()
	cmd := command(t, nil, append(append([]string{"mail", "deliver"}, place...), args...)...)
	cmd.Stdin = strings.NewReader(raw)
	out, code := finish(t, cmd)
	if code != exitOK {
		t.Logf("mail deliver: %s", out)
	}
	return code
}

func TestMailIn(t *testing.T) {
	eachEngine(t, func(t *testing.T, empty func(*testing.T) []string) {
		place := empty(t)
		if out, code := once(t, append([]string{"seed", "--tickets", "100"}, place...)...); code != exitOK {
			t.Fatal(out)
		}
		args := append([]string{"--smtp-listen", "127.0.0.1:0", "--mail-for", "help@example.com"}, place...)
		p := start(t, args...)
		send := func(n int, to string) error {
			return smtp.SendMail(p.mailAddress(), nil, "eva@customer.example", []string{to}, []byte(mailText(n)))
		}
		if err := send(1, "help@example.com"); err != nil {
			t.Fatal(err)
		}
		if err := p.cmd.Process.Kill(); err != nil { // what was answered with 250 is safe
			t.Fatal(err)
		}
		p.wait()
		if code := pipe(t, place, mailText(2), "--from", "eva@customer.example", "help@example.com"); code != exitOK {
			t.Fatalf("exit %d without a server", code)
		}
		p = start(t, args...)
		for _, code := range []int{
			pipe(t, place, mailText(3), "help@example.com"),
			pipe(t, place, mailText(3), "help@example.com"), // its answer was lost
		} {
			if code != exitOK {
				t.Errorf("exit %d beside the server", code)
			}
		}
		if err := send(1, "help@example.com"); err != nil {
			t.Error(err)
		}
		if err := send(4, "nobody@example.com"); err == nil || !strings.Contains(err.Error(), "5.1.1") {
			t.Errorf("mail for others: %v", err)
		}
		if code := pipe(t, place, strings.Repeat("x", 51<<20)); code != exitData {
			t.Errorf("exit %d for a mail of 51 MB", code)
		}
		mails := awaitMail(t, place, 3)
		for _, m := range mails {
			if m.State != store.InboundDone || m.Ticket == 0 {
				t.Errorf("%s became %v: %s %s", m.Subject, m.State, m.Reason, m.Error)
			}
		}
		if code := p.stop(); code != exitOK {
			t.Errorf("exit %d after SIGTERM:\n%s", code, p.log.String())
		}
		if out, code := once(t, append([]string{"verify"}, place...)...); code != exitOK {
			t.Errorf("verify: %s", out)
		}
	})
}

// awaitMail returns the mails that came in, once none waits; there must be n.
func awaitMail(t testing.TB, place []string, n int) []store.Inbound {
	t.Helper()
	o := store.Options{}
	for i := 0; i+1 < len(place); i += 2 {
		switch place[i] {
		case "--data":
			o.Data = place[i+1]
		case "--database":
			o.Database = place[i+1]
		}
	}
	st, err := store.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	ctx, cancel := context.WithTimeout(t.Context(), patience+time.Duration(n)*50*time.Millisecond)
	defer cancel()
	for look := time.NewTicker(20 * time.Millisecond); ; {
		var all, waiting []store.Inbound
		err := st.Read(ctx, func(tx *store.Tx) (err error) {
			if waiting, _, err = tx.ListInbound(store.InboundWaiting, 0, 0, 1); err == nil && len(waiting) == 0 {
				all, _, err = tx.ListInbound(0, 0, 0, n+1)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if len(waiting) == 0 {
			if len(all) != n {
				t.Errorf("%d mails came in, not %d", len(all), n)
			}
			return all
		}
		select {
		case <-look.C:
		case <-ctx.Done():
			t.Fatal("mails still wait")
		}
	}
}

func TestMailThatCannotBeTakenComesAgain(t *testing.T) {
	for name, args := range map[string][]string{
		"no data":       {"--data", filepath.Join(t.TempDir(), "nowhere")},
		"no database":   {"--database", "postgres://u@127.0.0.1:1/x"},
		"unknown flag":  {"--form", "a@b.example"},
		"wrong setting": {"--config", "nowhere.conf"},
	} {
		if code := pipe(t, args, mailText(1)); code != exitLater {
			t.Errorf("%s: exit %d", name, code)
		}
	}
}
