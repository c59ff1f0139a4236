package web

import (
	"fmt"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"balie/internal/desk"
	"balie/internal/errs"
	"balie/internal/page"
)

// policy allows our own files and nothing inline.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; " +
	"connect-src 'self'; form-action 'self'; frame-src 'self'; frame-ancestors 'none'; base-uri 'none'; report-uri /csp"

const (
	requestTime = 60 * time.Second
	slowest     = 16 << 10 // bytes a second of the slowest line that is waited for
)

// timeFor is how long a request may take, streams apart: a minute, and what its
// bytes need on a slow line.
func timeFor(bytes int64) time.Duration {
	return requestTime + time.Duration(bytes/slowest)*time.Second
}

// around sets the headers of every answer.
func (s *Server) around(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
		h.Set("Cache-Control", "no-store")
		if s.secure {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		next.ServeHTTP(w, r)
	})
}

// serve runs one route: who asks, may they, the handler, and its error shown.
func (s *Server) serve(f face, rt route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, hr *http.Request) {
		r := &request{Request: hr, w: w, s: s, id: desk.Token()[:10], face: f, now: s.Now()}
		out, until := http.NewResponseController(w), time.Now().Add(timeFor(min(max(hr.ContentLength, 0), s.maxDrain())))
		out.SetWriteDeadline(until)
		if hr.ContentLength != 0 {
			out.SetReadDeadline(until)
		}
		defer func() {
			if p := recover(); p != nil && p != http.ErrAbortHandler {
				r.fail(errs.New(errs.Internal, "error.internal").Because(fmt.Errorf("panic: %v\n%s", p, debug.Stack())))
			}
		}()
		if strings.HasPrefix(rt.path, "/static/") || rt.path == "/healthz" {
			r.L = s.Texts.In("en", time.UTC)
			if err := rt.handle(r); err != nil {
				r.fail(err)
			}
			return
		}
		err := r.identify()
		if err == nil {
			err = r.may(rt.right)
		}
		if err == nil && r.mustSetUp(rt.right) {
			err = r.redirect(page.SecondFactorURL)
		} else if err == nil && f == deskFace && r.Header.Get("Balie-Fragment") == "counts" {
			err = r.countsAlone()
		} else if err == nil {
			err = rt.handle(r)
		}
		if err != nil {
			r.fail(err)
		}
	})
}

// may checks the route's right. For a customer the workspace does not exist.
func (r *request) may(want right) error {
	if want == anyone {
		return nil
	}
	if !r.in() {
		return errs.New(errs.Unauthenticated, "error.unauthenticated")
	}
	m, works := r.who.Actor.Desk()
	if want == agent && !works || want == administrator && !r.who.Actor.Administers(m.Org) {
		return errs.Absent()
	}
	return nil
}

// mustSetUp reports whether the person owes the second step that their
// organization demands: until then only their own profile answers.
func (r *request) mustSetUp(want right) bool {
	return want != anyone && r.who.Owes && r.URL.Path != page.ProfileURL && !strings.HasPrefix(r.URL.Path, page.ProfileURL+"/")
}

func absent() error { return errs.Absent() }

func crossSite() error { return errs.New(errs.Forbidden, "error.cross_site") }
