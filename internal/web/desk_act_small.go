package web

import (
	"strings"

	"balie/internal/desk"
	"balie/internal/errs"
	"balie/internal/org"
	"balie/internal/page"
	"balie/internal/ticket"
)

// smallAct is what one of the small forms beside a ticket does.
type smallAct func(r *request, id ticket.ID, f *form) error

// deskActs makes the handler of a small form: back to the ticket, where a
// refusal is shown with what was typed.
func (s *Server) deskActs(do smallAct) handler {
	return func(r *request) error {
		id, err := r.ticketID()
		if err != nil {
			return err
		}
		f, err := r.aside(id)
		if err != nil {
			return err
		}
		return r.acted(id, f, do(r, id, f))
	}
}

func deskHold(r *request, id ticket.ID, f *form) error {
	return r.s.Desk.Hold(r.Context(), r.actor(), desk.HoldInput{
		Ticket: id, Reason: f.Get("reason"), Day: f.Get("until"), Once: f.once(),
	})
}

func deskRelease(r *request, id ticket.ID, f *form) error {
	return r.s.Desk.Release(r.Context(), r.actor(), desk.ReleaseInput{
		Writing: desk.Writing{Text: f.Get("words")}, Ticket: id, Hidden: f.Get("vis") == page.VisHidden, Once: f.once(),
	})
}

func deskPeople(r *request, id ticket.ID, f *form) error {
	if f.Has("remove") {
		return r.s.Desk.RemovePerson(r.Context(), r.actor(), id, f.user("remove"), f.once())
	}
	return r.s.Desk.AddPerson(r.Context(), r.actor(), desk.PersonInput{Ticket: id, Mail: f.Get("mail"), Once: f.once()})
}

func deskTag(r *request, id ticket.ID, f *form) error {
	if f.Has("remove") {
		return r.s.Desk.Untag(r.Context(), r.actor(), id, ticket.TagID(f.number("remove")), f.once())
	}
	return r.s.Desk.Tag(r.Context(), r.actor(), id, f.Get("tag"), f.once())
}

func deskClassify(r *request, id ticket.ID, f *form) error {
	return r.s.Desk.Classify(r.Context(), r.actor(), desk.ClassifyInput{
		Ticket: id, Field: ticket.Field(f.Get("field")), To: f.number("to"), Was: f.number("was"), Once: f.once(),
	})
}

func deskEntity(r *request, id ticket.ID, f *form) error {
	to, err := r.entityNamed(f.Get("entity"))
	if err != nil {
		return err
	}
	return r.s.Desk.Move(r.Context(), r.actor(), desk.MoveInput{Ticket: id, Entity: to, Was: org.ID(f.number("was")), Once: f.once()})
}

// entityNamed finds the one entity of that name among those the agent may give
// a ticket to.
func (r *request) entityNamed(name string) (org.ID, error) {
	var found []org.ID
	for _, o := range r.entities() {
		if strings.EqualFold(strings.TrimSpace(name), o.Name) {
			found = append(found, o.ID)
		}
	}
	if len(found) != 1 {
		return 0, errs.New(errs.Invalid, "error.check_fields").At("entity", "error.value_unknown")
	}
	return found[0], nil
}

// entities are those that the agent may give a ticket to.
func (r *request) entities() []org.Organization {
	mine := r.myDesk()
	var out []org.Organization
	for _, o := range r.names.Orgs {
		if o.Tier == org.Entity && (mine.Tier == org.Vendor || o.Parent == mine.ID) {
			out = append(out, o)
		}
	}
	return out
}

// other is the ticket named in a form: its reference, or the number alone.
func (r *request) other(f *form) ticket.ID {
	text := strings.TrimSpace(f.Get("other"))
	if id, ok := ticket.ParseRef(r.s.Desk.Prefix, text); ok {
		return id
	}
	return ticket.ID(f.number("other"))
}

func deskLink(r *request, id ticket.ID, f *form) error {
	return r.s.Desk.Link(r.Context(), r.actor(), id, r.other(f), f.once())
}

func deskUnlink(r *request, id ticket.ID, f *form) error {
	return r.s.Desk.Unlink(r.Context(), r.actor(), id, r.other(f), f.once())
}

func deskMerge(r *request, id ticket.ID, f *form) error {
	return r.s.Desk.Merge(r.Context(), r.actor(), id, r.other(f), f.once())
}

func deskUnmerge(r *request, id ticket.ID, f *form) error {
	return r.s.Desk.Unmerge(r.Context(), r.actor(), id, f.once())
}

// deskSplit goes on to the new ticket.
func (s *Server) deskSplit(r *request) error {
	id, err := r.ticketID()
	if err != nil {
		return err
	}
	f, err := r.aside(id)
	if err != nil {
		return err
	}
	made, err := s.Desk.Split(r.Context(), r.actor(), desk.SplitInput{
		Ticket: id, Message: ticket.MessageID(f.number("message")), Subject: f.Get("subject"), Once: f.once(),
	})
	if err != nil {
		return r.acted(id, f, err)
	}
	return r.redirect(page.DeskTicketURL(r.ref(made)))
}

// deskUndo makes what was sent a draft again before what was typed since: kept
// the other way round, the later draft would have taken its place.
func (s *Server) deskUndo(r *request) error {
	id, err := r.ticketID()
	if err != nil {
		return err
	}
	f, err := r.form()
	if err != nil {
		return err
	}
	small, err := f.small()
	if err != nil {
		return err
	}
	refused := s.Desk.Undo(r.Context(), r.actor(), id, small.once())
	if small != f {
		if err := r.keepWriting(id, f); err != nil {
			return err
		}
	}
	if refused != nil {
		return r.acted(id, small, refused)
	}
	r.say("flash.undone")
	return r.redirect(page.DeskTicketURL(r.ref(id)) + "#compose")
}
