// Package ticket is the heart of the domain: what a ticket is, which state
// follows which act, where it lies, and what each change is called. It is
// pure: the time is an argument, nothing is read or written.
package ticket

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"balie/internal/org"
)

// ID is the ticket's number; MessageID and EventID are row ids. 0 means none.
type (
	ID        int64
	MessageID int64
	EventID   int64
	TopicID   int64
	TagID     int64
)

// State says whose turn it is.
type State int8

const (
	Open    State = 1 // the desk
	Waiting State = 2 // the customer
	OnHold  State = 3 // the vendor
	Closed  State = 4 // nobody
)

func (s State) String() string {
	return [...]string{"", "open", "waiting", "on_hold", "closed"}[s]
}

// Kind is a question or an incident.
type Kind int8

const (
	Question Kind = 1
	Incident Kind = 2
)

func (k Kind) String() string { return [...]string{"", "question", "incident"}[k] }

// Priority is P1 (work stops) to P4 (minor).
type Priority int8

// Valid reports whether p is P1 to P4.
func (p Priority) Valid() bool { return p >= 1 && p <= 4 }

// Reason says in the staff's list why a ticket is where it is.
type Reason int8

const (
	NoReason        Reason = 0
	ReasonNew       Reason = 1
	CustomerReplied Reason = 2
	FromPartner     Reason = 3
	BackFromVendor  Reason = 4
	WasReopened     Reason = 5
	HoldOver        Reason = 6
	AnswerOwed      Reason = 7 // open, and the last public word is ours
	TakenBack       Reason = 8
)

func (r Reason) String() string {
	return [...]string{
		"", "new", "customer_replied", "from_partner", "back_from_vendor",
		"reopened", "hold_over", "answer_owed", "taken_back",
	}[r]
}

// Channel is the way a thing came in.
type Channel int8

const (
	Portal    Channel = 1
	Workspace Channel = 2
	Mail      Channel = 3
	Phone     Channel = 4
	Chat      Channel = 5
	System    Channel = 6
	Forum     Channel = 7
)

func (c Channel) String() string {
	return [...]string{"", "portal", "workspace", "mail", "phone", "chat", "system", "forum"}[c]
}

// Ticket is one question or incident. Zero ids mean none, zero times never.
type Ticket struct {
	ID       ID
	Subject  string
	Excerpt  string // the first words of the question, for lists
	Kind     Kind
	Priority Priority
	State    State
	Reason   Reason
	Channel  Channel

	Partner   org.ID // the desk its customers see: a partner, or the vendor when direct
	Entity    org.ID // 0: the sender is not known yet
	System    org.SystemID
	Topic     TopicID
	Requester org.UserID
	Merged    ID // the ticket it was merged into and that goes on for it

	Holder   org.ID // the desk whose people hold it now
	Answered org.ID // the desk whose answer the customer waits on or got last

	PartnerAssignee org.UserID // each desk keeps its own
	VendorAssignee  org.UserID
	PartnerTeam     org.TeamID // likewise
	VendorTeam      org.TeamID

	CreatedAt time.Time
	UpdatedAt time.Time // staff's last update: everything said or moved
	PublicAt  time.Time // the customer's last update
	LineAt    time.Time // since when the customer waits, or the answer is owed
	DueAt     time.Time
	ClosedAt  time.Time
	HoldUntil time.Time

	HoldReason string // public
	Front      bool   // promoted in the line near its maximum
	NewReply   bool   // the customer wrote while it was on hold or closed
	LastEvent  EventID
	LastPublic EventID
	WorkedOn   bool // the customer was told that somebody took it up

	// Until HushedUntil an agent's word can be undone, and customers know the
	// ticket as it was before: PublicAt and LastPublic stay, and these two are
	// its state and shelf to them. Otherwise they follow State and Shelf.
	HushedUntil time.Time
	Shown       State
	ShownShelf  Shelf
}

// SubjectMax is the longest subject in characters; Cut moves the rest into the
// message.
const SubjectMax = 500

// Ref writes a reference: at least five digits, HD-00123.
func Ref(prefix string, id ID) string { return fmt.Sprintf("%s-%05d", prefix, id) }

// ParseRef reads a reference with the prefix in any case, with or without
// leading zeros.
func ParseRef(prefix, s string) (ID, bool) {
	p, digits, ok := strings.Cut(s, "-")
	if !ok || !strings.EqualFold(p, prefix) || digits == "" || len(digits) > 18 {
		return 0, false
	}
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil || n <= 0 || digits[0] == '+' || digits[0] == '-' {
		return 0, false
	}
	return ID(n), true
}

// Direct reports whether the customer deals with the vendor itself.
func (t Ticket) Direct() bool { return t.Partner == org.VendorID }

// Assignee is the person of the given desk.
func (t Ticket) Assignee(desk org.ID) org.UserID {
	if desk == org.VendorID {
		return t.VendorAssignee
	}
	return t.PartnerAssignee
}

func (t *Ticket) setAssignee(desk org.ID, to org.UserID) {
	if desk == org.VendorID {
		t.VendorAssignee = to
	} else {
		t.PartnerAssignee = to
	}
}

func idText(n int64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}
