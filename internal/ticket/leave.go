package ticket

import (
	"time"

	"balie/internal/org"
)

// Rehome is the ticket after its entity moved to another first desk: it stands
// there, with nobody's name on it, and hidden messages stay with the desk that
// shared them. No last update moves: for the customer nothing changed.
func (t Ticket) Rehome(to org.ID, b By, now time.Time) (Ticket, Event) {
	e := t.Note(Rehomed, idText(int64(t.Partner)), idText(int64(to)), b, now)
	shown := t.Shown == Open || t.Shown == Waiting
	t.Partner, t.Holder = to, to
	if t.Answered != 0 {
		t.Answered = to
	}
	t.PartnerAssignee, t.VendorAssignee, t.PartnerTeam, t.VendorTeam, t.Topic = 0, 0, 0, 0, 0
	if shown {
		as := t
		as.State = t.Shown
		as.Answered = to
		t.ShownShelf = as.Shelf()
	}
	return t, e
}

// Pass gives the ticket of a requester who left to another member of the
// entity.
func (t Ticket) Pass(to org.UserID, b By, now time.Time) (Ticket, Event) {
	e := t.Note(Passed, idText(int64(t.Requester)), idText(int64(to)), b, now)
	t.Requester = to
	return t, e
}
