package page

import (
	"net/url"
	"strconv"
	"time"
)

// MailState says how far an outgoing mail has come.
type MailState string

const (
	MailWaiting MailState = "waiting"
	MailSent    MailState = "sent"
	MailFailed  MailState = "failed"
	MailHeld    MailState = "held"
)

// mailLooks are the filter's order, and each state's colour and word.
var mailLooks = []struct {
	state MailState
	tone  string
	key   string
}{
	{MailWaiting, "", "outbox.state.waiting"},
	{MailSent, "green", "outbox.state.sent"},
	{MailFailed, "red", "outbox.state.failed"},
	{MailHeld, "", "outbox.state.held"},
}

// OutboxRow is one outgoing mail in the list. Kind is already in words, and so
// is Why: the reason why it was not sent, if one is known.
type OutboxRow struct {
	ID      int64
	To      string
	Subject string
	Kind    string
	State   MailState
	At      time.Time
	Why     string
}

// Outbox is the list of outgoing mail. State "" shows all.
type Outbox struct {
	State   MailState
	Rows    []OutboxRow
	Pager   PagerView
	NoRelay bool // no mail server is set
}

// OutboxMail is one outgoing mail as it left, or will leave.
type OutboxMail struct {
	OutboxRow
	From      string
	MessageID string
	Ref       string // of the ticket it is about; "" for none
	Text      string
	Link      string // where its button leads; "" when that is its receiver's alone
	Again     bool   // it may be sent now, by hand
	AgainOnce string
	HTML      bool // whether it has an HTML part, served at OutboxHTMLURL
	NoRelay   bool
}

// next is the key of the sentence that says what becomes of a mail that was not
// sent.
func (m OutboxMail) next() string {
	switch {
	case m.NoRelay:
		return "outbox.unsent.no_relay"
	case m.State == MailHeld:
		return "outbox.unsent.held"
	case m.State == MailWaiting && m.Why == "":
		return "outbox.unsent.soon"
	case m.State == MailWaiting && !m.Again:
		return "outbox.unsent.tried"
	case !m.Again:
		return "outbox.unsent.over"
	}
	return "outbox.unsent.left"
}

// send is the key of what the button says.
func (m OutboxMail) send() string {
	if m.State == MailHeld {
		return "outbox.send"
	}
	return "outbox.again"
}

// OutboxURL is the address of the list.
func OutboxURL(state MailState) string {
	if state == "" {
		return "/admin/outbox"
	}
	return "/admin/outbox?state=" + url.QueryEscape(string(state))
}

// OutboxMailURL is the address of one mail.
func OutboxMailURL(id int64) string { return "/admin/outbox/" + strconv.FormatInt(id, 10) }

// OutboxHTMLURL is where a mail's HTML part is served, under a policy that lets
// it run and load nothing.
func OutboxHTMLURL(id int64) string { return OutboxMailURL(id) + "/html" }

// as names a page of the administration.
func (d Desk) as(title string) Desk {
	d.Face, d.Title = FaceAgent, title
	return d
}
