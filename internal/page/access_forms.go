package page

import (
	"time"

	"balie/internal/locale"
)

// Forgot asks for the address of a forgotten password; Sent is the answer, the
// same whether the address is known or not.
type Forgot struct {
	Once     string
	Mail     string
	Sent     bool
	Problems []Problem
}

// NewPassword sets a password behind a secret link: of somebody who forgot
// theirs, or who was invited to an organization.
type NewPassword struct {
	Action   string // where the form goes
	Token    string
	Mail     string
	Name     string
	Entity   string // to join; "" asks for a password alone
	Known    bool   // has a password: to join is one button
	Until    time.Time
	Min      int // characters
	Problems []Problem
}

func (p NewPassword) field(l *locale.Locale, name string) FieldProps {
	f := FieldProps{L: l, Name: name, Label: l.T("access.password." + name), Problems: p.Problems}
	if name == "password" {
		f.Hint = l.T("password.hint", "min", p.Min)
	}
	return f
}

func (p NewPassword) title(l *locale.Locale) string {
	if p.Entity == "" {
		return l.T("access.password.title")
	}
	return l.T("access.join.title", "organization", p.Entity)
}

// RequestAccess is the form for whoever has no access yet; Sent is the answer,
// the same whoever asks.
type RequestAccess struct {
	Once     string
	Name     string
	Mail     string
	Why      string
	Sent     bool
	Problems []Problem
}

func (p RequestAccess) field(l *locale.Locale, name string) FieldProps {
	f := FieldProps{L: l, Name: name, Label: l.T("access.request." + name), Problems: p.Problems, Optional: name == "why"}
	if name == "mail" {
		f.Hint = l.T("access.request.mail.hint")
	}
	return f
}

// Grant is a request for access before the administrator who decides. Done is
// "yes" or "no" once they did.
type Grant struct {
	Token                   string
	Name, Mail, Why, Entity string
	Done                    string
}

// SecondStep asks for the code after the password.
type SecondStep struct {
	Once     string
	Keep     bool
	Next     string
	Problems []Problem
}
