package ticket

// EventKind names a kind of change. The numbers are stored: never reuse one.
type EventKind int8

const (
	Submitted   EventKind = 1
	Replied     EventKind = 2
	Remarked    EventKind = 3
	Commented   EventKind = 4
	Asked       EventKind = 5
	Noted       EventKind = 6
	Sent        EventKind = 7
	Returned    EventKind = 8
	Closing     EventKind = 9
	Reopened    EventKind = 10
	Assigned    EventKind = 11
	Unassigned  EventKind = 12
	TakenUp     EventKind = 13
	Prioritised EventKind = 14
	Held        EventKind = 15
	HoldEnded   EventKind = 16
	TookOver    EventKind = 17
	MailFailed  EventKind = 18
	GotBack     EventKind = 19
)

// Audience is who hears of an event, other than its own actor.
type Audience uint8

const (
	People    Audience = 1 << iota // requester and followers
	Requester                      // the requester alone
	Assignee                       // the assignee at the holding desk, else that desk
	NewOne                         // who was just assigned
	Desk                           // the holding desk
	OtherDesk                      // the desk that held it before
)

// Moves says which of the two last-update times an event moves.
type Moves int8

const (
	Neither Moves = 0
	StaffAt Moves = 1
	BothAt  Moves = 2
)

// KindInfo is one row of the table of kinds. Name is the end of the catalogue
// keys event.NAME (the timeline's sentence) and mail.NAME.
type KindInfo struct {
	Name   string
	Public bool // the customer may see it
	Moves  Moves
	Hears  Audience
}

// Kinds is what each side may see of a change and who hears of it.
var Kinds = map[EventKind]KindInfo{
	Submitted:   {"submitted", true, BothAt, Requester | Desk},
	Replied:     {"replied", true, BothAt, People | Assignee},
	Remarked:    {"remarked", true, BothAt, People | Assignee},
	Commented:   {"commented", true, BothAt, People | Assignee},
	Asked:       {"asked", true, BothAt, People | Assignee},
	Noted:       {"noted", false, StaffAt, Assignee},
	Sent:        {"sent", false, StaffAt, Desk},
	Returned:    {"returned", false, StaffAt, Assignee},
	Closing:     {"closed", true, BothAt, People | Assignee},
	Reopened:    {"reopened", true, BothAt, People | Assignee},
	Assigned:    {"assigned", false, Neither, NewOne},
	Unassigned:  {"unassigned", false, Neither, 0},
	TakenUp:     {"taken_up", true, Neither, Requester},
	Prioritised: {"prioritised", true, Neither, 0},
	Held:        {"held", true, BothAt, People},
	HoldEnded:   {"hold_ended", true, BothAt, Assignee},
	TookOver:    {"took_over", false, StaffAt, OtherDesk},
	MailFailed:  {"mail_failed", false, Neither, 0},
	GotBack:     {"got_back", false, StaffAt, OtherDesk},
}
