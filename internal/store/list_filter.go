package store

import (
	"strings"

	"balie/internal/org"
	"balie/internal/ticket"
)

// Filter narrows a list; zero fields don't. Of a field with several values any
// will do.
type Filter struct {
	Entity     org.ID
	System     org.SystemID
	Nobody     bool         // without an assignee at the desk that looks
	Assignees  []org.UserID // or with one of these
	States     []ticket.State
	Priorities []ticket.Priority
	Kind       ticket.Kind
	Tag        ticket.TagID
	Topic      ticket.TopicID
	Team       org.TeamID // of the desk that looks
	Subject    string     // every word of it stands in the subject
}

func (f Filter) empty() bool { return f.where(dialect{}, org.VendorID, "t").text == "" }

// columns are those of the ticket that the filter compares, but for its id.
func (f Filter) columns(desk org.ID) []string {
	var out []string
	for _, c := range []struct {
		name string
		used bool
	}{
		{"entity_id", f.Entity != 0},
		{"system_id", f.System != 0},
		{"kind", f.Kind != 0},
		{"subject", f.Subject != ""},
		{"topic_id", f.Topic != 0},
		{teamColumn(desk), f.Team != 0},
		{"state", len(f.States) > 0},
		{"priority", len(f.Priorities) > 0},
		{assigneeColumn(desk), f.Nobody || len(f.Assignees) > 0},
	} {
		if c.used {
			out = append(out, c.name)
		}
	}
	return out
}

// where is the filter on a table that has the ticket's columns.
func (f Filter) where(d dialect, desk org.ID, table string) where {
	w := where{}
	if f.Entity != 0 {
		w = w.and(table+".entity_id = ?", int64(f.Entity))
	}
	if f.System != 0 {
		w = w.and(table+".system_id = ?", int64(f.System))
	}
	if f.Kind != 0 {
		w = w.and(table+".kind = ?", int64(f.Kind))
	}
	if f.Topic != 0 {
		w = w.and(table+".topic_id = ?", int64(f.Topic))
	}
	if f.Team != 0 {
		w = w.and(table+"."+teamColumn(desk)+" = ?", int64(f.Team))
	}
	if f.Tag != 0 {
		w = w.and("EXISTS (SELECT 1 FROM ticket_tag x WHERE x.ticket_id = "+table+".id AND x.tag_id = ?)", int64(f.Tag))
	}
	for _, word := range strings.Fields(f.Subject) {
		text, arg := d.holds(table+".subject", word, anywhere)
		w = w.and(text, arg)
	}
	w = anyOf(w, table+".state", ids(f.States))
	w = anyOf(w, table+".priority", ids(f.Priorities))
	column := table + "." + assigneeColumn(desk)
	switch {
	case f.Nobody && len(f.Assignees) == 0:
		return w.and(column + " IS NULL")
	case f.Nobody:
		in := anyOf(where{}, column, ids(f.Assignees))
		return w.and("("+column+" IS NULL OR "+in.text+")", in.args...)
	}
	return anyOf(w, column, ids(f.Assignees))
}

// anyOf adds that the column is one of the values; none asks for nothing.
func anyOf(w where, column string, values []int64) where {
	if len(values) == 0 {
		return w
	}
	marks, args := padded(values)
	return w.and(column+" IN "+marks, args...)
}

// listWhere is what a list holds before its filter: its view within the scope,
// and for a sort the rows that it orders. False when there is no such list.
func listWhere(l List) (where, order, bool) {
	view, known := ticket.ViewNamed(l.View)
	o, sortable := orders[l.Sort]
	w, allowed := viewWhere(l.Scope, view, l.Me)
	if !known || !sortable || !allowed {
		return w, o, false
	}
	if l.Sort == ticket.SortDue {
		w = w.and("t.shelf < 6")
	}
	if _, limited := l.Scope.Partner(); limited && l.Sort == ticket.SortQueue {
		w = w.and("t.shelf < 3")
	}
	return w, o, true
}
