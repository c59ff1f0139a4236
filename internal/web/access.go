package web

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"balie/internal/desk"
	"balie/internal/errs"
	"balie/internal/page"
	"balie/internal/ticket"
)

const rememberFor = 30 * 24 * time.Hour

func (r *request) portal() page.Portal {
	_, works := r.who.Actor.Desk()
	return page.Portal{Base: r.base(""), Languages: r.languages(), Staff: works, Admin: len(r.administered()) > 0}
}

func (s *Server) signInPage(r *request) error {
	next := ownPath(r.URL.Query().Get("next"))
	if r.in() {
		return r.redirect(r.landing(next))
	}
	if fresh, err := s.Desk.NeedsSetUp(r.Context()); err != nil {
		return err
	} else if fresh {
		return errs.New(errs.NotFound, "error.not_set_up")
	}
	q := r.URL.Query()
	return r.show(http.StatusOK, page.SignInPage(r.portal(), page.SignIn{
		Once: desk.Token(), Next: next, Expired: q.Get("expired") != "", Kept: q.Get("kept") != "",
	}))
}

func (s *Server) signIn(r *request) error {
	f, err := r.form()
	if err != nil {
		return err
	}
	next := ownPath(f.Get("next"))
	entry, err := s.Desk.SignIn(r.Context(), desk.SignInInput{
		Mail: f.Get("mail"), Password: f.Get("password"), Browser: r.browser(),
	})
	if err != nil {
		if !inForm(err) && !errs.Is(err, errs.Unauthenticated) {
			return err
		}
		return r.show(status(err), page.SignInPage(r.portal(), page.SignIn{
			Once: desk.Token(), Mail: f.Get("mail"), Keep: f.Get("keep") != "", Next: next, Problems: page.Problems(r.L, err),
		}))
	}
	return r.admit(entry, f.Get("keep") != "", next)
}

// enter starts the browser's session and sends it where it wanted to go.
func (r *request) enter(token string, keep bool, next string) error {
	life := time.Duration(0)
	if keep {
		life = rememberFor
	}
	r.setCookie(r.s.cookieName(sessionCookie), token, life)
	who, err := r.s.Desk.Session(r.Context(), token)
	if err != nil {
		return err
	}
	r.who = who
	r.setCookie(r.s.cookieName(whoCookie), r.s.Desk.WhoToken(who.User.ID), 2*life)
	if _, err := r.Cookie(r.s.cookieName(parkedCookie)); err == nil && next != "/" && !strings.Contains(next, "?") {
		next += "?kept=1" // a form is sent to an address without a query
	}
	return r.redirect(r.landing(next))
}

// landing is where a person goes who named no page: agents to Open, customers
// to their tickets.
func (r *request) landing(next string) string {
	if _, works := r.who.Actor.Desk(); works && next == "/" {
		return page.DeskViewURL(ticket.ViewOpen, "")
	}
	return next
}

func (s *Server) signOut(r *request) error {
	if c, err := r.Cookie(s.cookieName(sessionCookie)); err == nil {
		if err := s.Desk.SignOut(r.Context(), c.Value); err != nil {
			return err
		}
	}
	r.dropCookie(s.cookieName(sessionCookie))
	r.dropCookie(s.cookieName(parkedCookie)) // the next person at this browser is another
	return r.redirect("/sign-in")
}

func (s *Server) setLanguage(r *request) error {
	f, err := r.form()
	if err != nil {
		return err
	}
	code := s.Texts.Match(f.Get("language"))
	if r.in() {
		if err := s.Desk.SetTaste(r.Context(), r.actor(), code, r.who.User.Theme); err != nil {
			return err
		}
	}
	r.setCookie("language", code, rememberFor)
	return r.redirect(ownPath(f.Get("back")))
}

func (s *Server) setTheme(r *request) error {
	f, err := r.form()
	if err != nil {
		return err
	}
	theme := f.Get("theme")
	if r.in() {
		if err := s.Desk.SetTaste(r.Context(), r.actor(), r.L.Lang(), theme); err != nil {
			return err
		}
	}
	r.setCookie("theme", url.QueryEscape(theme), rememberFor)
	return r.redirect(ownPath(f.Get("back")))
}

func (s *Server) setUpPage(r *request) error {
	token := r.URL.Query().Get("token")
	if err := s.Desk.MaySetUp(r.Context(), token); err != nil {
		return err
	}
	return r.show(http.StatusOK, page.SetupPage(r.portal(), page.Setup{
		Once: token, Language: r.L.Lang(), Zone: "Europe/Amsterdam", Zones: zones,
	}))
}

func (s *Server) setUp(r *request) error {
	f, err := r.form()
	if err != nil {
		return err
	}
	in := desk.SetUpInput{
		Token: f.Get("once"), Organization: f.Get("organization"), Name: f.Get("name"), Mail: f.Get("mail"),
		Password: f.Get("password"), Language: f.Get("language"), Zone: f.Get("zone"), Browser: r.browser(),
	}
	session, err := s.Desk.SetUp(r.Context(), in)
	if errs.Is(err, errs.NotFound) {
		if was, _ := s.Desk.WasSetUp(r.Context(), in.Token); was {
			return r.redirect("/sign-in")
		}
	}
	if err != nil {
		if !inForm(err) {
			return err
		}
		return r.show(status(err), page.SetupPage(r.portal(), page.Setup{
			Once: in.Token, Organization: in.Organization, Name: in.Name, Mail: in.Mail, Language: in.Language,
			Zone: in.Zone, Zones: zones, Problems: page.Problems(r.L, err),
		}))
	}
	if r.names, err = s.Desk.Names(r.Context()); err != nil {
		return err
	}
	return r.enter(session, false, "/")
}
