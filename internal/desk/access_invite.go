package desk

import (
	"cmp"
	"context"
	"strconv"
	"strings"

	"balie/internal/access"
	"balie/internal/errs"
	"balie/internal/letter"
	"balie/internal/org"
	"balie/internal/store"
)

// InviteInput is whom to bring into an organization.
type InviteInput struct {
	Org    org.ID
	Name   string
	Mail   string
	Rights org.Rights
	Once   string
	Browser
}

// Invite brings a person in. Somebody the actor knows and who can sign in
// belongs at once and is told; everybody else gets a link, and nobody learns
// from it whether the address is known elsewhere.
func (d *Desk) Invite(ctx context.Context, a access.Actor, in InviteInput) error {
	to, rights, err := d.bringsInto(ctx, a, in.Org)
	if err != nil {
		return err
	}
	inv := store.Invitation{Org: to.ID, Name: strings.Join(strings.Fields(in.Name), " "), Language: to.Language, Rights: in.Rights, By: a.User}
	problem := errs.New(errs.Invalid, "error.check_fields")
	if inv.Mail, inv.MailKey, err = mailOf(in.Mail); err != nil {
		problem = problem.At("mail", "mail.address_invalid")
	}
	if key, args := nameProblem(inv.Name); key != "" {
		problem = problem.At("name", key, args...)
	}
	if !rights.Has(in.Rights) || to.Tier != org.Entity && in.Rights == 0 {
		problem = problem.At("rights", "access.rights.not_yours")
	}
	if len(problem.Fields) > 0 {
		return problem
	}
	if err := d.try(ctx, limitInvite, userName(a.User), in.Address); err != nil {
		return err
	}
	names, err := d.Store.Directory(ctx)
	if err != nil {
		return err
	}
	_, err = d.write(ctx, a.User, in.Once, func(tx *store.Tx) (string, error) {
		return "", d.invite(tx, a, to, inv, inviter(names, a, to))
	})
	return err
}

func (d *Desk) invite(tx *store.Tx, a access.Actor, to org.Organization, inv store.Invitation, who string) error {
	c, err := tx.Credential(inv.MailKey)
	if err != nil && !errs.Is(err, errs.NotFound) {
		return err
	}
	memberships, err := tx.Memberships(c.User)
	if err != nil {
		return err
	}
	if a.Knows(memberships) {
		belongs := memberOf(memberships, to.ID)
		switch {
		case !c.Active:
			return errs.New(errs.Invalid, "error.check_fields").At("mail", "access.invite.left")
		case belongs && c.Password != "":
			return errs.New(errs.Invalid, "error.check_fields").At("mail", "access.invite.belongs")
		case c.Password != "":
			if err := tx.AddMembership(c.User, to.ID, inv.Rights); err != nil {
				return err
			}
			return d.post(tx, accessMail{kind: letter.Joined, to: c.User, from: deskOfOrg(to), about: about{Entity: to.Name, Who: who}})
		}
	}
	return d.mailInvitation(tx, to, inv, who)
}

// inviter is who invites, as the invited may know them: for the vendor's people
// without a name the partner does.
func inviter(names *store.Directory, a access.Actor, to org.Organization) string {
	me, _ := a.Desk()
	if to.Tier != org.Entity {
		return a.Name
	}
	name, lent := names.Shown(org.User{Name: a.Name, Active: true}, me.Org, to.Parent)
	if lent {
		return cmp.Or(name, names.Orgs[to.Parent].Name)
	}
	return name
}

// mailInvitation stores an invitation with a new link and mails it. Nobody
// (who is "") invites a person who asked for it.
func (d *Desk) mailInvitation(tx *store.Tx, to org.Organization, inv store.Invitation, who string) error {
	kind, life := letter.Invited, inviteLife
	if who == "" {
		kind, life = letter.Welcome, welcomeLife
	}
	inv.ExpiresAt = tx.Now.Add(life)
	if err := tx.Invite(&inv); err != nil {
		return err
	}
	link, err := tx.AddLink(purposeInvite, pair(inv.ID, inv.MailKey), inv.ExpiresAt)
	if err != nil {
		return err
	}
	if err := tx.LinkInvitation(inv.ID, link); err != nil {
		return err
	}
	return d.post(tx, accessMail{
		kind: kind, from: deskOfOrg(to), link: link,
		about: about{Mail: inv.Mail, Language: inv.Language, Entity: to.Name, Who: who},
	})
}

// InviteAgain mails an invitation anew; the link of the first no longer counts.
func (d *Desk) InviteAgain(ctx context.Context, a access.Actor, id int64, b Browser) error {
	names, err := d.Store.Directory(ctx)
	if err != nil {
		return err
	}
	return d.withInvitation(ctx, a, id, b, func(tx *store.Tx, to org.Organization, inv store.Invitation) error {
		inv.By = a.User
		return d.mailInvitation(tx, to, inv, inviter(names, a, to))
	})
}

// Uninvite takes an invitation back; its link no longer counts.
func (d *Desk) Uninvite(ctx context.Context, a access.Actor, id int64, b Browser) error {
	return d.withInvitation(ctx, a, id, b, func(tx *store.Tx, _ org.Organization, inv store.Invitation) error {
		return tx.RemoveInvitation(inv.ID)
	})
}

func (d *Desk) withInvitation(ctx context.Context, a access.Actor, id int64, b Browser, fn func(*store.Tx, org.Organization, store.Invitation) error) error {
	names, err := d.Store.Directory(ctx)
	if err != nil {
		return err
	}
	if err := d.try(ctx, limitInvite, userName(a.User), b.Address); err != nil {
		return err
	}
	return d.Store.Write(ctx, func(tx *store.Tx) error {
		inv, err := tx.Invitation(id)
		if err != nil {
			return err
		}
		to := names.Orgs[inv.Org]
		if rights, may := a.Gives(to); !may || !rights.Has(inv.Rights) {
			return errs.Absent()
		}
		return fn(tx, to, inv)
	})
}

// BringsInto lists the organizations that the actor may bring people into, in
// the order of their names.
func (d *Desk) BringsInto(ctx context.Context, a access.Actor) ([]org.Organization, error) {
	names, err := d.Store.Directory(ctx)
	if err != nil {
		return nil, err
	}
	var out []org.Organization
	for _, o := range names.ByName {
		if _, may := a.Gives(o); may {
			out = append(out, o)
		}
	}
	return out, nil
}

// bringsInto finds an organization and what the actor may give there; others do
// not exist for them.
func (d *Desk) bringsInto(ctx context.Context, a access.Actor, id org.ID) (org.Organization, org.Rights, error) {
	names, err := d.Store.Directory(ctx)
	if err != nil {
		return org.Organization{}, 0, err
	}
	to := names.Orgs[id]
	rights, may := a.Gives(to)
	if !may {
		return to, 0, errs.Absent()
	}
	return to, rights, nil
}

func memberOf(list []org.Membership, id org.ID) bool {
	for _, m := range list {
		if m.Org == id {
			return true
		}
	}
	return false
}

// deskOfOrg is the desk in whose name people of an organization are written to.
func deskOfOrg(o org.Organization) org.ID {
	if o.Tier == org.Entity {
		return o.Parent
	}
	return o.ID
}

const maxName = 200

func nameProblem(name string) (key string, args []any) {
	switch n := len([]rune(name)); {
	case n == 0:
		return "error.name_missing", nil
	case n > maxName:
		return "error.too_long", []any{"max", strconv.Itoa(maxName)}
	}
	return "", nil
}
