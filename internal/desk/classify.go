package desk

import (
	"context"
	"slices"

	"balie/internal/access"
	"balie/internal/errs"
	"balie/internal/org"
	"balie/internal/store"
	"balie/internal/ticket"
)

// ClassifyInput sets one field of a ticket.
type ClassifyInput struct {
	Ticket ticket.ID
	Field  ticket.Field
	To     int64 // 0: none
	Was    int64 // what the page showed; another one meanwhile is a conflict
	Once   string
}

// Classify sets kind, topic or system. The topic is one of the ticket's first
// desk, the system one of its entity.
func (d *Desk) Classify(ctx context.Context, a access.Actor, in ClassifyInput) error {
	scope, err := staff(a)
	if err != nil {
		return err
	}
	names, err := d.Store.Directory(ctx)
	if err != nil {
		return err
	}
	_, err = d.write(ctx, a.User, in.Once, func(tx *store.Tx) (string, error) {
		t, err := tx.LockTicket(scope, in.Ticket)
		if err != nil || t.Value(in.Field) == in.To {
			return result(t), err
		}
		if t.Value(in.Field) != in.Was {
			return "", errs.New(errs.Conflict, "error.field_changed")
		}
		if ok, err := fits(tx, names, t, in); err != nil || !ok {
			if err == nil {
				err = errs.New(errs.Invalid, "error.check_fields").At(string(in.Field), "error.value_unknown")
			}
			return "", err
		}
		after, e := t.Classify(in.Field, in.To, a.Agent(ticket.Workspace), tx.Now)
		return result(t), d.record(tx, &change{before: t, after: after, events: []ticket.Event{e}})
	})
	return err
}

// fits reports whether the value exists and belongs to the ticket.
func fits(tx *store.Tx, names *store.Directory, t ticket.Ticket, in ClassifyInput) (bool, error) {
	switch in.Field {
	case ticket.FieldKind:
		k := ticket.Kind(in.To)
		return k == ticket.Question || k == ticket.Incident, nil
	case ticket.FieldSystem:
		s := names.Systems[org.SystemID(in.To)]
		return in.To == 0 || (t.Entity != 0 && s.Entity == t.Entity && (!s.Archived || s.ID == t.System)), nil
	case ticket.FieldTopic:
		topics, err := tx.Topics(t.Partner)
		return in.To == 0 || slices.ContainsFunc(topics, func(o store.Topic) bool {
			return o.ID == ticket.TopicID(in.To) && o.Active
		}), err
	}
	return false, nil
}

// MoveInput gives a ticket to another entity.
type MoveInput struct {
	Ticket ticket.ID
	Entity org.ID
	Was    org.ID
	Once   string
}

// Move sets the entity. A partner's agents choose among their own; only the
// vendor gives a ticket to an entity of another partner. Followers who were the
// old entity's go; each hidden message stays with the partner it was shared by.
func (d *Desk) Move(ctx context.Context, a access.Actor, in MoveInput) error {
	scope, err := staff(a)
	if err != nil {
		return err
	}
	names, err := d.Store.Directory(ctx)
	if err != nil {
		return err
	}
	me, _ := a.Desk()
	to, ok := names.Orgs[in.Entity]
	if !ok || to.Tier != org.Entity || (me.Tier != org.Vendor && to.Parent != me.Org) {
		return errs.New(errs.Invalid, "error.check_fields").At("entity", "error.value_unknown")
	}
	_, err = d.write(ctx, a.User, in.Once, func(tx *store.Tx) (string, error) {
		t, err := tx.LockTicket(scope, in.Ticket)
		if err != nil || t.Entity == in.Entity {
			return result(t), err
		}
		if t.Entity != in.Was {
			return "", errs.New(errs.Conflict, "error.field_changed")
		}
		if merged, err := tx.HasMerged(t.ID); err != nil || merged || t.Merged != 0 {
			if err == nil {
				err = errs.New(errs.Conflict, "error.move_merged")
			}
			return "", err
		}
		by := a.Agent(ticket.Workspace)
		after, e := t.MoveTo(to.ID, to.Parent, by, tx.Now)
		c := &change{before: t, after: after, events: []ticket.Event{e}, moved: true}
		gone, err := tx.RemoveMembers(t.ID, t.Entity, to.ID)
		if err != nil {
			return "", err
		}
		for _, u := range gone {
			c.events = append(c.events, t.Note(ticket.PersonRemoved, "", ticket.IDText(u), by, tx.Now))
		}
		c.told = gone
		return result(t), d.record(tx, c)
	})
	return err
}
