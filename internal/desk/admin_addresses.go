package desk

import (
	"context"
	"slices"
	"strings"

	"balie/internal/access"
	"balie/internal/email"
	"balie/internal/errs"
	"balie/internal/org"
	"balie/internal/store"
	"balie/internal/ticket"
)

// MailAddresses is where a desk receives mail.
type MailAddresses struct {
	Own     string // the desk's own, or ""
	Rows    []MailAddressRow
	Systems []SystemOf // that an address may be for
	Topics  []store.Topic
}

// MailAddressRow is an address besides the own one.
type MailAddressRow struct {
	Address string
	System  org.SystemID
	Topic   ticket.TopicID
}

// SystemOf is a system with its entity.
type SystemOf struct {
	org.System
	Of string
}

// MailAddresses gives those of the actor's own desk.
func (d *Desk) MailAddresses(ctx context.Context, a access.Actor) (out MailAddresses, err error) {
	me, err := administers(a)
	if err != nil {
		return out, err
	}
	names, err := d.Store.Directory(ctx)
	if err != nil {
		return out, err
	}
	out.Own = names.Orgs[me.Org].Mail
	for _, s := range names.Systems {
		if e := names.Orgs[s.Entity]; e.Parent == me.Org && !s.Archived {
			out.Systems = append(out.Systems, SystemOf{s, e.Name})
		}
	}
	slices.SortFunc(out.Systems, func(a, b SystemOf) int {
		return strings.Compare(strings.ToLower(a.Of+"\x00"+a.Name), strings.ToLower(b.Of+"\x00"+b.Name))
	})
	for _, m := range names.Addresses {
		if m.Org == me.Org {
			out.Rows = append(out.Rows, MailAddressRow{m.Shown, boxAt(names, m.Address).system, m.Topic})
		}
	}
	slices.SortFunc(out.Rows, func(a, b MailAddressRow) int { return strings.Compare(a.Address, b.Address) })
	err = d.Store.Read(ctx, func(tx *store.Tx) error {
		topics, err := tx.Topics(me.Org)
		out.Topics = slices.DeleteFunc(topics, func(t store.Topic) bool {
			return !t.Active && !slices.ContainsFunc(out.Rows, func(r MailAddressRow) bool { return r.Topic == t.ID })
		})
		return err
	})
	return out, err
}

// MailAddressInput is an address with what new tickets that come there are
// about.
type MailAddressInput struct {
	Address string
	System  org.SystemID
	Topic   ticket.TopicID
	Once    string
}

// SaveMailAddress gives an address to the actor's own desk. It may not be
// anybody else's: what comes from an address of ours counts as our own mail.
func (d *Desk) SaveMailAddress(ctx context.Context, a access.Actor, in MailAddressInput) error {
	had, err := d.MailAddresses(ctx, a)
	if err != nil {
		return err
	}
	names, err := d.Store.Directory(ctx)
	if err != nil {
		return err
	}
	me, _ := a.Desk()
	problem := errs.New(errs.Invalid, "error.check_fields")
	address, err := email.ParseAddress(strings.TrimSpace(in.Address))
	key := email.CanonicalAddr(address.Addr)
	switch {
	case err != nil || address.Name != "":
		problem = problem.At("address", "mail.address_invalid")
	case d.mayNotTake(names, me.Org, me.Tier == org.Vendor, key):
		problem = problem.At("address", "admin.address.taken")
	}
	if in.System != 0 && !slices.ContainsFunc(had.Systems, func(s SystemOf) bool { return s.ID == in.System }) {
		problem = problem.At("system", "error.value_unknown")
	}
	if in.Topic != 0 && !slices.ContainsFunc(had.Topics, func(t store.Topic) bool { return t.ID == in.Topic }) {
		problem = problem.At("topic", "error.value_unknown")
	}
	if len(problem.Fields) > 0 {
		return problem
	}
	_, err = d.write(ctx, a.User, in.Once, func(tx *store.Tx) (string, error) {
		if u, err := tx.UserByMail(key); err == nil {
			why := "admin.address.taken" // whom others know is not said
			if _, err := within(tx, me, u.ID); err == nil {
				why = "admin.address.person"
			}
			return "", problem.At("address", why)
		} else if !errs.Is(err, errs.NotFound) {
			return "", err
		}
		return "", tx.SetMailAddress(store.MailAddress{Address: key, Shown: address.Addr, Org: me.Org, System: in.System, Topic: in.Topic})
	})
	return err
}

// mayNotTake reports whether an address is another's than a desk's: that answers
// go to, that is another desk's, or, unless the vendor gives it, one of the
// installation's.
func (d *Desk) mayNotTake(names *store.Directory, at org.ID, vendor bool, key string) bool {
	if box, _, _ := email.SplitPlus(key); d.ReplyAddress != "" && box == email.CanonicalAddr(d.ReplyAddress) {
		return true
	}
	if b := boxOf(names, []string{key}); b.known {
		return b.desk != at
	}
	return !vendor && d.ourAddress(names, key)
}

// DropMailAddress takes an address from the actor's own desk.
func (d *Desk) DropMailAddress(ctx context.Context, a access.Actor, address, once string) error {
	me, err := administers(a)
	if err != nil {
		return err
	}
	_, err = d.write(ctx, a.User, once, func(tx *store.Tx) (string, error) {
		return "", tx.DropMailAddress(me.Org, email.CanonicalAddr(address))
	})
	return err
}
