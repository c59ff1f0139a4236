package page

import "balie/internal/locale"

// Access is what administrators of a desk decide about access.
type Access struct {
	Once     string
	Demanded bool
	Agents   []AgentView
	Domains  []DomainView
	Domain   string // what was typed
	Entity   string
	Ask      bool
	Entities []OrgChoice
	Subjects []AccessSubject
	Problems []Problem
}

// AccessSubject is the subject by which mail asks for access, as typed.
type AccessSubject struct{ Field, Language, Text string }

func (s AccessSubject) field(l *locale.Locale, p Access) FieldProps {
	return FieldProps{L: l, Name: s.Field, Label: l.T("access.admin.subject", "language", s.Language), Problems: p.Problems}
}

// AgentView is a colleague with their second step.
type AgentView struct {
	ID     string
	Person Person
	Mail   string
	Second bool
}

// DomainView is a mail domain that an entity opened.
type DomainView struct {
	Domain string
	Entity string
	Ask    bool
}

func (p Access) field(l *locale.Locale, name string) FieldProps {
	return FieldProps{L: l, Name: name, Label: l.T("access.admin." + name), Problems: p.Problems}
}

// second is how many agents sign in with two steps.
func (p Access) second() int {
	n := 0
	for _, a := range p.Agents {
		if a.Second {
			n++
		}
	}
	return n
}
