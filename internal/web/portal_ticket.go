package web

import (
	"cmp"
	"net/http"
	"sort"

	"github.com/a-h/templ"

	"balie/internal/desk"
	"balie/internal/errs"
	"balie/internal/org"
	"balie/internal/page"
	"balie/internal/richtext"
	"balie/internal/ticket"
)

func (s *Server) portalTicket(r *request) error {
	id, err := r.ticketID()
	if err != nil {
		return err
	}
	f := &form{Values: r.parked()}
	return r.showPortalTicket(http.StatusOK, id, f, nil)
}

func (s *Server) portalReply(r *request) error {
	id, err := r.ticketID()
	if err != nil {
		return err
	}
	f, err := r.form()
	if err != nil {
		return err
	}
	if err = f.problem; err == nil {
		if f.Get("mode") == page.ModeEdit && f.Get("text") == "" && f.Get("text_html") == "" {
			err = s.portalEdit(r, id, f)
		} else {
			err = s.Desk.Reply(r.Context(), r.actor(), desk.ReplyInput{
				Writing: f.writing("text"), Ticket: id, Reopen: f.Get("mode") == page.ModeReopen, Seen: f.seen(),
				Channel: ticket.Portal, Once: f.once(),
			})
		}
	}
	if err == nil {
		r.say("flash.sent")
		return r.redirect(page.PortalTicketURL(r.ref(id)) + "#reply")
	}
	if !inForm(err) {
		return err
	}
	r.logRefusal(err)
	return r.showPortalTicket(status(err), id, f, err)
}

func (s *Server) portalClose(r *request) error {
	id, err := r.ticketID()
	if err != nil {
		return err
	}
	f, err := r.form()
	if err != nil {
		return err
	}
	if err := s.Desk.CloseOwn(r.Context(), r.actor(), id, f.once()); err != nil {
		return err
	}
	r.say("flash.closed")
	return r.redirect(page.PortalTicketURL(r.ref(id)))
}

// showPortalTicket shows the ticket with what was typed and what stood in the
// way of sending it.
func (r *request) showPortalTicket(code int, id ticket.ID, f *form, problem error) error {
	o, err := r.s.Desk.OpenPublic(r.Context(), r.actor(), id)
	if err != nil {
		return err
	}
	adding := f.Has("mail") // the form to add somebody, not the one to write
	draft := page.DraftProps{
		Action: r.draftURL(page.PortalTicketURL(r.ref(id)), nil), Kept: o.Draft.Form != "", Fresh: f.Values != nil && !adding,
	}
	typed := f
	if draft.Kept && !draft.Fresh {
		typed = r.drafted(o.Draft)
	}
	typed.rescueEdit(o)
	p := r.portalTicketView(o)
	p.Reply = page.PortalReply{
		Once: desk.Token(), Mode: typed.Get("mode"), Text: typed.Get("text"), HTML: typed.html("text"), Files: typed.files(), MaxFiles: r.s.Desk.Upload,
		Draft: draft,
	}
	switch {
	case changed(problem):
		p.Reply.Changed, p.Reply.Newest = r.whatChanged(o, f)
	case problem != nil:
		p.Reply.Problems = page.Problems(r.L, problem)
	}
	if adding {
		p.PersonMail, p.PeopleProblems, p.Reply.Problems = f.Get("mail"), p.Reply.Problems, nil
	}
	r.offerEdit(&p, o, typed)
	b := r.portal()
	b.Live = "/live"
	done, err := r.parts(map[string]templ.Component{
		"state": page.PortalStatePanel(b, p), "thread": page.PortalThread(b, p), "facts": page.PortalFacts(b, p),
	})
	if done {
		return err
	}
	r.s.Desk.Looked(r.actor(), id, o.Ticket.Last)
	return r.show(code, page.PortalTicketPage(b, p))
}

// whatChanged is the first thing that others did after what the writer saw.
func (r *request) whatChanged(o desk.OpenedPublic, f *form) (string, ticket.MessageID) {
	seen := ticket.EventID(f.number("seen"))
	for _, e := range o.Events {
		if e.ID > seen && e.Actor != r.who.User.ID && e.Info().Moves == ticket.BothAt {
			return r.publicSentence(o, e), e.Message
		}
	}
	return r.L.T("error.ticket_changed"), 0
}

func (r *request) portalTicketView(o desk.OpenedPublic) page.PortalTicket {
	t := o.Ticket
	p := page.PortalTicket{
		ID: t.ID, Ref: r.ref(t.ID), Subject: t.Subject, State: t.State, Kind: t.Kind, Priority: t.Priority,
		System: r.names.Systems[t.System].Name, CreatedAt: t.CreatedAt, HoldReason: t.HoldReason, HoldUntil: t.HoldUntil,
		MayClose: o.Governs, Seen: t.Last, CloseOnce: desk.Token(),
	}
	if len(r.who.Actor.Entities()) > 1 {
		p.Entity = r.names.Orgs[t.Entity].Name
	}
	for _, who := range o.People {
		person, of := r.shownPart(t.Partner, who)
		note := cmp.Or(of, r.names.Orgs[t.Entity].Name)
		if who.User == t.Requester {
			note = r.L.T("portal.ticket.asked")
		}
		if who.User != t.Requester && who.Name == who.Mail {
			note = of
		}
		p.People = append(p.People, page.PortalPerson{Person: person, Note: note})
	}
	if t.Merged != 0 {
		p.Merged = r.ref(t.Merged)
	}
	p.Thread = r.portalThread(o)
	return p
}

// portalThread puts messages and the events without one in their order.
func (r *request) portalThread(o desk.OpenedPublic) []page.PortalEntry {
	var out []page.PortalEntry
	recorded := map[ticket.MessageID]ticket.EventID{}
	for _, e := range o.Events {
		recorded[e.Message] = e.ID
	}
	for _, m := range o.Messages {
		who, organization := r.shownAuthor(o.Ticket.Partner, m.Author, m.Desk, o.Users[m.Author])
		e := page.PortalEntry{
			At: m.At, Message: m.ID, Event: recorded[m.ID], Me: m.Author == r.who.User.ID, Author: who, Organization: organization,
			Body: richtext.Stored(m.Body), Edited: m.Edited,
		}
		for _, f := range o.Files[m.ID] {
			e.Files = append(e.Files, fileView("/files/", f))
		}
		out = append(out, e)
	}
	for _, ev := range o.Events {
		if sentence := r.publicSentence(o, ev); sentence != "" && !plainMessage(ev.Kind) {
			out = append(out, page.PortalEntry{At: ev.At, Event: ev.ID, Sentence: sentence, Icon: portalEventIcons[ev.Kind]})
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].At.Before(out[j].At) })
	return out
}

var portalEventIcons = map[ticket.EventKind]string{
	ticket.Closing: "circle-check", ticket.Reopened: "rotate-ccw", ticket.TakenUp: "user",
	ticket.PersonAdded: "user-plus", ticket.PersonRemoved: "user-x", ticket.PersonLeft: "user-x",
	ticket.MergedInto: "link", ticket.Absorbed: "link", ticket.Unmerged: "link", ticket.Parted: "link",
	ticket.Prioritised: "flag", ticket.Held: "pause", ticket.HoldEnded: "rotate-ccw",
}

// plainMessage kinds are told by their message alone.
func plainMessage(k ticket.EventKind) bool {
	switch k {
	case ticket.Submitted, ticket.Replied, ticket.Remarked, ticket.Commented, ticket.Asked, ticket.Noted, ticket.Edited:
		return true
	}
	return false
}

// shownAuthor is a person as this customer knows them: the vendor's people
// stand under the partner's name, by their first name or as its specialist.
func (r *request) shownAuthor(partner org.ID, id org.UserID, from org.ID, u org.User) (page.Person, string) {
	o := r.names.Orgs[from]
	name, lent := r.names.Shown(u, from, partner)
	switch {
	case lent && name == "":
		return page.PersonOf(int64(partner), r.L.T("portal.specialist"), "p"), r.names.Orgs[partner].Name
	case lent:
		return page.PersonOf(int64(id), name, "p"), r.names.Orgs[partner].Name
	case o.Tier == org.Entity || o.ID == 0:
		return page.PersonOf(int64(id), r.nameOf(u), "c"), ""
	}
	return page.PersonOf(int64(id), r.nameOf(u), page.TierOf(o.Tier)), o.Name
}

// shownPart is shownAuthor for somebody who has a part in a ticket.
func (r *request) shownPart(partner org.ID, p desk.Involved) (page.Person, string) {
	_, acts, _ := r.names.ShownPart(p, partner)
	return r.shownAuthor(partner, p.User, acts, org.User{Name: p.Name, Active: p.Active})
}

// nameOf is a person's name, or that they left.
func (r *request) nameOf(u org.User) string {
	if u.Name == "" || !u.Active {
		return r.L.T("common.former_user")
	}
	return u.Name
}

// involved is how somebody who has a part in a ticket is called.
func (r *request) involved(p desk.Involved) string {
	return r.nameOf(org.User{Name: p.Name, Active: p.Active})
}

func (r *request) publicSentence(o desk.OpenedPublic, e ticket.Event) string {
	who, _ := r.shownAuthor(o.Ticket.Partner, e.Actor, e.Desk, o.Users[e.Actor])
	if e.Actor == r.who.User.ID {
		who.Name = r.L.T("portal.ticket.you")
	}
	if e.Actor == 0 {
		who.Name = r.names.Orgs[o.Ticket.Partner].Name
	}
	from, to := e.From, e.To
	switch e.Kind {
	case ticket.PersonAdded, ticket.PersonRemoved, ticket.PersonLeft:
		to = r.L.T("common.former_user")
		for _, p := range o.People {
			if p.User == ticket.TextID[org.UserID](e.To) {
				person, _ := r.shownPart(o.Ticket.Partner, p)
				to = person.Name
			}
		}
	case ticket.MergedInto, ticket.Absorbed, ticket.Unmerged, ticket.Parted:
		from, to = r.ref(ticket.TextID[ticket.ID](e.From)), r.ref(ticket.TextID[ticket.ID](e.To))
	}
	return r.L.T("event."+e.Info().Name+".public", "name", who.Name, "from", from, "to", to)
}

func fileView(under string, f ticket.File) page.FileView {
	return page.FileView{Name: f.Name, URL: under + number(f.ID), Size: f.Size, Image: desk.ThumbnailURL(f)}
}

// logRefusal logs what a form's refusal hides: a database that is gone.
func (r *request) logRefusal(err error) {
	if e := errs.From(err); e.Cause != nil {
		r.s.Log.Error("form refused", "request", r.id, "path", r.URL.Path, "error", err)
	}
}
