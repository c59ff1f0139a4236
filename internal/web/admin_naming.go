package web

import (
	"balie/internal/org"
	"balie/internal/page"
)

// namingForm is how customers of partners see the vendor's people: for the
// vendor alone, once there is a partner.
func (r *request) namingForm() *page.NamingForm {
	if !r.vendor() || !r.names.TwoTier() {
		return nil
	}
	return &page.NamingForm{Now: r.names.Naming()}
}

func (s *Server) adminSaveNaming(r *request) error {
	return r.adminForm(func(f *form) (string, error) {
		return page.AdminURL("organization"), s.Desk.SaveNaming(r.Context(), r.actor(), org.Naming(f.Get("naming")), f.once())
	}, r.showOrganization)
}
