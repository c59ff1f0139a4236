package web

import (
	"net/url"
	"strings"

	"balie/internal/desk"
	"balie/internal/errs"
	"balie/internal/page"
	"balie/internal/ticket"
)

// aside reads the form of an act on the ticket. A button that sent the composer
// along has its text and files kept as a draft, and becomes the form.
func (r *request) aside(id ticket.ID) (*form, error) {
	f, err := r.form()
	if err != nil {
		return nil, err
	}
	small, err := f.small()
	if err == nil && small != f {
		err = r.keepWriting(id, f)
	}
	return small, err
}

// small is the form of an act that a button sent with the composer, with the
// fields that were typed for it; any other form is itself.
func (f *form) small() (*form, error) {
	if !f.Has(page.AsideAct) {
		return f, nil
	}
	values, err := url.ParseQuery(f.Get(page.AsideAct))
	if err != nil {
		return nil, errs.New(errs.Invalid, "error.form_broken")
	}
	if fields := values.Get(page.AsideTyped); fields != "" {
		for name, typed := range f.Values {
			if name, ok := strings.CutPrefix(name, fields+"."); ok {
				values[name] = typed
			}
		}
	}
	return &form{Values: values, path: f.path}, f.problem
}

// keepWriting makes what the composer held the person's draft.
func (r *request) keepWriting(id ticket.ID, f *form) error {
	in := f.draft(id)
	if in.Was == 0 && in.Text == "" && len(in.Files) == 0 {
		return nil
	}
	_, _, err := r.s.Desk.SaveDraft(r.Context(), r.actor(), in)
	return err
}

// draft is what the composer holds.
func (f *form) draft(id ticket.ID) desk.DraftInput {
	return desk.DraftInput{
		Ticket: id, Hidden: f.Get("vis") == page.VisHidden, Text: f.Get("body"), HTML: f.Get("body_html"),
		Files: f.writing("body").Uploads, Was: f.number(page.DraftAt + f.Get("vis")),
	}
}
