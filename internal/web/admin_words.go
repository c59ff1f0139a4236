package web

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"balie/internal/desk"
	"balie/internal/page"
	"balie/internal/ticket"
)

func (s *Server) adminClosing(r *request) error { return r.showClosing(http.StatusOK, nil, nil) }

func (r *request) showClosing(code int, f *form, problem error) error {
	list, err := r.s.Desk.ClosingMessages(r.Context(), r.actor())
	if err != nil {
		return err
	}
	a, err := r.admin(r.L.T("admin.closing"), "closing", problem)
	if err != nil {
		return err
	}
	wanted := r.URL.Query().Get("language")
	if f != nil {
		wanted = f.Get("language")
	}
	if wanted == "" {
		wanted = r.myDesk().Language
	}
	p := page.AdminClosing{Admin: a, Words: desk.ClosingPlaceholders}
	for i, m := range list {
		if m.Language == wanted || i == 0 {
			p.Language, p.Text, p.Shipped = m.Language, m.Text, m.Shipped
		}
	}
	for _, l := range r.languages() {
		p.Languages = append(p.Languages, page.AdminChoice{Value: l.Code, Text: l.Name, Current: l.Code == p.Language})
	}
	if f != nil {
		p.Text = f.Get("text")
	}
	p.Preview = r.closingExample(p.Language, p.Text)
	return r.show(code, page.AdminClosingPage(p))
}

// closingExample is a closing message with an example's words, in paragraphs.
func (r *request) closingExample(language, text string) []string {
	l := r.s.Texts.In(language, time.UTC)
	text = desk.FillClosing(strings.ReplaceAll(text, "\r\n", "\n"),
		l.T("admin.closing.example.name"), r.ref(123), l.T("admin.closing.example.subject"), r.myDesk().Name)
	return strings.Split(text, "\n\n")
}

func (s *Server) adminSaveClosing(r *request) error {
	f, err := r.form()
	if err != nil {
		return err
	}
	if f.Get("do") == "preview" {
		return r.showClosing(http.StatusOK, f, nil)
	}
	text := f.Get("text")
	if f.Get("do") == "reset" {
		text = ""
	}
	err = s.Desk.SaveClosing(r.Context(), r.actor(), f.Get("language"), text, f.once())
	if err == nil {
		r.say("flash.saved")
		return r.redirect(page.AdminURL("closing") + "?language=" + url.QueryEscape(f.Get("language")))
	}
	if !inForm(err) {
		return err
	}
	r.logRefusal(err)
	return r.showClosing(status(err), f, err)
}

// stateLooks are how the states that can be renamed look, and under which keys
// their names stand.
var stateLooks = map[ticket.State]struct {
	look string
	keys []string
}{
	ticket.Open:    {"open", []string{"state.open", "view.open", "portal.state.open"}},
	ticket.Waiting: {"wait", []string{"state.wait", "view.waiting", "portal.state.waiting"}},
	ticket.OnHold:  {"hold", []string{"state.hold", "view.hold", "portal.state.hold"}},
	ticket.Closed:  {"closed", []string{"state.closed", "view.closed", "portal.state.closed"}},
}

// statesForm is how the own desk shows states; a refused form comes back.
func (r *request) statesForm(f *form) page.StatesForm {
	mine := r.myDesk()
	p := page.StatesForm{Simple: mine.Simple, Codes: r.languages()}
	back := f != nil && f.Get("do") == ""
	if back {
		p.Simple = f.Get("simple") != ""
	}
	for _, state := range desk.LabelStates {
		row := page.StateRow{State: state.String(), Look: page.StateView{Look: stateLooks[state].look}}
		for _, c := range p.Codes {
			own := r.names.Labels[mine.ID][c.Code][state.String()]
			if back {
				own = f.Get(state.String() + "-" + c.Code)
			}
			row.Labels = append(row.Labels, own)
			row.Ours = append(row.Ours, r.s.Texts.In(c.Code, time.UTC).T(stateLooks[state].keys[0]))
		}
		p.Rows = append(p.Rows, row)
	}
	return p
}

func (s *Server) adminSaveStates(r *request) error {
	return r.adminForm(func(f *form) (string, error) {
		in := desk.StatesInput{Simple: f.Get("simple") != "", Labels: map[string]map[ticket.State]string{}, Once: f.once()}
		for _, c := range r.languages() {
			in.Labels[c.Code] = map[ticket.State]string{}
			for _, state := range desk.LabelStates {
				in.Labels[c.Code][state] = f.Get(state.String() + "-" + c.Code)
			}
		}
		return page.AdminURL("organization"), s.Desk.SaveStates(r.Context(), r.actor(), in)
	}, r.showOrganization)
}

// state is how the person's desk shows where a ticket lies: with simple states
// what waits or is on hold looks open.
func (r *request) state(shelf ticket.Shelf, why ticket.Reason) page.StateView {
	mine := r.myDesk()
	v := page.StateFor(shelf, mine.ID, why)
	if mine.Simple && (v.Look == "wait" || v.Look == "other" || v.Look == "hold") {
		v.Look = "open"
	}
	return v
}

// ownWords are the sentences that the person's desk says in its own words: its
// names of states, and with simple states the plain ones.
func (r *request) ownWords(language string) map[string]string {
	home := r.home()
	labels := r.names.Labels[home.ID][language]
	if !home.Simple && len(labels) == 0 {
		return nil
	}
	own := map[string]string{}
	for state, look := range stateLooks {
		if text := labels[state.String()]; text != "" {
			for _, key := range look.keys {
				own[key] = text
			}
		}
	}
	if home.Simple {
		r.simpleWords(language, own)
	}
	return own
}

// simpleWords are those of simple states: what waits or is on hold is open, and
// an agent updates.
func (r *request) simpleWords(language string, own map[string]string) {
	ours := r.s.Texts.In(language, time.UTC)
	open := own["state.open"]
	if open == "" {
		open = ours.T("state.open")
	}
	for _, key := range []string{
		"state.wait", "state.other", "state.hold", "portal.state.open", "portal.state.waiting", "portal.state.hold",
	} {
		own[key] = open
	}
	own["ticket.comment"], own["ticket.comment_wait"] = ours.T("ticket.update"), ours.T("ticket.update_wait")
}
