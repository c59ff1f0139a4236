package desk

import (
	"context"
	"slices"
	"time"

	"balie/internal/access"
	"balie/internal/letter"
	"balie/internal/locale"
	"balie/internal/org"
	"balie/internal/richtext"
	"balie/internal/store"
	"balie/internal/ticket"
)

// PreviewMailText is the whole mail as it would be with these words and an
// example's facts, as a page. Without Texts it is the one that counts now.
func (d *Desk) PreviewMailText(ctx context.Context, a access.Actor, in MailTextInput) (string, error) {
	me, err := administers(a)
	if err != nil {
		return "", err
	}
	l, err := d.worded(in.Kind, in.Language)
	if err != nil {
		return "", err
	}
	names, err := d.Store.Directory(ctx)
	if err != nil {
		return "", err
	}
	var now []store.MailText
	if err := d.Store.Read(ctx, func(tx *store.Tx) (err error) {
		now, err = tx.MailTextsNow(me.Org)
		return err
	}); err != nil {
		return "", err
	}
	own := said(now, in.Language)
	if in.Texts != nil {
		if own[in.Kind], err = in.tidy(l); err != nil {
			return "", err
		}
	}
	k := in.Kind
	if k == letter.Every {
		k = letter.Confirmation
	}
	e := example{d: d, brand: names.Orgs[me.Org], at: d.now()}
	e.l = d.Texts.In(in.Language, zoneNamed(e.brand.Zone)).With(letter.Own(k, k.ForStaff(), own))
	if k.AboutAccess() {
		return letter.AccessSheet(e.access(k)), nil
	}
	return letter.Sheet(e.letter(k, in.Way)), nil
}

// example is a mail of an organization about a ticket that there is not.
type example struct {
	d     *Desk
	l     *locale.Locale
	brand org.Organization
	at    time.Time
}

func (e example) t(key string) string { return e.l.T("admin.texts.example." + key) }

func (e example) link(path ...string) string { return e.d.Base.JoinPath(path...).String() }

// secret is the address of a link that works once, without what makes it work.
func (e example) secret(page string) string { return e.link(page) + "?token=…" }

func (e example) letterBrand() letter.Brand {
	return letter.Brand{Name: e.brand.Name, Hue: e.brand.Hue, Address: e.d.sender(e.brand).Addr}
}

func (e example) letter(k letter.Kind, way string) letter.Input {
	ref := ticket.Ref(e.d.Prefix, exampleTicket)
	agent, customer := letter.Author{Name: e.t("agent")}, letter.Author{Name: e.t("customer")}
	in := letter.Input{
		Kind: k, L: e.l, Name: e.t("customer"), Brand: e.letterBrand(), At: e.at, Who: agent,
		Ref: ref, Subject: e.t("subject"), Entity: e.t("entity"), System: e.t("system"), Priority: 3, State: ticket.Open,
		People: []string{e.t("customer")}, Words: richtext.FromText(e.t("answer")), Link: e.link("tickets", ref), Answer: e.d.ReplyAddress != "",
		Quote: letter.Quote{Who: customer, Own: true, At: e.at.Add(-time.Hour), Words: richtext.FromText(e.t("question"))},
	}
	if in.Staff = k.ForStaff(); in.Staff {
		in.Name, in.Link, in.Quote.Own = e.t("agent"), e.link("desk", "tickets", ref), false
		in.Who.Name = e.t("colleague")
	}
	switch k {
	case letter.Confirmation:
		in.Expected = 4 * time.Hour
		if in.Words = (richtext.HTML{}); way == "lead_unverified" {
			in.Name, in.Subject, in.System, in.People, in.Quote = "", "", "", nil, letter.Quote{}
		}
	case letter.HandedOver:
		if in.Event = way; !slices.Contains(letter.Ways(k), way) {
			in.Event = letter.Ways(k)[0]
		}
	case letter.NewAtDesk, letter.NewResponse, letter.Edited:
		in.Who, in.Words = customer, in.Quote.Words
		in.Quote.Words = richtext.HTML{}
	case letter.NewReply:
		in.State = ticket.Waiting
	case letter.Closed:
		in.State = ticket.Closed
	case letter.Held, letter.HoldStands:
		in.State, in.HoldReason = ticket.OnHold, e.t("reason")
	case letter.TeamGiven:
		in.Team = e.t("team")
	case letter.Merged:
		in.Into = ticket.Ref(e.d.Prefix, exampleTicket-5)
		in.Link = e.link("tickets", in.Into)
	case letter.Added:
		in.Thread, in.Quote = []letter.Quote{in.Quote, {Who: agent, At: e.at, Words: in.Words}}, letter.Quote{}
		in.Thread[0].Own = false
		in.Name, in.Leave = e.t("colleague"), e.secret("leave")
	}
	return in
}

// exampleTicket is a ticket's number that says at once: an example.
const exampleTicket = 123

func (e example) access(k letter.Kind) letter.AccessInput {
	in := letter.AccessInput{
		Kind: k, L: e.l, Name: e.t("customer"), Brand: e.letterBrand(), At: e.at, Who: e.t("agent"),
		Organization: e.t("entity"), Link: e.link("profile"), Expires: e.at.Add(time.Hour), Site: e.d.Base.Host,
	}
	switch k {
	case letter.Invited:
		in.Link = e.secret("invitation")
	case letter.Welcome, letter.PasswordLink:
		in.Organization, in.Link = "", e.secret("password")
		if k == letter.Welcome {
			in.Name = ""
		}
	case letter.PasswordSet, letter.SecondOff:
		in.Organization = ""
	case letter.AddressSet:
		in.Name, in.Organization = "", ""
	case letter.AccessAsked:
		in.Link = e.secret("grant")
		in.Name, in.Who, in.WhoMail, in.Words = "", e.t("colleague"), "colleague@example.com", e.t("question")
	case letter.AgentLeft:
		in.Name, in.Organization, in.Link = "", e.brand.Name, e.link("desk", string(ticket.ViewUnassigned))
	case letter.TeamGone:
		in.Name, in.Organization, in.Link = "", e.brand.Name, e.link("desk", string(ticket.ViewUnassigned))
		in.Who = e.t("team")
	case letter.MailUnreadable:
		in.Name, in.Organization, in.Link = e.t("agent"), e.brand.Name, e.link("admin", "mail")
	}
	return in
}
