package web

import (
	"balie/internal/desk"
	"balie/internal/errs"
	"balie/internal/org"
	"balie/internal/page"
	"balie/internal/ticket"
)

// deskWrite takes the composer. The choice of visibility is stronger than the
// button: what was typed as hidden is never sent in public.
func (s *Server) deskWrite(r *request) error {
	id, err := r.ticketID()
	if err != nil {
		return err
	}
	f, err := r.form()
	if err != nil {
		return err
	}
	if err = f.problem; err == nil {
		err = s.act(r, id, f)
	}
	if err == nil {
		r.say("flash.sent")
		return r.redirect(page.DeskTicketURL(r.ref(id)) + "#last")
	}
	if !inForm(err) {
		return err
	}
	r.logRefusal(err)
	return r.showDeskTicket(status(err), id, f, err)
}

func (s *Server) act(r *request, id ticket.ID, f *form) error {
	do, hidden := f.Get("do"), f.Get("vis") == page.VisHidden
	switch {
	case hidden && do == page.DoSend:
		return s.comment(r, id, f, r.handOver())
	case hidden:
		return s.comment(r, id, f, ticket.Note)
	case do == page.DoAsk:
		return s.comment(r, id, f, ticket.Ask)
	case do == page.DoComment || do == "":
		return s.comment(r, id, f, ticket.Comment)
	case do == page.DoClose:
		return s.Desk.Close(r.Context(), r.actor(), desk.CloseInput{
			Writing: f.writing("body"), Ticket: id, Seen: f.seen(), Anyway: f.Get("unanswered") != "", Once: f.once(),
		})
	case do == page.DoReopen && (f.Get("body") != "" || len(f.writing("body").Uploads) > 0):
		return s.comment(r, id, f, ticket.Reopen)
	case do == page.DoReopen:
		return s.Desk.Reopen(r.Context(), r.actor(), id, f.once())
	case do == page.DoTakeBack:
		return s.Desk.TakeBack(r.Context(), r.actor(), id, f.once())
	}
	return errs.New(errs.Invalid, "error.form_broken")
}

func (s *Server) comment(r *request, id ticket.ID, f *form, act ticket.Act) error {
	return s.Desk.Comment(r.Context(), r.actor(), desk.CommentInput{
		Writing: f.writing("body"), Ticket: id, Act: act, Seen: f.seen(), Once: f.once(),
	})
}

// handOver is the way to the other desk.
func (r *request) handOver() ticket.Act {
	if r.myDesk().Tier == org.Vendor {
		return ticket.Return
	}
	return ticket.Send
}

func (s *Server) deskAssign(r *request) error {
	id, err := r.ticketID()
	if err != nil {
		return err
	}
	f, err := r.aside(id)
	if err != nil {
		return err
	}
	if f.Has("team") {
		return r.acted(id, f, s.Desk.AssignTeam(r.Context(), r.actor(), desk.AssignTeamInput{
			Ticket: id, To: org.TeamID(f.number("team")), Was: org.TeamID(f.number("wasteam")), Once: f.once(),
		}))
	}
	in := desk.AssignInput{Ticket: id, To: f.user("to"), Was: f.user("was"), Once: f.once()}
	if f.Get("to") == "me" {
		in.To = r.who.User.ID
	}
	return r.acted(id, f, s.Desk.Assign(r.Context(), r.actor(), in))
}

func (s *Server) deskPriority(r *request) error {
	id, err := r.ticketID()
	if err != nil {
		return err
	}
	f, err := r.aside(id)
	if err != nil {
		return err
	}
	return r.acted(id, f, s.Desk.Prioritise(r.Context(), r.actor(), id, ticket.Priority(f.number("priority")), f.once()))
}

// acted goes back to the ticket, where a refusal is shown in the composer.
func (r *request) acted(id ticket.ID, f *form, err error) error {
	if err == nil {
		return r.redirect(page.DeskTicketURL(r.ref(id)))
	}
	if !inForm(err) {
		return err
	}
	r.logRefusal(err)
	return r.showDeskTicket(status(err), id, f, err)
}
