package web

import (
	"net/http"
	"slices"
	"strings"

	"balie/internal/desk"
	"balie/internal/errs"
	"balie/internal/org"
	"balie/internal/page"
	"balie/internal/ticket"
)

func (s *Server) adminTeams(r *request) error { return r.showTeams(http.StatusOK, nil, nil) }

func (r *request) showTeams(code int, f *form, problem error) error {
	list, err := r.s.Desk.Teams(r.Context(), r.actor())
	if err != nil {
		return err
	}
	a, err := r.admin(r.L.T("admin.teams"), "teams", problem)
	if err != nil {
		return err
	}
	p := page.AdminTeams{Admin: a}
	for _, t := range append(list, desk.TeamRow{}) {
		if f != nil && f.number("id") == int64(t.ID) {
			t.Name, t.Members = f.Get("name"), f.members()
		}
		p.Teams = append(p.Teams, r.teamForm(t))
	}
	return r.show(code, page.AdminTeamsPage(p))
}

func (r *request) teamForm(t desk.TeamRow) page.TeamForm {
	out := page.TeamForm{ID: t.ID, Name: t.Name, In: len(t.Members)}
	for id, c := range r.names.Staff {
		if c.Org == r.myDesk().ID && c.User.Active {
			out.Members = append(out.Members, page.MemberChoice{ID: id, Person: r.colleague(id), On: slices.Contains(t.Members, id)})
		}
	}
	slices.SortFunc(out.Members, func(a, b page.MemberChoice) int {
		if n := strings.Compare(a.Person.Name, b.Person.Name); n != 0 {
			return n
		}
		return int(a.ID - b.ID)
	})
	return out
}

func (f *form) members() []org.UserID {
	var out []org.UserID
	for _, n := range numbers(f.Values["members"]) {
		out = append(out, org.UserID(n))
	}
	return out
}

func (s *Server) adminSaveTeam(r *request) error {
	return r.adminForm(func(f *form) (string, error) {
		if f.Get("do") == "archive" {
			return page.AdminURL("teams"), s.Desk.ArchiveTeam(r.Context(), r.actor(), org.TeamID(f.number("id")), f.once())
		}
		return page.AdminURL("teams"), s.Desk.SaveTeam(r.Context(), r.actor(), desk.TeamInput{
			ID: org.TeamID(f.number("id")), Name: f.Get("name"), Members: f.members(), Once: f.once(),
		})
	}, r.showTeams)
}

func (s *Server) adminTags(r *request) error { return r.showTags(http.StatusOK, nil, nil) }

func (r *request) showTags(code int, f *form, problem error) error {
	list, err := r.s.Desk.TagUses(r.Context(), r.actor())
	if err != nil {
		return err
	}
	a, err := r.admin(r.L.T("admin.tags"), "tags", problem)
	if err != nil {
		return err
	}
	p := page.AdminTags{Admin: a}
	for _, t := range list {
		row := page.TagRow{ID: t.ID, Name: t.Name, Used: r.L.N("admin.tag.used", t.Tickets)}
		if f != nil && f.Get("do") == "rename" && f.number("id") == int64(t.ID) {
			row.Name = f.Get("name")
		}
		p.Tags = append(p.Tags, row)
	}
	return r.show(code, page.AdminTagsPage(p))
}

func (s *Server) adminChangeTag(r *request) error {
	return r.adminForm(func(f *form) (string, error) {
		ctx, a, id := r.Context(), r.actor(), ticket.TagID(f.number("id"))
		var err error
		switch f.Get("do") {
		case "rename":
			err = s.Desk.RenameTag(ctx, a, id, f.Get("name"), f.once())
		case "merge":
			err = s.Desk.MergeTags(ctx, a, id, ticket.TagID(f.number("into")), f.once())
		case "drop":
			err = s.Desk.DropTag(ctx, a, id, f.once())
		default:
			err = errs.New(errs.Invalid, "error.form_broken")
		}
		return page.AdminURL("tags"), err
	}, r.showTags)
}

func (s *Server) adminTopics(r *request) error { return r.showTopics(http.StatusOK, nil, nil) }

func (r *request) showTopics(code int, f *form, problem error) error {
	list, err := r.s.Desk.AllTopics(r.Context(), r.actor())
	if err != nil {
		return err
	}
	a, err := r.admin(r.L.T("admin.topics"), "topics", problem)
	if err != nil {
		return err
	}
	p := page.AdminTopics{Admin: a}
	for _, t := range list {
		row := page.TopicRow{ID: t.ID, Name: t.Name, Active: t.Active}
		if f != nil && f.number("id") == int64(t.ID) {
			row.Name = f.Get("name")
		}
		p.Topics = append(p.Topics, row)
	}
	if f != nil && f.number("id") == 0 {
		p.Name = f.Get("name")
	}
	return r.show(code, page.AdminTopicsPage(p))
}

func (s *Server) adminSaveTopic(r *request) error {
	return r.adminForm(func(f *form) (string, error) {
		return page.AdminURL("topics"), s.Desk.SaveTopic(r.Context(), r.actor(), desk.TopicInput{
			ID: ticket.TopicID(f.number("id")), Name: f.Get("name"), Active: f.Get("active") != "", Once: f.once(),
		})
	}, r.showTopics)
}
