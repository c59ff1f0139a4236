package desk

import (
	"context"
	"slices"
	"strings"
	"time"

	"balie/internal/access"
	"balie/internal/email"
	"balie/internal/errs"
	"balie/internal/org"
	"balie/internal/store"
	"balie/internal/ticket"
)

// OrgInput is what an organization says of itself. Without an ID it is a new
// one: a partner of the vendor, or an entity at the desk Parent.
type OrgInput struct {
	ID       org.ID
	Tier     org.Tier
	Parent   org.ID // of a new entity; 0 is the actor's own desk
	Name     string
	Language string
	Zone     string
	Hue      int
	Mail     string
	Notify   string
	Once     string
}

// Hues is how many brand hues there are.
const Hues = 24

// SaveOrganization changes an organization that the actor administers, or adds
// a partner (the vendor's act) or an entity, and gives its id.
func (d *Desk) SaveOrganization(ctx context.Context, a access.Actor, in OrgInput) (org.ID, error) {
	me, err := administers(a)
	if err != nil {
		return 0, err
	}
	names, err := d.Store.Directory(ctx)
	if err != nil {
		return 0, err
	}
	o, err := in.base(a, me, names)
	if err != nil {
		return 0, err
	}
	if err := in.check(d); err != nil {
		return 0, err
	}
	got, err := d.write(ctx, a.User, in.Once, func(tx *store.Tx) (string, error) {
		if in.ID != 0 {
			if o, err = tx.LockOrganization(in.ID); err != nil {
				return "", err
			}
			if !a.Manages(o) {
				return "", errs.Absent()
			}
		}
		o.Name, o.Language, o.Zone = oneLine(in.Name), in.Language, in.Zone
		if o.Tier != org.Entity {
			if err := d.takesAddress(tx, names, me, o, in.Mail); err != nil {
				return "", err
			}
			o.Hue, o.Mail, o.Notify = in.Hue, strings.TrimSpace(in.Mail), strings.TrimSpace(in.Notify)
		}
		if in.ID != 0 {
			return number64(int64(o.ID)), tx.SaveOrganization(o)
		}
		err := tx.AddOrganization(&o)
		return number64(int64(o.ID)), err
	})
	return org.ID(number(got)), err
}

// takesAddress refuses to an organization an own address that is anybody else's:
// what is sent there would become the organization's mail, and what comes from
// there counts as its own.
func (d *Desk) takesAddress(tx *store.Tx, names *store.Directory, me org.Membership, o org.Organization, address string) error {
	key := email.CanonicalAddr(strings.TrimSpace(address))
	if key == "" || o.Mail != "" && key == email.CanonicalAddr(o.Mail) {
		return nil
	}
	taken := d.mayNotTake(names, o.ID, me.Tier == org.Vendor, key)
	if !taken {
		_, err := tx.UserByMail(key)
		if err != nil && !errs.Is(err, errs.NotFound) {
			return err
		}
		taken = err == nil
	}
	if taken {
		return errs.New(errs.Invalid, "error.check_fields").At("mail", "admin.address.taken")
	}
	return nil
}

// base is the organization that is to change, or the place of a new one.
func (in OrgInput) base(a access.Actor, me org.Membership, names *store.Directory) (org.Organization, error) {
	if in.ID != 0 {
		o := names.Orgs[in.ID]
		if !a.Manages(o) {
			return o, errs.Absent()
		}
		return o, nil
	}
	o := org.Organization{Tier: in.Tier, Parent: me.Org}
	switch in.Tier {
	case org.Partner:
		if me.Tier != org.Vendor {
			return o, errs.Absent()
		}
	case org.Entity:
		if in.Parent != 0 {
			o.Parent = in.Parent
		}
		if at := names.Orgs[o.Parent]; at.Tier == org.Entity || !a.Manages(at) {
			return o, errs.Absent()
		}
	default:
		return o, errs.Absent()
	}
	return o, nil
}

func (in OrgInput) check(d *Desk) error {
	problem := errs.New(errs.Invalid, "error.check_fields")
	if key, args := nameProblem(oneLine(in.Name)); key != "" {
		problem = problem.At("name", key, args...)
	}
	if in.Language == "" || d.Texts.Match(in.Language) != in.Language {
		problem = problem.At("language", "error.language_unknown")
	}
	if _, err := time.LoadLocation(in.Zone); err != nil || in.Zone == "" || in.Zone == "Local" {
		problem = problem.At("zone", "error.zone_unknown")
	}
	if in.Hue < 0 || in.Hue >= Hues {
		problem = problem.At("hue", "admin.hue.unknown")
	}
	for _, f := range []struct{ name, value string }{{"mail", in.Mail}, {"notify", in.Notify}} {
		if strings.TrimSpace(f.value) == "" {
			continue
		}
		if _, err := email.ParseAddress(f.value); err != nil {
			problem = problem.At(f.name, "mail.address_invalid")
		}
	}
	if len(problem.Fields) > 0 {
		return problem
	}
	return nil
}

// oneLine is typed text as it is stored: spaces joined, nothing that is no text.
func oneLine(s string) string { return strings.Join(strings.Fields(strings.ToValidUTF8(s, "")), " ") }

// managed finds an organization that the actor administers; others do not
// exist.
func (d *Desk) managed(ctx context.Context, a access.Actor, id org.ID) (org.Organization, *store.Directory, error) {
	if _, err := administers(a); err != nil {
		return org.Organization{}, nil, err
	}
	names, err := d.Store.Directory(ctx)
	if err != nil {
		return org.Organization{}, nil, err
	}
	o := names.Orgs[id]
	if !a.Manages(o) {
		return o, names, errs.Absent()
	}
	return o, names, nil
}

// OrgPage is an organization with what hangs on it.
type OrgPage struct {
	Org     org.Organization
	At      org.Organization // of an entity: its first desk
	Systems []org.System
	People  []store.PersonRow
	Tickets []ticket.Ticket // the last ones of an entity
	Homes   []org.Organization
}

// lastTickets is how many of an entity's tickets its page shows.
const lastTickets = 8

// OpenOrganization gives the page of an entity or a partner.
func (d *Desk) OpenOrganization(ctx context.Context, a access.Actor, id org.ID, tier org.Tier) (p OrgPage, err error) {
	o, names, err := d.managed(ctx, a, id)
	if err != nil {
		return p, err
	}
	me, _ := a.Desk()
	if o.Tier != tier || tier == org.Partner && me.Tier != org.Vendor {
		return p, errs.Absent()
	}
	p.Org, p.At = o, names.Orgs[o.Parent]
	for _, s := range names.Systems {
		if s.Entity == id {
			p.Systems = append(p.Systems, s)
		}
	}
	slices.SortFunc(p.Systems, func(x, y org.System) int { return strings.Compare(strings.ToLower(x.Name), strings.ToLower(y.Name)) })
	if me.Tier == org.Vendor && tier == org.Entity {
		for _, h := range names.ByName {
			if h.Tier != org.Entity {
				p.Homes = append(p.Homes, h)
			}
		}
	}
	err = d.Store.Read(ctx, func(tx *store.Tx) error {
		members, err := tx.Members(id)
		if err != nil {
			return err
		}
		for _, m := range members {
			p.People = append(p.People, store.PersonRow{
				User: m.User, SignsIn: m.SignsIn, Memberships: []org.Membership{{User: m.User.ID, Org: id, Tier: o.Tier, Parent: o.Parent, Rights: m.Rights}},
			})
		}
		if tier == org.Entity {
			p.Tickets, err = tx.LastOf(id, lastTickets)
		}
		return err
	})
	return p, err
}

// OrgsPage is a part of the list of partners or entities, by name.
type OrgsPage struct {
	Rows []org.Organization
	Next org.ID // the last one of the page, 0 at the end
}

// ListOrganizations gives the partners or the entities that the actor
// administers and whose name holds the words, from after one on.
func (d *Desk) ListOrganizations(ctx context.Context, a access.Actor, tier org.Tier, words string, after org.ID) (p OrgsPage, err error) {
	me, err := administers(a)
	if err != nil {
		return p, err
	}
	if tier == org.Partner && me.Tier != org.Vendor {
		return p, errs.Absent()
	}
	names, err := d.Store.Directory(ctx)
	if err != nil {
		return p, err
	}
	words = strings.ToLower(oneLine(words))
	for _, o := range names.ByName {
		if o.Tier == tier && a.Manages(o) && strings.Contains(strings.ToLower(o.Name), words) {
			p.Rows = append(p.Rows, o)
		}
	}
	if i := slices.IndexFunc(p.Rows, func(o org.Organization) bool { return o.ID == after }); i >= 0 {
		p.Rows = p.Rows[i+1:]
	}
	if len(p.Rows) > store.PageSize {
		p.Rows = p.Rows[:store.PageSize]
		p.Next = p.Rows[store.PageSize-1].ID
	}
	return p, nil
}

// SystemInput adds a system to an entity, or with an ID renames it.
type SystemInput struct {
	Entity org.ID
	ID     org.SystemID
	Name   string
	Once   string
}

// SaveSystem keeps it.
func (d *Desk) SaveSystem(ctx context.Context, a access.Actor, in SystemInput) error {
	s := org.System{ID: in.ID, Entity: in.Entity, Name: oneLine(in.Name)}
	if err := d.ownsSystems(ctx, a, in.Entity); err != nil {
		return err
	}
	if key, args := nameProblem(s.Name); key != "" {
		return errs.New(errs.Invalid, "error.check_fields").At("system", key, args...)
	}
	_, err := d.write(ctx, a.User, in.Once, func(tx *store.Tx) (string, error) {
		if s.ID != 0 {
			return "", tx.RenameSystem(s)
		}
		return "", tx.AddSystem(&s)
	})
	return err
}

// ArchiveSystem takes a system out of what is asked about, or brings it back;
// tickets about it keep its name.
func (d *Desk) ArchiveSystem(ctx context.Context, a access.Actor, entity org.ID, id org.SystemID, archived bool) error {
	if err := d.ownsSystems(ctx, a, entity); err != nil {
		return err
	}
	return d.Store.Write(ctx, func(tx *store.Tx) error {
		return tx.ArchiveSystem(org.System{ID: id, Entity: entity, Archived: archived})
	})
}

// ownsSystems refuses what is no entity of the actor's.
func (d *Desk) ownsSystems(ctx context.Context, a access.Actor, entity org.ID) error {
	o, _, err := d.managed(ctx, a, entity)
	if err == nil && o.Tier != org.Entity {
		err = errs.Absent()
	}
	return err
}
