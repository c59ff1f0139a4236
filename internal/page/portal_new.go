package page

import (
	"balie/internal/locale"
	"balie/internal/ticket"
)

// NoSystem is the value of the choice "not about a system".
const NoSystem = "none"

// PortalSystem is one choice of the system field. Entity is the name of its
// owner, shown when the person has more than one.
type PortalSystem struct {
	Value  string
	Name   string
	Entity string
}

// PortalEntity is one choice of the organization field.
type PortalEntity struct {
	Value string
	Name  string
}

// PortalNew is the form for a new ticket with everything the person typed, so
// that a refused form comes back filled.
type PortalNew struct {
	Once     string
	Entities []PortalEntity // asked only when there are two or more
	Systems  []PortalSystem // none: the field is left out
	MaxFiles int64          // bytes, all together

	Kind    ticket.Kind // 0: nothing chosen
	Entity  string
	System  string
	Topic   string // from a link: nobody is asked
	Via     string // likewise: how the question came
	Subject string
	Text    string
	HTML    string // the same as typed in the editor, "" without it
	Files   []KeptFile
	Draft   DraftProps

	Problems []Problem
}

// KeptFile is a file that was uploaded with an earlier try of the same form.
// Its ID is an unguessable handle, sent back in the field "kept".
type KeptFile struct {
	ID     string
	Name   string
	Size   int64
	Image  string // address of the picture that it is, "" for none
	Remove bool   // the person has ticked it away
}

// owners lists whose systems there are, in the given order.
func (p PortalNew) owners() []string {
	var out []string
	for _, s := range p.Systems {
		if len(out) == 0 || out[len(out)-1] != s.Entity {
			out = append(out, s.Entity)
		}
	}
	return out
}

// field is one input of the form, by the end of its catalogue key.
func (p PortalNew) field(l *locale.Locale, name string) FieldProps {
	f := FieldProps{L: l, Name: name, Label: l.T("portal.new." + name), Problems: p.Problems}
	if hint := "portal.new." + name + ".hint"; l.Has(hint) {
		f.Hint = l.T(hint)
	}
	return f
}

// files is the field of the attachments, old and new.
func (p PortalNew) files(l *locale.Locale) FieldProps {
	f := p.field(l, "files")
	f.Optional = true
	return f
}

// kindCards are the two kinds as choice cards.
var kindCards = []struct {
	kind        ticket.Kind
	icon        string
	title, text string
}{
	{ticket.Question, "message-circle-question-mark", "portal.new.kind.question", "portal.new.kind.question.text"},
	{ticket.Incident, "octagon-alert", "portal.new.kind.incident", "portal.new.kind.incident.text"},
}
