package ticket

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"balie/internal/org"
)

// Begin is a new ticket as it enters at its first desk: open, unassigned, in
// line from now. The event's ticket and message are filled in once stored.
func Begin(t Ticket, b By, now time.Time) (Ticket, Event) {
	t.State, t.Reason, t.Channel = Open, ReasonNew, b.Channel
	t.Holder = t.Partner
	t.CreatedAt, t.LineAt = now, now
	if !t.Priority.Valid() {
		t.Priority = 4
		if t.Kind == Incident {
			t.Priority = 3
		}
	}
	e := Event{Kind: Submitted, Actor: b.User, Desk: b.Org, At: now, Channel: b.Channel}
	t.stamp(e)
	return t, e
}

// CutSubject makes one line of at most SubjectMax characters, without those that
// turn the order of what stands around them; what is longer comes back as rest,
// to be kept in the message. Of characters that show nothing it is "": a list
// could offer no link to it.
func CutSubject(s string) (subject, rest string) {
	if !strings.ContainsFunc(s, shows) {
		return "", ""
	}
	s = strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Bidi_Control, r) {
			return -1
		}
		return r
	}, s)), " ")
	if utf8.RuneCountInString(s) <= SubjectMax {
		return s, ""
	}
	n := 0
	for i := range s {
		if n == SubjectMax-1 {
			return s[:i] + "…", s
		}
		n++
	}
	return s, ""
}

// shows reports whether a character is more than room: letters that are drawn
// as nothing (fillers, the empty Braille cell) and marks without a letter aren't.
func shows(r rune) bool {
	switch r {
	case '\u115F', '\u1160', '\u17B4', '\u17B5', '\u2800', '\u3164', '\uFFA0':
		return false
	}
	return unicode.IsGraphic(r) && !unicode.IsSpace(r) && !unicode.Is(unicode.Zs, r) && !unicode.IsMark(r)
}

// Assign gives the ticket to a person of the desk, or to nobody (0). first
// reports that the customer is to be told that somebody took it up.
func (t Ticket) Assign(desk org.ID, to org.UserID, b By, now time.Time) (next Ticket, e Event, first bool) {
	e = Event{
		Ticket: t.ID, Kind: Assigned, Actor: b.User, Desk: b.Org, At: now, Channel: b.Channel,
		From: idText(int64(t.Assignee(desk))), To: idText(int64(to)),
	}
	if to == 0 {
		e.Kind = Unassigned
	}
	t.setAssignee(desk, to)
	first = to != 0 && !t.WorkedOn && t.State == Open
	if first {
		t.WorkedOn = true
	}
	t.stamp(e)
	return t, e, first
}

// Prioritise sets the priority; the event tells the customer from what to what.
func (t Ticket) Prioritise(p Priority, b By, now time.Time) (Ticket, Event) {
	e := Event{
		Ticket: t.ID, Kind: Prioritised, Actor: b.User, Desk: b.Org, At: now, Channel: b.Channel,
		From: idText(int64(t.Priority)), To: idText(int64(p)),
	}
	t.Priority = p
	t.stamp(e)
	return t, e
}
