package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"balie/internal/desk"
	"balie/internal/errs"
	"balie/internal/org"
	"balie/internal/page"
	"balie/internal/ticket"
)

func (s *Server) deskHome(r *request) error {
	return r.redirect(page.DeskViewURL(ticket.ViewOpen, ""))
}

func (s *Server) deskList(r *request) error {
	return r.showDeskList(http.StatusOK, ticket.View(r.PathValue("view")), r.URL.Query(), saving{})
}

// asked is a list as its address asks for it.
type asked struct {
	view   ticket.ViewInfo
	look   desk.Look
	tabs   []desk.SavedView
	saved  int64 // the tab that the list comes from
	labels desk.Labels
}

// asked reads a list's address: its own look, else that of the saved view.
func (r *request) asked(name ticket.View, q url.Values) (asked, error) {
	view, ok := ticket.ViewNamed(name)
	if !ok || view.TwoTierOnly && !r.names.TwoTier() {
		return asked{}, errs.Absent()
	}
	a := asked{view: view, look: desk.ReadLook(r.named(q))}
	var err error
	if a.tabs, err = r.s.Desk.SavedViews(r.Context(), r.actor(), name); err != nil {
		return a, err
	}
	if a.labels, err = r.s.Desk.Labels(r.Context(), r.actor()); err != nil {
		return a, err
	}
	tabs := a.tabs
	for _, t := range tabs {
		if q.Get("saved") != strconv.FormatInt(t.ID, 10) {
			continue
		}
		a.saved = t.ID
		if own := a.look; own.Sort == "" && own.Filter.Empty() && len(own.Hidden) == 0 {
			a.look = t.Look()
		}
	}
	if a.look.Sort == "" || a.saved != 0 && !slices.Contains(view.Sorts(), a.look.Sort) {
		a.look.Sort = ticket.SortUpdated
	}
	return a, nil
}

// query is the address's query for another look at the same list. Coming from a
// tab it names its sort, so that nothing of the tab's own look comes back.
func (a asked) query(l desk.Look) string {
	if l.Sort == ticket.SortUpdated && a.saved == 0 {
		l.Sort = ""
	}
	q := l.Query()
	if a.saved != 0 {
		q.Set("saved", strconv.FormatInt(a.saved, 10))
	}
	return q.Encode()
}

func (a asked) list() desk.ListInput {
	return desk.ListInput{View: a.view.View, Sort: a.look.Sort, Filter: a.look.Filter}
}

// saving is a form for a saved view that was refused.
type saving struct {
	name    string
	problem error
}

func (r *request) showDeskList(code int, name ticket.View, q url.Values, refused saving) error {
	a, err := r.asked(name, q)
	if err != nil {
		return err
	}
	in := a.list()
	in.After = cursorOf(q.Get("after"))
	rows, err := r.s.Desk.List(r.Context(), r.actor(), in)
	gone := a.saved != 0 && errs.Is(err, errs.NotFound)
	if gone { // a saved view stays, so that it can be changed or removed
		a.look.Filter, err = desk.Filter{}, nil
	}
	if err != nil {
		return err
	}
	frame, err := r.workspace(r.L.T("view."+string(name)), name)
	if err != nil {
		return err
	}
	frame.Live = "/desk/live"
	p := page.DeskList{
		Desk: frame, View: a.view, Sort: a.look.Sort, Hidden: a.look.Hidden, Look: a.query(a.look),
		Rows: r.deskRows(rows.Rows), Chips: r.chips(a), Gone: gone, Shelves: shelvesOf(a.view, r.myDesk().ID),
		Tally: in.After == nil && a.look.Sort == ticket.SortUpdated && a.look.Filter.Empty() && !gone && !a.view.Mine && !a.view.Nobodys,
	}
	from := url.QueryEscape(string(name) + "?" + p.Look)
	for i := range p.Rows {
		p.Rows[i].Place = "from=" + from + "&at=" + place(rows.Rows[i].Place(a.look.Sort))
	}
	for _, v := range frame.Views {
		if v.Current && v.Counted {
			p.Count = r.countText(v.Count)
		}
	}
	p.Pager = r.pager(page.DeskListURL(name, p.Look), in.After, rows.Next, rows.LookedBackTo)
	if p.Doing, err = r.bulkNote(idOf(q.Get("bulk")), page.DeskListURL(name, p.Look)); err != nil {
		return err
	}
	known := map[string]templ.Component{"rows": page.DeskRows(p), "counts": page.DeskCounts(frame)}
	if p.Doing != nil {
		known["bulk"] = page.DeskBulkNote(frame, *p.Doing)
	}
	if done, err := r.parts(known); done {
		return err
	}
	if err := r.aroundList(&p, a, rows, in.After, refused); err != nil {
		return err
	}
	return r.show(code, page.DeskListPage(p))
}

// shelvesOf are the shelves of a view as a desk sees it, in their numbers.
func shelvesOf(v ticket.ViewInfo, of org.ID) string {
	shelves := v.Shelves(of)
	if len(shelves) == 0 { // every shelf; what is mine is not closed, but the list may still show it
		shelves = []ticket.Shelf{
			ticket.OpenAtPartner, ticket.OpenAtVendor, ticket.PartnerAnswered, ticket.VendorAnswered, ticket.ShelfOnHold, ticket.ShelfClosed,
		}
	}
	text := make([]string, len(shelves))
	for i, s := range shelves {
		text[i] = strconv.Itoa(int(s))
	}
	return strings.Join(text, " ")
}

// aroundList fills what stands around the rows and needs more reading.
func (r *request) aroundList(p *page.DeskList, a asked, rows desk.ListPage, after *desk.Cursor, refused saving) error {
	p.Filter = r.filterForm(a)
	var err error
	if p.Tabs, err = r.savedTabs(a); err != nil {
		return err
	}
	if p.Save, err = r.saveForm(refused); err != nil {
		return err
	}
	p.Bulk = r.bulkBar(a.labels)
	if rows.Next == nil && after == nil {
		return nil
	}
	if p.Count != "" && a.look.Filter.Empty() {
		p.Bulk.All = p.Count
		return nil
	}
	n, more, err := r.s.Desk.CountList(r.Context(), r.actor(), a.list())
	p.Bulk.All = r.L.Number(n)
	if more {
		p.Bulk.All += "+"
	}
	return err
}

func (r *request) countText(n int) string {
	if n >= page.Many {
		return r.L.Number(page.Many-1) + "+"
	}
	return r.L.Number(n)
}

// pager leads from a page that began after one cursor to the one that begins at
// another; looked is set when the page ended by effort.
func (r *request) pager(address string, after, next *desk.Cursor, looked time.Time) page.PagerView {
	var p page.PagerView
	if after != nil {
		p.First = address
	}
	if next != nil {
		p.Next = withAfter(address, *next)
	}
	if !looked.IsZero() {
		p.Looked = r.L.Stamp(looked, r.now)
	}
	return p
}

func (r *request) deskRows(rows []desk.Row) []page.DeskRow {
	out := make([]page.DeskRow, len(rows))
	for i, t := range rows {
		out[i] = page.DeskRow{
			ID: t.ID, Ref: r.ref(t.ID), Subject: t.Subject, Excerpt: t.Excerpt, Kind: t.Kind, Priority: t.Priority,
			Entity: r.names.Orgs[t.Entity].Name, System: r.names.Systems[t.System].Name, Assignee: r.colleague(t.Assignee), Team: r.names.Teams[t.Team].Name,
			State:     r.state(t.Shelf, t.Reason),
			Deadline:  page.DeadlineView{Due: t.DueAt, Stopped: t.State != ticket.Open},
			CreatedAt: t.CreatedAt, UpdatedAt: t.UpdatedAt, Unread: t.Unread,
		}
	}
	return out
}

// idOf reads an id; 0 when it is none.
func idOf(s string) int64 {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return n
}
