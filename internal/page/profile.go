package page

import (
	"strings"
	"time"

	"balie/internal/locale"
)

// Addresses of the pages about a person's own access.
const (
	ProfileURL      = "/profile"
	SecondFactorURL = "/profile/two-step"
	InviteURL       = "/desk/invite"
	AccessURL       = "/admin/access"
)

// Profile is what a person sees and changes of themselves.
type Profile struct {
	Once      string
	Name      string
	Mail      string
	Language  string
	Languages []Language
	Theme     string
	Agent     bool // has shortcuts, mails of the desk and a second step
	MailOff   bool
	KeysOff   bool
	Min       int // characters of a password
	Sessions  []SessionView
	Second    SecondView
	Problems  []Problem
}

func (p Profile) field(l *locale.Locale, name, label string) FieldProps {
	return FieldProps{L: l, Name: name, Label: l.T(label), Problems: p.Problems}
}

// SessionView is a browser that is signed in.
type SessionView struct {
	ID      string
	Agent   string // as the browser names itself
	Address string
	Since   time.Time
	Used    time.Time
	This    bool
}

// SecondView is the person's second step. Secret and Address are there while it
// is not confirmed; Codes only in the one answer that makes them.
type SecondView struct {
	On       bool
	Left     int // recovery codes
	Demanded bool
	Secret   string
	Address  string
	Codes    []string
	Problems []Problem
}

// key is the secret in groups of four, to be typed.
func (s SecondView) key() string {
	var b strings.Builder
	for i, r := range s.Secret {
		if i > 0 && i%4 == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// The names by which browsers and systems are known; the first that stands in
// what a browser says of itself counts (Edge says Chrome, Chrome says Safari).
var (
	browsers = []struct{ mark, name string }{
		{"Edg/", "Edge"},
		{"OPR/", "Opera"},
		{"SamsungBrowser/", "Samsung Internet"},
		{"Firefox/", "Firefox"},
		{"FxiOS/", "Firefox"},
		{"CriOS/", "Chrome"},
		{"Chromium/", "Chromium"},
		{"Chrome/", "Chrome"},
		{"Safari/", "Safari"},
	}
	systems = []struct{ mark, name string }{
		{"iPhone", "iPhone"},
		{"iPad", "iPad"},
		{"Android", "Android"},
		{"CrOS", "ChromeOS"},
		{"Windows", "Windows"},
		{"Mac OS X", "macOS"},
		{"Linux", "Linux"},
	}
)

// device says in words what a browser says of itself.
func device(l *locale.Locale, agent string) string {
	find := func(list []struct{ mark, name string }) string {
		for _, e := range list {
			if strings.Contains(agent, e.mark) {
				return e.name
			}
		}
		return ""
	}
	browser, system := find(browsers), find(systems)
	switch {
	case browser != "" && system != "":
		return l.T("profile.sessions.device", "browser", browser, "system", system)
	case browser+system != "":
		return browser + system
	}
	return l.T("profile.sessions.unknown")
}
