package page

import (
	"strconv"
	"time"

	"balie/internal/org"
	"balie/internal/ticket"
)

// Admin is what every page of the administration needs.
type Admin struct {
	Desk
	Menu     []AdminGroup
	Once     string
	Problems []Problem
}

// AdminGroup is a part of the menu. Name is translated.
type AdminGroup struct {
	Name  string
	Links []NavLink
}

// of is the list that the page's one thing stands in; nothing on a page that is
// in the menu itself.
func (a Admin) of() []NavLink {
	for _, g := range a.Menu {
		for _, m := range g.Links {
			if m.Current && m.Text != a.Title {
				return []NavLink{m}
			}
		}
	}
	return nil
}

// field is one input of the administration, with what is said about it; the
// label's key is admin.NAME, or the one given.
func (a Admin) field(name, key string) FieldProps {
	f := FieldProps{L: a.L, Name: name, Label: a.L.T(key), Problems: a.Problems}
	if a.L.Has(key + ".hint") {
		f.Hint = a.L.T(key + ".hint")
	}
	return f
}

// optional is field for one that may be left empty.
func (a Admin) optional(name, key string) FieldProps {
	f := a.field(name, key)
	f.Optional = true
	return f
}

// AdminURL is the address of a page of the administration.
func AdminURL(name string) string { return "/admin/" + name }

// AdminOneURL is the address of one organization or person.
func AdminOneURL[T ~int64](name string, id T) string {
	return "/admin/" + name + "/" + strconv.FormatInt(int64(id), 10)
}

// OrgForm is what an organization says of itself, as typed.
type OrgForm struct {
	Name, Language, Zone, Mail, Notify string
	Hue                                int
	Zones                              []string
	Brand                              bool // it has a hue and addresses: no entity
}

// OrgRow is an organization in a list.
type OrgRow struct {
	ID   org.ID
	Name string
	At   string // the first desk of an entity, where that says something
	Hue  int
	Tier string
}

// AdminOrgs is the list of partners or entities with the form of a new one.
type AdminOrgs struct {
	Admin
	Kind  string // "partners" or "entities"
	Words string
	Rows  []OrgRow
	Pager PagerView
	New   OrgForm
	Homes []AdminChoice // first desks for a new entity; none is the own desk
}

// AdminChoice is one of several in a select.
type AdminChoice struct {
	Value   string
	Text    string
	Current bool
}

// AdminOrg is the page of one organization.
type AdminOrg struct {
	Admin
	ID       org.ID
	Kind     string // "organization", "partners" or "entities"
	Form     OrgForm
	At       string
	AtVendor bool // who sees everything goes on seeing
	Systems  []SystemRow
	Domains  []string
	People   []PersonLine
	Tickets  []TicketLine
	Homes    []AdminChoice // where an entity may move to
	States   *StatesForm
	Naming   *NamingForm
}

// SystemRow is a system of an entity.
type SystemRow struct {
	ID       org.SystemID
	Name     string
	Archived bool
}

// PersonLine is somebody in a list of people.
type PersonLine struct {
	ID     org.UserID
	Person Person
	Mail   string
	At     string // the organizations they belong to
	Rights string
	Left   bool
	Signs  bool
}

// TicketLine is a ticket in a short list.
type TicketLine struct {
	Ref     string
	Subject string
	State   StateView
	At      time.Time
}

// AdminPeople is the list of people with the form of a new one.
type AdminPeople struct {
	Admin
	Words  string
	Rows   []PersonLine
	Pager  PagerView
	Name   string
	Mail   string
	Org    org.ID
	Orgs   []AdminChoice
	Rights []AdminRight
}

// AdminRight is a right that may be given; Staff says it is a role at a desk.
type AdminRight struct {
	Name  string
	On    bool
	Staff bool
}

// AdminPerson is the page of one person.
type AdminPerson struct {
	Admin
	ID       org.UserID
	Person   Person
	Mail     string
	Left     bool
	Signs    bool
	MayLeave bool
	Name     string // as typed
	NewMail  string
	MayName  bool // else neither may be changed here
	MayMail  bool
	Belongs  []BelongsTo
	Joins    []AdminChoice
	Rights   []AdminRight // of a new membership
}

// BelongsTo is a membership with the rights that may be given there.
type BelongsTo struct {
	Org    org.ID
	Name   string
	Kind   string // the tier's word
	Rights []AdminRight
	Locked bool // not the reader's to change
}

// AdminTeams is the teams of the own desk.
type AdminTeams struct {
	Admin
	Teams []TeamForm // the last one is new
}

// TeamForm is a team with everybody who may be in it.
type TeamForm struct {
	ID      org.TeamID
	Name    string
	Members []MemberChoice
	In      int
}

// MemberChoice is a colleague who may be in a team.
type MemberChoice struct {
	ID     org.UserID
	Person Person
	On     bool
}

// AdminTags is the tags of the own desk.
type AdminTags struct {
	Admin
	Tags []TagRow
}

// TagRow is a tag with its use.
type TagRow struct {
	ID   ticket.TagID
	Name string
	Used string
}

// AdminTopics is the topics of the own desk.
type AdminTopics struct {
	Admin
	Topics []TopicRow
	Name   string // of a new one, as typed
}

// TopicRow is a topic.
type TopicRow struct {
	ID     ticket.TopicID
	Name   string
	Active bool
}

// AdminClosing is the closing message in one language.
type AdminClosing struct {
	Admin
	Language  string
	Languages []AdminChoice
	Text      string
	Shipped   bool
	Preview   []string // its paragraphs with an example's words
	Words     []string // the placeholders
}

// StatesForm is how the own desk shows states.
type StatesForm struct {
	Simple bool
	Rows   []StateRow
	Codes  []Language
}

// StateRow is a state with its own names, in the order of the languages.
type StateRow struct {
	State  string // the state's name
	Look   StateView
	Ours   []string
	Labels []string
}
