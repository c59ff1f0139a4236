package page

import "time"

// PeopleOf is one organization's people, for whoever may bring people in.
type PeopleOf struct {
	Org     string // its id in forms
	Name    string
	Gives   []RightChoice // what the reader may give
	Members []MemberView
	Invited []InvitedView
	Invite  Invite
}

// RightChoice is a right in a form. Value is its name, the end of its catalogue
// key.
type RightChoice struct {
	Value string
	On    bool
}

// MemberView is a person of the organization.
type MemberView struct {
	ID      string
	Person  Person
	Mail    string
	Rights  []string // names
	Choices []RightChoice
	SignsIn bool
	Self    bool
}

// InvitedView is somebody who was invited and has not come yet.
type InvitedView struct {
	ID      string
	Name    string
	Mail    string
	Rights  []string
	Asked   bool
	Expired bool
	At      time.Time
}

// Invite is the form that brings somebody in.
type Invite struct {
	Once     string
	Orgs     []OrgChoice // several: the form asks which
	Org      string
	Name     string
	Mail     string
	Rights   []RightChoice
	Problems []Problem
	form     string // where a page has several
}

// in is the form in the part of the page that is about an organization.
func (p Invite) in(org string) Invite {
	p.form = org
	return p
}

// OrgChoice is an organization in a form.
type OrgChoice struct{ Value, Name string }

func (p Invite) field(b Base, name string) FieldProps {
	return FieldProps{L: b.L, Name: name, Label: b.L.T("people.invite." + name), Form: p.form, Problems: p.Problems}
}

// rightsText is what a person may do, in a few words.
func rightsText(b Base, names []string) string {
	if len(names) == 0 {
		return b.L.T("rights.none")
	}
	text := ""
	for i, n := range names {
		if i > 0 {
			text += " · "
		}
		text += b.L.T("rights." + n)
	}
	return text
}
