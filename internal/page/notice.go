package page

import (
	"strconv"
	"time"

	"balie/internal/ticket"
)

// NoticesURL is the address of what the person was told.
const NoticesURL = "/desk/notices"

// Notices is the list of what the person was told, newest first.
type Notices struct {
	Rows   []NoticeRow
	Unread bool           // there is something to mark as read
	Newest ticket.EventID // up to here
	Pager  PagerView
}

// NoticeRow is one of them. Sentence is in the reader's language.
type NoticeRow struct {
	Event    ticket.EventID
	Kind     ticket.EventKind
	Sentence string
	Ref      string
	Subject  string
	Others   int // further tickets
	Read     bool
	At       time.Time
}

func (n NoticeRow) url() string { return DeskTicketURL(n.Ref) + "#" + eventID(n.Event) }

func noticesText(n int) string {
	if n >= 100 {
		return "99+"
	}
	return strconv.Itoa(n)
}
