package web

import (
	"net/url"
	"strconv"
	"strings"

	"balie/internal/desk"
	"balie/internal/errs"
	"balie/internal/page"
	"balie/internal/ticket"
)

// savedTabs are the tabs above a list. Views that show no count have none on
// their tabs either.
func (r *request) savedTabs(a asked) ([]page.SavedTab, error) {
	var out []page.SavedTab
	for _, v := range a.tabs {
		t := page.SavedTab{ID: v.ID, Name: v.Name, Star: v.Star, Current: v.ID == a.saved, Mine: v.Mine}
		switch {
		case v.Shared:
			t.Share = desk.SharedAll
		case v.Team != 0:
			t.Share = idText(v.Team)
		}
		if a.view.Counted {
			n, more, err := r.s.Desk.CountSaved(r.Context(), r.actor(), v)
			if err != nil {
				return nil, err
			}
			if t.Count = r.L.Number(n); more {
				t.Count += "+"
			}
		}
		out = append(out, t)
	}
	return out, nil
}

// saveForm offers to keep the list, for the person or with others.
func (r *request) saveForm(refused saving) (page.SaveForm, error) {
	f := page.SaveForm{Once: desk.Token(), Name: refused.name, Shares: []page.ListChoice{
		{Value: desk.SharedNone, Text: r.L.T("list.view_for_me")},
		{Value: desk.SharedAll, Text: r.L.T("list.view_for_all", "name", r.myDesk().Name)},
	}}
	teams, err := r.s.Desk.TeamsOf(r.Context(), r.actor())
	for _, t := range teams {
		f.Shares = append(f.Shares, page.ListChoice{Value: idText(t), Text: r.L.T("list.view_for_team", "name", r.names.Teams[t].Name)})
	}
	if refused.problem != nil {
		f.Error = r.L.FieldProblems(refused.problem)["name"]
		if f.Error == "" {
			f.Error = r.L.Problem(refused.problem)
		}
	}
	return f, err
}

// deskSaveView keeps a list under a name.
func (s *Server) deskSaveView(r *request) error {
	f, err := r.form()
	if err != nil {
		return err
	}
	look, err := url.ParseQuery(f.Get("look"))
	if err != nil {
		return errs.New(errs.Invalid, "error.form_broken").Because(err)
	}
	in := desk.SaveInput{
		View: ticket.View(f.Get("view")), Name: f.Get("name"), Share: f.Get("share"), Look: desk.ReadLook(look), Once: f.once(),
	}
	if f.Get("do") == "change" {
		in.ID = f.number("id")
	}
	id, err := s.Desk.SaveView(r.Context(), r.actor(), in)
	if err == nil {
		r.say("flash.view_saved")
		return r.redirect(page.SavedViewURL(in.View, id))
	}
	if !inForm(err) {
		return err
	}
	return r.showDeskList(status(err), in.View, look, saving{in.Name, err})
}

// deskActOnView stars, moves or removes a saved view.
func (s *Server) deskActOnView(r *request) error {
	id := idOf(r.PathValue("id"))
	f, err := r.form()
	if err != nil {
		return err
	}
	back := page.SavedViewURL(ticket.View(f.Get("view")), id)
	ctx, a := r.Context(), r.actor()
	switch do := f.Get("do"); do {
	case "star", "unstar":
		err = s.Desk.StarView(ctx, a, id, do == "star")
	case "left", "right":
		err = s.Desk.MoveView(ctx, a, id, do == "right")
	case "remove":
		back = page.DeskViewURL(ticket.View(f.Get("view")), "")
		if err = s.Desk.RemoveView(ctx, a, id); err == nil {
			r.say("flash.view_removed")
		}
	default:
		err = errs.New(errs.Invalid, "error.form_broken")
	}
	if err != nil {
		return err
	}
	return r.redirect(back)
}

// near is the place of a ticket in the list that it was opened from; a link
// that says nothing of use gives none.
func (r *request) near(id ticket.ID) (page.NearView, error) {
	name, query, _ := strings.Cut(r.URL.Query().Get("from"), "?")
	at := placed(r.URL.Query().Get("at"), id)
	q, err := url.ParseQuery(query)
	if at == nil || err != nil {
		return page.NearView{}, nil
	}
	a, err := r.asked(ticket.View(name), q)
	if err == nil {
		in := a.list()
		in.After = at
		var n desk.Near
		if n, err = r.s.Desk.Near(r.Context(), r.actor(), in, id); err == nil {
			return r.nearView(a, n), nil
		}
	}
	if errs.Is(err, errs.NotFound) {
		return page.NearView{}, nil
	}
	return page.NearView{}, err
}

func (r *request) nearView(a asked, n desk.Near) page.NearView {
	look := a.query(a.look)
	v := page.NearView{Back: page.DeskListURL(a.view.View, look)}
	of := r.L.Number(n.Of)
	if n.More {
		of += "+"
	}
	if n.At > 0 {
		v.Text = r.L.T("near.place", "n", r.L.Number(n.At), "of", of)
	}
	link := func(id ticket.ID, at desk.Cursor) string {
		if id == 0 {
			return ""
		}
		return page.DeskTicketURL(r.ref(id)) + "?from=" + url.QueryEscape(string(a.view.View)+"?"+look) + "&at=" + place(at)
	}
	v.Previous, v.Next = link(n.Previous, n.PreviousAt), link(n.Next, n.NextAt)
	return v
}

// place writes a ticket's place in a list for a link to that ticket, which
// names its id itself.
func place(c desk.Cursor) string {
	return strconv.FormatInt(c.Key, 10) + "." + strconv.FormatInt(c.Rank, 10)
}

// placed reads what place wrote; nil when it did not.
func placed(s string, id ticket.ID) *desk.Cursor {
	return cursorOf(s + "." + strconv.FormatInt(int64(id), 10))
}
