package web

import (
	"cmp"
	"net/http"
	"slices"
	"strings"

	"balie/internal/desk"
	"balie/internal/errs"
	"balie/internal/org"
	"balie/internal/page"
	"balie/internal/ticket"
)

// viewAdmin is what the workspace's navigation marks on these pages.
const viewAdmin ticket.View = "admin"

func (s *Server) adminHome(r *request) error { return r.redirect(page.AdminURL("organization")) }

// admin fills the frame of a page of the administration. current is the
// page's name in the menu.
func (r *request) admin(title, current string, problem error) (page.Admin, error) {
	frame, err := r.workspace(title, viewAdmin)
	if err != nil {
		return page.Admin{}, err
	}
	a := page.Admin{Desk: frame, Once: desk.Token(), Problems: page.Problems(r.L, problem)}
	group := func(key string, names ...string) {
		g := page.AdminGroup{Name: r.L.T("admin.menu." + key)}
		for _, n := range names {
			g.Links = append(g.Links, page.NavLink{URL: page.AdminURL(n), Text: r.L.T("admin." + n), Current: n == current})
		}
		a.Menu = append(a.Menu, g)
	}
	customers := []string{"entities"}
	if r.vendor() {
		customers = append(customers, "partners")
	}
	group("customers", append(customers, "people")...)
	group("desk", "organization", "teams", "tags", "topics", "closing", "texts")
	group("system", "access", "addresses", "mail", "outbox")
	return a, nil
}

func (r *request) vendor() bool { return r.myDesk().Tier == org.Vendor }

// adminForm runs a page's form: what it did well leads to a page, what was
// refused is shown in the page itself.
func (r *request) adminForm(act func(*form) (to string, err error), show func(int, *form, error) error) error {
	f, err := r.form()
	if err != nil {
		return err
	}
	to, err := act(f)
	if err == nil {
		r.say("flash.saved")
		return r.redirect(to)
	}
	if !inForm(err) {
		return err
	}
	r.logRefusal(err)
	return show(status(err), f, err)
}

// pathID reads the number in the path; 0 is nobody's.
func (r *request) pathID() (int64, error) {
	f := form{Values: map[string][]string{"id": {r.PathValue("id")}}}
	if n := f.number("id"); n > 0 {
		return n, nil
	}
	return 0, errs.Absent()
}

// zonesWith are the zones offered, the present one among them.
func zonesWith(now string) []string {
	if now == "" || slices.Contains(zones, now) {
		return zones
	}
	return append([]string{now}, zones...)
}

func orgForm(o org.Organization) page.OrgForm {
	return page.OrgForm{
		Name: o.Name, Language: o.Language, Zone: o.Zone, Hue: o.Hue, Mail: o.Mail, Notify: o.Notify,
		Zones: zonesWith(o.Zone), Brand: o.Tier != org.Entity,
	}
}

// typed is what a refused form holds.
func (f *form) typed(o page.OrgForm) page.OrgForm {
	o.Name, o.Language, o.Zone = f.Get("name"), f.Get("language"), f.Get("zone")
	o.Mail, o.Notify, o.Hue = f.Get("mail"), f.Get("notify"), int(f.number("hue"))
	return o
}

func (f *form) organization() desk.OrgInput {
	return desk.OrgInput{
		Name: f.Get("name"), Language: f.Get("language"), Zone: f.Get("zone"), Hue: int(f.number("hue")),
		Mail: f.Get("mail"), Notify: f.Get("notify"), Once: f.once(),
	}
}

func (s *Server) adminOrganization(r *request) error {
	return r.showOrganization(http.StatusOK, nil, nil)
}

func (r *request) showOrganization(code int, f *form, problem error) error {
	a, err := r.admin(r.L.T("admin.organization"), "organization", problem)
	if err != nil {
		return err
	}
	mine := r.myDesk()
	p := page.AdminOrg{Admin: a, ID: mine.ID, Kind: "organization", Form: orgForm(mine)}
	if f != nil && f.Get("do") == "save" {
		p.Form = f.typed(p.Form)
	}
	states := r.statesForm(f)
	p.States, p.Naming = &states, r.namingForm()
	return r.show(code, page.AdminOrgPage(p))
}

func (s *Server) adminSaveOrganization(r *request) error {
	return r.adminForm(func(f *form) (string, error) {
		in := f.organization()
		in.ID = r.myDesk().ID
		_, err := s.Desk.SaveOrganization(r.Context(), r.actor(), in)
		return page.AdminURL("organization"), err
	}, r.showOrganization)
}

// tierOf is what a list of organizations holds.
var tierOf = map[string]org.Tier{"partners": org.Partner, "entities": org.Entity}

// adminOrgs serves the list of partners and that of entities.
func (s *Server) adminOrgs(kind string) handler {
	return func(r *request) error { return r.showOrgs(kind, http.StatusOK, nil, nil) }
}

func (r *request) showOrgs(kind string, code int, f *form, problem error) error {
	q := r.URL.Query()
	after := form{Values: q}
	got, err := r.s.Desk.ListOrganizations(r.Context(), r.actor(), tierOf[kind], q.Get("q"), org.ID(after.number("after")))
	if err != nil {
		return err
	}
	a, err := r.admin(r.L.T("admin."+kind), kind, problem)
	if err != nil {
		return err
	}
	mine := r.myDesk()
	p := page.AdminOrgs{Admin: a, Kind: kind, Words: q.Get("q")}
	p.New = orgForm(org.Organization{Tier: tierOf[kind], Language: mine.Language, Zone: mine.Zone})
	parent := mine.ID
	if f != nil {
		p.New = f.typed(p.New)
		parent = org.ID(f.number("parent"))
	}
	for _, o := range got.Rows {
		row := page.OrgRow{ID: o.ID, Name: o.Name, Hue: o.Hue}
		if kind == "entities" && r.vendor() {
			row.At = r.names.Orgs[o.Parent].Name
		}
		p.Rows = append(p.Rows, row)
	}
	if kind == "entities" && r.vendor() && r.names.TwoTier() {
		p.Homes = r.homes(parent)
	}
	p.Pager = adminPager(page.AdminURL(kind), q.Get("q"), after.number("after") != 0, int64(got.Next))
	return r.show(code, page.AdminOrgsPage(p))
}

// homes are the desks that an entity may belong to, by name.
func (r *request) homes(now org.ID) []page.AdminChoice {
	var out []page.AdminChoice
	for _, o := range r.names.Orgs {
		if o.Tier != org.Entity {
			out = append(out, page.AdminChoice{Value: number(int64(o.ID)), Text: o.Name, Current: o.ID == now})
		}
	}
	slices.SortFunc(out, func(a, b page.AdminChoice) int {
		return cmp.Or(strings.Compare(a.Text, b.Text), strings.Compare(a.Value, b.Value))
	})
	return out
}

func (s *Server) adminAddOrg(kind string) handler {
	return func(r *request) error {
		return r.adminForm(func(f *form) (string, error) {
			in := f.organization()
			in.Tier, in.Parent = tierOf[kind], org.ID(f.number("parent"))
			id, err := s.Desk.SaveOrganization(r.Context(), r.actor(), in)
			return page.AdminOneURL(kind, id), err
		}, func(code int, f *form, err error) error { return r.showOrgs(kind, code, f, err) })
	}
}
