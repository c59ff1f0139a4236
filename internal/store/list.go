package store

import (
	"database/sql"
	"strings"
	"time"

	"balie/internal/access"
	"balie/internal/errs"
	"balie/internal/org"
	"balie/internal/ticket"
)

// PageSize is the number of rows on a page; lookBack is how many index entries
// a filtered page reads at most before it offers to continue.
const (
	PageSize = 50
	lookBack = 2000
)

// Row is a ticket as a list of the workspace shows it.
type Row struct {
	ID        ticket.ID
	Subject   string
	Excerpt   string
	Kind      ticket.Kind
	Priority  ticket.Priority
	State     ticket.State
	Reason    ticket.Reason
	Shelf     ticket.Shelf
	Entity    org.ID
	System    org.SystemID
	Requester org.UserID
	Assignee  org.UserID // at the desk that looks
	Team      org.TeamID // likewise
	Holder    org.ID
	NewReply  bool
	CreatedAt time.Time
	UpdatedAt time.Time
	DueAt     time.Time
	Unread    bool

	rank, lineAt, last int64
}

// Cursor is where a page ended, in the order of its sort.
type Cursor struct{ Key, Rank, ID int64 }

// List is a question for one page of a view.
type List struct {
	Scope  access.Scope
	View   ticket.View
	Sort   ticket.Sort
	Me     org.UserID
	Filter Filter
	After  *Cursor
	Limit  int // rows of a page; 0 is PageSize
}

// ListPage is the answer. Next is nil on the last page. LookedBackTo is set
// when a filtered page ended before it was full: it read no further than that.
type ListPage struct {
	Rows         []Row
	Next         *Cursor
	LookedBackTo time.Time
	Hits         map[ticket.ID]ticket.MessageID // of a search: the message found; absent for a ticket's head
}

// order is how a sort reads: its index's columns, and the direction.
type order struct {
	columns []string
	desc    bool
}

var orders = map[ticket.Sort]order{
	ticket.SortUpdated: {[]string{"updated_at", "id"}, true},
	ticket.SortCreated: {[]string{"id"}, true},
	ticket.SortDue:     {[]string{"due_at", "id"}, false},
	ticket.SortQueue:   {[]string{"rank", "line_at", "id"}, false},
}

func (o order) by(table string) string {
	text, dir := "", ""
	if o.desc {
		dir = " DESC"
	}
	for i, c := range o.columns {
		if i > 0 {
			text += ", "
		}
		text += table + "." + c + dir
	}
	return text
}

func (o order) after(c *Cursor) (string, []any) {
	op := ">"
	if o.desc {
		op = "<"
	}
	switch len(o.columns) {
	case 1:
		return "t.id " + op + " ?", []any{c.ID}
	case 2:
		return "(t." + o.columns[0] + ", t.id) " + op + " (?, ?)", []any{c.Key, c.ID}
	}
	return "(t.rank, t.line_at, t.id) " + op + " (?, ?, ?)", []any{c.Rank, c.Key, c.ID}
}

func (o order) cursor(r Row) *Cursor {
	c := &Cursor{ID: int64(r.ID), Rank: r.rank}
	switch o.columns[0] {
	case "updated_at":
		c.Key = micros(r.UpdatedAt)
	case "due_at":
		c.Key = dueMicros(r.DueAt)
	case "rank":
		c.Key = r.lineAt
	}
	return c
}

// ListTickets gives one page of a view: one statement over one table, in the
// order of one index.
func (tx *Tx) ListTickets(l List) (ListPage, error) {
	w, o, ok := listWhere(l)
	if !ok {
		return ListPage{}, errs.Absent()
	}
	if l.Limit == 0 {
		l.Limit = PageSize
	}
	if l.After != nil {
		text, args := o.after(l.After)
		w = w.and(text, args...)
	}
	return tx.listPage(l, o, w, tx.walked(l))
}

func (tx *Tx) listPage(l List, o order, w where, walked string) (ListPage, error) {
	desk := scopeDesk(l.Scope)
	s := stmt(rowSelect(desk, walked), int64(l.Me))
	if l.Filter.empty() {
		s.add(w.clause(), w.args...)
	} else {
		near := l.near(tx.s.d, o, w, walked)
		s = stmt(rowSelect(desk, "ticket t"), int64(l.Me)).
			add(" JOIN ("+near.text.String()+") near ON near.id = t.id", near.args...)
	}
	s.add(" ORDER BY "+o.by("t")+" LIMIT ?", l.Limit+1)
	rows, err := collect(tx, s, scanRow)
	if err != nil {
		return ListPage{}, err
	}
	tx.freshen(l.Me, rows)
	page := ListPage{Rows: rows}
	if len(rows) > l.Limit {
		page.Rows = rows[:l.Limit]
		page.Next = o.cursor(rows[l.Limit-1])
		return page, nil
	}
	if l.Filter.empty() {
		return page, nil
	}
	return tx.lookedBack(page, o, w, walked)
}

// near finds a filtered page's ids among the first entries of the index, most
// often without a look at the rows.
func (l List) near(d dialect, o order, w where, walked string) *q {
	f := l.Filter.where(d, scopeDesk(l.Scope), "e")
	e := l.entries(o, w, walked, lookBack)
	return stmt("SELECT e.id FROM "+e.text.String()+" e", e.args...).
		add(f.clause()+" ORDER BY "+o.by("e")+" LIMIT ?", append(f.args, l.Limit+1)...)
}

// entries are the first ones of the index, with what the order and the filter
// compare.
func (l List) entries(o order, w where, walked string, bound int) *q {
	read := "t." + strings.Join(o.columns, ", t.") // id is always one of them
	for _, c := range l.Filter.columns(scopeDesk(l.Scope)) {
		read += ", t." + c
	}
	return stmt("(SELECT "+read+" FROM "+walked+w.clause()+" ORDER BY "+o.by("t")+" LIMIT ?)", append(w.args, bound)...)
}

// walked is the table as the list is read from it: in the order of one index.
func (tx *Tx) walked(l List) string {
	view, _ := ticket.ViewNamed(l.View)
	return "ticket t" + tx.s.d.using(indexOf(view, l.Sort, scopeDesk(l.Scope)))
}

// lookedBack finds where a filtered page stopped reading, if it did.
func (tx *Tx) lookedBack(page ListPage, o order, w where, walked string) (ListPage, error) {
	last, err := collect(tx, stmt("SELECT t.id, t.created_at, t.updated_at, t.due_at, t.rank, t.line_at FROM ticket t WHERE t.id = (SELECT t.id FROM "+
		walked+w.clause()+" ORDER BY "+o.by("t")+" LIMIT 1 OFFSET ?)", append(w.args, lookBack-1)...),
		func(r *sql.Rows, row *Row) error {
			var created, updated, due int64
			err := r.Scan(&row.ID, &created, &updated, &due, &row.rank, &row.lineAt)
			row.CreatedAt, row.UpdatedAt, row.DueAt = fromMicros(created), fromMicros(updated), fromDue(due)
			return err
		})
	if err != nil || len(last) == 0 {
		return page, err
	}
	page.Next, page.LookedBackTo = o.cursor(last[0]), last[0].UpdatedAt
	if o.columns[0] == "id" {
		page.LookedBackTo = last[0].CreatedAt
	}
	return page, nil
}

func rowSelect(desk org.ID, from string) string {
	return `SELECT t.id, t.subject, t.excerpt, t.kind, t.priority, t.state, t.reason, t.shelf, t.entity_id, t.system_id,
	t.requester_id, t.` + assigneeColumn(desk) + `, t.` + teamColumn(desk) + `, t.holder_id, t.flags, t.created_at, t.updated_at, t.due_at, t.rank, t.line_at,
	t.last_event_id, s.event_id FROM ` + from + ` LEFT JOIN seen s ON s.user_id = ? AND s.ticket_id = t.id`
}

func scanRow(r *sql.Rows, row *Row) error {
	var entity, system, assignee, team, seen sql.NullInt64
	var flags, created, updated, due int64
	err := r.Scan(&row.ID, &row.Subject, &row.Excerpt, &row.Kind, &row.Priority, &row.State, &row.Reason, &row.Shelf,
		&entity, &system, &row.Requester, &assignee, &team, &row.Holder, &flags, &created, &updated, &due, &row.rank, &row.lineAt,
		&row.last, &seen)
	row.Entity, row.System, row.Assignee = org.ID(entity.Int64), org.SystemID(system.Int64), org.UserID(assignee.Int64)
	row.Team = org.TeamID(team.Int64)
	row.NewReply = flags&flagNewReply != 0
	row.CreatedAt, row.UpdatedAt, row.DueAt = fromMicros(created), fromMicros(updated), fromDue(due)
	row.Unread = row.last > seen.Int64
	return err
}

// freshen takes what was seen within the last second into account.
func (tx *Tx) freshen(me org.UserID, rows []Row) {
	for i := range rows {
		r := &rows[i]
		r.Unread = r.Unread && int64(tx.s.soft.SeenLately(me, r.ID)) < r.last
	}
}
