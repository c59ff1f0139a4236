package smtpout

import (
	"errors"
	"net/textproto"
	"strings"
)

// Kind is what a caller decides by.
type Kind string

const (
	Sent      Kind = "sent"      // the relay has taken responsibility (RFC 5321 §4.2.5)
	Temporary Kind = "temporary" // try again later, with the same bytes
	Permanent Kind = "permanent" // trying again will not help
)

// Answer is what the relay said, or what became of the connection.
type Answer struct {
	Kind Kind
	Code int    // SMTP reply code; 0 when there was no reply
	Text string // the reply without its code, or the network's error; for logs and administrators

	// Uncertain: everything including the final dot went out and no reply came
	// back, so the relay may or may not have the message (RFC 1047). Always
	// Temporary; the retry must be byte-equal.
	Uncertain bool

	// Relay: the relay was in the way of whatever this sender mails: no
	// connection, greeting, protection or sign-in, or it would not begin a mail
	// of the sender's. Always Temporary.
	Relay bool

	// Recipient: the relay said so of this recipient, in its answer to RCPT TO.
	Recipient bool
}

// Result is the outcome of one Send. Its own Answer sums up: Sent when every
// recipient was, Temporary when any recipient is worth a retry, else Permanent.
// A retry goes to exactly the recipients whose Kind is Temporary.
type Result struct {
	Answer
	PerRecipient map[string]Answer // an entry for each address given
}

// all is a result that is the same for every recipient.
func all(to []string, a Answer) Result {
	r := settle(to, make(map[string]Answer, len(to)), a)
	r.Answer = a
	return r
}

// settle gives a to every recipient that has no answer of its own yet and
// derives the whole.
func settle(to []string, per map[string]Answer, a Answer) Result {
	r := Result{PerRecipient: per}
	for _, addr := range to {
		if per[addr].Kind == "" {
			per[addr] = a
		}
		if weight(per[addr].Kind) > weight(r.Kind) {
			r.Answer = per[addr]
		}
	}
	return r
}

func weight(k Kind) int {
	switch k {
	case Temporary:
		return 3
	case Permanent:
		return 2
	case Sent:
		return 1
	}
	return 0
}

// answer classifies an error by the first digit of the reply (RFC 5321
// §4.2.1); what is no reply is the network's, hence temporary.
func answer(err error) Answer {
	var reply *textproto.Error
	if !errors.As(err, &reply) {
		return Answer{Kind: Temporary, Text: err.Error()}
	}
	a := Answer{Kind: Temporary, Code: reply.Code, Text: oneLine(reply.Msg)}
	if reply.Code/100 == 5 {
		a.Kind = Permanent
	}
	return a
}

// unready is an answer before the first recipient. Whatever its code, it is a
// fault of the set-up and not of the mail, of which none may be lost by it.
func unready(err error) Answer {
	a := answer(err)
	a.Kind, a.Relay = Temporary, true
	return a
}

// oneLine makes a reply fit for a log line, whatever the relay put in it.
func oneLine(s string) string {
	s = strings.Join(strings.Fields(strings.ToValidUTF8(s, "\uFFFD")), " ")
	if r := []rune(s); len(r) > 500 {
		s = string(r[:500])
	}
	return s
}
