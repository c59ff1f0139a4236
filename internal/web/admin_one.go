package web

import (
	"net/http"
	"net/url"
	"strings"

	"balie/internal/desk"
	"balie/internal/errs"
	"balie/internal/org"
	"balie/internal/page"
)

// adminOrg serves the page of a partner and that of an entity.
func (s *Server) adminOrg(kind string) handler {
	return func(r *request) error { return r.showOrg(kind, http.StatusOK, nil, nil) }
}

func (r *request) showOrg(kind string, code int, f *form, problem error) error {
	id, err := r.pathID()
	if err != nil {
		return err
	}
	got, err := r.s.Desk.OpenOrganization(r.Context(), r.actor(), org.ID(id), tierOf[kind])
	if err != nil {
		return err
	}
	a, err := r.admin(got.Org.Name, kind, problem)
	if err != nil {
		return err
	}
	p := page.AdminOrg{Admin: a, ID: got.Org.ID, Kind: kind, Form: orgForm(got.Org), At: got.At.Name, AtVendor: got.At.ID == org.VendorID}
	if f != nil && f.Get("do") == "save" {
		p.Form = f.typed(p.Form)
	}
	for _, s := range got.Systems {
		p.Systems = append(p.Systems, page.SystemRow{ID: s.ID, Name: s.Name, Archived: s.Archived})
	}
	for _, u := range got.People {
		p.People = append(p.People, r.personLine(u))
	}
	for _, t := range got.Tickets {
		p.Tickets = append(p.Tickets, page.TicketLine{
			Ref: r.ref(t.ID), Subject: t.Subject, State: r.state(t.Shelf(), t.Reason), At: t.UpdatedAt,
		})
	}
	for _, h := range got.Homes {
		if h.ID != got.Org.Parent {
			p.Homes = append(p.Homes, page.AdminChoice{Value: number(int64(h.ID)), Text: h.Name})
		}
	}
	return r.show(code, page.AdminOrgPage(p))
}

func (s *Server) adminChangeOrg(kind string) handler {
	return func(r *request) error {
		id, err := r.pathID()
		if err != nil {
			return err
		}
		return r.adminForm(func(f *form) (string, error) {
			return page.AdminOneURL(kind, id), r.changeOrg(kind, org.ID(id), f)
		}, func(code int, f *form, err error) error { return r.showOrg(kind, code, f, err) })
	}
}

func (r *request) changeOrg(kind string, id org.ID, f *form) error {
	ctx, a, d := r.Context(), r.actor(), r.s.Desk
	if r.names.Orgs[id].Tier != tierOf[kind] || kind == "partners" && !r.vendor() {
		return errs.Absent()
	}
	switch f.Get("do") {
	case "save":
		in := f.organization()
		in.ID = id
		_, err := d.SaveOrganization(ctx, a, in)
		return err
	case "retire", "use":
		return d.ArchiveSystem(ctx, a, id, org.SystemID(f.number("id")), f.Get("do") == "retire")
	case "system":
		return d.SaveSystem(ctx, a, desk.SystemInput{Entity: id, ID: org.SystemID(f.number("id")), Name: f.Get("system"), Once: f.once()})
	case "move":
		return d.MoveEntity(ctx, a, id, org.ID(f.number("to")), f.once())
	}
	return errs.New(errs.Invalid, "error.form_broken")
}

func (r *request) personLine(u desk.PersonRow) page.PersonLine {
	line := page.PersonLine{
		ID: u.User.ID, Mail: u.User.Mail, Left: !u.User.Active, Signs: u.SignsIn,
		Person: page.PersonOf(int64(u.User.ID), u.User.Name, "c"),
	}
	var at, rights []string
	for _, m := range u.Memberships {
		if m.Staff() {
			line.Person.Tier = page.TierOf(m.Tier)
		}
		at = append(at, r.names.Orgs[m.Org].Name)
		for _, n := range m.Rights.Names() {
			rights = append(rights, r.L.T("rights."+n))
		}
	}
	line.At, line.Rights = strings.Join(at, ", "), strings.Join(rights, ", ")
	return line
}

// adminPager is the pager of a list that a word narrows.
func adminPager(address, words string, later bool, next int64) page.PagerView {
	q := url.Values{}
	if words != "" {
		q.Set("q", words)
	}
	var p page.PagerView
	if later {
		p.First = withQuery(address, q)
	}
	if next != 0 {
		q.Set("after", number(next))
		p.Next = withQuery(address, q)
	}
	return p
}

func withQuery(address string, q url.Values) string {
	if len(q) == 0 {
		return address
	}
	return address + "?" + q.Encode()
}
