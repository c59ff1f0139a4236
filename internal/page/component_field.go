package page

import (
	"strings"

	"github.com/a-h/templ"

	"balie/internal/errs"
	"balie/internal/locale"
)

// Problem is one sentence about one input; Name is the input's name, "" for the
// form as a whole.
type Problem struct {
	Name string
	Text string
}

// Problems translates an error into what stands at the fields and in the
// summary. Without fields at fault it is one problem of the whole form; no
// error is no problem.
func Problems(l *locale.Locale, err error) []Problem {
	e := errs.From(err)
	if e == nil {
		return nil
	}
	if len(e.Fields) == 0 {
		return []Problem{{Text: l.Problem(err)}}
	}
	var out []Problem
	for _, f := range e.Fields {
		out = append(out, Problem{Name: f.Name, Text: l.T(f.Key, f.Args...)})
	}
	return out
}

// FieldProps is one input with what is said about it. Hint and Label are
// translated.
type FieldProps struct {
	L        *locale.Locale
	Name     string
	Label    string
	Hint     string
	Form     string // which of a page's forms that have a field of that name; "" where there is one
	Optional bool   // marked; required is the rule and not marked
	Problems []Problem
}

// ID is the input's id, which the label and the summary point to.
func (f FieldProps) ID() string { return fieldID(f.Form, f.Name) }

func fieldID(form, name string) string {
	if form != "" {
		form += "-"
	}
	return "f-" + form + name
}

// Error is the field's first problem, "" when there is none.
func (f FieldProps) Error() string {
	for _, p := range f.Problems {
		if p.Name == f.Name {
			return p.Text
		}
	}
	return ""
}

// Input is what the control inside the field must carry: id, name, and the
// wiring to hint and error. Spread it: <input class="in" { f.Input()... }/>.
func (f FieldProps) Input() templ.Attributes {
	a := templ.Attributes{"id": f.ID(), "name": f.Name}
	var by []string
	if f.Hint != "" {
		by = append(by, f.ID()+"-hint")
	}
	if f.Error() != "" {
		by = append(by, f.ID()+"-error")
		a["aria-invalid"] = "true"
	}
	if len(by) > 0 {
		a["aria-describedby"] = strings.Join(by, " ")
	}
	if !f.Optional {
		a["required"] = true
	}
	return a
}
