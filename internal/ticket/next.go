package ticket

import (
	"time"

	"balie/internal/errs"
	"balie/internal/org"
)

// Act is something a person, or the system, does to a ticket's state.
type Act int8

const (
	Reply    Act = 1  // customer writes; on a closed ticket a remark
	Comment  Act = 2  // agent writes in public
	Ask      Act = 3  // comment and wait for user
	Note     Act = 4  // hidden comment
	Send     Act = 5  // partner to vendor
	Return   Act = 6  // vendor to partner
	TakeBack Act = 7  // partner fetches what it sent
	Close    Act = 8  // agent or customer
	Reopen   Act = 9  // agent or customer
	Hold     Act = 10 // vendor
	Release  Act = 11 // vendor, or the system when the end date comes
)

func (a Act) String() string {
	return [...]string{
		"", "reply", "comment", "ask", "note", "send", "return", "take_back",
		"close", "reopen", "hold", "release",
	}[a]
}

// who may take a step.
type who int8

const (
	customer  who = iota
	anyDesk       // the ticket's partner's or the vendor's agents
	holder        // the agents of the desk that holds it
	vendor        // the vendor's agents
	notHolder     // the partner's agents while the vendor holds it
	vendorOrSystem
)

// desk says which desk holds the ticket after a step.
type desk int8

const (
	stays     desk = iota
	actors         // the actor's own
	answering      // the one that answered last
	toVendor
	toPartner
)

// steps is the state machine. What is not in it is impossible.
var steps = []struct {
	act   Act
	from  State
	who   who
	to    State
	desk  desk
	why   Reason
	event EventKind
}{
	{Reply, Open, customer, Open, stays, CustomerReplied, Replied},
	{Reply, Waiting, customer, Open, answering, CustomerReplied, Replied},
	{Reply, OnHold, customer, OnHold, stays, asItWas, Replied},
	{Reply, Closed, customer, Closed, stays, asItWas, Remarked},

	{Comment, Open, anyDesk, Open, stays, AnswerOwed, Commented},
	{Comment, Waiting, anyDesk, Waiting, stays, asItWas, Commented},
	{Comment, OnHold, anyDesk, OnHold, stays, asItWas, Commented},
	{Comment, Closed, anyDesk, Closed, stays, asItWas, Commented},

	{Ask, Open, anyDesk, Waiting, actors, NoReason, Asked},
	{Ask, Waiting, anyDesk, Waiting, actors, NoReason, Asked},
	{Ask, OnHold, vendor, Waiting, actors, NoReason, Asked},

	{Note, Open, anyDesk, Open, stays, asItWas, Noted},
	{Note, Waiting, anyDesk, Waiting, stays, asItWas, Noted},
	{Note, OnHold, anyDesk, OnHold, stays, asItWas, Noted},
	{Note, Closed, anyDesk, Closed, stays, asItWas, Noted},

	{Send, Open, holder, Open, toVendor, FromPartner, Sent},
	{Return, Open, holder, Open, toPartner, BackFromVendor, Returned},
	{TakeBack, Open, notHolder, Open, toPartner, TakenBack, GotBack},

	{Close, Open, anyDesk, Closed, stays, NoReason, Closing},
	{Close, Waiting, anyDesk, Closed, stays, NoReason, Closing},
	{Close, OnHold, anyDesk, Closed, stays, NoReason, Closing},
	{Close, Open, customer, Closed, stays, NoReason, Closing},
	{Close, Waiting, customer, Closed, stays, NoReason, Closing},
	{Close, OnHold, customer, Closed, stays, NoReason, Closing},

	{Reopen, Closed, anyDesk, Open, stays, WasReopened, Reopened},
	{Reopen, Closed, customer, Open, stays, WasReopened, Reopened},

	{Hold, Open, vendor, OnHold, stays, NoReason, Held},
	{Hold, Waiting, vendor, OnHold, stays, NoReason, Held},
	{Release, OnHold, vendorOrSystem, Open, stays, HoldOver, HoldEnded},
}

const asItWas Reason = -1

// By is who acts: a member of an entity, an agent of a desk, or the system
// (the zero value).
type By struct {
	User    org.UserID
	Org     org.ID
	Tier    org.Tier
	Channel Channel
}

// Customer reports whether By speaks for an entity.
func (b By) Customer() bool { return b.Tier == org.Entity }

// at reports whether By is an agent who may act on the ticket at all: the
// vendor's, or those of its own partner.
func (b By) at(t Ticket) bool {
	return b.Tier == org.Vendor || (b.Tier == org.Partner && b.Org == t.Partner)
}

func (w who) allows(t Ticket, b By) bool {
	switch w {
	case customer:
		return b.Customer()
	case anyDesk:
		return b.at(t)
	case holder:
		return b.at(t) && b.Org == t.Holder && !t.Direct()
	case notHolder:
		return b.Tier == org.Partner && b.at(t) && b.Org != t.Holder
	case vendor:
		return b.Tier == org.Vendor
	case vendorOrSystem:
		return b.Tier == org.Vendor || (b.User == 0 && b.Tier == 0)
	}
	return false
}

// Can reports whether the act is possible now, for menus and buttons.
func (t Ticket) Can(act Act, b By) bool {
	_, _, err := t.Next(act, b, time.Time{})
	return err == nil
}

// Next gives the ticket after the act and the event that records it; the
// event's message is the caller's to fill in. An impossible act is refused
// with the reason (errs.Conflict) and nothing changes.
func (t Ticket) Next(act Act, b By, now time.Time) (Ticket, Event, error) {
	if t.Merged != 0 {
		return t, Event{}, errs.New(errs.Conflict, "error.ticket_merged")
	}
	for _, s := range steps {
		if s.act != act || s.from != t.State || !s.who.allows(t, b) || !sends(act, b) {
			continue
		}
		before := t
		t.State = s.to
		t.holdAt(s.desk, b)
		if s.why != asItWas {
			t.Reason = s.why
		}
		t.clocks(act, before, now)
		e := Event{Ticket: t.ID, Kind: s.event, Actor: b.User, Desk: b.Org, At: now, Channel: b.Channel}
		t.stamp(e)
		return t, e, nil
	}
	return t, Event{}, t.refusal(act)
}

// sends: only a partner sends up, only the vendor sends back.
func sends(act Act, b By) bool {
	switch act {
	case Send:
		return b.Tier == org.Partner
	case Return:
		return b.Tier == org.Vendor
	}
	return true
}

func (t *Ticket) holdAt(d desk, b By) {
	switch d {
	case actors:
		t.Holder, t.Answered = b.Org, b.Org
	case answering:
		if t.Answered != 0 {
			t.Holder = t.Answered
		}
	case toVendor:
		t.Holder = org.VendorID
	case toPartner:
		t.Holder = t.Partner
	}
}

// clocks keeps since when the customer waits, and the marks of hold and closing.
func (t *Ticket) clocks(act Act, before Ticket, now time.Time) {
	waited := before.State == Open && before.Reason != AnswerOwed
	switch act {
	case Reply:
		if t.State == Open && !waited {
			t.LineAt = now
		}
		t.NewReply = t.State == OnHold || t.State == Closed
	case Comment:
		if t.State == Open && waited {
			t.LineAt = now
		}
		t.NewReply, t.Front = false, false
	case Ask:
		t.NewReply, t.HoldUntil, t.HoldReason = false, time.Time{}, ""
		t.Front = false
	case Send, Return, TakeBack:
		if before.Reason == AnswerOwed {
			t.Reason = AnswerOwed
		}
	case Close:
		t.ClosedAt, t.NewReply, t.HoldUntil, t.HoldReason = now, false, time.Time{}, ""
		t.Front = false
	case Reopen, Release:
		t.ClosedAt, t.HoldUntil, t.HoldReason = time.Time{}, time.Time{}, ""
		t.LineAt, t.NewReply = now, false
	}
}

// stamp moves the last-update times as the table of kinds says.
func (t *Ticket) stamp(e Event) {
	switch e.Info().Moves {
	case BothAt:
		t.UpdatedAt, t.PublicAt = e.At, e.At
	case StaffAt:
		t.UpdatedAt = e.At
	}
}

// refusal explains in words why the act is impossible now.
func (t Ticket) refusal(act Act) error {
	key := "error.ticket_not_now"
	switch {
	case t.State == Closed:
		key = "error.ticket_closed"
	case act == Reopen:
		key = "error.ticket_not_closed"
	case t.State == Open && (act == Send || act == Return):
		key = "error.ticket_not_at_your_desk"
	}
	return errs.New(errs.Conflict, key)
}
