package desk

import (
	"context"
	"slices"
	"strings"

	"balie/internal/access"
	"balie/internal/email"
	"balie/internal/errs"
	"balie/internal/letter"
	"balie/internal/org"
	"balie/internal/store"
)

// DetailsInput is what an administrator says of a person. An empty address
// leaves it as it is.
type DetailsInput struct {
	User org.UserID
	Name string
	Mail string
	Once string
}

// SetDetails corrects a person's name, and for the vendor their address. Links
// that went to the old address end; the password stays.
func (d *Desk) SetDetails(ctx context.Context, a access.Actor, in DetailsInput) error {
	me, err := administers(a)
	if err != nil {
		return err
	}
	in.Name = strings.Join(strings.Fields(strings.ToValidUTF8(in.Name, "")), " ")
	problem := errs.New(errs.Invalid, "error.check_fields")
	if key, args := nameProblem(in.Name); key != "" {
		problem = problem.At("name", key, args...)
	}
	var mail, key string
	if in.Mail != "" {
		if mail, key, err = mailOf(in.Mail); err != nil {
			problem = problem.At("mail", "mail.address_invalid")
		}
	}
	if len(problem.Fields) > 0 {
		return problem
	}
	names, err := d.Store.Directory(ctx)
	if err != nil {
		return err
	}
	_, err = d.write(ctx, a.User, in.Once, func(tx *store.Tx) (string, error) {
		c, err := detailsOf(tx, a, me, in.User)
		if err != nil {
			return "", err
		}
		if mail != "" {
			if err := d.readdress(tx, names, me, c, mail, key); err != nil {
				return "", err
			}
		}
		if err := tx.SetName(in.User, in.Name); err != nil {
			return "", err
		}
		return "", tx.Enqueue(job(JobReindex, reindexArgs{User: in.User}))
	})
	d.forgetSessions(in.User)
	return err
}

// detailsOf locks a person who belongs to nobody else's organizations.
func detailsOf(tx *store.Tx, a access.Actor, me org.Membership, user org.UserID) (store.Credential, error) {
	c, err := tx.LockUser(user)
	if err != nil {
		return c, err
	}
	if _, err := within(tx, me, user); err != nil {
		return c, err
	}
	all, err := tx.Memberships(user)
	if err == nil && !a.ManagesAll(all) {
		err = errs.New(errs.Forbidden, "admin.person.locked")
	}
	return c, err
}

// readdress is the vendor's act: whether an address is known is nobody else's
// to learn. Whoever set a password by the former address is signed out, and told
// there; the address that counts now is not.
func (d *Desk) readdress(tx *store.Tx, names *store.Directory, me org.Membership, c store.Credential, mail, key string) error {
	u, err := tx.User(c.User)
	if err != nil || u.Mail == mail {
		return err
	}
	if me.Tier != org.Vendor {
		return errs.New(errs.Forbidden, "admin.person.locked")
	}
	if d.ourAddress(names, key) {
		return errs.New(errs.Invalid, "error.check_fields").At("mail", "admin.address.taken")
	}
	other, err := tx.Credential(key)
	if err == nil && other.User != c.User {
		return errs.New(errs.Conflict, "error.check_fields").At("mail", "admin.person.mail_known")
	}
	if err != nil && !errs.Is(err, errs.NotFound) {
		return err
	}
	was := email.CanonicalAddr(u.Mail)
	if was == key {
		return tx.SetMail(c.User, mail, key) // the same mailbox, written otherwise
	}
	if err := d.endMailed(tx, names, c, was); err != nil {
		return err
	}
	if err := tx.EndSessions(c.User, nil); err != nil {
		return err
	}
	if err := tx.SetMail(c.User, mail, key); err != nil || c.Password == "" {
		return err
	}
	memberships, err := tx.Memberships(c.User)
	if err != nil {
		return err
	}
	return d.post(tx, accessMail{kind: letter.AddressSet, from: deskFor(memberships), about: about{Mail: u.Mail, Language: u.Language}})
}

// endMailed ends the links in a person's mailbox, which may be somebody else's:
// to set a password, to accept an invitation, and to decide about a request for
// access, about which its administrators are asked anew.
func (d *Desk) endMailed(tx *store.Tx, names *store.Directory, c store.Credential, key string) error {
	if err := tx.EndLinks(purposePassword, pair(int64(c.User), passwordMark(c))); err != nil {
		return err
	}
	if err := tx.EndInvitationLinks(key); err != nil {
		return err
	}
	memberships, err := tx.Memberships(c.User)
	if err != nil {
		return err
	}
	asked, err := tx.LiveLinks(purposeGrant)
	if err != nil {
		return err
	}
	for _, l := range asked {
		g, err := grantOf(l)
		if err != nil {
			return err
		}
		if !decides(memberships, g.Entity) {
			continue
		}
		if err := tx.EndLinks(purposeGrant, l.Subject); err != nil {
			return err
		}
		if _, err := d.askAdministrators(tx, names.Orgs[g.Entity], g.accessArgs); err != nil {
			return err
		}
	}
	return nil
}

func decides(list []org.Membership, entity org.ID) bool {
	return slices.ContainsFunc(list, func(m org.Membership) bool { return m.Org == entity && m.Rights.Has(org.Administrator) })
}
