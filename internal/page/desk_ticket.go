package page

import (
	"strconv"
	"strings"
	"time"

	"balie/internal/org"
	"balie/internal/richtext"
	"balie/internal/ticket"
)

// DeskTicket is a ticket as staff sees it.
type DeskTicket struct {
	Desk
	ID         ticket.ID
	Ref        string
	Subject    string
	Kind       ticket.Kind
	Priority   ticket.Priority
	Channel    ticket.Channel
	State      StateView
	Deadline   DeadlineView
	CreatedAt  time.Time
	HoldReason string // only on hold
	HoldUntil  time.Time
	Entity     string
	System     string
	Holder     string // the organization that holds it, "" in a single tier
	From       ticket.View
	Near       NearView // its place in the list it was opened from
	Thread     []DeskEntry
	People     []DeskPerson
	Others     []DeskOther // earlier tickets like this one
	Assignee   Person      // of this desk
	AssigneeID org.UserID  // the same, for the forms
	Assignees  []AssigneeChoice
	Team       string // of this desk
	TeamID     org.TeamID
	Teams      []ListChoice
	Take       bool // the reader may take it
	Prioritise bool
	Acts       DeskActs
	Here       []DeskHere // who else is at the ticket
	Composer   DeskComposer
	Print      string // PrintPublic or PrintHidden when it is about to be printed, else ""
}

// DeskEntry is a message or, when Sentence is set, an event.
type DeskEntry struct {
	Event ticket.EventID
	At    time.Time

	Message      ticket.MessageID
	Author       Person
	Organization string
	Mine         bool
	Unread       bool // the reader has not seen it
	Hidden       bool
	Body         richtext.HTML
	Files        []FileView
	Failed       []string      // which mails of it did not arrive, and why
	Former       []DeskFormer  // what it said before, when it was changed
	Split        bool          // it may become a ticket of its own
	Rest         richtext.HTML // what folds away: quoted history, a signature
	Mail         *DeskMail     // of a message that came by mail

	Kind     ticket.EventKind
	Sentence string // already in the reader's language

	Paper Paper // where paper for customers says something else
}

// DeskMail says of a message that came by mail why it is here; all of it is in
// words.
type DeskMail struct {
	Why      string
	Sender   string   // whether it was shown to be theirs
	Doubted  bool     // their domain says it is not
	Cut      []string // what a limit left out
	Original string   // where the mail is downloaded
}

// OriginalURL is where the mail that a message came by is downloaded.
func OriginalURL(id ticket.MessageID) string {
	return "/desk/messages/" + strconv.FormatInt(int64(id), 10) + "/original"
}

// said parts an event's sentence after the name of who did it, where it begins
// with that.
func (e DeskEntry) said() (who, did string) {
	if rest, ok := strings.CutPrefix(e.Sentence, e.Author.Name+" "); ok && e.Author.Name != "" {
		return e.Author.Name, " " + rest
	}
	return "", e.Sentence
}

// back is the list that the reader came from.
func (p DeskTicket) back() string {
	if p.Near.Back != "" {
		return p.Near.Back
	}
	return DeskViewURL(p.From, "")
}

// kind is the look of a message: hidden before anything else.
func (e DeskEntry) kind() string {
	switch {
	case e.Hidden:
		return "hidden"
	case e.Author.Tier == "c":
		return "customer"
	}
	return "agent"
}

// DeskPerson is somebody involved. Note is what they are, translated.
type DeskPerson struct {
	Person Person
	Note   string
	Remove org.UserID // who may be removed; 0: nobody
	Failed string     // why mail to them fails, in words; "" when it does not
	Paper  string     // the name on paper for customers, where it is another
}

// DeskOther is another ticket with its state.
type DeskOther struct {
	Ref     string
	Subject string
	State   StateView
}

// AssigneeChoice is a colleague who may be given the ticket.
type AssigneeChoice struct {
	ID      org.UserID
	Name    string
	Current bool
}

// eventIcon is the event's icon on the spine, and whether it is a step between
// the desks.
func eventIcon(k ticket.EventKind) (icon string, between bool) {
	switch k {
	case ticket.Sent:
		return "circle-arrow-up", true
	case ticket.Returned, ticket.GotBack, ticket.TookOver:
		return "corner-down-left", true
	case ticket.Closing:
		return "circle-check", false
	case ticket.Reopened:
		return "rotate-ccw", false
	case ticket.Assigned, ticket.TakenUp:
		return "user", false
	case ticket.TeamGiven:
		return "users", false
	case ticket.Unassigned, ticket.TeamTaken:
		return "user-x", false
	case ticket.Prioritised:
		return "flag", false
	case ticket.Held, ticket.HoldReminded:
		return "st-hold", false
	case ticket.Asked:
		return "st-wait", false
	case ticket.MailFailed:
		return "octagon-alert", false
	case ticket.Submitted:
		return "inbox", false
	}
	return "st-open", false
}

// firstUnread is where the page opens, 0 when all was read.
func (p DeskTicket) firstUnread() ticket.EventID {
	for _, e := range p.Thread {
		if e.Unread {
			return e.Event
		}
	}
	return 0
}

// title begins with the word for error when something was refused.
func (p DeskTicket) title() string {
	title := p.Ref + " " + p.Subject
	if len(p.Composer.Problems) > 0 {
		return p.L.T("common.error") + ": " + title
	}
	return title
}

// newest is the anchor of the last entry.
func (p DeskTicket) newest() string {
	if len(p.Thread) == 0 {
		return "#compose"
	}
	if e := p.Thread[len(p.Thread)-1]; e.Message != 0 {
		return "#" + messageID(e.Message)
	}
	return "#" + eventID(p.Thread[len(p.Thread)-1].Event)
}

func number64(n int64) string { return strconv.FormatInt(n, 10) }

func userNumber(id org.UserID) string { return strconv.FormatInt(int64(id), 10) }
