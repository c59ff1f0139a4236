package web

import (
	"net/http"

	"balie/internal/desk"
	"balie/internal/errs"
	"balie/internal/org"
	"balie/internal/page"
	"balie/internal/ticket"
)

// What the navigation marks on the pages about access.
const (
	viewInvite  ticket.View = "invite"
	viewProfile ticket.View = "profile"
)

func (s *Server) accessPage(r *request) error {
	return s.showAccess(r, http.StatusOK, &form{}, nil)
}

func (s *Server) showAccess(r *request, code int, f *form, problem error) error {
	rules, err := s.Desk.AccessRules(r.Context(), r.actor())
	if err != nil {
		return err
	}
	frame, err := r.admin(r.L.T("access.admin.title"), "access", problem)
	if err != nil {
		return err
	}
	p := page.Access{
		Once: desk.Token(), Demanded: rules.Demanded, Domain: f.Get("domain"), Entity: f.Get("entity"),
		Ask: f.Get("policy") != "open", Problems: page.Problems(r.L, problem),
	}
	for _, a := range rules.Agents {
		p.Agents = append(p.Agents, page.AgentView{ID: number(int64(a.User)), Person: r.colleague(a.User), Mail: a.Mail, Second: a.Second})
	}
	for _, d := range rules.Domains {
		p.Domains = append(p.Domains, page.DomainView{Domain: d.Domain, Entity: d.Entity, Ask: d.Ask})
	}
	for _, l := range r.languages() {
		for _, s := range rules.Subjects {
			if s.Language == l.Code {
				row := page.AccessSubject{Field: "subject-" + s.Language, Language: l.Name, Text: s.Text}
				if f.Has(row.Field) {
					row.Text = f.Get(row.Field)
				}
				p.Subjects = append(p.Subjects, row)
			}
		}
	}
	for _, o := range rules.Entities {
		p.Entities = append(p.Entities, page.OrgChoice{Value: number(int64(o.ID)), Name: o.Name})
	}
	return r.show(code, page.AccessPage(frame, p))
}

func (s *Server) changeAccess(r *request) error {
	f, err := r.form()
	if err != nil {
		return err
	}
	ctx, a, said := r.Context(), r.actor(), "flash.saved"
	switch {
	case f.Has("reset"):
		said, err = "flash.second_reset", s.Desk.ResetSecondFactor(ctx, a, f.user("reset"))
	case f.Has("close"):
		err = s.Desk.CloseDomain(ctx, a, f.Get("close"))
	case f.Get("do") == "demand", f.Get("do") == "relax":
		err = s.Desk.DemandSecondFactor(ctx, a, f.Get("do") == "demand")
	case f.Get("do") == "subject":
		var list []desk.AccessSubject
		for _, code := range s.Texts.Languages() {
			list = append(list, desk.AccessSubject{Language: code, Text: f.Get("subject-" + code)})
		}
		err = s.Desk.SaveAccessSubjects(ctx, a, list, f.once())
	case f.Get("do") == "open":
		err = s.Desk.OpenDomain(ctx, a, desk.DomainInput{
			Domain: f.Get("domain"), Entity: org.ID(f.number("entity")), Ask: f.Get("policy") != "open",
		})
	default:
		err = errs.New(errs.Invalid, "error.form_broken")
	}
	if err == nil {
		r.say(said)
		return r.redirect(page.AccessURL)
	}
	if !inForm(err) {
		return err
	}
	r.logRefusal(err)
	return s.showAccess(r, status(err), f, err)
}
