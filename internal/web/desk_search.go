package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"balie/internal/desk"
	"balie/internal/page"
	"balie/internal/ticket"
)

// deskSearch shows what words find, within what the agent may see.
func (s *Server) deskSearch(r *request) error {
	q := r.URL.Query()
	in := desk.SearchInput{Words: q.Get("q"), After: cursorOf(q.Get("after"))}
	found, err := s.Desk.SearchFound(r.Context(), r.actor(), in)
	if err != nil {
		return err
	}
	frame, err := r.workspace(r.L.T("search.title"), "")
	if err != nil {
		return err
	}
	frame.Live = "/desk/live"
	p := page.DeskSearch{Desk: frame, Words: in.Words}
	for _, row := range r.deskRows(found.Rows) {
		p.Rows = append(p.Rows, page.FoundRow{DeskRow: row, Found: piecesOf(found.Subjects[row.ID]), Text: piecesOf(found.Excerpts[row.ID]), Hidden: found.Hidden[row.ID]})
	}
	p.Pager = r.pager("/desk/search?q="+url.QueryEscape(in.Words), in.After, found.Next, found.LookedBackTo)
	if done, err := r.parts(map[string]templ.Component{"counts": page.DeskCounts(frame)}); done {
		return err
	}
	return r.show(http.StatusOK, page.DeskSearchPage(p))
}

func piecesOf(list []desk.Piece) []page.Piece {
	out := make([]page.Piece, len(list))
	for i, p := range list {
		out[i] = page.Piece(p)
	}
	return out
}

// deskGo is the palette: places to go to by a few letters.
func (s *Server) deskGo(r *request) error {
	q := r.URL.Query()
	words := strings.TrimSpace(q.Get("q"))
	var recent []ticket.ID
	for _, id := range numbers(strings.Split(q.Get("recent"), ",")) {
		recent = append(recent, ticket.ID(id))
	}
	found, err := s.Desk.Palette(r.Context(), r.actor(), words, recent)
	if err != nil {
		return err
	}
	frame, err := r.workspace(r.L.T("go.title"), "")
	if err != nil {
		return err
	}
	frame.Live = "/desk/live"
	g := page.Go{Words: words, Groups: r.goGroups(found, frame, words)}
	if done, err := r.parts(map[string]templ.Component{"go": page.GoList(r.L, g), "counts": page.DeskCounts(frame)}); done {
		return err
	}
	return r.show(http.StatusOK, page.DeskGoPage(frame, g))
}

// actionsShown is how many actions stand below everything else.
const actionsShown = 5

func (r *request) goGroups(found desk.Palette, frame page.Desk, words string) []page.GoGroup {
	var out []page.GoGroup
	add := func(key string, items []page.GoItem) {
		if len(items) > 0 {
			out = append(out, page.GoGroup{Title: r.L.T(key), Items: items})
		}
	}
	var tickets, entities, people []page.GoItem
	for _, t := range r.deskRows(found.Tickets) {
		tickets = append(tickets, page.GoItem{Icon: "st-" + t.State.Look, Text: t.Subject, More: t.Ref, URL: page.DeskTicketURL(t.Ref)})
	}
	for _, o := range found.Entities {
		entities = append(entities, page.GoItem{Icon: "building-2", Text: o.Name, URL: page.DeskListURL(ticket.ViewAll, "entity="+idText(o.ID))})
	}
	for _, p := range found.People {
		people = append(people, page.GoItem{
			Icon: "user", Text: p.Name, More: r.names.Orgs[p.Org].Name,
			URL: "/desk/search?q=" + url.QueryEscape(`from:"`+strings.ReplaceAll(p.Name, `"`, "")+`"`),
		})
	}
	if words == "" {
		add("go.recent", tickets)
	} else {
		add("go.tickets", tickets)
	}
	add("go.people", people)
	add("go.entities", entities)
	actions := r.actions(frame, words)
	add("go.actions", actions)
	if words != "" {
		add("go.search", []page.GoItem{{Icon: "search", Text: words, URL: "/desk/search?q=" + url.QueryEscape(words)}})
	}
	return out
}

// actions are the views and pages that the words name; on no words the first.
func (r *request) actions(frame page.Desk, words string) []page.GoItem {
	var out []page.GoItem
	add := func(icon, text, address string) {
		fits := slices.ContainsFunc(append(strings.Fields(text), text), func(w string) bool {
			return strings.HasPrefix(strings.ToLower(w), strings.ToLower(words))
		})
		if fits && len(out) < actionsShown {
			out = append(out, page.GoItem{Icon: icon, Text: text, URL: address})
		}
	}
	for _, v := range frame.Views {
		add(page.ViewIcon(v.View), r.L.T("view."+string(v.View)), page.DeskViewURL(v.View, ""))
	}
	for _, m := range frame.More {
		add(m.Icon, m.Text, m.URL)
	}
	return out
}
