// Package web is the face for browsers: routes, forms and pages over the use
// cases of the desk. It decides nothing itself; it translates.
package web

import (
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"sync/atomic"
	"time"

	"github.com/klauspost/compress/gzhttp"
	"github.com/klauspost/compress/gzip"

	"balie/internal/desk"
	"balie/internal/locale"
	"balie/internal/page"
)

// quick is how much pages are compressed: a list of fifty rows takes 25 µs more
// than at gzip.BestSpeed and is 6% smaller; what comes after costs twice as much.
const quick = gzip.BestSpeed + 2

// Options are what the handler works with.
type Options struct {
	Desk    *desk.Desk
	Texts   *locale.Catalogues
	Base    *url.URL       // the address people reach us at
	Proxies []netip.Prefix // whose X-Forwarded-For is believed
	Log     *slog.Logger
	Now     func() time.Time
}

// Server answers browsers.
type Server struct {
	Options
	assets  *page.Assets
	secure  bool // cookies demand https
	closing chan struct{}

	reportMinute, reports atomic.Int64 // of the policy, to log not too many
}

// New makes the handler; Drain ends its open streams.
func New(o Options) *Server {
	return &Server{Options: o, assets: page.LoadAssets(), secure: o.Base.Scheme == "https", closing: make(chan struct{})}
}

// Drain tells open live connections to end, so that a shutdown can finish.
// Call it once.
func (s *Server) Drain() { close(s.closing) }

// Handler is the whole face: protection outside, routes inside.
func (s *Server) Handler() (http.Handler, error) {
	mux := http.NewServeMux()
	for _, t := range s.tables() {
		for _, r := range t.routes {
			mux.Handle(r.method+" "+r.path, s.serve(t.face, r))
		}
	}
	mux.Handle("/", s.serve(portalFace, route{"", "/", anyone, func(*request) error { return absent() }}))
	wrap, err := gzhttp.NewWrapper(gzhttp.MinSize(1024), gzhttp.CompressionLevel(quick),
		gzhttp.RandomJitter(32, 0, false), gzhttp.ContentTypes([]string{"text/html", "application/json"}))
	if err != nil {
		return nil, err
	}
	cross := http.NewCrossOriginProtection()
	cross.SetDenyHandler(s.serve(portalFace, route{"", "", anyone, func(*request) error { return crossSite() }}))
	return s.around(cross.Handler(wrap(mux))), nil
}
