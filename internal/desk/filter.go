package desk

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"balie/internal/access"
	"balie/internal/errs"
	"balie/internal/org"
	"balie/internal/store"
	"balie/internal/ticket"
)

// Words for an assignee that is not a person's number.
const (
	AssigneeMe     = "me"
	AssigneeNobody = "nobody"
	AssigneeTeam   = "team" // anybody of the teams that the reader is in
)

// Filter is how a person narrows a list, as its address says it. Zero fields
// don't narrow.
type Filter struct {
	Entity     org.ID
	System     org.SystemID
	Assignee   string // one of the words above, or a colleague's number
	States     []ticket.State
	Priorities []ticket.Priority
	Kind       ticket.Kind
	Tag        ticket.TagID
	Topic      ticket.TopicID
	Team       org.TeamID // of the reader's desk
	Subject    string     // words that stand in it
}

// ReadFilter reads the filter in a list's address; what is no value of a field
// is left out.
func ReadFilter(q url.Values) Filter {
	f := Filter{
		Entity: org.ID(number(q.Get("entity"))), System: org.SystemID(number(q.Get("system"))), Assignee: q.Get("assignee"),
		Tag: ticket.TagID(number(q.Get("tag"))), Topic: ticket.TopicID(number(q.Get("topic"))),
		Team: org.TeamID(number(q.Get("team"))), Subject: subjectWords(q.Get("subject")),
	}
	if f.Assignee != AssigneeMe && f.Assignee != AssigneeNobody && f.Assignee != AssigneeTeam {
		f.Assignee = digits(f.Assignee)
	}
	for s := ticket.Open; s <= ticket.Closed; s++ {
		if has(q, "state", s.String()) {
			f.States = append(f.States, s)
		}
	}
	for p := ticket.Priority(1); p.Valid(); p++ {
		if has(q, "priority", strconv.Itoa(int(p))) {
			f.Priorities = append(f.Priorities, p)
		}
	}
	for _, k := range []ticket.Kind{ticket.Question, ticket.Incident} {
		if q.Get("kind") == k.String() {
			f.Kind = k
		}
	}
	return f
}

// Query is the inverse of ReadFilter.
func (f Filter) Query() url.Values {
	q := url.Values{}
	set := func(name, value string) {
		if value != "" && value != "0" {
			q.Set(name, value)
		}
	}
	set("entity", number64(int64(f.Entity)))
	set("system", number64(int64(f.System)))
	set("assignee", f.Assignee)
	set("tag", number64(int64(f.Tag)))
	set("topic", number64(int64(f.Topic)))
	if f.Subject != "" {
		q.Set("subject", f.Subject)
	}
	set("team", number64(int64(f.Team)))
	var states, priorities []string
	for _, s := range f.States {
		states = append(states, s.String())
	}
	for _, p := range f.Priorities {
		priorities = append(priorities, strconv.Itoa(int(p)))
	}
	set("state", strings.Join(states, ","))
	set("priority", strings.Join(priorities, ","))
	if f.Kind != 0 {
		set("kind", f.Kind.String())
	}
	return q
}

// subjectWords are the few words of those typed that are looked for.
func subjectWords(typed string) string {
	words := strings.Fields(strings.ReplaceAll(strings.ToValidUTF8(typed, ""), "\x00", ""))
	return strings.Join(words[:min(len(words), 5)], " ")
}

// Empty reports whether the filter narrows nothing.
func (f Filter) Empty() bool { return len(f.Query()) == 0 }

// has reports whether a field holds a value: several stand in one field apart
// by commas, as links have them, or in fields of the same name, as forms do.
func has(q url.Values, name, value string) bool {
	return slices.ContainsFunc(q[name], func(s string) bool { return slices.Contains(strings.Split(s, ","), value) })
}

func digits(s string) string {
	if n := number(s); n > 0 {
		return strconv.FormatInt(n, 10)
	}
	return ""
}

// number64 writes what number reads.
func number64(n int64) string { return strconv.FormatInt(n, 10) }

func number(s string) int64 {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// noOne is an assignee that nobody is.
const noOne org.UserID = -1

// narrow turns a filter into the store's. An entity, a system or a person that
// the agent may not see does not exist.
func narrow(tx *store.Tx, a access.Actor, names *store.Directory, f Filter) (store.Filter, error) {
	me, _ := a.Desk()
	out := store.Filter{Entity: f.Entity, System: f.System, States: f.States, Priorities: f.Priorities, Kind: f.Kind, Subject: f.Subject}
	if f.Entity != 0 && !seesEntity(me, names.Orgs[f.Entity]) {
		return out, errs.Absent()
	}
	if f.System != 0 && !seesEntity(me, names.Orgs[names.Systems[f.System].Entity]) {
		return out, errs.Absent()
	}
	if out.Team = f.Team; f.Team != 0 && names.Teams[f.Team].Org != me.Org {
		return out, errs.Absent()
	}
	if f.Tag != 0 || f.Topic != 0 {
		l, err := labels(tx, me.Org)
		if err != nil {
			return out, err
		}
		if out.Tag, out.Topic = f.Tag, f.Topic; !l.has(f) {
			return out, errs.Absent()
		}
	}
	switch f.Assignee {
	case "":
	case AssigneeMe:
		out.Assignees = []org.UserID{a.User}
	case AssigneeNobody:
		out.Nobody = true
	case AssigneeTeam:
		mates, err := tx.TeamMates(a.User)
		if err != nil {
			return out, err
		}
		out.Assignees = append(mates, noOne)
	default:
		who := org.UserID(number(f.Assignee))
		if c, ok := names.Staff[who]; !ok || c.Org != me.Org {
			return out, errs.Absent()
		}
		out.Assignees = []org.UserID{who}
	}
	return out, nil
}

// Labels are the tags and topics of an agent's desk.
type Labels struct {
	Tags   []store.Tag
	Topics []store.Topic
}

func labels(tx *store.Tx, desk org.ID) (l Labels, err error) {
	if l.Tags, err = tx.Tags(desk); err == nil {
		l.Topics, err = tx.Topics(desk)
	}
	return l, err
}

// has reports whether the desk has the tag and the topic that are asked for.
func (l Labels) has(f Filter) bool {
	return (f.Tag == 0 || slices.ContainsFunc(l.Tags, func(t store.Tag) bool { return t.ID == f.Tag })) &&
		(f.Topic == 0 || slices.ContainsFunc(l.Topics, func(t store.Topic) bool { return t.ID == f.Topic }))
}

// Labels lists the tags and topics of the agent's desk.
func (d *Desk) Labels(ctx context.Context, a access.Actor) (l Labels, err error) {
	if _, err := staff(a); err != nil {
		return l, err
	}
	me, _ := a.Desk()
	err = d.Store.Read(ctx, func(tx *store.Tx) (err error) {
		l, err = labels(tx, me.Org)
		return err
	})
	return l, err
}

// seesEntity reports whether an agent may know of a customer.
func seesEntity(me org.Membership, o org.Organization) bool {
	return o.Tier == org.Entity && (me.Tier == org.Vendor || o.Parent == me.Org)
}

// Entities lists the customers that the agent may know of, by name.
func (d *Desk) Entities(a access.Actor, names *store.Directory) []org.Organization {
	return d.FewEntities(a, names, len(names.ByName))
}

// EntitiesNamed gives the first of them in whose name a word begins with a text.
func (d *Desk) EntitiesNamed(a access.Actor, names *store.Directory, text string, most int) []org.Organization {
	me, ok := a.Desk()
	return names.OrgsNamed(text, most, func(o org.Organization) bool { return ok && seesEntity(me, o) })
}

// SystemsNamed gives the first systems in whose name a text stands: of the
// entities that an agent sees, or (not 0) of one of them.
func (d *Desk) SystemsNamed(a access.Actor, names *store.Directory, entity org.ID, text string, most int) []org.System {
	me, ok := a.Desk()
	return names.SystemsNamed(text, most, func(o org.Organization) bool {
		return ok && seesEntity(me, o) && (entity == 0 || entity == o.ID)
	})
}

// FewEntities gives the first of them, so many at most: a page that offers a
// menu of a few does not walk through thousands.
func (d *Desk) FewEntities(a access.Actor, names *store.Directory, most int) []org.Organization {
	me, ok := a.Desk()
	var out []org.Organization
	for _, o := range names.ByName {
		if len(out) == most {
			break
		}
		if ok && seesEntity(me, o) {
			out = append(out, o)
		}
	}
	return out
}
