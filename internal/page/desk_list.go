package page

import (
	"time"

	"balie/internal/ticket"
)

// DeskList is a named view with one page of its tickets.
type DeskList struct {
	Desk
	View  ticket.ViewInfo
	Sort  ticket.Sort
	Count string // of the whole view, written; "" when it has none
	Rows  []DeskRow
	Pager PagerView
}

// DeskRow is one ticket of a list.
type DeskRow struct {
	ID        ticket.ID
	Ref       string
	Subject   string
	Excerpt   string
	Kind      ticket.Kind
	Priority  ticket.Priority
	Entity    string // "" while the sender is not known
	System    string
	Assignee  Person // of this desk
	State     StateView
	Deadline  DeadlineView
	CreatedAt time.Time
	UpdatedAt time.Time
	Unread    bool
}

// url opens an unread ticket where reading stopped.
func (r DeskRow) url() string {
	if r.Unread {
		return DeskTicketURL(r.Ref) + "#unread"
	}
	return DeskTicketURL(r.Ref)
}

func (p DeskList) name() string { return p.L.T("view." + string(p.View.View)) }

// order says for aria-sort which way the column runs, "" when it does not lead.
func (p DeskList) order(s ticket.Sort) string {
	switch {
	case p.Sort != s:
		return ""
	case s == ticket.SortDue, s == ticket.SortQueue:
		return "ascending"
	}
	return "descending"
}

func (p DeskList) offers(s ticket.Sort) bool {
	for _, o := range p.View.Sorts() {
		if o == s {
			return true
		}
	}
	return false
}

// empty is what an empty view says: icon and the keys of its two lines.
func (p DeskList) empty() (icon, title, text string) {
	switch p.View.View {
	case ticket.ViewOpen, ticket.ViewUnassigned:
		return "bell-ring", "list.empty.open", "list.empty.open_text"
	case ticket.ViewMine:
		return "user", "list.empty.mine", "list.empty.mine_text"
	}
	return "inbox", "list.empty.other", "list.empty.other_text"
}
