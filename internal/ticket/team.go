package ticket

import (
	"time"

	"balie/internal/org"
)

// Team is the team of the given desk that has the ticket; 0 is none.
func (t Ticket) Team(desk org.ID) org.TeamID {
	if desk == org.VendorID {
		return t.VendorTeam
	}
	return t.PartnerTeam
}

// GiveTeam gives the ticket to a team of the desk, or to none (0). A team gets
// it from the person who had it: somebody of the team is to take it.
func (t Ticket) GiveTeam(desk org.ID, to org.TeamID, b By, now time.Time) (Ticket, []Event) {
	var events []Event
	if who := t.Assignee(desk); to != 0 && who != 0 {
		after, e, _ := t.Assign(desk, 0, b, now)
		t, events = after, append(events, e)
	}
	e := t.Note(TeamGiven, idText(int64(t.Team(desk))), idText(int64(to)), b, now)
	if to == 0 {
		e.Kind = TeamTaken
	}
	if desk == org.VendorID {
		t.VendorTeam = to
	} else {
		t.PartnerTeam = to
	}
	return t, append(events, e)
}
