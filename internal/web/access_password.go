package web

import (
	"net/http"
	"net/url"

	"balie/internal/desk"
	"balie/internal/errs"
	"balie/internal/page"
)

// browser is where the request comes from.
func (r *request) browser() desk.Browser {
	return desk.Browser{Address: r.address(), Agent: r.UserAgent()}
}

func (s *Server) forgotPage(r *request) error {
	return r.show(http.StatusOK, page.ForgotPage(r.portal(), page.Forgot{Once: desk.Token(), Sent: r.URL.Query().Has("sent")}))
}

func (s *Server) forgot(r *request) error {
	f, err := r.form()
	if err != nil {
		return err
	}
	if err = s.Desk.Forgot(r.Context(), f.Get("mail"), r.browser()); err == nil {
		return r.redirect("/forgot?sent=1")
	}
	if !inForm(err) {
		return err
	}
	r.logRefusal(err)
	return r.show(status(err), page.ForgotPage(r.portal(), page.Forgot{
		Once: desk.Token(), Mail: f.Get("mail"), Problems: page.Problems(r.L, err),
	}))
}

// gone answers a link that can't be used; other errors stay errors.
func (r *request) gone(err error, ask string) error {
	if !errs.Is(err, errs.NotFound) {
		return err
	}
	return r.show(http.StatusNotFound, page.LinkGonePage(r.portal(), ask))
}

func (s *Server) passwordPage(r *request) error {
	return s.showPassword(r, http.StatusOK, r.URL.Query().Get("token"), nil)
}

func (s *Server) showPassword(r *request, status int, token string, problem error) error {
	o, err := s.Desk.PasswordOffer(r.Context(), token)
	if err != nil {
		return r.gone(err, "/forgot")
	}
	return r.show(status, page.NewPasswordPage(r.portal(), page.NewPassword{
		Action: "/password", Token: token, Mail: o.Mail, Until: o.Until, Min: desk.MinPassword, Problems: page.Problems(r.L, problem),
	}))
}

func (s *Server) setPassword(r *request) error {
	f, err := r.form()
	if err != nil {
		return err
	}
	token := f.Get("token")
	entry, err := s.Desk.SetPassword(r.Context(), desk.SetPasswordInput{
		Token: token, Password: f.Get("password"), Again: f.Get("again"), Browser: r.browser(),
	})
	switch {
	case err == nil:
		return r.admit(entry, false, "/")
	case inForm(err):
		return s.showPassword(r, status(err), token, err)
	}
	return r.gone(err, "/forgot")
}

func (s *Server) invitationPage(r *request) error {
	return s.showInvitation(r, http.StatusOK, r.URL.Query().Get("token"), "", nil)
}

func (s *Server) showInvitation(r *request, status int, token, name string, problem error) error {
	o, err := s.Desk.InvitationOffer(r.Context(), token)
	if err != nil {
		return r.gone(err, "/request-access")
	}
	if name == "" {
		name = o.Name
	}
	return r.show(status, page.NewPasswordPage(r.portal(), page.NewPassword{
		Action: "/invitation", Token: token, Mail: o.Mail, Name: name, Entity: o.Entity, Known: o.SignsIn, Until: o.Until,
		Min: desk.MinPassword, Problems: page.Problems(r.L, problem),
	}))
}

func (s *Server) join(r *request) error {
	f, err := r.form()
	if err != nil {
		return err
	}
	token := f.Get("token")
	entry, err := s.Desk.AcceptInvitation(r.Context(), desk.AcceptInput{
		Token: token, Name: f.Get("name"), Password: f.Get("password"), Again: f.Get("again"), Browser: r.browser(),
	})
	switch {
	case err == nil && entry == desk.Entry{}:
		r.say("flash.joined")
		return r.redirect("/")
	case err == nil:
		return r.admit(entry, false, "/")
	case inForm(err):
		return s.showInvitation(r, status(err), token, f.Get("name"), err)
	}
	return r.gone(err, "/request-access")
}

// halfCookie holds what proves the password while the second step is asked.
const halfCookie = "half"

// admit lets the browser in, or on to the second step.
func (r *request) admit(e desk.Entry, keep bool, next string) error {
	if e.Half == "" {
		return r.enter(e.Session, keep, next)
	}
	r.setCookie(r.s.cookieName(halfCookie), e.Half, 0)
	q := url.Values{}
	if keep {
		q.Set("keep", "1")
	}
	if next != "/" {
		q.Set("next", next)
	}
	to := "/sign-in/code"
	if len(q) > 0 {
		to += "?" + q.Encode()
	}
	return r.redirect(to)
}

func (r *request) half() string {
	c, err := r.Cookie(r.s.cookieName(halfCookie))
	if err != nil {
		return ""
	}
	return c.Value
}

func (s *Server) secondStepPage(r *request) error {
	if !s.Desk.HalfSignedIn(r.Context(), r.half()) {
		return r.redirect("/sign-in")
	}
	q := r.URL.Query()
	return r.show(http.StatusOK, page.SecondStepPage(r.portal(), page.SecondStep{
		Once: desk.Token(), Keep: q.Get("keep") != "", Next: ownPath(q.Get("next")),
	}))
}

func (s *Server) secondStep(r *request) error {
	f, err := r.form()
	if err != nil {
		return err
	}
	keep, next := f.Get("keep") != "", ownPath(f.Get("next"))
	token, err := s.Desk.SecondStep(r.Context(), desk.SecondStepInput{Half: r.half(), Code: f.Get("code"), Browser: r.browser()})
	switch {
	case err == nil:
		r.dropCookie(s.cookieName(halfCookie))
		return r.enter(token, keep, next)
	case errs.Is(err, errs.Unauthenticated):
		r.dropCookie(s.cookieName(halfCookie))
		return r.redirect("/sign-in")
	case !inForm(err):
		return err
	}
	return r.show(status(err), page.SecondStepPage(r.portal(), page.SecondStep{
		Once: desk.Token(), Keep: keep, Next: next, Problems: page.Problems(r.L, err),
	}))
}
