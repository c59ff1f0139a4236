package web

import (
	"net/http"

	"balie/internal/desk"
	"balie/internal/page"
)

func (s *Server) requestPage(r *request) error {
	return r.show(http.StatusOK, page.RequestAccessPage(r.portal(), page.RequestAccess{
		Once: desk.Token(), Sent: r.URL.Query().Has("sent"),
	}))
}

func (s *Server) requestAccess(r *request) error {
	f, err := r.form()
	if err != nil {
		return err
	}
	err = s.Desk.RequestAccess(r.Context(), desk.AccessInput{
		Name: f.Get("name"), Mail: f.Get("mail"), Why: f.Get("why"), Language: r.L.Lang(), Browser: r.browser(),
	})
	if err == nil {
		return r.redirect("/request-access?sent=1")
	}
	if !inForm(err) {
		return err
	}
	r.logRefusal(err)
	return r.show(status(err), page.RequestAccessPage(r.portal(), page.RequestAccess{
		Once: desk.Token(), Name: f.Get("name"), Mail: f.Get("mail"), Why: f.Get("why"), Problems: page.Problems(r.L, err),
	}))
}

func (s *Server) grantPage(r *request) error {
	token := r.URL.Query().Get("token")
	if done := r.URL.Query().Get("done"); done == "yes" || done == "no" {
		return r.show(http.StatusOK, page.GrantPage(r.portal(), page.Grant{Done: done}))
	}
	o, err := s.Desk.GrantOffer(r.Context(), token)
	if err != nil {
		return r.gone(err, "/people")
	}
	return r.show(http.StatusOK, page.GrantPage(r.portal(), page.Grant{
		Token: token, Name: o.Name, Mail: o.Mail, Why: o.Why, Entity: o.Entity,
	}))
}

func (s *Server) grant(r *request) error {
	f, err := r.form()
	if err != nil {
		return err
	}
	done := "no"
	if f.Get("do") == "yes" {
		done = "yes"
	}
	if err := s.Desk.Grant(r.Context(), f.Get("token"), done == "yes", r.browser()); err != nil {
		return r.gone(err, "/people")
	}
	return r.redirect("/grant?done=" + done)
}
