// Package notify says who hears of an event and through which mail. It is
// pure: the table of kinds decides, over people that the caller loaded.
package notify

import (
	"strconv"

	"balie/internal/access"
	"balie/internal/org"
	"balie/internal/ticket"
)

// Kind names a mail. It is stored, and the end of the catalogue keys mail.KIND.
type Kind string

const (
	Confirmation  Kind = "confirmation"   // to who asked: we have it
	NewAtDesk     Kind = "new_at_desk"    // to the desk: a new ticket
	NewReply      Kind = "new_reply"      // to the people involved: somebody wrote
	NewResponse   Kind = "new_response"   // to staff: somebody wrote in public
	WorkingOnIt   Kind = "working_on_it"  // to who asked: somebody took it up
	Assigned      Kind = "assigned"       // to the agent who got it
	TeamGiven     Kind = "team_given"     // to the agents of the team that got it
	HandedOver    Kind = "handed_over"    // to the desk that got or lost it
	HiddenComment Kind = "hidden_comment" // to staff: who wrote, never what
	Closed        Kind = "closed"
	Reopened      Kind = "reopened"
	Held          Kind = "held"
	HoldOver      Kind = "hold_over"   // to staff: the hold is over
	Merged        Kind = "merged"      // to the people involved: their question goes on in another ticket
	HoldStands    Kind = "hold_stands" // to who put it on hold: it has no end date
	Added         Kind = "added"       // to who was added: the public thread so far
	Edited        Kind = "edited"      // to staff: the customer changed the last message
)

// Kinds lists every kind of mail.
func Kinds() []Kind {
	return []Kind{
		Confirmation, NewAtDesk, NewReply, NewResponse, WorkingOnIt, Assigned,
		HandedOver, HiddenComment, Closed, Reopened, Held, HoldOver, HoldStands, Merged, TeamGiven, Added, Edited,
	}
}

// mails says which mail an event becomes on each side; an empty one is never sent.
var mails = map[ticket.EventKind]struct{ people, staff Kind }{
	ticket.Submitted: {Confirmation, NewAtDesk},
	ticket.Replied:   {NewReply, NewResponse},
	ticket.Remarked:  {NewReply, NewResponse},
	ticket.Commented: {NewReply, NewResponse},
	ticket.Asked:     {NewReply, NewResponse},
	ticket.Noted:     {"", HiddenComment},
	ticket.Sent:      {"", HandedOver},
	ticket.Returned:  {"", HandedOver},
	ticket.TookOver:  {"", HandedOver},
	ticket.GotBack:   {"", HandedOver},
	ticket.Closing:   {Closed, Closed},
	ticket.Reopened:  {Reopened, Reopened},
	ticket.Assigned:  {"", Assigned},
	ticket.TakenUp:   {WorkingOnIt, ""},
	ticket.Held:      {Held, ""},
	ticket.HoldEnded: {"", HoldOver},

	ticket.HoldReminded: {"", HoldStands},
	ticket.MergedInto:   {Merged, ""},
	ticket.TeamGiven:    {"", TeamGiven},

	ticket.PersonAdded: {Added, ""},
	ticket.Edited:      {"", Edited},
}

// Person is someone who may hear of an event, with what decides their rights.
type Person struct {
	access.Actor
	Active bool
}

// Who is everyone the event could concern.
type Who struct {
	Involved []Person // requester and followers
	Assignee Person   // at the desk that Desk names; zero: nobody
	NewOne   Person   // whom NewOne names; zero: nobody
	Staff    []Person // of the desk that Desk names, or of its team that has the ticket; without who switched it off
	Team     []Person // of the team that just got it, likewise
	Mailbox  bool     // that desk is told at an address of its own, too
}

// Recipient is one mail: to a person, or with User 0 to the desk's own address.
type Recipient struct {
	User org.UserID
	Desk org.ID // of the address; 0 for a person
	Kind Kind
}

// Desk is the desk whose people hear of the event: the one that holds the
// ticket, or the one it was taken from.
func Desk(e ticket.Event, t ticket.Ticket) org.ID {
	if e.Info().Hears&ticket.OtherDesk == 0 {
		return t.Holder
	}
	if e.Desk == org.VendorID {
		return t.Partner
	}
	return org.VendorID
}

// NewOne is whom the event names: who was just assigned, added, or put the
// ticket on hold; 0 when it names nobody.
func NewOne(e ticket.Event) org.UserID {
	if e.Info().Hears&(ticket.NewOne|ticket.Joined|ticket.Setter) == 0 {
		return 0
	}
	id, _ := strconv.ParseInt(e.To, 10, 64) // written by ticket
	return org.UserID(id)
}

// ForStaff reports whether the mail is for agents alone. Closed and Reopened
// go to both sides.
func (k Kind) ForStaff() bool {
	for _, m := range mails {
		if m.people == k {
			return false
		}
	}
	return true
}
