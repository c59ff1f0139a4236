package web

import (
	"net/http"

	"balie/internal/desk"
	"balie/internal/org"
	"balie/internal/page"
	"balie/internal/ticket"
)

func (s *Server) adminAddresses(r *request) error { return r.showAddresses(http.StatusOK, nil, nil) }

func (r *request) showAddresses(code int, f *form, problem error) error {
	had, err := r.s.Desk.MailAddresses(r.Context(), r.actor())
	if err != nil {
		return err
	}
	a, err := r.admin(r.L.T("admin.addresses"), "addresses", problem)
	if err != nil {
		return err
	}
	p := page.AdminAddresses{Admin: a, Own: had.Own}
	systems, topics := map[org.SystemID]string{}, map[ticket.TopicID]string{}
	p.Systems = []page.AdminChoice{{Text: r.L.T("admin.address.none")}}
	p.Topics = []page.AdminChoice{{Text: r.L.T("admin.address.none")}}
	for _, s := range had.Systems {
		systems[s.ID] = s.Of + ": " + s.Name
		p.Systems = append(p.Systems, page.AdminChoice{Value: number(int64(s.ID)), Text: systems[s.ID], Current: f != nil && f.number("system") == int64(s.ID)})
	}
	for _, t := range had.Topics {
		topics[t.ID] = t.Name
		if t.Active {
			p.Topics = append(p.Topics, page.AdminChoice{Value: number(int64(t.ID)), Text: t.Name, Current: f != nil && f.number("topic") == int64(t.ID)})
		}
	}
	for _, row := range had.Rows {
		p.Rows = append(p.Rows, page.AddressRow{Address: row.Address, System: systems[row.System], Topic: topics[row.Topic]})
	}
	if f != nil {
		p.Address = f.Get("address")
	}
	return r.show(code, page.AdminAddressesPage(p))
}

func (s *Server) adminSaveAddress(r *request) error {
	return r.adminForm(func(f *form) (string, error) {
		to := page.AdminURL("addresses")
		if f.Has("drop") {
			return to, s.Desk.DropMailAddress(r.Context(), r.actor(), f.Get("drop"), f.once())
		}
		return to, s.Desk.SaveMailAddress(r.Context(), r.actor(), desk.MailAddressInput{
			Address: f.Get("address"), System: org.SystemID(f.number("system")), Topic: ticket.TopicID(f.number("topic")), Once: f.once(),
		})
	}, r.showAddresses)
}
