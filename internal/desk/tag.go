package desk

import (
	"context"
	"strings"

	"balie/internal/access"
	"balie/internal/errs"
	"balie/internal/store"
	"balie/internal/ticket"
)

// tagMax is the longest name of a tag in characters.
const tagMax = 40

// tagName is a tag as it is stored: one line in small letters, so that no two
// differ by a capital.
func tagName(s string) string {
	s, _ = ticket.CutSubject(strings.ToLower(strings.ToValidUTF8(s, "")))
	return strings.Trim(s, " ,;#")
}

// Tag puts a tag of the agent's desk on a ticket; a new name becomes a tag.
func (d *Desk) Tag(ctx context.Context, a access.Actor, id ticket.ID, name, once string) error {
	name = tagName(name)
	if n := len([]rune(name)); n == 0 || n > tagMax {
		return errs.New(errs.Invalid, "error.check_fields").At("tag", "error.tag_name", "max", tagMax)
	}
	return d.tagging(ctx, a, id, once, func(tx *store.Tx, by ticket.By) (ticket.EventKind, string, error) {
		tag, err := tx.AddTag(by.Org, name)
		if err != nil {
			return 0, "", err
		}
		added, err := tx.TagTicket(id, tag)
		if !added {
			name = ""
		}
		return ticket.Tagged, name, err
	})
}

// Untag takes a tag of the agent's desk off a ticket.
func (d *Desk) Untag(ctx context.Context, a access.Actor, id ticket.ID, tag ticket.TagID, once string) error {
	return d.tagging(ctx, a, id, once, func(tx *store.Tx, by ticket.By) (ticket.EventKind, string, error) {
		name, err := tx.UntagTicket(id, by.Org, tag)
		return ticket.Untagged, name, err
	})
}

// tagging records what fn did; a name of "" means that it was so already.
func (d *Desk) tagging(ctx context.Context, a access.Actor, id ticket.ID, once string,
	fn func(*store.Tx, ticket.By) (ticket.EventKind, string, error),
) error {
	scope, err := staff(a)
	if err != nil {
		return err
	}
	_, err = d.write(ctx, a.User, once, func(tx *store.Tx) (string, error) {
		t, err := tx.LockTicket(scope, id)
		if err != nil {
			return "", err
		}
		by := a.Agent(ticket.Workspace)
		kind, name, err := fn(tx, by)
		if err != nil || name == "" {
			return result(t), err
		}
		e := t.Note(kind, "", name, by, tx.Now)
		if kind == ticket.Untagged {
			e.From, e.To = name, ""
		}
		return result(t), d.record(tx, &change{before: t, after: t, events: []ticket.Event{e}})
	})
	return err
}
