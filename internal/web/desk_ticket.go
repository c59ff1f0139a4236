package web

import (
	"net/http"
	"sort"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"balie/internal/desk"
	"balie/internal/errs"
	"balie/internal/org"
	"balie/internal/page"
	"balie/internal/richtext"
	"balie/internal/ticket"
)

func (s *Server) deskTicket(r *request) error {
	id, err := r.ticketID()
	if err != nil {
		return err
	}
	return r.showDeskTicket(http.StatusOK, id, &form{Values: r.parked()}, nil)
}

// showDeskTicket shows the ticket with what was typed and what stood in the way
// of sending it.
func (r *request) showDeskTicket(code int, id ticket.ID, f *form, problem error) error {
	o, err := r.s.Desk.Open(r.Context(), r.actor(), id)
	if err != nil {
		return err
	}
	from := r.fromView(o.Ticket)
	frame, err := r.workspace(r.ref(id)+" "+o.Ticket.Subject, from)
	if err != nil {
		return err
	}
	frame.Live = "/desk/live"
	p := r.deskTicketView(frame, o, from)
	if p.Near, err = r.near(id); err != nil {
		return err
	}
	if how := r.URL.Query().Get("print"); how == page.PrintPublic || how == page.PrintHidden {
		p.Print = how
	}
	p.Acts = r.deskActsView(o, f)
	p.Here = r.here(r.s.Desk.Others(r.actor(), id))
	p.Composer = r.composer(o, f, problem)
	r.drafts(&p.Composer, o, f)
	done, err := r.parts(map[string]templ.Component{
		"thread": page.DeskThread(p), "rail": page.DeskRail(p), "counts": page.DeskCounts(frame),
	})
	if done {
		return err
	}
	r.s.Desk.Looked(r.actor(), id, newest(o.Events))
	return r.show(code, page.DeskTicketPage(p))
}

// fromView is the view that the ticket lies in, for the way back.
func (r *request) fromView(t ticket.Ticket) ticket.View {
	if ref := r.Referer(); strings.Contains(ref, "/desk/mine") {
		return ticket.ViewMine
	}
	mine := r.myDesk()
	for _, v := range ticket.Views {
		for _, shelf := range v.Shelves(mine.ID) {
			if shelf == t.Shelf() && !v.Nobodys && !(mine.Simple && v.Waits()) {
				return v.View
			}
		}
	}
	return ticket.ViewAll
}

func (r *request) deskTicketView(frame page.Desk, o desk.Opened, from ticket.View) page.DeskTicket {
	t, mine := o.Ticket, r.myDesk()
	p := page.DeskTicket{
		Desk: frame, ID: t.ID, Ref: r.ref(t.ID), Subject: t.Subject, Kind: t.Kind, Priority: t.Priority, Channel: t.Channel,
		State: r.state(t.Shelf(), t.Reason), Deadline: page.DeadlineView{Due: t.DueAt, Stopped: t.State != ticket.Open},
		CreatedAt: t.CreatedAt, HoldReason: t.HoldReason, HoldUntil: t.HoldUntil, Entity: r.names.Orgs[t.Entity].Name,
		System: r.names.Systems[t.System].Name, From: from, Assignee: r.colleague(t.Assignee(mine.ID)),
		Take: t.Assignee(mine.ID) != r.who.User.ID && t.State != ticket.Closed, Prioritise: true,
		AssigneeID: t.Assignee(mine.ID), Team: r.names.Teams[t.Team(mine.ID)].Name, TeamID: t.Team(mine.ID),
	}
	for _, team := range r.teams() {
		p.Teams = append(p.Teams, page.ListChoice{Value: idText(team.ID), Text: team.Name, Chosen: team.ID == p.TeamID})
	}
	if r.names.TwoTier() && !t.Direct() {
		p.Holder = r.names.Orgs[t.Holder].Name
	}
	for id, c := range r.names.Staff {
		if c.Org == mine.ID && c.User.Active {
			p.Assignees = append(p.Assignees, page.AssigneeChoice{ID: id, Name: c.User.Name, Current: id == t.Assignee(mine.ID)})
		}
	}
	sort.Slice(p.Assignees, func(i, j int) bool { return p.Assignees[i].Name < p.Assignees[j].Name })
	for _, who := range o.People {
		note := r.L.T("ticket.gets_copy")
		if who.User == t.Requester {
			note = r.L.T("ticket.requester")
		}
		person := page.DeskPerson{Person: page.PersonOf(int64(who.User), r.involved(who), "c"), Note: note}
		if who.User != t.Requester {
			person.Remove = who.User
		}
		if who.Trouble != "" {
			person.Failed = r.L.T("ticket.mail_fails", "reason", who.Trouble)
		}
		if _, acts, lent := r.names.ShownPart(who, t.Partner); lent {
			person.Paper = r.paper(t.Partner, acts, org.User{Name: who.Name, Active: who.Active}).Name
		}
		p.People = append(p.People, person)
	}
	for _, e := range o.Similar {
		p.Others = append(p.Others, r.deskOther(e))
	}
	p.Thread = r.deskThread(o)
	return p
}

// deskThread puts messages and events in the order they were recorded; messages
// of a merged ticket, whose events are its own, by their time.
func (r *request) deskThread(o desk.Opened) []page.DeskEntry {
	said := map[ticket.MessageID]ticket.Message{}
	for _, m := range o.Messages {
		said[m.ID] = m
	}
	var out []page.DeskEntry
	for _, e := range ticket.Standing(o.Events) {
		unread := e.ID > o.Seen && e.Actor != r.who.User.ID
		if m, ok := said[e.Message]; ok && e.Message != 0 {
			entry := r.deskMessage(o, m)
			entry.Event, entry.Unread = e.ID, unread
			out = append(out, entry)
			delete(said, m.ID)
		} else if e.Message != 0 {
			continue // a hidden message of another partner
		}
		if plainMessage(e.Kind) {
			continue
		}
		entry := page.DeskEntry{Event: e.ID, At: e.At, Kind: e.Kind, Author: page.Person{Name: r.nameOf(o.Users[e.Actor])}, Sentence: r.deskSentence(o, e), Unread: unread && e.Message == 0}
		if paper := r.paper(o.Ticket.Partner, e.Desk, o.Users[e.Actor]); paper.Name != "" && e.Info().Public {
			entry.Paper.Name = r.deskSentenceBy(o, e, paper.Name)
		}
		out = append(out, entry)
	}
	if len(said) == 0 {
		return out
	}
	for _, m := range o.Messages {
		if _, merged := said[m.ID]; merged {
			out = append(out, r.deskMessage(o, m))
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].At.Before(out[j].At) })
	return out
}

// failed says which mails of a message did not arrive; of those to people of
// another desk a partner hears nothing.
func (r *request) failed(o desk.Opened, m ticket.Message) (list []string) {
	mine := r.myDesk().ID
	for _, f := range o.Failed[m.ID] {
		to, at := f.Mail, org.ID(max(0, -f.User))
		if at != 0 {
			to = r.names.Orgs[at].ToldAt()
		} else if c, staff := r.names.Staff[f.User]; staff {
			at = c.Org
		}
		if at == 0 || at == mine || mine == org.VendorID {
			list = append(list, r.L.T("event.mail_failed", "to", to, "from", r.why(f.Reason)))
		}
	}
	return list
}

func (r *request) deskMessage(o desk.Opened, m ticket.Message) page.DeskEntry {
	from := r.names.Orgs[m.Desk]
	tier := page.TierOf(from.Tier)
	entry := page.DeskEntry{
		At: m.At, Message: m.ID, Author: page.PersonOf(int64(m.Author), r.nameOf(o.Users[m.Author]), tier),
		Organization: from.Name, Mine: m.Author == r.who.User.ID, Hidden: m.Hidden, Body: richtext.Stored(m.Body),
		Rest: richtext.Stored(m.Rest), Mail: r.deskMail(o, m),
	}
	entry.Paper = r.paper(o.Ticket.Partner, m.Desk, o.Users[m.Author])
	entry.Split, entry.Former = o.Ticket.Merged == 0 && !m.PublicFrom.After(r.now), r.former(o, m)
	entry.Failed = r.failed(o, m)
	for _, f := range o.Files[m.ID] {
		entry.Files = append(entry.Files, fileView("/desk/files/", f))
	}
	return entry
}

// newest is the last event, of whatever kind: what was told of it is read.
func newest(events []ticket.Event) ticket.EventID {
	if len(events) == 0 {
		return 0
	}
	return events[len(events)-1].ID
}

// paper is how somebody stands on paper for customers of a partner, where that
// is not as agents know them.
func (r *request) paper(partner, acts org.ID, u org.User) page.Paper {
	if _, lent := r.names.Shown(u, acts, partner); !lent {
		return page.Paper{}
	}
	who, of := r.shownAuthor(partner, u.ID, acts, u)
	return page.Paper{Name: who.Name, Organization: of}
}

// deskSentence says what happened, with names for ids.
func (r *request) deskSentence(o desk.Opened, e ticket.Event) string {
	who := r.L.T("event.system")
	if e.Actor != 0 {
		who = r.nameOf(o.Users[e.Actor])
	}
	return r.deskSentenceBy(o, e, who)
}

func (r *request) deskSentenceBy(o desk.Opened, e ticket.Event, who string) string {
	from, to := e.From, e.To
	switch e.Kind {
	case ticket.Assigned, ticket.Unassigned:
		if e.Kind == ticket.Assigned && e.To == number(int64(e.Actor)) {
			return r.L.T("event.assigned.self", "name", who)
		}
		from, to = r.staffName(e.From), r.staffName(e.To)
	case ticket.TeamGiven, ticket.TeamTaken:
		from, to = r.names.Teams[ticket.TextID[org.TeamID](e.From)].Name, r.names.Teams[ticket.TextID[org.TeamID](e.To)].Name
	case ticket.HoldReminded:
		to = r.staffName(e.To)
	case ticket.TookOver:
		from, to = r.orgName(e.From), r.orgName(e.To)
	case ticket.Sent:
		to = r.names.Orgs[org.VendorID].Name
	case ticket.Returned:
		to = r.names.Orgs[o.Ticket.Partner].Name
	case ticket.MailFailed:
		from = r.why(from)
	case ticket.CopiedTo, ticket.Prioritised, ticket.Held, ticket.Tagged, ticket.Untagged:
	default:
		from, to = r.eventWords(o, e)
	}
	return r.L.T("event."+e.Info().Name, "name", who, "from", from, "to", to)
}

func (r *request) staffName(id string) string {
	n, _ := strconv.ParseInt(id, 10, 64) // 0 is nobody
	if c, ok := r.names.Staff[org.UserID(n)]; ok {
		return c.User.Name
	}
	return r.L.T("common.former_user")
}

func (r *request) orgName(id string) string {
	n, _ := strconv.ParseInt(id, 10, 64)
	return r.names.Orgs[org.ID(n)].Name
}

// composer offers what is possible now, with what was typed.
func (r *request) composer(o desk.Opened, f *form, problem error) page.DeskComposer {
	t, by, mine := o.Ticket, r.who.Actor.Agent(ticket.Workspace), r.myDesk()
	c := page.DeskComposer{
		Once: desk.Token(), Seen: t.LastEvent, Hidden: f.Get("vis") == page.VisHidden, Text: f.Get("body"), HTML: f.html("body"), Files: f.files(),
		DraftURL: r.draftURL(page.DeskTicketURL(r.ref(t.ID)), nil),
		MaxFiles: r.s.Desk.Upload, Do: f.Get("do"), Closed: t.State == ticket.Closed,
		MayAsk: t.Can(ticket.Ask, by), MayClose: t.Can(ticket.Close, by), Audience: []string{mine.Name},
	}
	for _, who := range o.People {
		if who.User == t.Requester {
			c.To = r.involved(who)
		} else {
			c.CopyTo++
		}
	}
	if r.names.TwoTier() && !t.Direct() {
		c.Audience = []string{r.names.Orgs[t.Partner].Name, r.names.Orgs[org.VendorID].Name}
		switch {
		case t.Can(ticket.Send, by):
			c.SendTo = r.names.Orgs[org.VendorID].Name
		case t.Can(ticket.Return, by):
			c.SendTo = r.names.Orgs[t.Partner].Name
		case t.Can(ticket.TakeBack, by):
			c.TakeBack = r.names.Orgs[org.VendorID].Name
		}
	}
	switch {
	case errs.From(problem) != nil && errs.From(problem).Key == desk.KeyUnanswered:
		c.Unanswered = true
	case changed(problem):
		c.Changed = r.deskChanges(o, f)
	case problem != nil:
		c.Problems = page.Problems(r.L, problem)
	}
	return c
}

// deskChanges says what others did after what the writer had seen.
func (r *request) deskChanges(o desk.Opened, f *form) []string {
	seen := ticket.EventID(f.number("seen"))
	out := []string{}
	for _, e := range o.Events {
		if e.ID > seen && e.Actor != r.who.User.ID && e.Info().Moves != ticket.Neither {
			out = append(out, r.deskSentence(o, e))
		}
	}
	return out
}
