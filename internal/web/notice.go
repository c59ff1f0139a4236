package web

import (
	"net/http"

	"github.com/a-h/templ"

	"balie/internal/desk"
	"balie/internal/org"
	"balie/internal/page"
	"balie/internal/ticket"
)

// viewNotices is the page of notices, as the frame knows it.
const viewNotices ticket.View = "notices"

func (s *Server) notices(r *request) error {
	frame, err := r.workspace(r.L.T("notices.title"), viewNotices)
	if err != nil {
		return err
	}
	frame.Live = "/desk/live"
	if done, err := r.parts(map[string]templ.Component{"counts": page.DeskCounts(frame)}); done {
		return err
	}
	before := (&form{Values: r.URL.Query()}).number("before")
	got, err := s.Desk.Notices(r.Context(), r.actor(), ticket.EventID(before))
	if err != nil {
		return err
	}
	var p page.Notices
	for i, n := range got.List {
		if i == 0 {
			p.Newest = n.Event.ID
		}
		p.Unread = p.Unread || !n.Read
		p.Rows = append(p.Rows, page.NoticeRow{
			Event: n.Event.ID, Kind: n.Event.Kind, Ref: r.ref(n.Ticket.ID), Subject: n.Ticket.Subject, Others: n.Others,
			Sentence: r.deskSentence(desk.Opened{Ticket: n.Ticket, Users: map[org.UserID]org.User{n.Event.Actor: n.Actor}}, n.Event), Read: n.Read, At: n.Event.At,
		})
	}
	if before != 0 {
		p.Pager.First = page.NoticesURL
	}
	if got.Next != 0 {
		p.Pager.Next = page.NoticesURL + "?before=" + number(int64(got.Next))
	}
	return r.show(http.StatusOK, page.NoticesPage(frame, p))
}

func (s *Server) readNotices(r *request) error {
	f, err := r.form()
	if err != nil {
		return err
	}
	if err := s.Desk.ReadNotices(r.Context(), r.actor(), ticket.EventID(f.number("newest"))); err != nil {
		return err
	}
	return r.redirect(page.NoticesURL)
}
