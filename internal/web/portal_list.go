package web

import (
	"cmp"
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"balie/internal/desk"
	"balie/internal/errs"
	"balie/internal/org"
	"balie/internal/page"
	"balie/internal/ticket"
)

// portalList is where customers land. An agent without an entity of their own
// has nothing here and is sent to the workspace.
func (s *Server) portalList(r *request) error {
	q := r.URL.Query()
	p := page.PortalList{Closed: q.Get("state") == "closed", Scopes: r.wholes()}
	if _, works := r.who.Actor.Desk(); works && len(r.who.Actor.Entities()) == 0 {
		return r.redirect(page.DeskViewURL(ticket.ViewOpen, ""))
	}
	if e := q.Get("entity"); e != "" {
		id, _ := strconv.ParseInt(e, 10, 64) // a wrong one is nobody's
		if !r.seesWhole(org.ID(id)) {
			return errs.Absent()
		}
		p.Scope = org.ID(id)
	}
	if err := r.fillPortalList(&p, cursorOf(q.Get("after"))); err != nil {
		return err
	}
	b := r.portal()
	b.Live = "/live"
	if done, err := r.parts(map[string]templ.Component{"asks": page.PortalAsks(b, p), "tickets": page.PortalTable(b, p)}); done {
		return err
	}
	return r.show(http.StatusOK, page.PortalListPage(b, p))
}

// wholes are the entities that the person may see all of.
func (r *request) wholes() []page.PortalScope {
	var out []page.PortalScope
	for _, m := range r.who.Actor.Entities() {
		if m.Rights.Has(org.SeesAll) {
			out = append(out, page.PortalScope{ID: m.Org, Name: r.names.Orgs[m.Org].Name})
		}
	}
	return out
}

func (r *request) seesWhole(id org.ID) bool {
	for _, e := range r.wholes() {
		if e.ID == id {
			return true
		}
	}
	return false
}

func (r *request) fillPortalList(p *page.PortalList, after *desk.Cursor) error {
	shelves := append(append([]ticket.Shelf{}, desk.ShelvesWaiting...), desk.ShelvesOurs...)
	if p.Closed {
		shelves = desk.ShelvesClosed
	}
	in := desk.PublicInput{Shelves: shelves, Own: p.Scope == 0, Entity: p.Scope, After: after}
	rows, err := r.s.Desk.ListPublic(r.Context(), r.actor(), in)
	if err != nil {
		return err
	}
	p.Rows = r.portalRows(rows.Rows, p.Scope != 0)
	address := page.PortalListURL(p.Scope, p.Closed)
	if after != nil {
		p.Pager.First = address
	}
	if rows.Next != nil {
		p.Pager.Next = withAfter(address, *rows.Next)
	}
	if !p.Closed && after == nil {
		in.Shelves, in.Limit = desk.ShelvesWaiting, 10
		asks, err := r.s.Desk.ListPublic(r.Context(), r.actor(), in)
		if err != nil {
			return err
		}
		p.Asks = r.portalRows(asks.Rows, p.Scope != 0)
	}
	if len(p.Rows) > 0 || p.Closed {
		p.Before = true
		return nil
	}
	any, err := r.s.Desk.ListPublic(r.Context(), r.actor(), desk.PublicInput{Own: p.Scope == 0, Entity: p.Scope, Limit: 1})
	p.Before = len(any.Rows) > 0
	return err
}

func (r *request) portalRows(rows []desk.PublicRow, whose bool) []page.PortalRow {
	var out []page.PortalRow
	for _, t := range rows {
		row := page.PortalRow{
			ID: t.ID, Ref: r.ref(t.ID), Subject: t.Subject, Kind: t.Kind, State: t.State, Priority: t.Priority,
			System: r.names.Systems[t.System].Name, UpdatedAt: t.PublicAt, Unread: t.Unread,
		}
		if whose && t.Requester != r.who.User.ID {
			row.Requester = cmp.Or(t.RequesterName, r.L.T("common.former_user"))
		}
		out = append(out, row)
	}
	return out
}

// A page's end travels in the address as key.rank.id.
func cursorOf(s string) *desk.Cursor {
	var n [3]int64
	fields := strings.Split(s, ".")
	if len(fields) != 3 {
		return nil
	}
	for i, f := range fields {
		v, err := strconv.ParseInt(f, 10, 64)
		if err != nil {
			return nil
		}
		n[i] = v
	}
	return &desk.Cursor{Key: n[0], Rank: n[1], ID: n[2]}
}

func withAfter(address string, c desk.Cursor) string {
	join := "?"
	if strings.Contains(address, "?") {
		join = "&"
	}
	f := func(n int64) string { return strconv.FormatInt(n, 10) }
	return address + join + "after=" + f(c.Key) + "." + f(c.Rank) + "." + f(c.ID)
}
