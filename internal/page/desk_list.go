package page

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"balie/internal/ticket"
)

// DeskList is a named view with one page of its tickets.
type DeskList struct {
	Desk
	View    ticket.ViewInfo
	Sort    ticket.Sort
	Count   string // of the whole view, written; "" when it has none
	Rows    []DeskRow
	Pager   PagerView
	Look    string // filter, sort and hidden columns as the address has them
	Hidden  []string
	Tabs    []SavedTab
	Chips   []Chip // what the list is filtered by
	Filter  FilterForm
	Save    SaveForm
	Bulk    BulkBar
	Doing   *BulkNote
	Gone    bool   // the saved view filters by something that is gone
	Matches string // how many the filter leaves, written; "" without a filter
	Shelves string // the shelves that its tickets lie on, for live updates
	Tally   bool   // what comes to one of them is new here, whatever else it is
}

// SavedTab is a saved view above the list.
type SavedTab struct {
	ID      int64
	Name    string
	Count   string
	Star    bool
	Current bool
	Mine    bool   // may be changed
	Share   string // as the form has it
}

// Chip is one filter that is set. Without is the list's address without it.
type Chip struct{ Label, Value, Without string }

// FilterForm is the menu that sets filters.
type FilterForm struct {
	Fields []FilterField
	Keep   []Hidden // what else the address has
}

// FilterField is a choice of one value, or of several; with no choices it is a
// text.
type FilterField struct {
	Name    string
	Label   string
	Many    bool
	Value   string // of a text
	Choices []ListChoice
}

// ListChoice is a value to choose.
type ListChoice struct {
	Value, Text string
	Chosen      bool
}

// Hidden is a field that goes along.
type Hidden struct{ Name, Value string }

// SaveForm names the list as it is.
type SaveForm struct {
	Once   string
	Shares []ListChoice
	Error  string // next to the name
	Name   string
}

// BulkBar is what can be done to the selected tickets.
type BulkBar struct {
	Once      string
	Assignees []ListChoice
	Teams     []ListChoice
	Tags      []string
	Topics    []ListChoice // none: the desk has no topics
	All       string       // how many match, written; "" offers no "all that match"
}

// BulkNote says how far an act on many tickets is.
type BulkNote struct {
	ID      int64
	Text    string
	Total   int
	Settled int
	Ended   bool
	Refused int
	Undo    string // the token of the form; "" when there is nothing to undo
	Back    string // where the form returns to
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
	Team      string // of this desk, "" for none
	State     StateView
	Deadline  DeadlineView
	CreatedAt time.Time
	UpdatedAt time.Time
	Unread    bool
	Place     string // where it stands in this list, for next and previous; "" nowhere
}

// url opens an unread ticket where reading stopped.
func (r DeskRow) url() string {
	address := DeskTicketURL(r.Ref)
	if r.Place != "" {
		address += "?" + r.Place
	}
	if r.Unread {
		return address + "#unread"
	}
	return address
}

// sorted is the address of the same list in another order.
func (p DeskList) sorted(s ticket.Sort) string {
	q, _ := url.ParseQuery(p.Look) // ours
	q.Set("sort", string(s))
	return DeskListURL(p.View.View, q.Encode())
}

func (p DeskList) address() string { return DeskListURL(p.View.View, p.Look) }

func (p DeskList) tab() (SavedTab, bool) {
	for _, t := range p.Tabs {
		if t.Current {
			return t, true
		}
	}
	return SavedTab{}, false
}

func (p DeskList) hides(column string) bool { return slices.Contains(p.Hidden, column) }

// columns are those that can be hidden, with the keys of their names.
var columns = []struct{ name, key string }{
	{"priority", "list.priority"},
	{"entity", "list.entity"},
	{"assignee", "list.assignee"},
	{"state", "list.state"},
	{"due", "list.due"},
	{"created", "list.created"},
	{"updated", "list.updated"},
}

// rest are the fields of the address without the named ones.
func (p DeskList) rest(without ...string) []Hidden {
	q, _ := url.ParseQuery(p.Look) // ours
	var out []Hidden
	for name := range q {
		if !slices.Contains(without, name) {
			out = append(out, Hidden{name, q.Get(name)})
		}
	}
	slices.SortFunc(out, func(a, b Hidden) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// reopens reports whether closed tickets lie in the list.
func (p DeskList) reopens() bool {
	return p.View.View == ticket.ViewClosed || p.View.View == ticket.ViewAll
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
