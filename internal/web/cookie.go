package web

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"time"

	"balie/internal/desk"
	"balie/internal/errs"
)

const (
	sessionCookie = "balie"
	parkedCookie  = "parked"
	whoCookie     = "who" // who signed in last at this browser; it gives no right
	flashCookie   = "flash"
	parkedMax     = 1 << 20
	filesDropped  = "files-dropped" // in a parked form: it had files
)

// cookieName adds the prefix by which a browser holds a cookie to this host and
// to https.
func (s *Server) cookieName(name string) string {
	if s.secure {
		return "__Host-" + name
	}
	return name
}

func (r *request) setCookie(name, value string, life time.Duration) {
	c := &http.Cookie{Name: name, Value: value, Path: "/", HttpOnly: true, Secure: r.s.secure, SameSite: http.SameSiteLaxMode}
	if life != 0 {
		c.MaxAge = int(life.Seconds())
	}
	http.SetCookie(r.w, c)
}

func (r *request) dropCookie(name string) { r.setCookie(name, "", -time.Second) }

// say shows one sentence on the next page. The cookie holds a catalogue key,
// never text.
func (r *request) say(key string) {
	r.setCookie(flashCookie, strings.TrimPrefix(key, "flash."), time.Minute)
}

func (r *request) takeFlash() string {
	c, err := r.Cookie(flashCookie)
	if err != nil || r.Method != http.MethodGet || r.Header.Get("Balie-Fragment") != "" || strings.HasSuffix(r.URL.Path, "/live") {
		return ""
	}
	r.dropCookie(flashCookie)
	if key := "flash." + c.Value; r.L.Has(key) {
		return r.L.T(key)
	}
	return ""
}

// park keeps a form that was sent in an expired session, under a random
// cookie, for an hour, for the person who signed in last at this browser. Files
// are not kept: nobody is known to own them.
func (r *request) park(page string) bool {
	f, err := r.form()
	if err != nil {
		return false
	}
	f.Del("once")
	f.Del(filesDropped)
	if f.dropped {
		f.Set(filesDropped, "1")
	}
	raw, err := json.Marshal(f.Values)
	who, known := r.Cookie(r.s.cookieName(whoCookie))
	if err != nil || len(raw) > parkedMax || known != nil || r.s.Desk.ReadWho(who.Value) == 0 {
		return false
	}
	token := desk.Token()
	if err := r.s.Desk.Park(r.Context(), token, r.s.Desk.ReadWho(who.Value), page, string(raw), r.address()); err != nil {
		return false
	}
	r.setCookie(r.s.cookieName(parkedCookie), token, time.Hour)
	return true
}

// parked gives back what was typed on this page before the session ended.
func (r *request) parked() url.Values {
	c, err := r.Cookie(r.s.cookieName(parkedCookie))
	if err != nil || r.URL.Query().Get("kept") == "" {
		return nil
	}
	raw, err := r.s.Desk.Parked(r.Context(), c.Value, r.who.User.ID, r.URL.Path)
	if err != nil {
		if !errs.Is(err, errs.NotFound) {
			r.s.Log.Error("parked form", "request", r.id, "error", err)
		}
		return nil
	}
	values := url.Values{}
	if json.Unmarshal([]byte(raw), &values) != nil {
		return nil
	}
	if values.Get(filesDropped) != "" {
		r.flash = r.L.T("flash.attach_again")
	}
	return values
}

// unpark forgets what was parked on the page of a form that is being sent: from
// here on the form itself comes back if it is refused.
func (r *request) unpark(f *form) {
	c, err := r.Cookie(r.s.cookieName(parkedCookie))
	if err != nil || !r.in() || f.Get("text")+f.Get("body") == "" {
		return
	}
	if err := r.s.Desk.Unpark(r.Context(), c.Value, pageOf(f.path)); err != nil {
		r.s.Log.Error("parked form", "request", r.id, "error", err)
	}
}

// ownPath keeps a redirect on this site.
func ownPath(s string) string {
	u, err := url.Parse(s)
	if err != nil || u.IsAbs() || u.Host != "" || !strings.HasPrefix(s, "/") || strings.HasPrefix(s, "//") || strings.ContainsAny(s, "\\\r\n") {
		return "/"
	}
	return s
}
