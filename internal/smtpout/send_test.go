package smtpout_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"

	"balie/internal/smtpout"
	"balie/internal/smtpout/smtptest"
)

const letter = "From: a\r\nSubject: b\r\n\r\nHello\r\n.\r\n..two dots\r\nBye\r\n"

var (
	one = []string{"eva@example.com"}
	two = []string{"eva@example.com", "bob@example.com"}
)

// relay is the Sink as Send sees it.
func relay(t *testing.T, s *smtptest.Sink) smtpout.Relay {
	t.Helper()
	r, err := smtpout.ParseURL(s.URL())
	if err != nil {
		t.Fatal(err)
	}
	r.Roots, r.Timeout = s.Roots(), 20*time.Second
	return r
}

func send(t *testing.T, r smtpout.Relay, to []string) smtpout.Result {
	t.Helper()
	return r.Send(t.Context(), "desk@example.nl", to, strings.NewReader(letter))
}

// expect compares kinds and codes, of the whole and of each recipient.
func expect(t *testing.T, got smtpout.Result, kind smtpout.Kind, code int, per map[string]smtpout.Answer) {
	t.Helper()
	if got.Kind != kind || got.Code != code {
		t.Errorf("got %s %d %q; want %s %d", got.Kind, got.Code, got.Text, kind, code)
	}
	for addr, a := range got.PerRecipient {
		if a.Text == "" {
			t.Errorf("%s has no text", addr)
		}
		a.Text = ""
		got.PerRecipient[addr] = a
	}
	if d := cmp.Diff(per, got.PerRecipient); d != "" {
		t.Error(d)
	}
}

var (
	sent      = smtpout.Answer{Kind: smtpout.Sent, Code: 250}
	temporary = func(code int) smtpout.Answer { return smtpout.Answer{Kind: smtpout.Temporary, Code: code} }
	dropped   = smtpout.Answer{Kind: smtpout.Temporary}
	permanent = func(code int) smtpout.Answer { return smtpout.Answer{Kind: smtpout.Permanent, Code: code} }
	of        = func(a smtpout.Answer) smtpout.Answer { a.Recipient = true; return a }
	unready   = func(code int) smtpout.Answer {
		return smtpout.Answer{Kind: smtpout.Temporary, Code: code, Relay: true}
	}
)

func TestSent(t *testing.T) {
	sink := smtptest.Start(t)
	expect(t, send(t, relay(t, sink), two), smtpout.Sent, 250, map[string]smtpout.Answer{two[0]: sent, two[1]: sent})
	want := []smtptest.Message{{From: "desk@example.nl", To: two, Data: []byte(letter)}}
	if d := cmp.Diff(want, sink.WaitFor(1)); d != "" {
		t.Error(d)
	}
}

func TestEmptySender(t *testing.T) {
	sink := smtptest.Start(t)
	got := relay(t, sink).Send(t.Context(), "", one, strings.NewReader(letter))
	if got.Kind != smtpout.Sent || sink.WaitFor(1)[0].From != "" {
		t.Errorf("%+v", got)
	}
}

func TestRefusals(t *testing.T) {
	refuse := func(addr string, err error) func(string) error {
		return func(s string) error {
			if s == addr {
				return err
			}
			return nil
		}
	}
	for _, c := range []struct {
		name  string
		set   func(*smtptest.Sink)
		to    []string
		kind  smtpout.Kind
		code  int
		per   map[string]smtpout.Answer
		mails int
	}{
		{
			"450 at RCPT", func(s *smtptest.Sink) { s.OnRcpt(refuse(one[0], smtptest.Reply(450, "greylisted"))) },
			one, smtpout.Temporary, 450,
			map[string]smtpout.Answer{one[0]: of(temporary(450))},
			0,
		},
		{
			"550 for one of two", func(s *smtptest.Sink) { s.OnRcpt(refuse(two[0], smtptest.Reply(550, "no such user"))) },
			two, smtpout.Permanent, 550,
			map[string]smtpout.Answer{two[0]: of(permanent(550)), two[1]: sent},
			1,
		},
		{
			"450 for one of two", func(s *smtptest.Sink) { s.OnRcpt(refuse(two[1], smtptest.Reply(450, "later"))) },
			two, smtpout.Temporary, 450,
			map[string]smtpout.Answer{two[0]: sent, two[1]: of(temporary(450))},
			1,
		},
		{
			"550 for the one twice named", func(s *smtptest.Sink) { s.OnRcpt(refuse(one[0], smtptest.Reply(550, "no"))) },
			[]string{one[0], one[0]},
			smtpout.Permanent, 550,
			map[string]smtpout.Answer{one[0]: of(permanent(550))},
			0,
		},
		{
			"550 at MAIL", func(s *smtptest.Sink) { s.OnMail(refuse("desk@example.nl", smtptest.Reply(550, "not you"))) },
			two, smtpout.Temporary, 550,
			map[string]smtpout.Answer{two[0]: unready(550), two[1]: unready(550)},
			0,
		},
		{
			"dropped at MAIL", func(s *smtptest.Sink) { s.OnMail(refuse("desk@example.nl", smtptest.ErrDrop)) },
			one, smtpout.Temporary, 0,
			map[string]smtpout.Answer{one[0]: unready(0)},
			0,
		},
		{
			"421 at RCPT", func(s *smtptest.Sink) { s.OnRcpt(refuse(one[0], smtptest.Reply(421, "closing"))) },
			one, smtpout.Temporary, 421,
			map[string]smtpout.Answer{one[0]: temporary(421)},
			0,
		},
		{"dropped within DATA", func(s *smtptest.Sink) {
			s.OnData(func(smtptest.Message) error { return smtptest.ErrDrop })
		}, one, smtpout.Temporary, 0, map[string]smtpout.Answer{one[0]: {Kind: smtpout.Temporary, Uncertain: true}}, 1},
		{"554 after DATA", func(s *smtptest.Sink) {
			s.OnData(func(smtptest.Message) error { return smtptest.Reply(554, "spam") })
		}, one, smtpout.Permanent, 554, map[string]smtpout.Answer{one[0]: permanent(554)}, 0},
		{"452 after DATA", func(s *smtptest.Sink) {
			s.OnData(func(smtptest.Message) error { return smtptest.Reply(452, "disk full") })
		}, one, smtpout.Temporary, 452, map[string]smtpout.Answer{one[0]: temporary(452)}, 0},
		{
			"dropped at the second RCPT", func(s *smtptest.Sink) { s.OnRcpt(refuse(two[1], smtptest.ErrDrop)) },
			two, smtpout.Temporary, 0,
			map[string]smtpout.Answer{two[0]: dropped, two[1]: dropped},
			0,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			sink := smtptest.Start(t)
			c.set(sink)
			expect(t, send(t, relay(t, sink), c.to), c.kind, c.code, c.per)
			if got := len(sink.WaitFor(c.mails)); got != c.mails {
				t.Errorf("%d mails arrived; want %d", got, c.mails)
			}
		})
	}
}

func TestDroppedAfterTheDotIsUncertain(t *testing.T) {
	sink := smtptest.Start(t)
	sink.OnData(func(smtptest.Message) error { return smtptest.ErrDrop })
	got := send(t, relay(t, sink), one)
	if got.Kind != smtpout.Temporary || !got.Uncertain || got.Code != 0 || !got.PerRecipient[one[0]].Uncertain {
		t.Errorf("%+v", got)
	}
	sink.OnData(nil)
	if got := send(t, relay(t, sink), one); got.Kind != smtpout.Sent || got.Uncertain {
		t.Errorf("the retry: %+v", got)
	}
	if m := sink.WaitFor(2); !bytes.Equal(m[0].Data, m[1].Data) {
		t.Error("the copies differ")
	}
}

func TestSlowRelayMeetsTheDeadline(t *testing.T) {
	for name, bound := range map[string]struct{ timeout, deadline time.Duration }{
		"timeout": {50 * time.Millisecond, time.Minute},
		"context": {time.Minute, 50 * time.Millisecond},
	} {
		t.Run(name, func(t *testing.T) {
			sink := smtptest.Start(t)
			sink.OnRcpt(func(string) error { <-t.Context().Done(); return nil })
			r := relay(t, sink)
			r.Timeout = bound.timeout
			ctx, cancel := context.WithTimeout(t.Context(), bound.deadline)
			defer cancel()
			got := r.Send(ctx, "", one, strings.NewReader(letter))
			if got.Kind != smtpout.Temporary || got.Code != 0 || got.Uncertain || len(sink.Messages()) > 0 {
				t.Errorf("%+v", got)
			}
		})
	}
}

func TestCancelledWhileWaiting(t *testing.T) {
	for name, uncertain := range map[string]bool{"at RCPT": false, "after the dot": true} {
		t.Run(name, func(t *testing.T) {
			sink := smtptest.Start(t)
			ctx, cancel := context.WithCancel(t.Context())
			wait := func() error { cancel(); <-t.Context().Done(); return nil }
			if uncertain {
				sink.OnData(func(smtptest.Message) error { return wait() })
			} else {
				sink.OnRcpt(func(string) error { return wait() })
			}
			got := relay(t, sink).Send(ctx, "", one, strings.NewReader(letter))
			if got.Kind != smtpout.Temporary || got.Code != 0 || got.Uncertain != uncertain {
				t.Errorf("%+v", got)
			}
		})
	}
}

func TestHalfAMessageIsNeverAccepted(t *testing.T) {
	sink := smtptest.Start(t)
	broken := io.MultiReader(strings.NewReader(letter), iotest.ErrReader(errors.New("blob gone")))
	got := relay(t, sink).Send(t.Context(), "", one, broken)
	if got.Kind != smtpout.Temporary || got.Uncertain || !strings.Contains(got.Text, "blob gone") {
		t.Errorf("%+v", got)
	}
	send(t, relay(t, sink), one)
	if m := sink.WaitFor(1); len(m) != 1 || string(m[0].Data) != letter {
		t.Errorf("recorded %+v", m)
	}
}

func TestUnreachable(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := l.Addr().(*net.TCPAddr).Port
	l.Close()
	r := smtpout.Relay{Host: "127.0.0.1", Port: port}
	if got := send(t, r, one); got.Kind != smtpout.Temporary || got.Code != 0 || got.Text == "" {
		t.Errorf("%+v", got)
	}
}

func TestEnvelopeIsRefused(t *testing.T) {
	sink := smtptest.Start(t)
	sink.OnMail(func(string) error { t.Error("the relay was asked"); return nil })
	r := relay(t, sink)
	for _, bad := range []string{"a@b\r", "a@b\nRCPT TO:<x@y>", "a@b\x00", "a@b> SIZE=1", "<a@b", "é@b", strings.Repeat("a", 255)} {
		for _, got := range []smtpout.Result{
			r.Send(t.Context(), bad, one, strings.NewReader(letter)),
			r.Send(t.Context(), "", []string{"eva@example.com", bad}, strings.NewReader(letter)),
		} {
			if got.Kind != smtpout.Permanent || got.Code != 0 || strings.ContainsAny(got.Text, "\r\n\x00") {
				t.Errorf("%q: %+v", bad, got)
			}
		}
	}
	if got := send(t, r, nil); got.Kind != smtpout.Permanent {
		t.Errorf("no recipient: %+v", got)
	}
	if got := send(t, r, []string{""}); got.Kind != smtpout.Permanent {
		t.Errorf("empty recipient: %+v", got)
	}
}
