package web

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/a-h/templ"

	"balie/internal/desk"
	"balie/internal/errs"
	"balie/internal/org"
	"balie/internal/page"
	"balie/internal/ticket"
)

// bulkBar offers what can be done to selected tickets.
func (r *request) bulkBar(l desk.Labels) page.BulkBar {
	b := page.BulkBar{Once: desk.Token()}
	b.Assignees = append(b.Assignees, page.ListChoice{Value: idText(r.who.User.ID), Text: r.L.T("list.assignee.me")})
	for _, c := range r.colleagues() {
		if c.ID != r.who.User.ID {
			b.Assignees = append(b.Assignees, page.ListChoice{Value: idText(c.ID), Text: c.Name})
		}
	}
	b.Assignees = append(b.Assignees, page.ListChoice{Value: "0", Text: r.L.T("list.assignee.nobody")})
	for _, t := range r.teams() {
		b.Teams = append(b.Teams, page.ListChoice{Value: idText(t.ID), Text: t.Name})
	}
	if len(b.Teams) > 0 {
		b.Teams = append(b.Teams, page.ListChoice{Value: "0", Text: r.L.T("ticket.no_team")})
	}
	for _, t := range l.Tags {
		b.Tags = append(b.Tags, t.Name)
	}
	for _, t := range l.Topics {
		if t.Active {
			b.Topics = append(b.Topics, page.ListChoice{Value: idText(t.ID), Text: t.Name})
		}
	}
	if len(b.Topics) > 0 {
		b.Topics = append(b.Topics, page.ListChoice{Value: "0", Text: r.L.T("bulk.no_topic")})
	}
	return b
}

// says are the buttons beneath a comment on many tickets.
var says = map[string]ticket.Act{page.DoComment: ticket.Comment, page.DoAsk: ticket.Ask, page.DoNote: ticket.Note}

// deskBulk begins an act on the selected tickets, or on all that match.
func (s *Server) deskBulk(r *request) error {
	f, err := r.form()
	if err != nil {
		return err
	}
	look, err := url.ParseQuery(f.Get("look"))
	if err != nil {
		return errs.New(errs.Invalid, "error.form_broken").Because(err)
	}
	a, err := r.asked(ticket.View(f.Get("view")), look)
	if err != nil {
		return err
	}
	in := desk.BulkInput{Act: f.Get("do"), Text: f.Get("text"), Tag: f.Get("newtag"), Once: f.once()}
	for _, id := range numbers(f.Values["t"]) {
		in.Tickets = append(in.Tickets, ticket.ID(id))
	}
	if f.Get("all") != "" {
		all := a.list()
		in.All = &all
	}
	switch {
	case f.Has("assign"):
		in.Act, in.To = desk.BulkAssign, f.user("assign")
	case f.Has("team"):
		in.Act, in.Team = desk.BulkTeam, org.TeamID(f.number("team"))
	case f.Has("priority"):
		in.Act, in.Priority = desk.BulkPriority, ticket.Priority(f.number("priority"))
	case f.Has("kind"):
		in.Act, in.Kind = desk.BulkKind, kindOf(f.Get("kind"))
	case in.Act == page.DoComment, in.Act == page.DoAsk, in.Act == page.DoNote:
		in.Act, in.Say, in.Text = desk.BulkSay, says[in.Act], f.Get("say")
	case f.Has("topic"):
		in.Act, in.Topic = desk.BulkTopic, ticket.TopicID(f.number("topic"))
	}
	id, err := s.Desk.StartBulk(r.Context(), r.actor(), in)
	if err != nil {
		return err
	}
	return r.redirect(withBulk(page.DeskListURL(a.view.View, a.query(a.look)), id))
}

func withBulk(address string, id int64) string {
	join := "?"
	if strings.Contains(address, "?") {
		join = "&"
	}
	return address + join + "bulk=" + idText(id)
}

// deskBulkPage shows how far an act is, to who began it.
func (s *Server) deskBulkPage(r *request) error {
	id := idOf(r.PathValue("id"))
	got, err := s.Desk.Bulk(r.Context(), r.actor(), id)
	if err != nil {
		return err
	}
	frame, err := r.workspace(r.L.T("bulk.title"), "")
	if err != nil {
		return err
	}
	frame.Live = "/desk/live"
	p := page.DeskBulk{Desk: frame, Note: r.bulkNoteOf(got, page.DeskViewURL(ticket.ViewOpen, "")), Same: got.Same}
	for _, x := range got.Refusals {
		p.Refused = append(p.Refused, page.BulkRefused{Ref: r.ref(x.Ticket), Why: r.L.T(x.Key, x.Args...)})
	}
	if done, err := r.parts(map[string]templ.Component{"bulk": page.DeskBulkNote(frame, p.Note), "counts": page.DeskCounts(frame)}); done {
		return err
	}
	return r.show(http.StatusOK, page.DeskBulkPage(p))
}

// deskBulkUndo does the opposite.
func (s *Server) deskBulkUndo(r *request) error {
	f, err := r.form()
	if err != nil {
		return err
	}
	by, err := s.Desk.UndoBulk(r.Context(), r.actor(), idOf(r.PathValue("id")), f.once())
	if err != nil {
		return err
	}
	back := ownPath(f.Get("back"))
	if !strings.HasPrefix(back, "/desk/") {
		back = page.DeskViewURL(ticket.ViewOpen, "")
	}
	return r.redirect(withBulk(back, by))
}

// bulkNote is the notice about an act of the person's own; nothing for another's.
func (r *request) bulkNote(id int64, back string) (*page.BulkNote, error) {
	if id == 0 {
		return nil, nil
	}
	got, err := r.s.Desk.Bulk(r.Context(), r.actor(), id)
	if errs.Is(err, errs.NotFound) {
		return nil, nil
	}
	n := r.bulkNoteOf(got, back)
	return &n, err
}

func (r *request) bulkNoteOf(b desk.BulkProgress, back string) page.BulkNote {
	n := page.BulkNote{
		ID: b.ID, Total: b.Total, Settled: b.Done + b.Same + b.Refused, Ended: b.Ended, Refused: b.Refused, Back: back,
	}
	if b.Ended && b.Done > 0 && b.Undoes == 0 && b.UndoneBy == 0 && b.Act != desk.BulkSay {
		n.Undo = desk.Token()
	}
	when, count := "bulk.done.", b.Done
	if !b.Ended {
		when, count = "bulk.doing.", b.Total
	}
	act, name := b.Act, r.names.Staff[b.To].User.Name
	if b.Act == desk.BulkAssign && b.To == 0 {
		act = "unassign"
	}
	if b.Act == desk.BulkTeam && b.Team == 0 {
		act = "no_team"
	}
	switch b.Act {
	case desk.BulkSay:
		act = b.Say.String()
	case desk.BulkTeam:
		name = r.names.Teams[b.Team].Name
	case desk.BulkPriority:
		name = "P" + idText(org.UserID(b.Priority))
	case desk.BulkTag:
		name = b.Tag
	case desk.BulkKind:
		name = r.L.T("kind." + b.Kind.String())
	case desk.BulkTopic:
		if name = b.Topic; name == "" {
			name = r.L.T("bulk.no_topic")
		}
	}
	n.Text = r.L.N(when+act, count, "name", name)
	return n
}
