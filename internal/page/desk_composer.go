package page

import (
	"strings"

	"balie/internal/locale"
	"balie/internal/ticket"
)

// What the composer's submits send as "do". The choice of visibility is the
// field "vis" (VisReply, VisHidden) and is the stronger of the two: a hidden
// comment never goes out because another button was pressed.
const (
	DoComment    = "comment"      // public, the state stays
	DoAsk        = "comment_wait" // public, then wait for the customer
	DoNote       = "hidden"       // for staff alone
	DoClose      = "close"        // with the comment, if there is one
	DoReopen     = "reopen"
	DoSend       = "send"      // hidden comment and hand over to the other desk
	DoTakeBack   = "take_back" // what this desk sent
	VisReply     = "reply"
	VisHidden    = "hidden"
	DraftAt      = "draft_" // and VisReply or VisHidden: the version of the draft that is typed on
	AnywayOnward = "anyway" // beside "do": sent although the ticket changed
)

// DeskComposer is the form to write on a ticket, with what was typed.
type DeskComposer struct {
	Once     string
	Seen     ticket.EventID
	Hidden   bool // the choice of visibility
	Text     string
	HTML     string // the same as typed in the editor, "" without it
	Files    []KeptFile
	MaxFiles int64
	Problems []Problem
	// Changed says what happened while the person wrote; the text is kept and
	// sending it anyway is a second button.
	Changed []string
	Do      string // what was pressed then
	// Unanswered is set when closing was asked for while the customer waits for
	// an answer: the page asks once more.
	Unanswered bool
	DraftURL   string   // where script keeps what is typed
	DraftAt    [2]int64 // versions of the stored drafts, public and hidden
	Other      string   // the stored draft of the other visibility
	OtherHTML  string   // the same as the editor had it

	To       string // the requester
	CopyTo   int    // how many others get it
	Closed   bool
	Audience []string // whose agents read a hidden comment
	MayAsk   bool
	MayClose bool
	SendTo   string // the other desk, "" when it may not be handed over
	TakeBack string // the desk it may be taken back from
}

// audience names who sees a hidden comment: "Lindehof IT and Tessel Software".
func (c DeskComposer) audience(l *locale.Locale) string {
	last := len(c.Audience) - 1
	if last < 1 {
		return strings.Join(c.Audience, "")
	}
	return l.T("common.and", "some", strings.Join(c.Audience[:last], ", "), "last", c.Audience[last])
}

// main is the first submit of a public comment.
func (p DeskTicket) main() ButtonProps {
	b := ButtonProps{Kind: "primary", Name: "do", Key: "Ctrl ↵"}
	switch {
	case p.Composer.Closed:
		b.Text, b.Value = p.L.T("ticket.update"), DoComment
	case p.Composer.MayAsk:
		b.Text, b.Value = p.L.T("ticket.comment_wait"), DoAsk
	default:
		b.Text, b.Value = p.L.T("ticket.comment"), DoComment
	}
	return b
}

// others are the other submits of a public comment.
func (p DeskTicket) others() []SplitItem {
	c, l := p.Composer, p.L
	if c.Closed {
		return []SplitItem{{l.T("ticket.reopen"), l.T("ticket.reopen_is"), "rotate-ccw", DoReopen, "", ""}}
	}
	var out []SplitItem
	if c.MayAsk {
		out = append(out, SplitItem{l.T("ticket.comment"), l.T("ticket.comment_is"), "st-open", DoComment, "", ""})
	}
	if c.MayClose {
		out = append(out, SplitItem{l.T("ticket.close"), l.T("ticket.close_is"), "circle-check", DoClose, "E", ""})
	}
	if c.SendTo != "" {
		out = append(out, SplitItem{l.T("ticket.send_on", "desk", c.SendTo), l.T("ticket.send_on_is"), "st-esc", "", "V", "vis-hidden"})
	}
	if c.TakeBack != "" {
		out = append(out, SplitItem{l.T("ticket.take_back"), l.T("ticket.take_back_is", "desk", c.TakeBack), "corner-down-left", DoTakeBack, "", ""})
	}
	return out
}

// hiddenMain and hiddenOthers are the submits of a hidden comment.
func (p DeskTicket) hiddenMain() ButtonProps {
	return ButtonProps{Kind: "amber", Name: "do", Value: DoNote, Text: p.L.T("ticket.hidden"), Key: "Ctrl ↵"}
}

func (p DeskTicket) hiddenOthers() []SplitItem {
	if p.Composer.SendTo == "" {
		return nil
	}
	return []SplitItem{{p.L.T("ticket.send", "desk", p.Composer.SendTo), p.L.T("ticket.send_is"), "st-esc", DoSend, "V", ""}}
}
