package store

import (
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
}

func (f Filter) empty() bool { return f.where(org.VendorID).text == "" }

func (f Filter) where(desk org.ID) where {
	w := where{}
	if f.Entity != 0 {
		w = w.and("t.entity_id = ?", int64(f.Entity))
	}
	if f.System != 0 {
		w = w.and("t.system_id = ?", int64(f.System))
	}
	if f.Kind != 0 {
		w = w.and("t.kind = ?", int64(f.Kind))
	}
	if f.Topic != 0 {
		w = w.and("t.topic_id = ?", int64(f.Topic))
	}
	if f.Tag != 0 {
		w = w.and("EXISTS (SELECT 1 FROM ticket_tag x WHERE x.ticket_id = t.id AND x.tag_id = ?)", int64(f.Tag))
	}
	w = anyOf(w, "t.state", ids(f.States))
	w = anyOf(w, "t.priority", ids(f.Priorities))
	column := "t." + assigneeColumn(desk)
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
