package web

import (
	"net/http"
	"net/url"
	"strings"

	"balie/internal/desk"
	"balie/internal/errs"
	"balie/internal/page"
	"balie/internal/richtext"
	"balie/internal/ticket"
)

// draftFields are what a draft keeps of a customer's forms.
var draftFields = []string{
	"kind", "entity", "system", "topic", "via", "subject", "text", "text_html", "mode", "message", "edit", "edit_html",
}

func (s *Server) portalDraft(r *request) error {
	id, err := r.ticketID()
	if err != nil {
		return err
	}
	return r.keepDraft(id, page.PortalTicketURL(r.ref(id))+"#reply")
}

func (s *Server) portalNewDraft(r *request) error {
	link := r.URL.Query()
	link.Del(draftWriter)
	back := "/new"
	if len(link) > 0 {
		back += "?" + link.Encode()
	}
	return r.keepDraft(0, back)
}

// keepDraft keeps what script sends while somebody types; its answer says
// whether anything is kept. The discarding button goes back to the page.
func (r *request) keepDraft(id ticket.ID, back string) error {
	if err := r.sameWriter(); err != nil {
		return err
	}
	f, err := r.form()
	if err != nil {
		return err
	}
	in := desk.FormDraftInput{Ticket: id, Files: f.writing("text").Uploads}
	discard := f.Get("discard") != ""
	if !discard && (len(in.Files) > 0 || strings.TrimSpace(f.Get("subject")+f.Get("text")+f.Get("edit")) != "") {
		in.Form = f.packed()
	}
	if err := r.s.Desk.SaveFormDraft(r.Context(), r.actor(), in); err != nil {
		return err
	}
	if discard {
		r.say("flash.draft_discarded")
		return r.redirect(back)
	}
	return r.sendJSON(http.StatusOK, struct {
		Kept bool `json:"kept"`
	}{in.Form != ""})
}

func (f *form) packed() string {
	kept := url.Values{}
	for _, name := range draftFields {
		if v := f.Get(name); v != "" {
			kept.Set(name, v)
		}
	}
	return kept.Encode()
}

// draftWriter names in the query for whom a page was made that keeps drafts.
const draftWriter = "as"

// sameWriter refuses a draft from a page that was made for somebody else, who
// signed out in this browser since: it is not the next person's.
func (r *request) sameWriter() error {
	if as := r.URL.Query().Get(draftWriter); as != "" && as != r.writer() {
		return errs.Absent()
	}
	return nil
}

func (r *request) writer() string { return number(int64(r.who.User.ID)) }

// draftURL is where a page keeps what its reader types; q goes along.
func (r *request) draftURL(under string, q url.Values) string {
	to := url.Values{draftWriter: {r.writer()}}
	for name, v := range q {
		if name != "kept" {
			to[name] = v
		}
	}
	return under + "/draft?" + to.Encode()
}

// drafted is the form as it was kept, with its files.
func (r *request) drafted(d desk.FormDraft) *form {
	f := &form{}
	var err error
	if f.Values, err = url.ParseQuery(d.Form); err == nil {
		f.kept, err = r.s.Desk.Uploads(r.Context(), r.actor(), d.Uploads)
	}
	if err != nil {
		r.logRefusal(errs.From(err))
	}
	return f
}

// rescueEdit puts words that were to change a message into a new one, when that
// message can't be changed any more: somebody answered it meanwhile.
func (f *form) rescueEdit(o desk.OpenedPublic) {
	words, of := f.Get("edit"), ticket.MessageID(f.number("message"))
	for i, m := range o.Messages {
		offered := o.Edits && i == len(o.Messages)-1
		if m.ID == of && (offered || sameWords(richtext.Text(richtext.Stored(m.Body)), words)) {
			return
		}
	}
	if strings.TrimSpace(words) == "" {
		return
	}
	if text := f.Get("text"); strings.TrimSpace(text) == "" {
		f.Set("text_html", f.Get("edit_html"))
	} else {
		f.Del("text_html")
		words = text + "\n\n" + words
	}
	f.Set("text", words)
	f.Set("mode", page.ModeNew)
	f.Del("edit")
}

func sameWords(a, b string) bool {
	plain := func(s string) string { return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n")) }
	return plain(a) == plain(b)
}
