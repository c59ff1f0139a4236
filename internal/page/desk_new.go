package page

import (
	"strconv"

	"balie/internal/locale"
	"balie/internal/ticket"
)

// DeskNewURL is the form for a question that an agent writes down. Below it are
// /people and /systems, which offer what may be typed.
const DeskNewURL = "/desk/new"

// Choice is one option of a select.
type Choice struct {
	Value string
	Name  string
}

// DeskNew is that form with what was typed.
type DeskNew struct {
	Desk
	Once     string
	Channels []ticket.Channel
	Entities []Choice
	Topics   []Choice // none: the field is left out
	MaxFiles int64    // bytes, all together

	Requester string
	Entity    string
	System    string
	Topic     string
	Via       string
	Kind      string
	Priority  string
	Subject   string
	Text      string
	HTML      string // the same as typed in the editor, "" without it
	Files     []KeptFile

	Problems []Problem
}

// field is one input of the form, by the end of its catalogue key.
func (p DeskNew) field(name string) FieldProps {
	f := FieldProps{L: p.L, Name: name, Label: p.L.T("new." + name), Problems: p.Problems}
	if hint := "new." + name + ".hint"; p.L.Has(hint) {
		f.Hint = p.L.T(hint)
	}
	return f
}

func (p DeskNew) optional(name string) FieldProps {
	f := p.field(name)
	f.Optional = true
	return f
}

// title begins with the word for error when something was refused.
func (p DeskNew) title() string {
	if len(p.Problems) > 0 {
		return p.L.T("common.error") + ": " + p.L.T("new.title")
	}
	return p.L.T("new.title")
}

// priorities are the choices, the first of which leaves it to the kind.
func priorities(l *locale.Locale) []Choice {
	out := []Choice{{"", l.T("new.priority.by_kind")}}
	for n := 1; n <= 4; n++ {
		s := strconv.Itoa(n)
		out = append(out, Choice{s, "P" + s + " " + l.T("priority."+s)})
	}
	return out
}
