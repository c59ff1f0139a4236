package page

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"balie/internal/locale"
	"balie/internal/org"
	"balie/internal/ticket"
)

// PortalRow is one ticket in a customer's list: what a customer may know.
type PortalRow struct {
	ID        ticket.ID
	Ref       string
	Subject   string
	Kind      ticket.Kind
	State     ticket.State
	Priority  ticket.Priority
	System    string    // "" when it is about none
	Requester string    // filled in the list of a whole entity
	UpdatedAt time.Time // the public last update
	Unread    bool      // somebody else wrote after this person's last look
}

// PortalScope is an entity whose tickets the person may all see.
type PortalScope struct {
	ID   org.ID
	Name string
}

// PortalList is the customer's list. Asks are the tickets that wait for the
// customer; they stand above everything on the first page of the open ones, and
// Rows holds them as well.
type PortalList struct {
	Scope  org.ID        // 0: my own tickets
	Scopes []PortalScope // none: the tabs are not shown
	Closed bool
	Before bool // there are or were other tickets: an empty list is no first visit
	Asks   []PortalRow
	Rows   []PortalRow
	Pager  PagerView
}

// PortalListURL is the address of a customer's list: scope 0 is their own.
func PortalListURL(scope org.ID, closed bool) string {
	q := url.Values{}
	if scope != 0 {
		q.Set("entity", strconv.FormatInt(int64(scope), 10))
	}
	if closed {
		q.Set("state", "closed")
	}
	if len(q) == 0 {
		return "/"
	}
	return "/?" + q.Encode()
}

// PortalTicketURL is the address of a ticket in the portal.
func PortalTicketURL(ref string) string { return "/tickets/" + url.PathEscape(ref) }

func (p PortalList) scopeName() string {
	for _, s := range p.Scopes {
		if s.ID == p.Scope {
			return s.Name
		}
	}
	return ""
}

func (p PortalList) title(l *locale.Locale) string {
	if p.Scope == 0 {
		return l.T("portal.list.title")
	}
	return l.T("portal.list.title.all", "entity", p.scopeName())
}

func (p PortalList) caption(l *locale.Locale) string {
	if p.Closed {
		return l.T("portal.list.caption.closed")
	}
	return l.T("portal.list.caption.open")
}

// about is the small line of a row: reference, kind, system, and who asked.
func (t PortalRow) about(l *locale.Locale) string {
	parts := []string{t.Ref, l.T(portalKinds[t.Kind])}
	if t.System != "" {
		parts = append(parts, t.System)
	}
	if t.Requester != "" {
		parts = append(parts, l.T("portal.list.by", "name", t.Requester))
	}
	return strings.Join(parts, " · ")
}
