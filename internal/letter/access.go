package letter

import (
	"time"

	"balie/internal/locale"
)

// Mails about access tell of no ticket: most carry a secret link.
const (
	PasswordLink Kind = "password_link" // to somebody who forgot their password
	Welcome      Kind = "welcome"       // to a known person, or one of an opened domain, who asked for access
	Invited      Kind = "invited"       // to somebody who is to join an organization
	Joined       Kind = "joined"        // to somebody who can sign in and joined one more
	AccessAsked  Kind = "access_asked"  // to an entity's administrators, who decide
	PasswordSet  Kind = "password_set"  // to the person: a new password counts
	AddressSet   Kind = "address_set"   // to the address that a person had: another counts
	SecondOff    Kind = "second_off"    // to the person: the second step was taken away
	AgentLeft    Kind = "agent_left"    // to a desk: what a colleague had is nobody's
	TeamGone     Kind = "team_gone"     // to a desk: what a team had is no team's

	MailUnreadable Kind = "mail_unreadable" // to administrators: a mail that came in waits for them
)

// access says of a mail whether it carries a link that works once, whether it
// is for a desk, and what its sentences name beside the organization.
var access = map[Kind]struct {
	once, staff bool
	fills       []string
}{
	PasswordLink: {once: true}, Welcome: {once: true},
	Invited: {once: true, fills: []string{"who"}}, AccessAsked: {once: true, fills: []string{"who"}},
	Joined: {fills: []string{"who"}}, PasswordSet: {fills: []string{"time"}}, AddressSet: {fills: []string{"time"}}, SecondOff: {fills: []string{"time"}},
	AgentLeft: {staff: true, fills: []string{"who"}}, TeamGone: {staff: true, fills: []string{"who"}},
	MailUnreadable: {staff: true},
}

// AboutAccess reports whether the mail is written by WriteAccess.
func (k Kind) AboutAccess() bool {
	_, ok := access[k]
	return ok
}

// AccessInput is everything a mail about access may say.
type AccessInput struct {
	Kind         Kind
	L            *locale.Locale
	Name         string // of the receiver; "" where it is not known to be theirs
	Brand        Brand
	At           time.Time
	Who          string // who invites, or asks
	WhoMail      string
	Organization string // to join
	Words        string // of who asks
	Link         string
	Expires      time.Time // of the link
	Site         string    // the helpdesk's address
}

// WriteAccess gives the mail's subject, one line, and its two bodies.
func WriteAccess(in AccessInput) (subject, text, html string) {
	l := in.drafted()
	return l.line(), l.text(), l.html()
}

func (in AccessInput) drafted() letter {
	key := "mail." + string(in.Kind) + "."
	organization := oneLine(in.Organization)
	if organization == "" {
		organization = oneLine(in.Brand.Name)
	}
	args := []any{"who", oneLine(in.Who), "organization", organization, "time", in.L.Full(in.At)}
	lead := in.L.T(key+"lead", args...)
	if name := first(in.Name); name != "" {
		lead = in.L.T("mail.hello", "name", name) + " " + lead
	}
	l := letter{
		Lang: in.L.Lang(), Brand: oneLine(in.Brand.Name), Support: in.L.T("mail.support"), Mail: oneLine(in.Brand.Address),
		Subject: oneLine(in.L.T(key+"title", args...)), Lead: lead,
		Button: in.L.T(key + "button"), Link: in.Link, More: in.L.T(key+"more", args...), Colours: coloursOf(in.Brand.Hue),
		Sign: signature(in.L, oneLine(in.Brand.Name)), How: in.L.T("mail.access.how"), Why: in.L.T("mail.access.why", "site", in.Site),
	}
	l.Title = l.Subject
	if access[in.Kind].once {
		l.More = in.L.T("mail.access.once", "time", in.L.Full(in.Expires)) + " " + l.More
	}
	if in.Kind == AccessAsked {
		l.Facts = []fact{
			{Name: in.L.T("mail.fact.name"), Value: oneLine(in.Who)}, {Name: in.L.T("mail.fact.address"), Value: oneLine(in.WhoMail)},
		}
		if words := oneLine(in.Words); words != "" {
			l.Facts = append(l.Facts, fact{Name: in.L.T("mail.fact.words"), Value: words})
		}
	}
	return l
}
