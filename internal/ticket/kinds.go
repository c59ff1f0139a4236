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

	PersonAdded   EventKind = 20 // To: the person
	PersonRemoved EventKind = 21 // To: the person
	PersonLeft    EventKind = 22
	Tagged        EventKind = 23 // To: the tag's name
	Untagged      EventKind = 24 // From: the tag's name
	TopicSet      EventKind = 25
	KindSet       EventKind = 26
	SystemSet     EventKind = 27
	EntitySet     EventKind = 28
	SplitOff      EventKind = 29 // To: the new ticket
	MergedInto    EventKind = 30 // From: the state before; To: the other ticket
	Absorbed      EventKind = 31 // From: the ticket that was merged into this one
	Unmerged      EventKind = 32 // From: the other ticket
	Parted        EventKind = 33 // To: the ticket that stands by itself again
	Linked        EventKind = 34 // To: the other ticket
	Unlinked      EventKind = 35 // From: the other ticket
	Withdrawn     EventKind = 36 // From: the first event that does not count any more
	Edited        EventKind = 37 // To: the message
	Rehomed       EventKind = 38 // its entity moved; From, To: the first desks
	Passed        EventKind = 39 // From: the requester who left; To: who has it now
	RequesterLeft EventKind = 40 // and nobody could take it
	WrittenDown   EventKind = 41 // by an agent; To: who asked
	HoldReminded  EventKind = 42 // it has no end date; To: who put it on hold
	TeamGiven     EventKind = 43 // From, To: the teams
	TeamTaken     EventKind = 44 // From: the team
	AutoReplied   EventKind = 45 // a program answered: kept beside the conversation
	Suggested     EventKind = 46 // To: the ticket that a mail may belong to
	EntityGuessed EventKind = 47 // To: the entity, of several that the sender belongs to
	CopiedTo      EventKind = 48 // To: an address that a mail went to as well
)

// Audience is who hears of an event, other than its own actor.
type Audience uint16

const (
	People    Audience = 1 << iota // requester and followers
	Requester                      // the requester alone
	Assignee                       // the assignee at the holding desk, else that desk
	NewOne                         // who was just assigned
	Desk                           // the holding desk
	OtherDesk                      // the desk that held it before
	Joined                         // who was just added
	Setter                         // who put it on hold, else as Assignee
	Team                           // the team that just got it
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

	PersonAdded:   {"person_added", true, Neither, Joined},
	PersonRemoved: {"person_removed", true, Neither, 0},
	PersonLeft:    {"person_left", true, Neither, 0},
	Tagged:        {"tagged", false, Neither, 0},
	Untagged:      {"untagged", false, Neither, 0},
	TopicSet:      {"topic_set", false, Neither, 0},
	KindSet:       {"kind_set", false, Neither, 0},
	SystemSet:     {"system_set", false, Neither, 0},
	EntitySet:     {"entity_set", false, StaffAt, 0},
	SplitOff:      {"split_off", false, Neither, 0},
	MergedInto:    {"merged_into", true, BothAt, People},
	Absorbed:      {"absorbed", true, BothAt, 0},
	Unmerged:      {"unmerged", true, BothAt, 0},
	Parted:        {"parted", true, BothAt, 0},
	Linked:        {"linked", false, Neither, 0},
	Unlinked:      {"unlinked", false, Neither, 0},
	Withdrawn:     {"withdrawn", false, StaffAt, 0},
	Edited:        {"edited", true, StaffAt, Assignee},
	Rehomed:       {"rehomed", false, Neither, 0},
	Passed:        {"passed", true, Neither, 0},
	RequesterLeft: {"requester_left", false, Neither, 0},
	WrittenDown:   {"written_down", true, Neither, 0},
	HoldReminded:  {"hold_reminded", false, Neither, Setter},
	TeamGiven:     {"team_given", false, Neither, Team},
	TeamTaken:     {"team_taken", false, Neither, 0},
	AutoReplied:   {"auto_replied", false, Neither, 0},
	Suggested:     {"suggested", false, Neither, 0},
	EntityGuessed: {"entity_guessed", false, Neither, 0},
	CopiedTo:      {"copied_to", false, Neither, 0},
}

// OwnDesk reports whether only the desk that did it may read of it: each desk
// has its own tags.
func (k EventKind) OwnDesk() bool { return k == Tagged || k == Untagged }
