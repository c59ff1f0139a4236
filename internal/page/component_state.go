package page

import (
	"github.com/a-h/templ"

	"balie/internal/locale"
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

// Prio shows a priority, 1 to 4; weight and edge carry it without colour.
func Prio(l *locale.Locale, n int) templ.Component {
	return drawn(func(m *markup) { m.prio(l, n) })
}

func (m *markup) prio(l *locale.Locale, n int) {
	m.raw(`<span class="prio" data-p="`)
	m.number(int64(n))
	m.raw(`">P`)
	m.number(int64(n))
	m.within(`<span class="vh"> `, l.T("common.priority"), `</span></span>`)
}

// StateLines is the mark of a list: the name, and under it why.
func StateLines(l *locale.Locale, v StateView) templ.Component {
	return drawn(func(m *markup) { m.stateLines(l, v) })
}

func (m *markup) stateLines(l *locale.Locale, v StateView) {
	m.within(`<span class="tt__st" data-st="`, v.Look, `">`)
	m.icon("st-"+v.Look, "i")
	m.within(`<span class="l1">`, l.T("state."+v.Look), `</span>`)
	if v.Reason != 0 {
		m.within(` <span class="l2">`, l.T("reason."+v.Reason.String()), `</span>`)
	}
	m.raw(`</span>`)
}

// HiddenTag marks what customers never see.
func HiddenTag(l *locale.Locale) templ.Component {
	return drawn(func(m *markup) { m.hiddenTag(l) })
}

func (m *markup) hiddenTag(l *locale.Locale) {
	m.raw(`<span class="tag" data-c="amber">`)
	m.icon("eye-off", "i")
	m.within("", l.T("common.hidden"), `</span>`)
}
