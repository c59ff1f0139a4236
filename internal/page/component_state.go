package page

import (
	"balie/internal/org"
	"balie/internal/ticket"
)

// StateView is a state as staff sees it: the look is also the end of the
// catalogue key state.LOOK; the reason stands under it.
type StateView struct {
	Look   string // open, wait, other, hold, esc, closed
	Reason ticket.Reason
}

// StateFor says how a ticket on the shelf looks from the desk: what is open at
// the other desk is escalated, what the other desk answered is other open.
func StateFor(shelf ticket.Shelf, desk org.ID, reason ticket.Reason) StateView {
	vendor := desk == org.VendorID
	look := "closed"
	switch shelf {
	case ticket.OpenAtPartner:
		look = either(vendor, "esc", "open")
	case ticket.OpenAtVendor:
		look = either(vendor, "open", "esc")
	case ticket.PartnerAnswered:
		look = either(vendor, "other", "wait")
	case ticket.VendorAnswered:
		look = either(vendor, "wait", "other")
	case ticket.ShelfOnHold:
		look = "hold"
	}
	return StateView{Look: look, Reason: reason}
}

func either(first bool, a, b string) string {
	if first {
		return a
	}
	return b
}

// ViewIcon is the icon of a named view.
func ViewIcon(v ticket.View) string {
	switch v {
	case ticket.ViewOpen:
		return "st-open"
	case ticket.ViewMine:
		return "user"
	case ticket.ViewUnassigned:
		return "user-x"
	case ticket.ViewWaiting:
		return "st-wait"
	case ticket.ViewOther:
		return "st-other"
	case ticket.ViewEscalated:
		return "st-esc"
	case ticket.ViewHold:
		return "st-hold"
	case ticket.ViewClosed:
		return "circle-check"
	}
	return "st-all"
}
