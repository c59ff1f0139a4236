package desk

import (
	"context"
	"encoding/json"
	"fmt"

	"balie/internal/errs"
	"balie/internal/store"
)

func grantSubject(g grant) (string, error) {
	raw, err := json.Marshal(g)
	return string(raw), err
}

func grantOf(l store.Link) (g grant, err error) {
	if err := json.Unmarshal([]byte(l.Subject), &g); err != nil {
		return g, fmt.Errorf("link %d: %w", l.ID, err)
	}
	return g, nil
}

// GrantOffer is who asks to join an entity, for the administrator who decides.
type GrantOffer struct {
	Name, Mail, Why, Entity string
}

// GrantOffer reads a request by its link; it changes nothing.
func (d *Desk) GrantOffer(ctx context.Context, token string) (o GrantOffer, err error) {
	names, err := d.Store.Directory(ctx)
	if err != nil {
		return o, err
	}
	err = d.Store.Read(ctx, func(tx *store.Tx) error {
		l, err := d.freshLink(tx, purposeGrant, token)
		if err != nil {
			return err
		}
		g, err := grantOf(l)
		o = GrantOffer{g.Name, g.Mail, g.Why, names.Orgs[g.Entity].Name}
		return err
	})
	return o, err
}

// Grant decides about a request by its link: yes invites who asked, no does
// nothing more. Either spends the link.
func (d *Desk) Grant(ctx context.Context, token string, yes bool, b Browser) error {
	names, err := d.Store.Directory(ctx)
	if err != nil {
		return err
	}
	if err := d.try(ctx, limitGrant, "", b.Address); err != nil {
		return err
	}
	return d.Store.Write(ctx, func(tx *store.Tx) error {
		l, err := d.freshLink(tx, purposeGrant, token)
		if err != nil {
			return err
		}
		if err := use(tx, l.ID); err != nil {
			return err
		}
		g, err := grantOf(l)
		if err != nil || !yes {
			return err
		}
		entity, known := names.Orgs[g.Entity]
		if !known {
			return errs.Absent()
		}
		return d.mailInvitation(tx, entity, store.Invitation{
			Org: entity.ID, Mail: g.Mail, MailKey: g.Key, Name: g.Name, Language: g.Language,
		}, "")
	})
}
