package store

import (
	"database/sql"
	"strings"
	"time"

	"balie/internal/access"
	"balie/internal/org"
	"balie/internal/ticket"
)

// PublicRow is a ticket as a customer's list shows it: it has no place for a
// team, an assignee or anything hidden.
type PublicRow struct {
	ID            ticket.ID
	Subject       string
	Kind          ticket.Kind
	Priority      ticket.Priority
	State         ticket.State
	Entity        org.ID
	System        org.SystemID
	Requester     org.UserID
	RequesterName string // "" of somebody who left
	CreatedAt     time.Time
	PublicAt      time.Time
	Unread        bool

	last int64
}

// PublicPage is one page of a customer's list, or of what a customer found.
type PublicPage struct {
	Rows         []PublicRow
	Next         *Cursor
	LookedBackTo time.Time                      // a search that ended by effort read no further than this
	Hits         map[ticket.ID]ticket.MessageID // the message found of a ticket; 0 for its head
}

// Groups of shelves that customers tell apart.
var (
	ShelvesWaiting = []ticket.Shelf{ticket.PartnerAnswered, ticket.VendorAnswered}
	ShelvesOurs    = []ticket.Shelf{ticket.OpenAtPartner, ticket.OpenAtVendor, ticket.ShelfOnHold}
	ShelvesClosed  = []ticket.Shelf{ticket.ShelfClosed}
)

// ListPublic gives a page of a customer's tickets, last public update first.
// No shelves means all.
func (tx *Tx) ListPublic(s access.Scope, shelves []ticket.Shelf, me org.UserID, after *Cursor, limit int) (PublicPage, error) {
	walk := branches(s, shelves)
	if len(walk) == 0 {
		return PublicPage{}, nil
	}
	text, args := strings.Builder{}, []any{}
	for i, b := range walk {
		if i > 0 {
			text.WriteString(" UNION ")
		}
		one := b.page(after, limit+1)
		text.WriteString("SELECT * FROM (" + one.text + ") b")
		args = append(args, one.args...)
	}
	all := append(append([]any{int64(me)}, args...), limit+1)
	// Which ones is decided by what the indexes say: only a page's worth of rows is read.
	rows, err := collect(tx, stmt(publicSelect+` JOIN (SELECT * FROM (`+text.String()+`) a ORDER BY public_at DESC, id DESC LIMIT ?) k ON k.id = t.id
		ORDER BY t.public_at DESC, t.id DESC`, all...), scanPublicRow)
	tx.lookedLately(me, rows)
	page := PublicPage{Rows: rows}
	if len(rows) > limit {
		page.Rows = rows[:limit]
		last := page.Rows[limit-1]
		page.Next = &Cursor{Key: micros(last.PublicAt), ID: int64(last.ID)}
	}
	return page, err
}

const publicSelect = `SELECT t.id, t.subject, t.kind, t.priority, t.shown_state, t.entity_id, t.system_id, t.requester_id,
	CASE WHEN u.active = 1 THEN ` + knownAs + ` ELSE '' END, t.created_at, t.public_at, t.last_public_id, s.event_id
	FROM ticket t JOIN users u ON u.id = t.requester_id LEFT JOIN seen s ON s.user_id = ? AND s.ticket_id = t.id`

// lookedLately counts what the person saw since the last second was written.
func (tx *Tx) lookedLately(me org.UserID, rows []PublicRow) {
	for i := range rows {
		r := &rows[i]
		r.Unread = r.Unread && int64(tx.s.soft.SeenLately(me, r.ID)) < r.last
	}
}

func scanPublicRow(r *sql.Rows, row *PublicRow) error {
	var entity, system, seen sql.NullInt64
	var created, public int64
	err := r.Scan(&row.ID, &row.Subject, &row.Kind, &row.Priority, &row.State, &entity, &system, &row.Requester, &row.RequesterName,
		&created, &public, &row.last, &seen)
	row.Entity, row.System = org.ID(entity.Int64), org.SystemID(system.Int64)
	row.CreatedAt, row.PublicAt, row.Unread = fromMicros(created), fromMicros(public), row.last > seen.Int64
	return err
}
