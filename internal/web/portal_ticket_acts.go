package web

import (
	"net/http"

	"balie/internal/desk"
	"balie/internal/page"
	"balie/internal/richtext"
	"balie/internal/ticket"
)

// portalEdit changes the reader's last message.
func (s *Server) portalEdit(r *request, id ticket.ID, f *form) error {
	return s.Desk.Edit(r.Context(), r.actor(), desk.EditInput{
		Writing: f.writing("edit"), Ticket: id,
		Message: ticket.MessageID(f.number("message")), Once: f.once(),
	})
}

// offerEdit puts the reader's last message into the form, if it may be changed.
// Its looks are for the editor; without script they are lost when it is.
func (r *request) offerEdit(p *page.PortalTicket, o desk.OpenedPublic, f *form) {
	if !o.Edits {
		return
	}
	last := o.Messages[len(o.Messages)-1]
	text := richtext.Text(richtext.Stored(last.Body))
	p.Reply.Own, p.Reply.OwnWas, p.Reply.OwnText = last.ID, text, text
	if richtext.FromText(text).String() != last.Body {
		p.Reply.OwnHTML = last.Body
	}
	if f.Has("edit") {
		p.Reply.OwnText, p.Reply.OwnHTML = f.Get("edit"), f.html("edit")
	}
}

// portalAddPerson involves a colleague.
func (s *Server) portalAddPerson(r *request) error {
	id, err := r.ticketID()
	if err != nil {
		return err
	}
	f, err := r.form()
	if err != nil {
		return err
	}
	err = s.Desk.AddColleague(r.Context(), r.actor(), desk.PersonInput{Ticket: id, Mail: f.Get("mail"), Once: f.once()})
	if err == nil {
		return r.redirect(page.PortalTicketURL(r.ref(id)))
	}
	if !inForm(err) {
		return err
	}
	r.logRefusal(err)
	return r.showPortalTicket(status(err), id, f, err)
}

// leavePage asks; only the button does it, so that a mail program that looks
// at links changes nothing.
func (s *Server) leavePage(r *request) error {
	q := r.URL.Query()
	l, err := s.Desk.MayLeave(r.Context(), q.Get("who"), q.Get("token"))
	if err != nil {
		return err
	}
	return r.show(http.StatusOK, page.LeavePage(r.portal(), r.ref(l.Ticket), q.Get("who"), q.Get("token"), false))
}

func (s *Server) leave(r *request) error {
	f, err := r.form()
	if err != nil {
		return err
	}
	who, token := f.Get("who"), f.Get("token")
	if f.Get("List-Unsubscribe") == "One-Click" { // a mail program posts to the link itself (RFC 8058 §3.1)
		who, token = r.URL.Query().Get("who"), r.URL.Query().Get("token")
	}
	l, err := s.Desk.MayLeave(r.Context(), who, token)
	if err != nil {
		return err
	}
	if err := s.Desk.Leave(r.Context(), who, token); err != nil {
		return err
	}
	return r.show(http.StatusOK, page.LeavePage(r.portal(), r.ref(l.Ticket), "", "", true))
}
