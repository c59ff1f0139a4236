package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/smtp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"balie/internal/smtpout/smtptest"
	"balie/internal/store"
	"balie/internal/ticket"
)

// stranger is a mail of which each has another sender, who is told once that it
// came in.
func stranger(n int) (from, raw string) {
	from = fmt.Sprintf("eva%d@customer.example", n)
	return from, strings.ReplaceAll(mailText(n), "eva@customer.example", from)
}

// cutOff begins to hand a mail in, says half of it or all, and waits for no
// answer.
func cutOff(t *testing.T, at string, n int, whole bool) {
	t.Helper()
	from, raw := stranger(n)
	c, err := net.Dial("tcp", at)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	r := bufio.NewReader(c)
	for _, said := range []string{"", "HELO x\r\n", "MAIL FROM:<" + from + ">\r\n", "RCPT TO:<help@example.com>\r\n", "DATA\r\n"} {
		if _, err := io.WriteString(c, said); err != nil {
			t.Fatal(err)
		}
		if answer, err := r.ReadString('\n'); err != nil || answer[0] > '3' {
			t.Fatalf("%q was answered with %q, %v", said, answer, err)
		}
	}
	if raw += ".\r\n"; !whole {
		raw = raw[:len(raw)/2]
	}
	if _, err := io.WriteString(c, raw); err != nil {
		t.Fatal(err)
	}
}

// TestMailThroughKills kills the server again and again while mail pours in
// from senders who, as mail servers do, hand a mail in until it is answered
// with 250: by turns in the middle of a mail, and between its last byte and the
// answer. Each is one message in the end, and its sender is told so once; of a
// mail that was never said to its end nothing is left.
func TestMailThroughKills(t *testing.T) {
	const mails, kills = 120, 4
	eachEngine(t, func(t *testing.T, empty func(*testing.T) []string) {
		place := empty(t)
		if out, code := once(t, append([]string{"seed", "--tickets", "100"}, place...)...); code != exitOK {
			t.Fatal(out)
		}
		at, relay := freeAddress(t), smtptest.Start(t)
		args := append([]string{"--smtp-listen", at, "--mail-for", "help@example.com", "--smtp", relayURL(relay), "--base-url", "http://127.0.0.1:8420"}, place...)
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
					from, raw := stranger(int(n))
					for smtp.SendMail(at, nil, from, []string{"help@example.com"}, []byte(raw)) != nil {
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
		whole := 0
		for k := range kills {
			for range mails/kills - 5 {
				<-answered
			}
			again := soon()
			n, all := mails+1+k, k%2 == 1
			cutOff(t, at, n, all)
			if err := p.cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
			p.wait()
			p = start(t, args...)
			close(again)
			if !all {
				continue
			}
			whole++
			from, raw := stranger(n)
			if err := smtp.SendMail(at, nil, from, []string{"help@example.com"}, []byte(raw)); err != nil {
				t.Error(err)
			}
		}
		senders.Wait()
		if broken.Load() == 0 {
			t.Error("no kill hit a mail on its way")
		}
		messages := map[ticket.MessageID]bool{}
		for _, m := range awaitMail(t, place, mails+whole) {
			if m.State != store.InboundDone || messages[m.Message] {
				t.Errorf("%s became %v, message %d: %s %s", m.Subject, m.State, m.Message, m.Reason, m.Error)
			}
			messages[m.Message] = true
		}
		confirmedOnce(t, relay, len(messages))
		if code := p.stop(); code != exitOK {
			t.Errorf("exit %d:\n%s", code, p.log.String())
		}
		if out, code := once(t, append([]string{"verify"}, place...)...); code != exitOK {
			t.Errorf("verify: %s", out)
		}
	})
}

// confirmedOnce waits until so many senders were told, and demands that nobody
// was told twice. A copy that went out again, since the server was killed before
// it heard that the first was taken, is the same to the byte.
func confirmedOnce(t *testing.T, relay *smtptest.Sink, senders int) {
	t.Helper()
	for n := senders; ; {
		told := map[string]string{}
		list := relay.WaitFor(n)
		for _, m := range list {
			if had, twice := told[m.To[0]]; twice && had != string(m.Data) {
				t.Errorf("%s was told twice:\n%s\n%s", m.To[0], had, m.Data)
			}
			told[m.To[0]] = string(m.Data)
		}
		if len(told) >= senders {
			if len(told) > senders {
				t.Errorf("%d were told of %d mails", len(told), senders)
			}
			return
		}
		n = len(list) + 1
	}
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
