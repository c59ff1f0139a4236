package desk

import (
	"encoding/json"
	"fmt"
	"time"

	"balie/internal/access"
	"balie/internal/errs"
	"balie/internal/org"
	"balie/internal/store"
	"balie/internal/ticket"
)

// bulkAct is what a bulk does to one ticket: the change, nil when it is so
// already, and the value that it replaces.
type bulkAct func(tx *store.Tx, t ticket.Ticket, a access.Actor) (c *change, was int64, err error)

// actOf reads the act of a bulk. list are the tickets it will be asked for.
func (d *Desk) actOf(tx *store.Tx, b store.Bulk, list []ticket.ID) (bulkAct, error) {
	var args bulkArgs
	if err := json.Unmarshal([]byte(b.Args), &args); err != nil {
		return nil, fmt.Errorf("bulk %d: %w", b.ID, err)
	}
	switch b.Act {
	case BulkAssign:
		return assignAll(args.To), nil
	case BulkPriority:
		return prioritiseAll(args.Priority), nil
	case BulkClose:
		return func(tx *store.Tx, t ticket.Ticket, a access.Actor) (*change, int64, error) {
			if t.State == ticket.Closed {
				return nil, 0, nil
			}
			c, err := d.closing(tx, t, a, Writing{Text: args.Text})
			return c, int64(t.State), err
		}, nil
	case BulkTag:
		return tagAll(args.Tag), nil
	case BulkTopic:
		return topicAll(args.Topic), nil
	case BulkTeam:
		return teamAll(args.Team), nil
	case BulkKind:
		return kindAll(args.Kind), nil
	case BulkReopen:
		return func(tx *store.Tx, t ticket.Ticket, a access.Actor) (*change, int64, error) {
			if t.State != ticket.Closed {
				return nil, 0, nil
			}
			c, err := saying(tx, t, ticket.Reopen, a.Agent(ticket.Workspace), Writing{}, false)
			return c, int64(t.State), err
		}, nil
	case BulkSay:
		return sayAll(args.Say, args.Text), nil
	case BulkUndo:
		return d.undoAll(tx, b, list)
	}
	return nil, fmt.Errorf("bulk %d: no act %q", b.ID, b.Act)
}

func assignAll(to org.UserID) bulkAct {
	return func(tx *store.Tx, t ticket.Ticket, a access.Actor) (*change, int64, error) {
		me, _ := a.Desk()
		was := t.Assignee(me.Org)
		if was == to {
			return nil, 0, nil
		}
		return assigning(tx, t, a, to), int64(was), nil
	}
}

// sayAll adds the same comment to each. It is there at once: nobody takes it
// back from so many.
func sayAll(act ticket.Act, text string) bulkAct {
	return func(tx *store.Tx, t ticket.Ticket, a access.Actor) (*change, int64, error) {
		c, err := saying(tx, t, act, a.Agent(ticket.Workspace), Writing{Text: text}, act == ticket.Note)
		if err == nil {
			c.hush = time.Time{}
		}
		return c, 0, err
	}
}

func prioritiseAll(p ticket.Priority) bulkAct {
	return func(tx *store.Tx, t ticket.Ticket, a access.Actor) (*change, int64, error) {
		if t.Priority == p {
			return nil, 0, nil
		}
		return prioritising(tx, t, a, p), int64(t.Priority), nil
	}
}

func tagAll(name string) bulkAct {
	return func(tx *store.Tx, t ticket.Ticket, a access.Actor) (*change, int64, error) {
		by := a.Agent(ticket.Workspace)
		tag, err := tx.AddTag(by.Org, name)
		if err != nil {
			return nil, 0, err
		}
		added, err := tx.TagTicket(t.ID, tag)
		if err != nil || !added {
			return nil, 0, err
		}
		e := t.Note(ticket.Tagged, "", name, by, tx.Now)
		return &change{before: t, after: t, events: []ticket.Event{e}}, int64(tag), nil
	}
}

// topicAll sets a topic; one that is not of the ticket's first desk is refused.
func topicAll(to ticket.TopicID) bulkAct {
	return func(tx *store.Tx, t ticket.Ticket, a access.Actor) (*change, int64, error) {
		in := ClassifyInput{Field: ticket.FieldTopic, To: int64(to)}
		if t.Topic == to {
			return nil, 0, nil
		}
		ok, err := fits(tx, nil, t, in)
		if err == nil && !ok {
			err = errs.New(errs.Invalid, "error.value_unknown")
		}
		if err != nil {
			return nil, 0, err
		}
		after, e := t.Classify(in.Field, in.To, a.Agent(ticket.Workspace), tx.Now)
		return &change{before: t, after: after, events: []ticket.Event{e}}, int64(t.Topic), nil
	}
}

func kindAll(to ticket.Kind) bulkAct {
	return func(tx *store.Tx, t ticket.Ticket, a access.Actor) (*change, int64, error) {
		if t.Kind == to {
			return nil, 0, nil
		}
		after, e := t.Classify(ticket.FieldKind, int64(to), a.Agent(ticket.Workspace), tx.Now)
		return &change{before: t, after: after, events: []ticket.Event{e}}, int64(t.Kind), nil
	}
}

// untag takes off what a bulk put on.
func untag(tx *store.Tx, t ticket.Ticket, by ticket.By, tag ticket.TagID) (*change, int64, error) {
	name, err := tx.UntagTicket(t.ID, by.Org, tag)
	if err != nil || name == "" {
		return nil, 0, err
	}
	e := t.Note(ticket.Untagged, name, "", by, tx.Now)
	return &change{before: t, after: t, events: []ticket.Event{e}}, 0, nil
}

// undoAll gives each ticket back what the bulk replaced, unless somebody
// changed it since.
func (d *Desk) undoAll(tx *store.Tx, b store.Bulk, list []ticket.ID) (bulkAct, error) {
	first, err := tx.Bulk(b.User, b.Undoes)
	if err != nil {
		return nil, err
	}
	var args bulkArgs
	if err := json.Unmarshal([]byte(first.Args), &args); err != nil {
		return nil, fmt.Errorf("bulk %d: %w", first.ID, err)
	}
	items, err := tx.BulkItems(first.ID, list)
	if err != nil {
		return nil, err
	}
	changed := errs.New(errs.Conflict, "error.bulk_changed_since")
	return func(tx *store.Tx, t ticket.Ticket, a access.Actor) (*change, int64, error) {
		was, me := items[t.ID].Was, a.Agent(ticket.Workspace)
		switch {
		case first.Act == BulkAssign && t.Assignee(me.Org) == args.To:
			return d.assignBack(tx, t, a, org.UserID(was))
		case first.Act == BulkPriority && t.Priority == args.Priority:
			return prioritising(tx, t, a, ticket.Priority(was)), 0, nil
		case first.Act == BulkTag:
			return untag(tx, t, me, ticket.TagID(was))
		case first.Act == BulkTopic && t.Topic == args.Topic:
			return topicAll(ticket.TopicID(was))(tx, t, a)
		case first.Act == BulkTeam:
			return d.teamBack(tx, t, a, args.Team, org.TeamID(was))
		case first.Act == BulkKind && t.Kind == args.Kind:
			return kindAll(ticket.Kind(was))(tx, t, a)
		case first.Act == BulkReopen && t.State == ticket.Open && t.Reason == ticket.WasReopened: // nothing was said since
			c, err := saying(tx, t, ticket.Close, me, Writing{}, false)
			return c, 0, err
		case first.Act == BulkClose && t.State == ticket.Closed:
			c, err := saying(tx, t, ticket.Reopen, me, Writing{}, false)
			return c, 0, err
		}
		return nil, 0, changed
	}, nil
}

// assignBack is Assign to who had the ticket before, who may have left.
func (d *Desk) assignBack(tx *store.Tx, t ticket.Ticket, a access.Actor, to org.UserID) (*change, int64, error) {
	if to != 0 {
		p, err := person(tx, to)
		if err != nil {
			return nil, 0, err
		}
		me, _ := a.Desk()
		if at, ok := p.Desk(); !ok || at.Org != me.Org || !p.Active {
			return nil, 0, errs.New(errs.Conflict, "error.assignee_unknown")
		}
	}
	return assigning(tx, t, a, to), 0, nil
}
