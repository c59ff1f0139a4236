package web

import (
	"bytes"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"github.com/a-h/templ"

	"balie/internal/access"
	"balie/internal/desk"
	"balie/internal/errs"
	"balie/internal/live"
	"balie/internal/locale"
	"balie/internal/org"
	"balie/internal/page"
	"balie/internal/ticket"
)

// request is one request with what every handler needs of it.
type request struct {
	*http.Request
	w     http.ResponseWriter
	s     *Server
	id    string // in the log and on the page of a failure
	face  face
	who   desk.SignedIn
	L     *locale.Locale
	now   time.Time
	names *desk.Directory
	flash string
	mark  live.Mark // what pages of this request know of live facts
	typed *form     // the form that was read, for a failure that can't show it in its page
}

// in reports whether somebody is signed in.
func (r *request) in() bool { return r.who.User.ID != 0 }

func (r *request) actor() access.Actor { return r.who.Actor }

// myDesk is the organization the person works for; the zero one for customers.
func (r *request) myDesk() org.Organization {
	if m, ok := r.who.Actor.Desk(); ok {
		return r.names.Orgs[m.Org]
	}
	return org.Organization{}
}

// home is the organization whose name, colour, language and zone the page
// takes: the own desk, or the desk that helps the customer.
func (r *request) home() org.Organization {
	if o := r.myDesk(); o.ID != 0 {
		return o
	}
	for _, m := range r.who.Actor.Entities() {
		return r.names.Orgs[m.Parent]
	}
	return r.names.Orgs[org.VendorID]
}

// identify finds who asks and which language they read.
func (r *request) identify() error {
	r.mark = r.s.Desk.Hub.Mark() // before anything is read
	names, err := r.s.Desk.Names(r.Context())
	if err != nil {
		r.L = r.s.Texts.In(r.s.Texts.Match(r.Header.Get("Accept-Language")), time.UTC)
		return err
	}
	r.names = names
	if c, err := r.Cookie(r.s.cookieName(sessionCookie)); err == nil {
		r.who, err = r.s.Desk.Session(r.Context(), c.Value)
		if err != nil && !errs.Is(err, errs.Unauthenticated) {
			return err
		}
		if err == nil {
			r.s.Desk.Used(r.who, r.now)
		}
	}
	r.L = r.s.Texts.In(r.language(), r.zone())
	r.L = r.L.With(r.ownWords(r.L.Lang()))
	r.flash = r.takeFlash()
	return nil
}

func (r *request) language() string {
	if l := r.who.User.Language; l != "" {
		return l
	}
	if c, err := r.Cookie("language"); err == nil {
		return r.s.Texts.Match(c.Value)
	}
	return r.s.Texts.Match(r.Header.Get("Accept-Language"))
}

func (r *request) zone() *time.Location {
	zone := r.home().Zone
	for _, m := range r.who.Actor.Entities() {
		zone = r.names.Orgs[m.Org].Zone
	}
	if z, err := time.LoadLocation(zone); err == nil {
		return z
	}
	return time.UTC
}

func (r *request) theme() string {
	if r.in() {
		return r.who.User.Theme
	}
	if c, err := r.Cookie("theme"); err == nil && (c.Value == "light" || c.Value == "dark") {
		return c.Value
	}
	return ""
}

// ticketID reads the reference in the path.
func (r *request) ticketID() (ticket.ID, error) {
	id, ok := ticket.ParseRef(r.s.Desk.Prefix, r.PathValue("ref"))
	if !ok {
		return 0, errs.Absent()
	}
	return id, nil
}

func (r *request) ref(id ticket.ID) string { return ticket.Ref(r.s.Desk.Prefix, id) }

// base fills what every page needs.
func (r *request) base(title string) page.Base {
	home, path := r.home(), r.URL.RequestURI()
	if r.Method == http.MethodPost {
		path = pageOf(r.URL.Path) // what the form belongs to can be fetched again
	}
	b := page.Base{
		L: r.L, Assets: r.s.assets, Title: title, Face: page.FacePortal, Theme: r.theme(), Now: r.now,
		Path: path, Mark: r.markFor(r.mark), Flash: r.flash, Brand: page.BrandView{Name: home.Name, Hue: home.Hue},
	}
	if r.in() {
		tier := "c"
		if m, ok := r.who.Actor.Desk(); ok {
			tier = page.TierOf(m.Tier)
		}
		b.NoKeys = r.who.User.KeysOff
		b.Me = page.PersonOf(int64(r.who.User.ID), r.who.User.Name, tier)
	}
	return b
}

func (r *request) languages() []page.Language {
	var out []page.Language
	for _, code := range r.s.Texts.Languages() {
		out = append(out, page.Language{Code: code, Name: r.s.Texts.In(code, time.UTC).T("language.name")})
	}
	return out
}

// show sends a page, whole or not at all.
func (r *request) show(status int, c templ.Component) error {
	var b bytes.Buffer
	if err := page.Render(r.Context(), &b, c); err != nil {
		return err
	}
	h := r.w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	r.w.WriteHeader(status)
	if r.Method != http.MethodHead {
		r.w.Write(b.Bytes())
	}
	return nil
}

// parts answers a page's request for some of its parts, or reports that the
// whole page is asked for.
func (r *request) parts(known map[string]templ.Component) (bool, error) {
	asked := r.Header.Get("Balie-Fragment")
	if asked == "" {
		return false, nil
	}
	var b bytes.Buffer
	for _, name := range strings.Split(asked, ",") {
		if c, ok := known[name]; ok {
			if err := page.Render(r.Context(), &b, c); err != nil {
				return true, err
			}
		}
	}
	r.w.Header().Set("Content-Type", "text/html; charset=utf-8")
	r.w.Write(b.Bytes())
	return true, nil
}

// redirect sends the browser on after a form.
func (r *request) redirect(to string) error {
	http.Redirect(r.w, r.Request, to, http.StatusSeeOther)
	return nil
}

// address is the person's network address; behind a trusted proxy the one that
// it names.
func (r *request) address() string {
	at, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	addr := at.Addr().Unmap()
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0 && r.s.trusts(addr); i-- {
		next, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		addr = next.Unmap()
	}
	return addr.String()
}

func (s *Server) trusts(a netip.Addr) bool {
	for _, p := range s.Proxies {
		if p.Contains(a) {
			return true
		}
	}
	return false
}
