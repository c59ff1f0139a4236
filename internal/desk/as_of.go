package desk

import (
	"balie/internal/org"
	"balie/internal/ticket"
)

// asOf gives the ticket as an event left it, as far as mail depends on it: who
// held it is told, and a retry days later does not say other things.
func asOf(t ticket.Ticket, events []ticket.Event, last ticket.EventID) ticket.Ticket {
	t.State, t.HoldReason, t.Holder, t.Answered = ticket.Open, "", t.Partner, 0
	var unmerged ticket.State
	for _, e := range events {
		if e.ID > last {
			if p, ok := priorityWas(e); ok {
				t.Priority = p
				break
			}
			continue
		}
		switch e.Kind {
		case ticket.Reopened, ticket.HoldEnded:
			t.State, t.HoldReason = ticket.Open, ""
		case ticket.Replied:
			if t.State == ticket.Waiting {
				t.State, t.Holder = ticket.Open, t.Answered
			}
		case ticket.Asked:
			t.State, t.HoldReason, t.Holder, t.Answered = ticket.Waiting, "", e.Desk, e.Desk
		case ticket.Sent:
			t.Holder = org.VendorID
		case ticket.Returned, ticket.GotBack:
			t.Holder = t.Partner
		case ticket.Unmerged:
			t.State = unmerged
		case ticket.MergedInto:
			unmerged, t.State = ticket.State(ticket.TextID[int64](e.From)), ticket.Closed
		case ticket.Closing:
			t.State, t.HoldReason = ticket.Closed, ""
		case ticket.Held:
			t.State, t.HoldReason = ticket.OnHold, e.To
		}
	}
	return t
}

// priorityWas is the priority before an event that changed it.
func priorityWas(e ticket.Event) (ticket.Priority, bool) {
	if e.Kind != ticket.Prioritised || len(e.From) != 1 {
		return 0, false
	}
	p := ticket.Priority(e.From[0] - '0')
	return p, p.Valid()
}
