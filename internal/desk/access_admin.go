package desk

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"balie/internal/access"
	"balie/internal/email"
	"balie/internal/errs"
	"balie/internal/org"
	"balie/internal/store"
)

// AccessRules is what administrators of a desk decide about access.
type AccessRules struct {
	Demanded bool // agents need a second factor
	Agents   []AgentRow
	Domains  []DomainRow
	Entities []org.Organization // whose domains may be opened
	Subjects []AccessSubject    // of mail that asks for access, in every language
}

// AccessSubject is the subject of a mail that asks for access, in one language.
type AccessSubject struct{ Language, Text string }

// AgentRow is a colleague with their second factor.
type AgentRow struct {
	User   org.UserID
	Name   string
	Mail   string
	Second bool
}

// DomainRow is a mail domain that an entity opened.
type DomainRow struct {
	Domain string
	Entity string
	Ask    bool // its administrators decide; else whoever has an address may join
}

// administers gives the desk that the actor administers, or refuses.
func administers(a access.Actor) (org.Membership, error) {
	if _, err := staff(a); err != nil {
		return org.Membership{}, err
	}
	m, _ := a.Desk()
	if !a.Administers(m.Org) {
		return m, errs.Absent()
	}
	return m, nil
}

// AccessRules reads them for an administrator of a desk.
func (d *Desk) AccessRules(ctx context.Context, a access.Actor) (r AccessRules, err error) {
	desk, err := administers(a)
	if err != nil {
		return r, err
	}
	names, err := d.Store.Directory(ctx)
	if err != nil {
		return r, err
	}
	for _, o := range names.ByName {
		if o.Tier == org.Entity && (desk.Tier == org.Vendor || o.Parent == desk.Org) {
			r.Entities = append(r.Entities, o)
		}
	}
	var ids []org.UserID
	for _, c := range names.Staff {
		if c.Org == desk.Org && c.User.Active {
			ids = append(ids, c.User.ID)
		}
	}
	slices.Sort(ids)
	err = d.Store.Read(ctx, func(tx *store.Tx) error {
		if r.Demanded, err = tx.DemandsSecondFactor(desk.Org); err != nil {
			return err
		}
		for _, code := range d.Texts.Languages() {
			text, err := d.accessSubject(tx, desk.Org, code)
			if err != nil {
				return err
			}
			r.Subjects = append(r.Subjects, AccessSubject{code, text})
		}
		second, err := tx.SecondFactors(ids)
		for _, id := range ids {
			u := names.Staff[id].User
			r.Agents = append(r.Agents, AgentRow{id, u.Name, u.Mail, second[id]})
		}
		if err != nil {
			return err
		}
		of := desk.Org
		if desk.Tier == org.Vendor {
			of = 0
		}
		domains, err := tx.MailDomains(of)
		for _, m := range domains {
			r.Domains = append(r.Domains, DomainRow{m.Domain, names.Orgs[m.Entity].Name, m.Policy == store.DomainAsk})
		}
		return err
	})
	return r, err
}

// DemandSecondFactor says whether the agents of the actor's own desk need a
// second factor. Who has none sees only the page to set it up.
func (d *Desk) DemandSecondFactor(ctx context.Context, a access.Actor, demand bool) error {
	desk, err := administers(a)
	if err != nil {
		return err
	}
	err = d.Store.Write(ctx, func(tx *store.Tx) error { return tx.DemandSecondFactor(desk.Org, demand) })
	d.sessions.clear()
	return err
}

// accessSubjectMax is the longest such subject in characters.
const accessSubjectMax = 100

// SaveAccessSubjects says by which subject mail to the actor's own desk asks for
// access; an empty one, or the one we ship, goes back to the one we ship.
func (d *Desk) SaveAccessSubjects(ctx context.Context, a access.Actor, list []AccessSubject, once string) error {
	desk, err := administers(a)
	if err != nil {
		return err
	}
	problem := errs.New(errs.Invalid, "error.check_fields")
	for i, s := range list {
		list[i].Text = oneLine(s.Text)
		switch {
		case !slices.Contains(d.Texts.Languages(), s.Language):
			return errs.New(errs.Invalid, "error.form_broken")
		case utf8.RuneCountInString(list[i].Text) > accessSubjectMax:
			problem = problem.At("subject-"+s.Language, "error.too_long", "max", accessSubjectMax)
		case list[i].Text != "" && !email.SubjectIs(list[i].Text, list[i].Text): // it could never be met
			problem = problem.At("subject-"+s.Language, "access.subject.unreadable")
		}
	}
	if len(problem.Fields) > 0 {
		return problem
	}
	_, err = d.write(ctx, a.User, once, func(tx *store.Tx) (string, error) {
		for _, s := range list {
			if s.Text == d.Texts.In(s.Language, time.UTC).T("mailin.access_subject") {
				s.Text = ""
			}
			if err := tx.SetOrgText(desk.Org, accessSubject, s.Language, s.Text); err != nil {
				return "", err
			}
		}
		return "", nil
	})
	return err
}

// ResetSecondFactor takes the second factor of a colleague who lost it away;
// they are told, and signed out.
func (d *Desk) ResetSecondFactor(ctx context.Context, a access.Actor, user org.UserID) error {
	desk, err := administers(a)
	if err != nil {
		return err
	}
	err = d.Store.Write(ctx, func(tx *store.Tx) error {
		if _, err := member(tx, user, desk.Org); err != nil {
			return err
		}
		if err := tx.EndSessions(user, nil); err != nil {
			return err
		}
		return d.dropSecond(tx, user)
	})
	d.forgetSessions(user)
	return err
}

// DomainInput opens a mail domain for an entity.
type DomainInput struct {
	Domain string
	Entity org.ID
	Ask    bool
}

// OpenDomain lets people with an address in a domain join an entity.
func (d *Desk) OpenDomain(ctx context.Context, a access.Actor, in DomainInput) error {
	rules, err := d.AccessRules(ctx, a)
	if err != nil {
		return err
	}
	problem := errs.New(errs.Invalid, "error.check_fields")
	_, domain, _ := strings.Cut(email.CanonicalAddr("x@"+strings.TrimPrefix(strings.TrimSpace(in.Domain), "@")), "@")
	if _, err := email.ParseAddress("x@" + domain); err != nil || !strings.Contains(domain, ".") {
		problem = problem.At("domain", "access.domain.invalid")
	}
	if slices.Contains(everybodys, domain) {
		problem = problem.At("domain", "access.domain.everybodys")
	}
	if !slices.ContainsFunc(rules.Entities, func(o org.Organization) bool { return o.ID == in.Entity }) {
		problem = problem.At("entity", "error.entity_missing")
	}
	if len(problem.Fields) > 0 {
		return problem
	}
	policy := store.DomainOpen
	if in.Ask {
		policy = store.DomainAsk
	}
	return d.Store.Write(ctx, func(tx *store.Tx) error {
		return tx.SetMailDomain(store.MailDomain{Domain: domain, Entity: in.Entity, Policy: policy})
	})
}

// everybodys are domains in which anybody may have an address.
var everybodys = []string{
	"gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "hotmail.nl", "live.com", "live.nl", "msn.com", "yahoo.com",
	"icloud.com", "me.com", "aol.com", "proton.me", "protonmail.com", "gmx.com", "gmx.de", "gmx.net", "web.de", "mail.com",
	"ziggo.nl", "kpnmail.nl", "kpnplanet.nl", "planet.nl", "xs4all.nl", "home.nl", "hetnet.nl", "upcmail.nl", "telenet.be", "skynet.be",
}

// CloseDomain ends what OpenDomain began; who joined stays.
func (d *Desk) CloseDomain(ctx context.Context, a access.Actor, domain string) error {
	rules, err := d.AccessRules(ctx, a)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(rules.Domains, func(r DomainRow) bool { return r.Domain == domain }) {
		return errs.Absent()
	}
	return d.Store.Write(ctx, func(tx *store.Tx) error { return tx.RemoveMailDomain(domain) })
}
