package notify

import "balie/internal/ticket"

// Notices gives who hears of the event in the page itself: the one who was just
// assigned, the assignee of whatever else staff hears, and of a hand-over the
// desk. It is a choice from Recipients, so nobody who may not know is in it.
func Notices(e ticket.Event, t ticket.Ticket, w Who) []Recipient {
	var out []Recipient
	for _, r := range Recipients(e, t, w) {
		mine := r.User == w.Assignee.User && w.Assignee.AtDesk(t) && r.Kind != NewAtDesk
		if r.User != 0 && (mine || r.Kind.Noticed()) {
			out = append(out, r)
		}
	}
	return out
}

// Noticed reports whether such a mail always has a notice beside it.
func (k Kind) Noticed() bool {
	return k == Assigned || k == HandedOver || k == HoldStands || k == TeamGiven
}
