package desk

import (
	"cmp"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"balie/internal/authn"
	"balie/internal/email"
	"balie/internal/errs"
	"balie/internal/letter"
	"balie/internal/org"
	"balie/internal/store"
	"balie/internal/ticket"
)

// accessMail is a mail about access before it is stored.
type accessMail struct {
	kind letter.Kind
	to   org.UserID // 0: the address in about
	from org.ID     // the desk in whose name it goes
	link int64
	about
}

// about is what such a mail says beside what its receiver's row says. It is
// stored with the mail, so that a later try has the same words.
type about struct {
	Mail     string `json:"mail,omitempty"`
	Language string `json:"language,omitempty"`
	Entity   string `json:"entity,omitempty"` // the organization to join, by name
	Who      string `json:"who,omitempty"`
	WhoMail  string `json:"who_mail,omitempty"`
	Words    string `json:"words,omitempty"`
}

func hexOf(b []byte) string { return hex.EncodeToString(b) }

// post stores mails about access and sends them when there is a relay.
func (d *Desk) post(tx *store.Tx, mails ...accessMail) error {
	rows := make([]store.MailOut, len(mails))
	for i, m := range mails {
		raw, err := json.Marshal(m.about)
		if err != nil {
			return err
		}
		from, err := tx.Organization(m.from)
		if err != nil {
			return err
		}
		rows[i] = store.MailOut{
			User: m.to, Kind: string(m.kind), Link: m.link, From: m.from, About: string(raw),
			MessageID: d.mailID(from, "a", authn.NewToken()),
		}
	}
	_, err := d.queue(tx, rows...)
	return err
}

// aboutAccess reports whether a stored mail is one of post's.
func aboutAccess(m store.MailOut) bool { return letter.Kind(m.Kind).AboutAccess() }

// accessLetter is a mail about access in words. Its token is made here, and
// nowhere kept.
type accessLetter struct {
	in letter.AccessInput
	to email.Address
	by email.Address // the sender
}

// writeAccess loads what a mail about access says. One whose link is gone by now,
// or was ended, is errNotTheirs.
func (d *Desk) writeAccess(tx *store.Tx, names *store.Directory, m store.MailOut) (a accessLetter, err error) {
	var said about
	if err := json.Unmarshal([]byte(m.About), &said); err != nil {
		return a, fmt.Errorf("mail about access: %w", err)
	}
	to := org.User{Mail: said.Mail, Active: true}
	if m.User != 0 {
		if to, err = tx.User(m.User); err != nil {
			return a, err
		}
	}
	if !to.Active {
		return a, errNotTheirs
	}
	brand := names.Orgs[m.From]
	a.by = d.sender(brand)
	a.to = email.Address{Name: plainName(to.Name), Addr: to.Mail}
	k, l := letter.Kind(m.Kind), d.Texts.In(cmp.Or(to.Language, said.Language, brand.Language), zoneNamed(brand.Zone))
	own, err := ownWords(tx, brand.ID, l.Lang(), k, k.ForStaff(), m.At)
	if err != nil {
		return a, err
	}
	a.in = letter.AccessInput{
		Kind: k, L: l.With(own),
		Name: to.Name, Brand: letter.Brand{Name: brand.Name, Hue: brand.Hue, Address: a.by.Addr}, At: m.At,
		Who: said.Who, WhoMail: said.WhoMail, Organization: said.Entity, Words: said.Words,
		Link: d.Base.JoinPath("profile").String(), Site: d.Base.Host,
	}
	if a.in.Kind == letter.AgentLeft || a.in.Kind == letter.TeamGone {
		a.in.Link = d.Base.JoinPath("desk", string(ticket.ViewUnassigned)).String()
	}
	if a.in.Kind == letter.MailUnreadable {
		a.in.Link = d.Base.JoinPath("admin", "mail").String() + "?state=failed"
	}
	if m.Link == 0 {
		return a, nil
	}
	link, err := tx.Link(m.Link)
	switch {
	case errs.Is(err, errs.NotFound) || err == nil && m.State != store.MailSent && link.ExpiresAt.IsZero():
		return a, errNotTheirs
	case err != nil:
		return a, err
	}
	a.in.Link, a.in.Expires = d.address(link), link.ExpiresAt
	return a, nil
}

// outgoing is the whole mail; an address that can't be mailed is errs.Invalid.
func (a accessLetter) outgoing(m store.MailOut) (email.Outgoing, error) {
	subject, text, html := letter.WriteAccess(a.in)
	out := email.Outgoing{
		From: a.by, Subject: subject, MessageID: m.MessageID, Date: m.At, Text: text, HTML: html,
		Language: a.in.L.Lang(), AutoSubmitted: "auto-generated",
	}
	to, err := email.ParseAddress(a.to.Addr)
	out.To = email.Address{Name: a.to.Name, Addr: a.to.Addr}
	if err == nil {
		out.To.Addr = to.Addr
	}
	return out, err
}

// sender is an organization's own address, or where it has none the
// installation's.
func (d *Desk) sender(brand org.Organization) email.Address {
	from := d.MailFrom
	if own, err := email.ParseAddress(brand.Mail); err == nil {
		from = own
	}
	from.Name = plainName(brand.Name)
	return from
}

// deskFor is the desk in whose name a person is written to: their own, or the
// one that helps them.
func deskFor(memberships []org.Membership) org.ID {
	for _, m := range memberships {
		if m.Staff() {
			return m.Org
		}
	}
	for _, m := range memberships {
		return m.Parent
	}
	return org.VendorID
}
