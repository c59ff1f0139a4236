package page

import (
	"strconv"
	"time"

	"github.com/a-h/templ"

	"balie/internal/locale"
	"balie/internal/richtext"
	"balie/internal/ticket"
)

// PortalTicket is a ticket as its customer sees it.
type PortalTicket struct {
	ID         ticket.ID
	Ref        string
	Subject    string
	State      ticket.State
	Kind       ticket.Kind
	Priority   ticket.Priority
	Entity     string // filled when the person has more than one
	System     string // "" when it is about none
	CreatedAt  time.Time
	HoldReason string    // the public one; only on hold
	HoldUntil  time.Time // zero: no end is known
	Thread     []PortalEntry
	People     []PortalPerson
	MayClose   bool // close and reopen: members of the entity
	Seen       ticket.EventID
	CloseOnce  string
	Merged     string // the reference of the ticket that goes on for this one

	PersonMail     string // what was typed to add somebody, and what was wrong with it
	PeopleProblems []Problem
	Reply          PortalReply
}

// PortalEntry is a message or, when Sentence is set, an event.
type PortalEntry struct {
	At time.Time

	Message      ticket.MessageID // with the event that recorded it
	Me           bool             // written by the reader
	Author       Person
	Organization string // for staff: the name the customer knows them under
	Body         richtext.HTML
	Edited       bool // changed after it was sent
	Files        []FileView

	Event    ticket.EventID
	Sentence string // an event, already in the reader's language
	Icon     string
}

// PortalPerson is somebody involved. Note says what they are: the name of their
// organization, or that they asked.
type PortalPerson struct {
	Person Person
	Note   string
}

// The two ways to write on a closed ticket, in the field "mode".
const (
	ModeRemark = "remark" // it stays closed
	ModeReopen = "reopen"

	ModeEdit = "edit" // on an open one: change my last message
	ModeNew  = "new"  // or send another
)

// PortalReply is the reply form with what was typed. Changed is set when the
// ticket moved on while the person wrote: a sentence saying how. Nothing was
// sent then, the text is kept, and the button sends it anyway.
type PortalReply struct {
	Once     string
	Mode     string           // one of the modes above
	Own      ticket.MessageID // the reader's last message, that may be changed; 0: none
	OwnWas   string           // as it stands in the thread
	OwnText  string           // as it is typed
	OwnHTML  string           // the same with its looks, "" when it has none
	Text     string
	HTML     string // the same as typed in the editor, "" without it
	Files    []KeptFile
	Draft    DraftProps
	MaxFiles int64 // bytes, all together
	Problems []Problem
	Changed  string
	Newest   ticket.MessageID // what to read first; 0: the state panel
}

// replyWords are the catalogue keys of the reply form in one state.
type replyWords struct{ label, hint, send string }

var replyIn = map[ticket.State]replyWords{
	ticket.Waiting: {"portal.reply.waiting", "", "portal.reply.waiting.send"},
	ticket.Open:    {"portal.reply.open", "portal.reply.open.hint", "portal.reply.open.send"},
	ticket.OnHold:  {"portal.reply.hold", "portal.reply.hold.hint", "portal.reply.hold.send"},
	ticket.Closed:  {"portal.reply.message", "", "portal.reply.closed.remark.send"},
}

// text is the message field of the form.
func (p PortalTicket) text(l *locale.Locale) FieldProps {
	w := replyIn[p.State]
	f := FieldProps{L: l, Name: "text", Label: l.T(w.label), Problems: p.Reply.Problems}
	if w.hint != "" {
		f.Hint = l.T(w.hint)
	}
	return f
}

// newest is the anchor of what changed while the person wrote.
func (r PortalReply) newest() templ.SafeURL {
	if r.Newest == 0 {
		return "#state"
	}
	return templ.SafeURL("#" + messageID(r.Newest))
}

func messageNumber(m ticket.MessageID) string { return strconv.FormatInt(int64(m), 10) }

func messageID(m ticket.MessageID) string { return "m" + strconv.FormatInt(int64(m), 10) }

func eventID(e ticket.EventID) string { return "e" + eventNumber(e) }

func ticketNumber(id ticket.ID) string { return strconv.FormatInt(int64(id), 10) }

func eventNumber(e ticket.EventID) string { return strconv.FormatInt(int64(e), 10) }
