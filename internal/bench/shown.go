package bench

import (
	"cmp"
	"context"
	"net"
	"net/http"
	"slices"
	"strconv"
	"time"

	"balie/internal/access"
	"balie/internal/org"
	"balie/internal/page"
	"balie/internal/store"
	"balie/internal/ticket"
)

// shown is the open view's page as the workspace fills it, to render it alone.
func (s *subject) shown(ctx context.Context) (page.DeskList, error) {
	a := s.who["vendor"].actor
	names, err := s.st.Directory(ctx)
	if err != nil {
		return page.DeskList{}, err
	}
	var rows store.ListPage
	var counts map[ticket.View]int
	err = s.st.Read(ctx, func(tx *store.Tx) (err error) {
		if counts, err = tx.Counts(access.DeskScope(a), a.User); err != nil {
			return err
		}
		rows, err = tx.ListTickets(store.List{Scope: access.DeskScope(a), View: ticket.ViewOpen, Sort: ticket.SortUpdated, Me: a.User})
		return err
	})
	view, _ := ticket.ViewNamed(ticket.ViewOpen)
	p := page.DeskList{View: view, Sort: ticket.SortUpdated, Count: strconv.Itoa(counts[ticket.ViewOpen])}
	p.Base = page.Base{
		L: s.texts.In("en", time.UTC), Assets: s.assets, Title: "Open", Face: page.FaceAgent, Me: page.PersonOf(1, a.Name, "v"),
		Now: time.Now(), Path: "/desk/open", Live: "/desk/live",
	}
	p.Workspace, p.Tier = names.Orgs[org.VendorID].Name, "v"
	for _, v := range ticket.Views {
		p.Views = append(p.Views, page.NavView{View: v.View, Count: counts[v.View], Counted: v.Counted, Current: v.View == view.View})
	}
	for _, t := range rows.Rows {
		p.Rows = append(p.Rows, page.DeskRow{
			ID: t.ID, Ref: ticket.Ref("HD", t.ID), Subject: t.Subject, Excerpt: t.Excerpt, Kind: t.Kind, Priority: t.Priority,
			Entity: names.Orgs[t.Entity].Name, System: names.Systems[t.System].Name,
			Assignee: page.PersonOf(int64(t.Assignee), names.Staff[t.Assignee].User.Name, "v"),
			State:    page.StateFor(t.Shelf, org.VendorID, t.Reason), Deadline: page.DeadlineView{Due: t.DueAt, Stopped: t.State != ticket.Open},
			CreatedAt: t.CreatedAt, UpdatedAt: t.UpdatedAt, Unread: t.Unread,
		})
	}
	return p, err
}

// beside serves a handler of its own on loopback.
func (s *subject) beside(h http.Handler) (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	server := &http.Server{Handler: h}
	s.extra = append(s.extra, server)
	go server.Serve(l)
	return "http://" + l.Addr().String() + "/", nil
}

func slicesSort(list []work) {
	slices.SortStableFunc(list, func(a, b work) int { return cmp.Compare(a.name, b.name) })
}
