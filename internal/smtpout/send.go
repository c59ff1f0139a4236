package smtpout

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/wneessen/go-mail/smtp"
)

// Send gives msg, a complete message, to the relay for the recipients. from may
// be empty for a mail that must not be answered (RFC 5321 §4.5.5). The context
// and the relay's Timeout bound the whole conversation, whichever ends first.
//
// A relay that cannot be reached, does not offer the protection asked for, or
// refuses our greeting, sign-in or sender gives Temporary whatever its code: that
// is a fault of the set-up, and no mail may be lost by it. An address that could
// break out of its command gives Permanent before anything is dialled.
func (r Relay) Send(ctx context.Context, from string, to []string, msg io.Reader) Result {
	if bad := badEnvelope(from, to); bad != "" {
		return all(to, Answer{Kind: Permanent, Text: bad})
	}
	timeout := r.Timeout
	if timeout <= 0 {
		timeout = defaultTimeout
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()

	c, hangUp, err := r.open(ctx)
	if err != nil {
		return all(to, unready(err))
	}
	defer hangUp()
	return transact(c, from, to, msg)
}

// transact is one mail transaction (RFC 5321 §3.3).
func transact(c *smtp.Client, from string, to []string, msg io.Reader) Result {
	if err := c.Mail("<" + from + ">"); err != nil {
		return all(to, unready(err))
	}
	per := make(map[string]Answer, len(to))
	accepted := 0
	for _, addr := range to {
		if _, twice := per[addr]; twice {
			continue
		}
		err := c.Rcpt("<" + addr + ">")
		if err == nil {
			per[addr] = Answer{}
			accepted++
			continue
		}
		a := answer(err)
		if a.Code == 0 || a.Code == 421 {
			return settle(to, per, a)
		}
		a.Recipient = true
		per[addr] = a
	}
	if accepted == 0 {
		quit(c)
		return settle(to, per, Answer{})
	}
	return settle(to, per, data(c, msg))
}

// data sends the message and waits for the relay to take responsibility. When
// the message cannot be read or written to its end, no dot is sent: the
// connection is dropped, so that half a message is never accepted.
func data(c *smtp.Client, msg io.Reader) Answer {
	w, err := c.Data()
	if err != nil {
		return answer(err)
	}
	if _, err := io.Copy(w, msg); err != nil {
		_ = c.Close()
		return Answer{Kind: Temporary, Text: fmt.Sprintf("message not sent to its end: %v", err)}
	}
	if err := w.Close(); err != nil {
		a := answer(err)
		a.Uncertain = a.Code == 0
		return a
	}
	quit(c)
	a := Answer{Kind: Sent, Code: 250}
	if reply, ok := w.(*smtp.DataCloser); ok {
		a.Text = oneLine(reply.ServerResponse())
	}
	return a
}

// badEnvelope says why an envelope is refused, or nothing. Non-ASCII addresses
// would need SMTPUTF8 (RFC 6531) all the way to the reader.
func badEnvelope(from string, to []string) string {
	if len(to) == 0 {
		return "no recipient"
	}
	for _, addr := range to {
		if addr == "" || unsafe(addr) {
			return fmt.Sprintf("recipient refused: %q", addr)
		}
	}
	if unsafe(from) {
		return fmt.Sprintf("sender refused: %q", from)
	}
	return ""
}

// unsafe reports CR, LF, NUL and whatever else could end an argument early.
func unsafe(s string) bool {
	return len(s) > 254 || strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r > '~' || r == '<' || r == '>' })
}

// quit is a courtesy (RFC 5321 §4.1.1.10): the outcome is known, so it waits
// for no answer.
func quit(c *smtp.Client) { _, _ = c.Text.Cmd("QUIT") }
