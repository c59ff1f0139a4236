package main

import (
	"net"
	"net/smtp"
	"sync"
	"sync/atomic"
	"testing"

	"balie/internal/store"
	"balie/internal/ticket"
)

// TestMailThroughKills kills the server again and again while mail pours in
// from senders who, as mail servers do, hand a mail in until it is answered
// with 250. Each is one message in the end.
func TestMailThroughKills(t *testing.T) {
	const mails, kills = 120, 4
	eachEngine(t, func(t *testing.T, empty func(*testing.T) []string) {
		place := empty(t)
		if out, code := once(t, append([]string{"seed", "--tickets", "100"}, place...)...); code != exitOK {
			t.Fatal(out)
		}
		at := freeAddress(t)
		args := append([]string{"--smtp-listen", at, "--mail-for", "help@example.com"}, place...)
		p := start(t, args...)

		var next, broken atomic.Int64
		var up atomic.Pointer[chan struct{}] // closed once the server is there
		soon := func() chan struct{} { c := make(chan struct{}); up.Store(&c); return c }
		close(soon())
		answered := make(chan struct{}, mails)
		var senders sync.WaitGroup
		for range 4 {
			senders.Go(func() {
				for n := next.Add(1); n <= mails && t.Context().Err() == nil; n = next.Add(1) {
					for smtp.SendMail(at, nil, "eva@customer.example", []string{"help@example.com"}, []byte(mailText(int(n)))) != nil {
						broken.Add(1)
						select {
						case <-*up.Load():
						case <-t.Context().Done():
							return
						}
					}
					answered <- struct{}{}
				}
			})
		}
		for range kills {
			for range mails/kills - 5 {
				<-answered
			}
			again := soon()
			if err := p.cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
			p.wait()
			p = start(t, args...)
			close(again)
		}
		senders.Wait()
		if broken.Load() == 0 {
			t.Error("no kill hit a mail on its way")
		}
		messages := map[ticket.MessageID]bool{}
		for _, m := range awaitMail(t, place, mails) {
			if m.State != store.InboundDone || messages[m.Message] {
				t.Errorf("%s became %v, message %d: %s %s", m.Subject, m.State, m.Message, m.Reason, m.Error)
			}
			messages[m.Message] = true
		}
		if code := p.stop(); code != exitOK {
			t.Errorf("exit %d:\n%s", code, p.log.String())
		}
		if out, code := once(t, append([]string{"verify"}, place...)...); code != exitOK {
			t.Errorf("verify: %s", out)
		}
	})
}

// freeAddress is one that a server can have, and have again after it was killed.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}
