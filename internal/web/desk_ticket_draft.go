package web

import (
	"encoding/json"
	"strconv"

	"balie/internal/desk"
	"balie/internal/page"
)

// deskDraft keeps what is being typed; the answer is its version, and the text
// where another browser's was joined with it.
func (s *Server) deskDraft(r *request) error {
	id, err := r.ticketID()
	if err != nil {
		return err
	}
	if err := r.sameWriter(); err != nil {
		return err
	}
	f, err := r.form()
	if err != nil {
		return err
	}
	in := f.draft(id)
	in.Was = f.number("was")
	text, version, err := s.Desk.SaveDraft(r.Context(), r.actor(), in)
	if err != nil {
		return err
	}
	r.w.Header().Set("Content-Type", "application/json")
	return json.NewEncoder(r.w).Encode(struct {
		Version string `json:"version"`
		Text    string `json:"text"`
	}{strconv.FormatInt(version, 10), text})
}

// deskHere is a sign of life on a ticket; the answer is who else is there.
func (s *Server) deskHere(r *request) error {
	id, err := r.ticketID()
	if err != nil {
		return err
	}
	f, err := r.form()
	if err != nil {
		return err
	}
	here, err := s.Desk.Here(r.Context(), r.actor(), id, f.Get("typing") != "")
	if err != nil {
		return err
	}
	p := page.DeskTicket{Desk: page.Desk{Base: r.base("")}, Ref: r.ref(id)}
	return r.show(200, page.DeskPresence(p, r.here(here)))
}

func (r *request) here(list []desk.Present) []page.DeskHere {
	var out []page.DeskHere
	for _, p := range list {
		if who := r.colleague(p.User); who.Name != "" {
			out = append(out, page.DeskHere{Person: who, Typing: p.Typing})
		}
	}
	return out
}
