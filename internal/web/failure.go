package web

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"balie/internal/desk"
	"balie/internal/errs"
	"balie/internal/page"
	"balie/internal/ticket"
)

// statuses is the one map from a code to HTTP.
var statuses = map[errs.Code]int{
	errs.Invalid:         http.StatusUnprocessableEntity,
	errs.Unauthenticated: http.StatusUnauthorized,
	errs.NotFound:        http.StatusNotFound,
	errs.Forbidden:       http.StatusForbidden,
	errs.Conflict:        http.StatusConflict,
	errs.TooLarge:        http.StatusRequestEntityTooLarge,
	errs.RateLimited:     http.StatusTooManyRequests,
	errs.Unavailable:     http.StatusServiceUnavailable,
	errs.Internal:        http.StatusInternalServerError,
}

func status(err error) int { return statuses[errs.From(err).Code] }

// fail shows an error: the only function that does. Internals are logged once
// and never shown.
func (r *request) fail(err error) {
	if errors.Is(err, context.Canceled) && r.Context().Err() != nil {
		return // nobody reads the answer
	}
	e := errs.From(err)
	logged := ""
	if e.Code == errs.Internal || e.Code == errs.Unavailable || e.Cause != nil {
		logged = r.id
		r.s.Log.Error("request failed", slog.String("request", r.id), slog.String("method", r.Method),
			slog.String("path", r.URL.Path), slog.String("code", string(e.Code)), slog.Any("error", err))
	}
	if e.Code == errs.Unauthenticated {
		if r.toSignIn() {
			return
		}
	}
	f := page.Failure{Code: e.Code, Log: logged, Max: r.s.Desk.Upload, Back: "/", Way: r.L.T("portal.nav.tickets")}
	if e.Code != errs.Internal && e.Key != errs.Absent().Key && len(e.Fields) == 0 && r.L.Has(e.Key) {
		f.Text = r.L.T(e.Key, e.Args...)
	}
	if e.Code == errs.Unavailable {
		r.w.Header().Set("Retry-After", "5")
		f.Kept = r.kept()
	}
	base := r.failureBase()
	component := page.PortalErrorPage(page.Portal{Base: base, Languages: r.languages()}, f)
	if _, works := r.who.Actor.Desk(); r.face == deskFace && works {
		f.Back, f.Way = page.DeskViewURL(ticket.ViewOpen, ""), r.L.T("view.open")
		component = page.DeskErrorPage(base, f)
	}
	if err := r.show(status(e), component); err != nil {
		http.Error(r.w, r.L.T("error.internal"), http.StatusInternalServerError)
	}
}

// kept is what was typed when nothing can be stored or read: shown on the page
// of the failure, and sent again from there. Passwords are not.
func (r *request) kept() *page.Kept {
	if r.Method != http.MethodPost {
		return nil
	}
	if r.typed == nil {
		if _, err := r.form(); err != nil {
			return nil
		}
	}
	k := &page.Kept{Action: r.URL.Path}
	for _, name := range slices.Sorted(maps.Keys(r.typed.Values)) {
		if name == "password" {
			return nil
		}
		for _, v := range r.typed.Values[name] {
			k.Fields = append(k.Fields, page.KeptField{Name: name, Value: v})
		}
	}
	if k.Text = r.typed.Get("text") + r.typed.Get("body"); k.Text == "" {
		return nil
	}
	return k
}

// failureBase is base for a request that may have failed before anybody was
// known.
func (r *request) failureBase() page.Base {
	if r.names != nil {
		return r.base("")
	}
	return page.Base{L: r.L, Assets: r.s.assets, Now: r.now, Path: "/"}
}

// toSignIn sends somebody without a session to the sign-in page, with what
// they were sending parked for an hour.
func (r *request) toSignIn() bool {
	if r.Header.Get("Balie-Fragment") != "" || strings.HasSuffix(r.URL.Path, "/live") {
		return false
	}
	q := url.Values{}
	next := r.URL.RequestURI()
	_, err := r.Cookie(r.s.cookieName(sessionCookie))
	had := err == nil
	if r.Method == http.MethodPost {
		// The browser drops the cookie of an ended session: a form tells as
		// much, for its page was shown to somebody signed in.
		next, had = pageOf(r.URL.Path), true
		if !strings.HasSuffix(r.URL.Path, "/draft") && r.park(next) {
			q.Set("kept", "1")
		}
	}
	if next != "/" {
		q.Set("next", next)
	}
	if had {
		q.Set("expired", "1")
	}
	to := "/sign-in"
	if len(q) > 0 {
		to += "?" + q.Encode()
	}
	r.redirect(to)
	return true
}

// pageOf is the page whose form posts to the path.
func pageOf(path string) string {
	path = strings.TrimSuffix(path, "/draft")
	if strings.HasPrefix(path, "/desk/bulk") || strings.HasPrefix(path, "/desk/views") {
		return "/desk/"
	}
	parts := strings.Split(path, "/")
	for i, name := range parts {
		if name == "tickets" && len(parts) > i+2 {
			return strings.Join(parts[:i+2], "/")
		}
	}
	return path
}

// changed reports the refusal that the page answers by showing what happened.
func changed(err error) bool {
	e := errs.From(err)
	return e != nil && e.Key == desk.KeyChanged
}

// inForm reports whether the error belongs into the form that was sent, rather
// than on a page of its own.
func inForm(err error) bool {
	e := errs.From(err)
	switch e.Code {
	case errs.Invalid, errs.Conflict, errs.TooLarge, errs.Unavailable, errs.RateLimited, errs.Forbidden:
		return true
	}
	return false
}
