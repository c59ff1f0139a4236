package main

import (
	"bytes"
	"fmt"
	"net/mail"
	"net/smtp"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"balie/internal/smtpout/smtptest"
)

// relayURL is a sink as the setting smtp names it.
func relayURL(s *smtptest.Sink) string {
	address, _, _ := strings.Cut(strings.TrimPrefix(s.URL(), "smtp://"), "?")
	return "smtp://" + address + "?starttls=off"
}

// helpdesk is a server with its address, and a relay that carries its mail to
// the other one.
type helpdesk struct {
	address string
	place   []string
	door    string
	process *process
	relay   *smtptest.Sink

	asked    int
	answered chan struct{} // one for each that asked
}

// asker begins the addresses of people who only see whether a server answers.
const asker = "asker"

func newHelpdesk(t *testing.T, name string) *helpdesk {
	t.Helper()
	h := &helpdesk{address: "desk@" + name + ".example", place: []string{"--data", filepath.Join(t.TempDir(), "data")}, relay: smtptest.Start(t), answered: make(chan struct{}, 100)}
	if out, code := once(t, append([]string{"seed", "--tickets", "100"}, h.place...)...); code != exitOK {
		t.Fatal(out)
	}
	h.process = start(t, append([]string{
		"--smtp-listen", "127.0.0.1:0", "--mail-for", h.address, "--mail-from", h.address, "--reply-address", h.address, "--smtp", relayURL(h.relay),
	}, h.place...)...)
	h.door = h.process.mailAddress()
	return h
}

// bare is a mail of a helpdesk as one that knows no manners would send it:
// without the fields that say that a program wrote it and what it answers.
func bare(t *testing.T, raw []byte, id int64) []byte {
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		t.Error(err)
		return nil
	}
	var b bytes.Buffer
	for _, name := range []string{"From", "To", "Date", "MIME-Version", "Content-Type", "Content-Transfer-Encoding"} {
		fmt.Fprintf(&b, "%s: %s\r\n", name, m.Header.Get(name))
	}
	fmt.Fprintf(&b, "Subject: We received your request %d\r\nMessage-ID: <%d@proxy.example>\r\n\r\n", id, id)
	if _, err := b.ReadFrom(m.Body); err != nil {
		t.Error(err)
	}
	return b.Bytes()
}

// TestTwoHelpdesksAnswerEachOther sends one mail between two servers that take
// each other for somebody who asks. Three mails later it is quiet.
func TestTwoHelpdesksAnswerEachOther(t *testing.T) {
	for name, strip := range map[string]bool{"as they are": false, "without the fields that tell programs": true} {
		t.Run(name, func(t *testing.T) {
			a, b := newHelpdesk(t, "left"), newHelpdesk(t, "right")
			var crossed atomic.Int64
			carry := func(from, to *helpdesk) {
				from.relay.OnData(func(m smtptest.Message) error {
					if strings.HasPrefix(m.To[0], asker) {
						from.answered <- struct{}{}
					}
					if m.To[0] != to.address {
						return nil
					}
					n, raw := crossed.Add(1), m.Data
					if strip {
						raw = bare(t, raw, n)
					}
					if n > 20 { // enough to see that it would never end
						return nil
					}
					return smtp.SendMail(to.door, nil, m.From, m.To, raw)
				})
			}
			carry(a, b)
			carry(b, a)
			first := fmt.Sprintf("From: Right <%s>\r\nTo: %s\r\nMessage-ID: <first@right.example>\r\nSubject: Hello\r\n\r\nIs there anybody?\r\n", b.address, a.address)
			if err := smtp.SendMail(a.door, nil, b.address, []string{a.address}, []byte(first)); err != nil {
				t.Fatal(err)
			}
			quiet(t, &crossed, a, b)
			if n := crossed.Load(); n == 0 || n > 3 {
				t.Errorf("%d mails went between them", n)
			}
			for _, h := range []*helpdesk{a, b} {
				if code := h.process.stop(); code != exitOK {
					t.Errorf("exit %d:\n%s", code, h.process.log.String())
				}
			}
		})
	}
}

// quiet waits until nothing more goes between them: both have answered a mail
// that came after all others, twice, and nothing crossed meanwhile.
func quiet(t *testing.T, crossed *atomic.Int64, all ...*helpdesk) {
	t.Helper()
	for still, before := 0, crossed.Load(); still < 2; {
		for _, h := range all {
			h.asked++
			from := fmt.Sprintf("%s%d@people.example", asker, h.asked)
			raw := fmt.Sprintf("From: %s\r\nTo: %s\r\nMessage-ID: <%s>\r\nSubject: Ask\r\n\r\nAsk %s\r\n", from, h.address, from, from)
			if err := smtp.SendMail(h.door, nil, from, []string{h.address}, []byte(raw)); err != nil {
				t.Fatal(err)
			}
			select {
			case <-h.answered:
			case <-time.After(patience):
				t.Fatalf("no answer:\n%s", h.process.log.String())
			}
		}
		now := crossed.Load()
		if still++; now != before {
			still, before = 0, now
		}
	}
}
