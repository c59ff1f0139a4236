package web

import (
	"sort"
	"strconv"

	"balie/internal/desk"
	"balie/internal/org"
	"balie/internal/page"
	"balie/internal/richtext"
	"balie/internal/ticket"
)

// entitiesNamed is how many entities a page offers by name; any other can be
// typed.
const entitiesNamed = 200

// deskActsView is what may be done to the ticket now.
func (r *request) deskActsView(o desk.Opened, f *form) page.DeskActs {
	t, by := o.Ticket, r.who.Actor.Agent(ticket.Workspace)
	v := page.DeskActs{
		Once: desk.Token(), Typed: f.Values, MayHold: t.Can(ticket.Hold, by), MayRelease: t.Can(ticket.Release, by),
		FirstDay: r.now.In(r.zone()).AddDate(0, 0, 1), EntityID: int64(t.Entity),
	}
	for _, topic := range o.Topics {
		current := topic.ID == t.Topic
		if current {
			v.Topic = topic.Name
		}
		if topic.Active || current {
			v.Topics = append(v.Topics, page.DeskChoice{Value: int64(topic.ID), Name: topic.Name, Current: current})
		}
	}
	for _, s := range r.names.Systems {
		if t.Entity != 0 && s.Entity == t.Entity && (!s.Archived || s.ID == t.System) {
			v.Systems = append(v.Systems, page.DeskChoice{Value: int64(s.ID), Name: s.Name, Current: s.ID == t.System})
		}
	}
	sort.Slice(v.Systems, func(i, j int) bool { return v.Systems[i].Name < v.Systems[j].Name })
	for _, e := range r.entities() {
		v.Entities = append(v.Entities, e.Name)
	}
	sort.Strings(v.Entities)
	v.Entities = v.Entities[:min(len(v.Entities), entitiesNamed)]
	for _, tag := range o.Tags {
		v.Tags = append(v.Tags, page.DeskTag{ID: tag.ID, Name: tag.Name})
	}
	for _, tag := range o.Known {
		v.Known = append(v.Known, tag.Name)
	}
	for _, l := range o.Links {
		v.Links = append(v.Links, page.DeskLink{
			DeskOther: r.deskOther(l.Earlier), Remove: l.Kind == desk.LinkRelated || l.Kind == desk.LinkSuggested,
			Note: r.linkNote(l.Kind),
		})
	}
	if t.Merged != 0 {
		v.Merged = r.ref(t.Merged)
	}
	for _, d := range o.Drafts {
		if d.Event != 0 {
			v.Undo = t.HushedUntil
		}
	}
	return v
}

// linkNote says what a linked ticket is; nothing where agents linked it.
func (r *request) linkNote(k desk.LinkKind) string {
	switch k {
	case desk.LinkSplit:
		return r.L.T("ticket.link_split")
	case desk.LinkMerged:
		return r.L.T("ticket.link_merged")
	case desk.LinkSuggested:
		return r.L.T("ticket.link_suggested")
	}
	return ""
}

// deskOther is another ticket with its state, as this desk sees it.
func (r *request) deskOther(e ticket.Earlier) page.DeskOther {
	return page.DeskOther{Ref: r.ref(e.ID), Subject: e.Subject, State: r.state(e.Shelf, e.Reason)}
}

// drafts fills the composer with what was typed before, unless the form that
// came back holds something newer.
func (r *request) drafts(c *page.DeskComposer, o desk.Opened, f *form) {
	var stored [2]desk.Draft
	latest := -1
	for _, d := range o.Drafts {
		if d.Event != 0 {
			continue
		}
		n := 0
		if d.Hidden {
			n = 1
		}
		stored[n], c.DraftAt[n] = d, d.Version()
		if latest < 0 || d.At.After(stored[latest].At) {
			latest = n
		}
	}
	if f.Has("body") {
		return
	}
	if latest >= 0 {
		c.Hidden, c.Text, c.Other = latest == 1, stored[latest].Text, stored[1-latest].Text
		c.HTML, c.OtherHTML = typedHTML(stored[latest].HTML), typedHTML(stored[1-latest].HTML)
		c.Files = r.waiting(stored[latest].Uploads)
	}
}

// waiting are uploads that a draft has kept.
func (r *request) waiting(list []int64) []page.KeptFile {
	files, err := r.s.Desk.Uploads(r.Context(), r.actor(), list)
	if err != nil {
		r.logRefusal(err)
	}
	return (&form{kept: files}).files()
}

// former is what a changed message said before.
func (r *request) former(o desk.Opened, m ticket.Message) []page.DeskFormer {
	var out []page.DeskFormer
	for _, w := range o.Former {
		if w.Message == m.ID {
			out = append(out, page.DeskFormer{At: w.At, Body: richtext.Stored(w.Body)})
		}
	}
	return out
}

// words puts names for the ids that an event carries.
func (r *request) eventWords(o desk.Opened, e ticket.Event) (from, to string) {
	name := func(text string) string {
		id := ticket.TextID[int64](text)
		if id == 0 {
			return r.L.T("ticket.none")
		}
		switch e.Kind {
		case ticket.PersonAdded, ticket.PersonRemoved, ticket.PersonLeft, ticket.WrittenDown:
			return r.personNamed(o.People, org.UserID(id))
		case ticket.TopicSet:
			for _, t := range o.Topics {
				if int64(t.ID) == id {
					return t.Name
				}
			}
		case ticket.KindSet:
			return r.L.T("kind." + ticket.Kind(id).String())
		case ticket.SystemSet:
			return r.names.Systems[org.SystemID(id)].Name
		case ticket.EntitySet, ticket.EntityGuessed:
			return r.visibleOrg(org.ID(id))
		case ticket.SplitOff, ticket.MergedInto, ticket.Absorbed, ticket.Unmerged, ticket.Parted, ticket.Linked, ticket.Unlinked, ticket.Suggested:
			return r.ref(ticket.ID(id))
		}
		return strconv.FormatInt(id, 10)
	}
	return name(e.From), name(e.To)
}

// visibleOrg names an entity to those who may know of it: a ticket's history
// may name one of another partner.
func (r *request) visibleOrg(id org.ID) string {
	mine, o := r.myDesk(), r.names.Orgs[id]
	if mine.Tier == org.Vendor || o.Parent == mine.ID {
		return o.Name
	}
	return r.L.T("ticket.none")
}

// personNamed is who a history names, while they are involved.
func (r *request) personNamed(people []desk.Involved, id org.UserID) string {
	for _, p := range people {
		if p.User == id {
			return r.involved(p)
		}
	}
	return r.L.T("ticket.somebody")
}
