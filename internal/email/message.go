package email

import (
	"slices"
	"time"
)

// Message is a mail as it was received, read as far as it can be read. Every
// text in it is valid UTF-8; those of the header are one line.
type Message struct {
	From       Address   // the writer: From, else Sender or Reply-To; zero when none can be read
	OneAuthor  bool      // exactly one From field with one mailbox, so DMARC spoke of From (RFC 7489 §6.6.1)
	ReplyTo    []Address // where the writer wants answers
	To, Cc     []Address
	Recipients []Address // To and Cc, then what the servers on the way wrote (Delivered-To, X-Original-To, …); each once
	Subject    string
	Date       time.Time // zero when absent or unreadable; a claim of the sender in any case
	Thread     Thread

	// Text and HTML are the body. Text is always there when there is anything
	// to read, made from the HTML if need be, with "\n" at line ends. HTML is
	// as it was received, so only for a cleaner; images of the mail stand in it
	// as "cid:" and a File's ContentID. It is empty for a mail of plain text.
	Text, HTML string

	Files     []File // in the order of the message; signatures, invitations and forwarded mails too
	Encrypted bool   // the body is for the writer's correspondent alone (RFC 1847, RFC 8551)
	Calendar  string // the METHOD of an invitation (RFC 5546), such as "REQUEST", or ""
	Cut       []Cut  // what a limit left out, each word once

	fields fieldList
	root   *node
}

// Header gives the first field of that name, decoded, or "".
func (m *Message) Header(name string) string {
	return decodeWords(m.fields.get(lower(name)))
}

func (m *Message) cut(c Cut) {
	if !slices.Contains(m.Cut, c) {
		m.Cut = append(m.Cut, c)
	}
}
