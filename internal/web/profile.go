package web

import (
	"net/http"

	"balie/internal/desk"
	"balie/internal/errs"
	"balie/internal/page"
)

// token is the request's own session.
func (r *request) token() string {
	c, err := r.Cookie(r.s.cookieName(sessionCookie))
	if err != nil {
		return ""
	}
	return c.Value
}

func (s *Server) profile(r *request) error {
	u := r.who.User
	return s.showProfile(r, http.StatusOK, desk.ProfileInput{
		Name: u.Name, Language: r.L.Lang(), Theme: u.Theme, MailOff: u.MailOff, KeysOff: u.KeysOff,
	}, nil)
}

func (s *Server) showProfile(r *request, code int, typed desk.ProfileInput, problem error) error {
	_, works := r.actor().Desk()
	p := page.Profile{
		Once: desk.Token(), Name: typed.Name, Mail: r.who.User.Mail, Language: typed.Language, Languages: r.languages(),
		Theme: typed.Theme, Agent: works, MailOff: typed.MailOff, KeysOff: typed.KeysOff, Min: desk.MinPassword,
		Problems: page.Problems(r.L, problem),
	}
	sessions, err := s.Desk.Sessions(r.Context(), r.actor(), r.token())
	if err != nil {
		return err
	}
	for _, e := range sessions {
		p.Sessions = append(p.Sessions, page.SessionView{
			ID: e.ID, Agent: e.Agent, Address: e.Address, Since: e.Since, Used: e.UsedAt, This: e.This,
		})
	}
	if !works {
		return r.show(code, page.PortalProfilePage(r.portal(), p))
	}
	if p.Second, err = s.secondView(r, nil); err != nil {
		return err
	}
	frame, err := r.workspace(r.L.T("profile.title"), viewProfile)
	if err != nil {
		return err
	}
	return r.show(code, page.DeskProfilePage(frame, p))
}

func (s *Server) saveProfile(r *request) error {
	f, err := r.form()
	if err != nil {
		return err
	}
	in := desk.ProfileInput{
		Name: f.Get("name"), Language: f.Get("language"), Theme: f.Get("theme"),
		MailOff: f.Get("mails") == "", KeysOff: f.Get("keys") == "",
	}
	if _, works := r.actor().Desk(); !works { // their form does not ask these
		in.MailOff, in.KeysOff = r.who.User.MailOff, r.who.User.KeysOff
	}
	err = s.Desk.SetProfile(r.Context(), r.actor(), in)
	if err == nil {
		r.say("flash.saved")
		return r.redirect(page.ProfileURL)
	}
	if !inForm(err) {
		return err
	}
	return s.showProfile(r, status(err), in, err)
}

func (s *Server) changePassword(r *request) error {
	f, err := r.form()
	if err != nil {
		return err
	}
	token, err := s.Desk.ChangePassword(r.Context(), r.actor(), desk.PasswordInput{
		Old: f.Get("old"), Password: f.Get("password"), Again: f.Get("again"), Browser: r.browser(),
	})
	if err == nil {
		r.setCookie(s.cookieName(sessionCookie), token, 0)
		r.say("flash.password_changed")
		return r.redirect(page.ProfileURL)
	}
	if !inForm(err) {
		return err
	}
	u := r.who.User
	return s.showProfile(r, status(err), desk.ProfileInput{
		Name: u.Name, Language: r.L.Lang(), Theme: u.Theme, MailOff: u.MailOff, KeysOff: u.KeysOff,
	}, err)
}

func (s *Server) endSession(r *request) error {
	f, err := r.form()
	if err != nil {
		return err
	}
	if id := f.Get("session"); id == "others" {
		err = s.Desk.EndOtherSessions(r.Context(), r.actor(), r.token())
	} else {
		err = s.Desk.EndSession(r.Context(), r.actor(), id)
	}
	if err != nil && !errs.Is(err, errs.NotFound) { // ended already is what was asked
		return err
	}
	r.say("flash.session_ended")
	return r.redirect(page.ProfileURL)
}

func (s *Server) secondView(r *request, problem error) (page.SecondView, error) {
	f, err := s.Desk.SecondFactor(r.Context(), r.actor())
	return page.SecondView{
		On: f.On, Left: f.Codes, Demanded: f.Demanded, Secret: f.Secret, Address: f.Address, Problems: page.Problems(r.L, problem),
	}, err
}

func (s *Server) twoStepPage(r *request) error { return s.showTwoStep(r, http.StatusOK, nil, nil) }

func (s *Server) showTwoStep(r *request, code int, codes []string, problem error) error {
	v, err := s.secondView(r, problem)
	if err != nil {
		return err
	}
	v.Codes = codes
	frame, err := r.workspace(r.L.T("profile.second"), viewProfile)
	if err != nil {
		return err
	}
	return r.show(code, page.TwoStepPage(frame, v))
}

// twoStep changes the second step. New recovery codes are shown in the answer
// itself: nothing keeps them.
func (s *Server) twoStep(r *request) error {
	f, err := r.form()
	if err != nil {
		return err
	}
	ctx, a, code := r.Context(), r.actor(), f.Get("code")
	var codes []string
	switch f.Get("do") {
	case "start":
		err = s.Desk.OfferSecondFactor(ctx, a)
	case "confirm":
		codes, err = s.Desk.ConfirmSecondFactor(ctx, a, code, r.token())
	case "codes":
		codes, err = s.Desk.NewRecoveryCodes(ctx, a, code)
	case "drop":
		if err = s.Desk.DropSecondFactor(ctx, a, code); err == nil {
			r.say("flash.second_off")
			return r.redirect(page.ProfileURL)
		}
	default:
		err = errs.New(errs.Invalid, "error.form_broken")
	}
	switch {
	case err == nil && codes != nil:
		return s.showTwoStep(r, http.StatusOK, codes, nil)
	case err == nil:
		return r.redirect(page.SecondFactorURL)
	case !inForm(err):
		return err
	}
	r.logRefusal(err)
	return s.showTwoStep(r, status(err), nil, err)
}
