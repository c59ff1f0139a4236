package web

import (
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"balie/internal/desk"
	"balie/internal/errs"
	"balie/internal/page"
	"balie/internal/ticket"
)

func (s *Server) deskHome(r *request) error {
	return r.redirect(page.DeskViewURL(ticket.ViewOpen, ""))
}

func (s *Server) deskList(r *request) error {
	view, ok := ticket.ViewNamed(ticket.View(r.PathValue("view")))
	if !ok || view.TwoTierOnly && !r.names.TwoTier() {
		return errs.Absent()
	}
	q := r.URL.Query()
	in := desk.ListInput{View: view.View, Sort: ticket.Sort(q.Get("sort")), After: cursorOf(q.Get("after"))}
	if in.Sort == "" {
		in.Sort = ticket.SortUpdated
	}
	rows, err := s.Desk.List(r.Context(), r.actor(), in)
	if err != nil {
		return err
	}
	frame, err := r.workspace(r.L.T("view."+string(view.View)), view.View)
	if err != nil {
		return err
	}
	frame.Live = "/desk/live"
	p := page.DeskList{Desk: frame, View: view, Sort: in.Sort, Rows: r.deskRows(rows.Rows)}
	for _, v := range frame.Views {
		if v.Current && v.Counted {
			p.Count = r.countText(v.Count)
		}
	}
	p.Pager = r.pager(page.DeskViewURL(view.View, in.Sort), in.After, rows)
	if done, err := r.parts(map[string]templ.Component{"rows": page.DeskRows(p), "counts": page.DeskCounts(frame)}); done {
		return err
	}
	return r.show(http.StatusOK, page.DeskListPage(p))
}

func (r *request) countText(n int) string {
	if n >= page.Many {
		return r.L.Number(page.Many-1) + "+"
	}
	return strconv.Itoa(n)
}

func (r *request) pager(address string, after *desk.Cursor, rows desk.ListPage) page.PagerView {
	var p page.PagerView
	if after != nil {
		p.First = address
	}
	if rows.Next != nil {
		p.Next = withAfter(address, *rows.Next)
	}
	if !rows.LookedBackTo.IsZero() {
		p.Looked = r.L.Stamp(rows.LookedBackTo, r.now)
	}
	return p
}

func (r *request) deskRows(rows []desk.Row) []page.DeskRow {
	mine := r.myDesk().ID
	out := make([]page.DeskRow, len(rows))
	for i, t := range rows {
		out[i] = page.DeskRow{
			ID: t.ID, Ref: r.ref(t.ID), Subject: t.Subject, Excerpt: t.Excerpt, Kind: t.Kind, Priority: t.Priority,
			Entity: r.names.Orgs[t.Entity].Name, System: r.names.Systems[t.System].Name, Assignee: r.colleague(t.Assignee),
			State:     page.StateFor(t.Shelf, mine, t.Reason),
			Deadline:  page.DeadlineView{Due: t.DueAt, Stopped: t.State != ticket.Open},
			CreatedAt: t.CreatedAt, UpdatedAt: t.UpdatedAt, Unread: t.Unread,
		}
	}
	return out
}
