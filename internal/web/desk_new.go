package web

import (
	"encoding/json"
	"net/http"
	"slices"

	"balie/internal/desk"
	"balie/internal/errs"
	"balie/internal/org"
	"balie/internal/page"
	"balie/internal/ticket"
)

// viewNew is the form, as the frame knows it.
const viewNew ticket.View = "new"

// suggestions are offered at once.
const suggestions = 8

func (s *Server) deskNew(r *request) error {
	f := &form{Values: r.URL.Query()}
	f.Del("text_html")
	if typed := r.parked(); typed != nil {
		f.Values = typed
	}
	return r.showDeskNew(http.StatusOK, f, nil)
}

func (s *Server) deskSubmit(r *request) error {
	f, err := r.form()
	if err != nil {
		return err
	}
	in := desk.BehalfInput{
		Writing: f.writing("text"), Requester: f.Get("requester"), Entity: org.ID(f.number("entity")), System: f.Get("system"),
		Topic: ticket.TopicID(f.number("topic")), Kind: kindOf(f.Get("kind")), Priority: ticket.Priority(min(f.number("priority"), 9)),
		Channel: channelOf(f.Get("via")), Subject: f.Get("subject"), Once: f.once(),
	}
	if err = f.problem; err == nil {
		var id ticket.ID
		if id, err = s.Desk.SubmitFor(r.Context(), r.actor(), in); err == nil {
			r.say("flash.written_down")
			return r.redirect(page.DeskTicketURL(r.ref(id)))
		}
	}
	if !inForm(err) {
		return err
	}
	r.logRefusal(err)
	return r.showDeskNew(status(err), f, err)
}

// channelOf is the channel that a form or a link names; 0 for another word.
func channelOf(s string) ticket.Channel {
	i := slices.IndexFunc(desk.Channels, func(c ticket.Channel) bool { return c.String() == s })
	if i < 0 {
		return 0
	}
	return desk.Channels[i]
}

func (r *request) showDeskNew(code int, f *form, problem error) error {
	frame, err := r.workspace(r.L.T("new.title"), viewNew)
	if err != nil {
		return err
	}
	p := page.DeskNew{
		Desk: frame, Once: desk.Token(), Channels: desk.Channels, MaxFiles: r.s.Desk.Upload,
		Requester: f.Get("requester"), Entity: f.Get("entity"), System: f.Get("system"), Topic: f.Get("topic"), Via: f.Get("via"),
		Kind: f.Get("kind"), Priority: f.Get("priority"), Subject: f.Get("subject"), Text: f.Get("text"), HTML: f.html("text"),
		Files: f.files(), Problems: page.Problems(r.L, problem),
	}
	if p.Via == "" {
		p.Via = ticket.Phone.String()
	}
	if p.Kind == "" && problem == nil {
		p.Kind = ticket.Question.String()
	}
	for _, o := range r.s.Desk.Entities(r.actor(), r.names) {
		p.Entities = append(p.Entities, page.Choice{Value: number(int64(o.ID)), Name: o.Name})
	}
	topics, err := r.s.Desk.Topics(r.Context(), r.myDesk().ID)
	for _, t := range topics {
		p.Topics = append(p.Topics, page.Choice{Value: number(int64(t.ID)), Name: t.Name})
	}
	if err != nil {
		return err
	}
	return r.show(code, page.DeskNewPage(p))
}

// suggestion is what may be typed into a field, and what stands beside it.
type suggestion struct {
	Value string `json:"value"`
	Label string `json:"label"`
}

// newPeople offers people to the field of the requester.
func (s *Server) newPeople(r *request) error {
	list, err := s.Desk.PeopleNamed(r.Context(), r.actor(), r.URL.Query().Get("q"), suggestions)
	if err != nil {
		return err
	}
	out := []suggestion{}
	for _, p := range list {
		out = append(out, suggestion{p.Mail, p.Name + " · " + r.names.Orgs[p.Org].Name})
	}
	return r.sendJSON(http.StatusOK, out)
}

// newSystems offers the systems of the entity that was chosen, or of all.
func (s *Server) newSystems(r *request) error {
	q := &form{Values: r.URL.Query()}
	out := []suggestion{}
	for _, sys := range s.Desk.SystemsNamed(r.actor(), r.names, org.ID(q.number("entity")), q.Get("q"), suggestions) {
		out = append(out, suggestion{sys.Name, r.names.Orgs[sys.Entity].Name})
	}
	return r.sendJSON(http.StatusOK, out)
}

// sendJSON answers script.
func (r *request) sendJSON(code int, v any) error {
	raw, err := json.Marshal(v)
	if err != nil {
		return errs.New(errs.Internal, "error.internal").Because(err)
	}
	r.w.Header().Set("Content-Type", "application/json")
	r.w.WriteHeader(code)
	r.w.Write(raw)
	return nil
}
