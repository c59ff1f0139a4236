package ticket

import (
	"time"

	"balie/internal/errs"
)

// Mergeable says why the ticket can't be merged into another, nil when it can:
// both belong to one entity, and neither was merged before.
func (t Ticket) Mergeable(into Ticket) error {
	switch {
	case t.ID == into.ID:
		return errs.New(errs.Invalid, "error.merge_same")
	case t.Entity == 0 || t.Entity != into.Entity:
		return errs.New(errs.Conflict, "error.merge_entity")
	case t.Merged != 0 || into.Merged != 0:
		return errs.New(errs.Conflict, "error.ticket_merged")
	}
	return nil
}

// MergeInto closes the ticket, which points to the other from now on. The
// events are of this ticket and of the other, which goes on as it is.
func (t Ticket) MergeInto(into Ticket, b By, now time.Time) (from, to Ticket, here, there Event) {
	here = t.note(b, now)
	here.Kind, here.From, here.To = MergedInto, idText(int64(t.State)), idText(int64(into.ID))
	there = into.note(b, now)
	there.Kind, there.From = Absorbed, idText(int64(t.ID))
	if t.State != Closed {
		t.State, t.ClosedAt = Closed, now
	}
	t.Merged = into.ID
	t.stamp(here)
	into.stamp(there)
	return t, into, here, there
}

// Part undoes MergeInto; was is the state that MergeInto recorded.
func (t Ticket) Part(from Ticket, was State, b By, now time.Time) (apart, rest Ticket, here, there Event) {
	here = t.note(b, now)
	here.Kind, here.From = Unmerged, idText(int64(from.ID))
	there = from.note(b, now)
	there.Kind, there.To = Parted, idText(int64(t.ID))
	t.Merged = 0
	if was != Closed {
		t.State, t.ClosedAt = was, time.Time{}
	}
	t.stamp(here)
	from.stamp(there)
	return t, from, here, there
}

// SplitOff is the ticket that one message of this one becomes: the same
// people's, at the same desk, open and in line from now.
func (t Ticket) SplitOff(subject string, b By, now time.Time) (Ticket, Event) {
	made, e := Begin(Ticket{
		Subject: subject, Excerpt: subject, Kind: t.Kind, Priority: t.Priority, Partner: t.Partner, Entity: t.Entity,
		System: t.System, Topic: t.Topic, Requester: t.Requester,
	}, b, now)
	made.Holder = t.Holder
	return made, e
}

// Unanswered reports whether the customer wrote last and waits for a word.
func (t Ticket) Unanswered() bool {
	return t.NewReply || (t.State == Open && t.Reason != AnswerOwed && t.Reason != HoldOver)
}
