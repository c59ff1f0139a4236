package web

import (
	"net/http"
	"net/url"
	"slices"
	"sort"
	"strconv"
	"strings"

	"balie/internal/desk"
	"balie/internal/org"
	"balie/internal/page"
	"balie/internal/ticket"
)

func (s *Server) portalNew(r *request) error {
	if _, works := r.who.Actor.Desk(); works && len(r.who.Actor.Entities()) == 0 {
		return r.redirect(page.DeskViewURL(ticket.ViewOpen, "")) // nobody to ask for
	}
	f := &form{Values: r.parked()}
	draft := page.DraftProps{Action: r.draftURL("/new", r.URL.Query()), Fresh: f.Values != nil}
	if !draft.Fresh {
		kept, err := r.s.Desk.NewFormDraft(r.Context(), r.actor())
		if err != nil {
			return err
		}
		if draft.Kept = kept.Form != ""; draft.Kept {
			f = r.drafted(kept)
		} else if f.Values, err = r.linked(); err != nil {
			return err
		}
	}
	p := r.newForm(f)
	p.Draft = draft
	return r.show(http.StatusOK, page.PortalNewPage(r.portal(), p))
}

// linked is what a link to the form fills in: /new?topic=Printing&system=CRM&via=chat.
// Systems and topics go by number or name; what is none of theirs is left out.
func (r *request) linked() (url.Values, error) {
	q, out := r.URL.Query(), url.Values{}
	for _, name := range []string{"kind", "entity", "subject", "text", "via"} {
		if q.Has(name) {
			out.Set(name, q.Get(name))
		}
	}
	for id, sys := range r.names.Systems {
		if !sys.Archived && named(q.Get("system"), int64(id), sys.Name) && r.memberOf(sys.Entity) {
			out.Set("system", number(int64(id)))
		}
	}
	if !q.Has("topic") {
		return out, nil
	}
	topics, err := r.s.Desk.Topics(r.Context(), r.home().ID)
	for _, t := range topics {
		if named(q.Get("topic"), int64(t.ID), t.Name) {
			out.Set("topic", number(int64(t.ID)))
		}
	}
	return out, err
}

// named reports whether a link means the thing of that number or name.
func named(said string, id int64, name string) bool {
	return said != "" && (said == number(id) || strings.EqualFold(said, name))
}

func (r *request) memberOf(entity org.ID) bool {
	return slices.ContainsFunc(r.who.Actor.Entities(), func(m org.Membership) bool { return m.Org == entity })
}

func (s *Server) portalSubmit(r *request) error {
	f, err := r.form()
	if err != nil {
		return err
	}
	in := desk.SubmitInput{
		Writing: f.writing("text"), Subject: f.Get("subject"), Kind: kindOf(f.Get("kind")),
		Entity: org.ID(f.number("entity")), Topic: ticket.TopicID(f.number("topic")), Channel: ticket.Portal, Once: f.once(),
	}
	if via := channelOf(f.Get("via")); via == ticket.Chat || via == ticket.Forum {
		in.Channel = via // a link from there
	}
	if v := f.Get("system"); v != page.NoSystem && v != "" {
		if in.System = org.SystemID(f.number("system")); in.System == 0 {
			in.System = -1 // what was sent is no system at all
		}
	}
	if in.Entity == 0 {
		in.Entity = r.names.Systems[in.System].Entity
	}
	if err = f.problem; err == nil {
		var id ticket.ID
		if id, err = s.Desk.Submit(r.Context(), r.actor(), in); err == nil {
			r.say("flash.submitted")
			return r.redirect(page.PortalTicketURL(r.ref(id)))
		}
	}
	if !inForm(err) {
		return err
	}
	p := r.newForm(f)
	p.Problems, p.Draft = page.Problems(r.L, err), page.DraftProps{Action: r.draftURL("/new", nil), Fresh: true}
	r.logRefusal(err)
	return r.show(status(err), page.PortalNewPage(r.portal(), p))
}

func kindOf(s string) ticket.Kind {
	for _, k := range []ticket.Kind{ticket.Question, ticket.Incident} {
		if k.String() == s {
			return k
		}
	}
	return 0
}

// newForm fills the form for a new ticket with what was typed.
func (r *request) newForm(f *form) page.PortalNew {
	p := page.PortalNew{
		Once: desk.Token(), MaxFiles: r.s.Desk.Upload, Kind: kindOf(f.Get("kind")), Entity: f.Get("entity"),
		System: f.Get("system"), Topic: f.Get("topic"), Via: f.Get("via"), Subject: f.Get("subject"), Text: f.Get("text"), HTML: f.html("text"), Files: f.files(),
	}
	if t := f.token(); t != "" {
		p.Once = t
	}
	mine := r.who.Actor.Entities()
	for _, m := range mine {
		name := r.names.Orgs[m.Org].Name
		p.Entities = append(p.Entities, page.PortalEntity{Value: strconv.FormatInt(int64(m.Org), 10), Name: name})
		p.Systems = append(p.Systems, r.systemsOf(m.Org, name, len(mine) > 1)...)
	}
	if p.System == "" && len(p.Systems) == 1 && len(f.Values) == 0 {
		p.System = p.Systems[0].Value
	}
	return p
}

func (r *request) systemsOf(entity org.ID, name string, several bool) []page.PortalSystem {
	var out []page.PortalSystem
	for _, sys := range r.names.Systems {
		if sys.Entity != entity || sys.Archived {
			continue
		}
		v := page.PortalSystem{Value: strconv.FormatInt(int64(sys.ID), 10), Name: sys.Name}
		if several {
			v.Entity = name
		}
		out = append(out, v)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Name < out[j].Name })
	return out
}
