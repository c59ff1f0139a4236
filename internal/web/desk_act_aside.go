package web

import (
	"net/url"

	"balie/internal/desk"
	"balie/internal/errs"
	"balie/internal/page"
	"balie/internal/ticket"
)

// aside reads the form of an act on the ticket. A button that sent the composer
// along has its text and files kept as a draft, and becomes the form.
func (r *request) aside(id ticket.ID) (*form, error) {
	f, err := r.form()
	if err != nil || !f.Has(page.AsideAct) {
		return f, err
	}
	small, err := url.ParseQuery(f.Get(page.AsideAct))
	if err != nil {
		return nil, errs.New(errs.Invalid, "error.form_broken")
	}
	if f.problem != nil {
		return nil, f.problem
	}
	in, typed := f.draft(id), f.writing("body")
	if in.Was != 0 || typed.Text != "" || len(typed.Uploads) > 0 {
		if _, _, err := r.s.Desk.SaveDraft(r.Context(), r.actor(), in); err != nil {
			return nil, err
		}
	}
	return &form{Values: small, path: f.path}, nil
}

// draft is what the composer holds.
func (f *form) draft(id ticket.ID) desk.DraftInput {
	return desk.DraftInput{
		Ticket: id, Hidden: f.Get("vis") == page.VisHidden, Text: f.Get("body"), HTML: f.Get("body_html"),
		Files: f.writing("body").Uploads, Was: f.number(page.DraftAt + f.Get("vis")),
	}
}
