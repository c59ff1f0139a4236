package web

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"balie/internal/desk"
	"balie/internal/org"
	"balie/internal/page"
	"balie/internal/ticket"
)

// menuMax is how many values a filter offers in a menu; of more a name is typed.
const menuMax = 60

// named lets an entity be typed by its name, as the form does where there are
// too many for a menu.
func (r *request) named(q url.Values) url.Values {
	name := strings.TrimSpace(q.Get("entity"))
	if name == "" || idOf(name) != 0 {
		return q
	}
	out := url.Values{}
	for k, v := range q {
		out[k] = v
	}
	out.Del("entity")
	var begins []org.Organization
	for _, o := range r.s.Desk.Entities(r.actor(), r.names) {
		if strings.EqualFold(o.Name, name) {
			begins = []org.Organization{o}
			break
		}
		if strings.HasPrefix(strings.ToLower(o.Name), strings.ToLower(name)) {
			begins = append(begins, o)
		}
	}
	if len(begins) > 0 {
		out.Set("entity", idText(begins[0].ID))
	}
	return out
}

func idText[T ~int64](id T) string { return strconv.FormatInt(int64(id), 10) }

// chips say what a list is filtered by; each links to the list without it.
func (r *request) chips(a asked) []page.Chip {
	f := a.look.Filter
	var out []page.Chip
	add := func(label, value string, without desk.Filter) {
		l := a.look
		l.Filter = without
		out = append(out, page.Chip{Label: r.L.T(label), Value: value, Without: page.DeskListURL(a.view.View, a.query(l))})
	}
	if f.Assignee != "" {
		w := f
		w.Assignee = ""
		add("list.assignee", r.assigneeName(f.Assignee), w)
	}
	if len(f.States) > 0 {
		w := f
		w.States = nil
		add("list.state", joined(f.States, func(s ticket.State) string { return r.L.T("list.state." + s.String()) }), w)
	}
	if len(f.Priorities) > 0 {
		w := f
		w.Priorities = nil
		add("ticket.priority", joined(f.Priorities, func(p ticket.Priority) string { return "P" + strconv.Itoa(int(p)) }), w)
	}
	if f.Kind != 0 {
		w := f
		w.Kind = 0
		add("list.kind", r.L.T("kind."+f.Kind.String()), w)
	}
	if f.Subject != "" {
		w := f
		w.Subject = ""
		add("list.subject", f.Subject, w)
	}
	for _, t := range a.labels.Topics {
		if w := f; t.ID == f.Topic {
			w.Topic = 0
			add("list.topic", t.Name, w)
		}
	}
	for _, t := range a.labels.Tags {
		if w := f; t.ID == f.Tag {
			w.Tag = 0
			add("list.tag", t.Name, w)
		}
	}
	if f.Team != 0 {
		w := f
		w.Team = 0
		add("ticket.team", r.names.Teams[f.Team].Name, w)
	}
	if f.Entity != 0 {
		w := f
		w.Entity, w.System = 0, 0
		add("list.customer", r.names.Orgs[f.Entity].Name, w)
	}
	if f.System != 0 {
		w := f
		w.System = 0
		add("list.system", r.names.Systems[f.System].Name, w)
	}
	return out
}

func joined[T any](list []T, name func(T) string) string {
	var out []string
	for _, v := range list {
		out = append(out, name(v))
	}
	return strings.Join(out, ", ")
}

func (r *request) assigneeName(word string) string {
	switch word {
	case desk.AssigneeMe, desk.AssigneeNobody, desk.AssigneeTeam:
		return r.L.T("list.assignee." + word)
	}
	return r.names.Staff[org.UserID(idOf(word))].User.Name
}

// filterForm is the menu of the fields that make sense in a view.
func (r *request) filterForm(a asked) page.FilterForm {
	f := a.look.Filter
	var form page.FilterForm
	add := func(name, label string, many bool, value string, choices []page.ListChoice) {
		form.Fields = append(form.Fields, page.FilterField{Name: name, Label: r.L.T(label), Many: many, Value: value, Choices: choices})
	}
	if !a.view.Mine && !a.view.Nobodys {
		choices := []page.ListChoice{}
		for _, word := range []string{desk.AssigneeMe, desk.AssigneeTeam, desk.AssigneeNobody} {
			choices = append(choices, page.ListChoice{Value: word, Text: r.assigneeName(word), Chosen: f.Assignee == word})
		}
		for _, c := range r.colleagues() {
			choices = append(choices, page.ListChoice{Value: idText(c.ID), Text: c.Name, Chosen: f.Assignee == idText(c.ID)})
		}
		add("assignee", "list.assignee", false, f.Assignee, choices)
	}
	var teams []page.ListChoice
	for _, t := range r.teams() {
		teams = append(teams, page.ListChoice{Value: idText(t.ID), Text: t.Name, Chosen: t.ID == f.Team})
	}
	if len(teams) > 0 {
		add("team", "ticket.team", false, "", teams)
	}
	var priorities, states, kinds []page.ListChoice
	for p := ticket.Priority(1); p.Valid(); p++ {
		n := strconv.Itoa(int(p))
		priorities = append(priorities, page.ListChoice{Value: n, Text: "P" + n, Chosen: slices.Contains(f.Priorities, p)})
	}
	add("priority", "ticket.priority", true, "", priorities)
	if len(a.view.Shelves(r.myDesk().ID)) == 0 {
		for s := ticket.Open; s <= ticket.Closed; s++ {
			states = append(states, page.ListChoice{Value: s.String(), Text: r.L.T("list.state." + s.String()), Chosen: slices.Contains(f.States, s)})
		}
		add("state", "list.state", true, "", states)
	}
	for _, k := range []ticket.Kind{ticket.Question, ticket.Incident} {
		kinds = append(kinds, page.ListChoice{Value: k.String(), Text: r.L.T("kind." + k.String()), Chosen: f.Kind == k})
	}
	add("kind", "list.kind", false, "", kinds)
	add("subject", "list.subject", false, f.Subject, nil)
	var topics, tags []page.ListChoice
	for _, t := range a.labels.Topics {
		topics = append(topics, page.ListChoice{Value: idText(t.ID), Text: t.Name, Chosen: t.ID == f.Topic})
	}
	for _, t := range a.labels.Tags {
		tags = append(tags, page.ListChoice{Value: idText(t.ID), Text: t.Name, Chosen: t.ID == f.Tag})
	}
	if len(topics) > 0 {
		add("topic", "list.topic", false, "", topics)
	}
	if len(tags) > 0 {
		add("tag", "list.tag", false, "", tags)
	}
	r.customerFields(f, add)
	rest := a.look
	rest.Filter = desk.Filter{}
	q, _ := url.ParseQuery(a.query(rest)) // ours
	for name := range q {
		form.Keep = append(form.Keep, page.Hidden{Name: name, Value: q.Get(name)})
	}
	slices.SortFunc(form.Keep, func(a, b page.Hidden) int { return cmp.Compare(a.Name, b.Name) })
	return form
}

// customerFields offers the entities, or a field for a name where there are
// many; and of a chosen one its systems.
func (r *request) customerFields(f desk.Filter, add func(name, label string, many bool, value string, choices []page.ListChoice)) {
	entities := r.s.Desk.FewEntities(r.actor(), r.names, menuMax+1)
	var choices []page.ListChoice
	if len(entities) <= menuMax {
		for _, o := range entities {
			choices = append(choices, page.ListChoice{Value: idText(o.ID), Text: o.Name, Chosen: o.ID == f.Entity})
		}
	}
	add("entity", "list.customer", false, r.names.Orgs[f.Entity].Name, choices)
	if f.Entity == 0 {
		return
	}
	var systems []page.ListChoice
	for _, s := range r.names.Systems {
		if s.Entity == f.Entity {
			systems = append(systems, page.ListChoice{Value: idText(s.ID), Text: s.Name, Chosen: s.ID == f.System})
		}
	}
	if len(systems) == 0 || len(systems) > menuMax {
		return
	}
	slices.SortFunc(systems, func(a, b page.ListChoice) int { return cmp.Compare(a.Text, b.Text) })
	add("system", "list.system", false, "", systems)
}

// teams are those of the person's own desk, by name.
func (r *request) teams() []org.Team {
	mine := r.myDesk().ID
	var out []org.Team
	for _, t := range r.names.Teams {
		if t.Org == mine && !t.Archived {
			out = append(out, t)
		}
	}
	slices.SortFunc(out, func(a, b org.Team) int {
		return cmp.Or(cmp.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), cmp.Compare(a.ID, b.ID))
	})
	return out
}

// colleagues are the active agents of the person's own desk, by name.
func (r *request) colleagues() []org.User {
	mine := r.myDesk().ID
	var out []org.User
	for _, c := range r.names.Staff {
		if c.Org == mine && c.User.Active {
			out = append(out, c.User)
		}
	}
	slices.SortFunc(out, func(a, b org.User) int { return cmp.Compare(a.Name, b.Name) })
	return out
}
