package page

import "balie/internal/locale"

// SignIn is the form that lets people in. Next is where they wanted to go, an
// own path. Expired means that their session ended under their hands, Kept that
// a form they sent meanwhile is parked and comes back after this.
type SignIn struct {
	Once     string
	Mail     string
	Keep     bool
	Next     string
	Expired  bool
	Kept     bool
	Problems []Problem
}

func (p SignIn) field(l *locale.Locale, name string) FieldProps {
	return FieldProps{L: l, Name: name, Label: l.T("access.sign_in." + name), Problems: p.Problems}
}

// Setup is the form that makes a new installation: the vendor and its first
// administrator. The password is never sent back.
type Setup struct {
	Once         string
	Organization string
	Name         string
	Mail         string
	Language     string
	Zone         string
	Zones        []string // IANA names
	Problems     []Problem
}

func (p Setup) field(l *locale.Locale, name string) FieldProps {
	f := FieldProps{L: l, Name: name, Label: l.T("setup." + name), Problems: p.Problems}
	if hint := "setup." + name + ".hint"; l.Has(hint) {
		f.Hint = l.T(hint)
	}
	return f
}
