package desk

import (
	"slices"
	"time"

	"balie/internal/email"
	"balie/internal/errs"
	"balie/internal/notify"
	"balie/internal/org"
	"balie/internal/store"
)

// mailTwin is how long two copies of a mail wait for each other.
const mailTwin = time.Minute

// sender is who wrote a mail, with what decides their rights now.
type sender = notify.Person

// known finds who has the address that the mail says it is from.
func (l *landing) known() error {
	l.stranger = !l.in.proven
	from, err := email.ParseAddress(l.in.From.Addr)
	if err != nil {
		return nil // nobody we could ever write to
	}
	l.key = email.CanonicalAddr(from.Addr)
	l.user, err = l.tx.UserByMail(l.key)
	if errs.Is(err, errs.NotFound) {
		return nil
	}
	if err != nil || !l.user.Active {
		return err
	}
	if l.who, err = person(l.tx, l.user.ID); err != nil || !l.stranger {
		return err
	}
	l.stranger, err = l.unvouched()
	return err
}

// unvouched reports whether nothing but an address in an open mail domain made
// the sender belong anywhere: whoever writes From could have that.
func (l *landing) unvouched() (bool, error) {
	if len(l.who.Memberships) == 0 {
		return true, nil
	}
	c, err := l.tx.Credential(l.key)
	if err != nil || c.Password != "" {
		return false, err
	}
	open, err := l.tx.MailDomain(afterAt(l.key))
	if errs.Is(err, errs.NotFound) {
		return false, nil
	}
	return len(l.who.Memberships) == 1 && l.who.Memberships[0].Org == open.Entity, err
}

// contact makes the sender somebody who can be written to.
func (l *landing) contact() error {
	if l.user.ID != 0 {
		return nil
	}
	name := plainName(l.in.From.Name)
	if name == "" {
		name = l.in.From.Addr
	}
	l.user = org.User{Name: name, Mail: l.in.From.Addr, Active: true}
	if err := l.tx.AddUser(&l.user, l.key, ""); err != nil {
		return err
	}
	l.added = true
	l.who.User, l.who.Name, l.who.Active = l.user.ID, l.user.Name, true
	return nil
}

// entity is for whom the sender asks: the only one that they belong to; of
// several one of the mailbox's desk, there the one whose system the mailbox is
// for, else the one they asked for last (guessed); of none the one whose mail domain it is. 0 leaves the ticket at
// the mailbox's desk.
func (l *landing) entity() (entity org.Organization, guessed bool, err error) {
	if !l.user.Active {
		return entity, false, nil
	}
	mine := l.who.Entities()
	switch len(mine) {
	case 0:
		entity, err = l.byDomain()
		return entity, false, err
	case 1:
		return l.names.Orgs[mine[0].Org], false, nil
	}
	var here []org.Membership
	for _, m := range mine {
		if m.Parent == l.row.Org {
			here = append(here, m)
		}
	}
	if len(here) == 0 {
		here = mine
	}
	last, err := l.tx.LastEntity(l.user.ID)
	entity = l.names.Orgs[here[0].Org]
	for _, wanted := range []org.ID{last, l.names.Systems[l.box.system].Entity} {
		if slices.ContainsFunc(here, func(m org.Membership) bool { return m.Org == wanted }) {
			entity = l.names.Orgs[wanted]
		}
	}
	return entity, true, err
}

// byDomain is the entity that opened the sender's mail domain. Whoever has an
// address in it belongs to the entity, where no administrator is to be asked.
func (l *landing) byDomain() (org.Organization, error) {
	if _, works := l.who.Desk(); works {
		return org.Organization{}, nil
	}
	open, err := l.tx.MailDomain(afterAt(l.key))
	if errs.Is(err, errs.NotFound) {
		return org.Organization{}, nil
	}
	if err != nil {
		return org.Organization{}, err
	}
	entity := l.names.Orgs[open.Entity]
	if open.Policy != store.DomainOpen || entity.ID == 0 {
		return entity, nil
	}
	if err := l.tx.AddMembership(l.user.ID, entity.ID, 0); err != nil {
		return entity, err
	}
	l.who.Memberships = append(l.who.Memberships, org.Membership{
		User: l.user.ID, Org: entity.ID, Tier: org.Entity, Parent: entity.Parent,
	})
	return entity, nil
}
