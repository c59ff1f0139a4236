package ticket

import (
	"strconv"
	"time"

	"balie/internal/org"
)

// Field is what Classify sets.
type Field string

const (
	FieldKind   Field = "kind"
	FieldTopic  Field = "topic"
	FieldSystem Field = "system"
)

// Value is a field's present value, 0 for none.
func (t Ticket) Value(f Field) int64 {
	switch f {
	case FieldKind:
		return int64(t.Kind)
	case FieldTopic:
		return int64(t.Topic)
	case FieldSystem:
		return int64(t.System)
	}
	return 0
}

// Classify sets one field; the event says from what to what, as numbers.
// Whether the value exists and belongs here is the caller's to check.
func (t Ticket) Classify(f Field, to int64, b By, now time.Time) (Ticket, Event) {
	e := t.note(b, now)
	e.From, e.To = idText(t.Value(f)), idText(to)
	switch f {
	case FieldKind:
		t.Kind, e.Kind = Kind(to), KindSet
	case FieldTopic:
		t.Topic, e.Kind = TopicID(to), TopicSet
	case FieldSystem:
		t.System, e.Kind = org.SystemID(to), SystemSet
	}
	t.stamp(e)
	return t, e
}

// MoveTo gives the ticket to another entity, whose first desk is partner. The
// system was the other entity's. At another partner nobody is assigned, and
// what the old partner held or answered is the new one's; its hidden messages
// stay with it, because each says who shared it.
func (t Ticket) MoveTo(entity, partner org.ID, b By, now time.Time) (Ticket, Event) {
	e := t.note(b, now)
	e.Kind, e.From, e.To = EntitySet, idText(int64(t.Entity)), idText(int64(entity))
	t.Entity, t.System = entity, 0
	if old := t.Partner; old != partner {
		t.Partner, t.PartnerAssignee, t.VendorAssignee, t.PartnerTeam, t.VendorTeam, t.Topic = partner, 0, 0, 0, 0, 0
		if t.Holder == old {
			t.Holder = partner
		}
		if t.Answered == old {
			t.Answered = partner
		}
		if t.Direct() {
			t.Holder = org.VendorID
		}
	}
	t.stamp(e)
	return t, e
}

// note begins an event of somebody about the ticket.
func (t Ticket) note(b By, now time.Time) Event {
	return Event{Ticket: t.ID, Actor: b.User, Desk: b.Org, At: now, Channel: b.Channel}
}

// Note is an event that changes nothing of the ticket's own row: a tag, a
// link, a person. from and to are what the kind says.
func (t Ticket) Note(k EventKind, from, to string, b By, now time.Time) Event {
	e := t.note(b, now)
	e.Kind, e.From, e.To = k, from, to
	return e
}

// IDText is an id as events carry it in From and To: "" for none.
func IDText[T ~int64](id T) string { return idText(int64(id)) }

// TextID is the inverse of IDText; what is no number is none.
func TextID[T ~int64](s string) T {
	n, _ := strconv.ParseInt(s, 10, 64) // none, or written by IDText
	return T(n)
}
