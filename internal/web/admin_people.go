package web

import (
	"net/http"
	"net/url"

	"balie/internal/desk"
	"balie/internal/errs"
	"balie/internal/org"
	"balie/internal/page"
)

func (s *Server) adminPeople(r *request) error { return r.showAdminPeople(http.StatusOK, nil, nil) }

func (r *request) showAdminPeople(code int, f *form, problem error) error {
	q := r.URL.Query()
	after := form{Values: q}
	got, err := r.s.Desk.ListPeople(r.Context(), r.actor(), desk.PeopleInput{
		Words: q.Get("q"), AfterName: q.Get("name"), AfterID: after.user("after"),
	})
	if err != nil {
		return err
	}
	a, err := r.admin(r.L.T("admin.people"), "people", problem)
	if err != nil {
		return err
	}
	p := page.AdminPeople{Admin: a, Words: q.Get("q"), Org: org.ID(after.number("org"))}
	for _, u := range got.Rows {
		p.Rows = append(p.Rows, r.personLine(u))
	}
	next := int64(0)
	if got.More {
		next = int64(got.Rows[len(got.Rows)-1].User.ID)
	}
	p.Pager = adminPager(page.AdminURL("people"), p.Words, after.user("after") != 0, next)
	if got.More {
		p.Pager.Next += "&name=" + url.QueryEscape(got.Rows[len(got.Rows)-1].User.Name)
	}
	var given org.Rights
	if f != nil {
		p.Name, p.Mail, p.Org = f.Get("name"), f.Get("mail"), org.ID(f.number("org"))
		given, _ = org.RightsNamed(f.Values["rights"]...)
	}
	p.Rights = rightsOf(staffAndCustomer, given)
	if err := r.orgChoices(&p); err != nil {
		return err
	}
	return r.show(code, page.AdminPeoplePage(p))
}

// staffAndCustomer are the rights of either side, where the organization is
// not chosen yet; one that does not fit is refused.
const staffAndCustomer = org.SeesAll | org.Approver | org.Administrator | org.Agent | org.TeamLead |
	org.ProjectManager | org.Developer | org.SupportLead

func (r *request) orgChoices(p *page.AdminPeople) error {
	into, err := r.s.Desk.BringsInto(r.Context(), r.actor())
	p.Orgs = append(p.Orgs, page.AdminChoice{Text: r.L.T("admin.organization.choose")})
	for _, o := range into {
		p.Orgs = append(p.Orgs, page.AdminChoice{Value: number(int64(o.ID)), Text: o.Name, Current: o.ID == p.Org})
	}
	return err
}

// rightsOf are the rights that may be given, those there are ticked.
func rightsOf(may, has org.Rights) []page.AdminRight {
	var out []page.AdminRight
	for _, n := range may.Names() {
		one, _ := org.RightsNamed(n)
		out = append(out, page.AdminRight{Name: n, On: has.Has(one)})
	}
	return out
}

func (s *Server) adminInvite(r *request) error {
	return r.adminForm(func(f *form) (string, error) {
		rights, unknown := org.RightsNamed(f.Values["rights"]...)
		switch {
		case len(unknown) > 0:
			return "", errs.New(errs.Invalid, "error.form_broken")
		case f.Get("org") == "":
			return "", errs.New(errs.Invalid, "error.check_fields").At("org", "admin.organization.choose")
		}
		return page.AdminURL("people"), s.Desk.Invite(r.Context(), r.actor(), desk.InviteInput{
			Org: org.ID(f.number("org")), Name: f.Get("name"), Mail: f.Get("mail"), Rights: rights, Once: f.once(), Browser: r.browser(),
		})
	}, r.showAdminPeople)
}

func (s *Server) adminPerson(r *request) error { return r.showPerson(http.StatusOK, nil, nil) }

func (r *request) showPerson(code int, f *form, problem error) error {
	id, err := r.pathID()
	if err != nil {
		return err
	}
	got, err := r.s.Desk.OpenPerson(r.Context(), r.actor(), org.UserID(id))
	if err != nil {
		return err
	}
	a, err := r.admin(got.User.Name, "people", problem)
	if err != nil {
		return err
	}
	line := r.personLine(got.PersonRow)
	p := page.AdminPerson{
		Admin: a, ID: got.User.ID, Person: line.Person, Mail: got.User.Mail, Left: line.Left, Signs: got.SignsIn, MayLeave: got.Leave,
		Name: got.User.Name, NewMail: got.User.Mail, MayName: got.Name, MayMail: got.Mail,
		Rights: rightsOf(staffAndCustomer, 0),
	}
	if f != nil && f.Get("do") == "details" {
		p.Name, p.NewMail = f.Get("name"), f.Get("mail")
	}
	for _, m := range got.Memberships {
		o := r.names.Orgs[m.Org]
		may, ok := r.actor().Gives(o)
		p.Belongs = append(p.Belongs, page.BelongsTo{
			Org: o.ID, Name: o.Name, Kind: r.L.T("admin.tier." + o.Tier.String()), Rights: rightsOf(may, m.Rights), Locked: !ok || !got.Leave,
		})
	}
	if len(got.Joins) > 0 {
		p.Joins = append(p.Joins, page.AdminChoice{Text: r.L.T("admin.organization.choose")})
	}
	for _, o := range got.Joins {
		p.Joins = append(p.Joins, page.AdminChoice{Value: number(int64(o.ID)), Text: o.Name, Current: f != nil && f.number("org") == int64(o.ID)})
	}
	return r.show(code, page.AdminPersonPage(p))
}

func (s *Server) adminChangePerson(r *request) error {
	id, err := r.pathID()
	if err != nil {
		return err
	}
	if _, err := s.Desk.OpenPerson(r.Context(), r.actor(), org.UserID(id)); err != nil {
		return err
	}
	return r.adminForm(func(f *form) (string, error) {
		to, err := page.AdminOneURL("people", id), r.changePerson(org.UserID(id), f)
		if err == nil && (f.Get("do") == "remove" || f.Get("do") == "leave") {
			to = page.AdminURL("people") // they may be out of reach now
		}
		return to, err
	}, r.showPerson)
}

func (r *request) changePerson(id org.UserID, f *form) error {
	ctx, a, d, of := r.Context(), r.actor(), r.s.Desk, org.ID(f.number("org"))
	rights, unknown := org.RightsNamed(f.Values["rights"]...)
	switch {
	case len(unknown) > 0:
		return errs.New(errs.Invalid, "error.form_broken")
	case f.Get("do") == "join" && of == 0:
		return errs.New(errs.Invalid, "error.check_fields").At("org", "admin.organization.choose")
	}
	switch f.Get("do") {
	case "details":
		return d.SetDetails(ctx, a, desk.DetailsInput{User: id, Name: f.Get("name"), Mail: f.Get("mail"), Once: f.once()})
	case "rights":
		return d.SetRights(ctx, a, of, id, rights)
	case "remove":
		return d.RemoveMember(ctx, a, of, id)
	case "join":
		return d.AddTo(ctx, a, id, of, rights, f.once())
	case "leave":
		return d.LetGo(ctx, a, id, f.once())
	case "return":
		return d.LetIn(ctx, a, id, f.once())
	}
	return errs.New(errs.Invalid, "error.form_broken")
}
