package desk

import (
	"context"
	"slices"
	"strings"

	"balie/internal/access"
	"balie/internal/errs"
	"balie/internal/store"
	"balie/internal/ticket"
)

// EditInput changes a customer's own last message.
type EditInput struct {
	Writing // files are added to those it has
	Ticket  ticket.ID
	Message ticket.MessageID
	Once    string
}

// Edit is the customer's way to add something without a new message, while
// nobody has answered. What it said before is kept for staff, who are told of
// the first change only.
func (d *Desk) Edit(ctx context.Context, a access.Actor, in EditInput) error {
	scope, err := customer(a)
	if err != nil {
		return err
	}
	if strings.TrimSpace(in.Text) == "" {
		return errs.New(errs.Invalid, "error.check_fields").At("edit", "error.text_missing")
	}
	if err := in.check("edit"); err != nil {
		return err
	}
	_, err = d.write(ctx, a.User, in.Once, func(tx *store.Tx) (string, error) {
		t, err := tx.LockTicket(scope, in.Ticket)
		if err != nil {
			return "", err
		}
		said, err := tx.Messages(t.ID, 0)
		if err != nil {
			return "", err
		}
		last, ok := editable(t, said, a)
		if !ok || last.ID != in.Message {
			return "", errs.New(errs.Conflict, "error.edit_answered")
		}
		if err := tx.DropPortalDraft(a.User, in.Ticket); err != nil {
			return "", err
		}
		return result(t), d.edit(tx, t, last, said[0].ID == last.ID, a, in)
	})
	return err
}

// editable gives the customer's own message if it is the last public word; one
// that still can be undone is a word, too.
func editable(t ticket.Ticket, said []ticket.Message, a access.Actor) (ticket.Message, bool) {
	for i := len(said) - 1; i >= 0; i-- {
		if m := said[i]; !m.Hidden {
			return m, m.Author == a.User && t.State != ticket.Closed && t.Merged == 0
		}
	}
	return ticket.Message{}, false
}

func (d *Desk) edit(tx *store.Tx, t ticket.Ticket, m ticket.Message, first bool, a access.Actor, in EditInput) error {
	by := a.Customer(t.Entity, ticket.Portal)
	all, err := tx.Files(t.ID, false, 0)
	if err != nil {
		return err
	}
	had := byMessage(all)[m.ID]
	files, err := tx.UseUploads(a.User, in.Uploads)
	if err != nil {
		return err
	}
	now := ticket.Message{ID: m.ID, Ticket: m.Ticket, Files: files, Body: in.body(slices.Concat(had, files))}
	if err := addFiles(tx, &now, had...); err != nil {
		return err
	}
	if err := tx.EditMessage(m, now.Body); err != nil {
		return err
	}
	after := t
	if first {
		after.Excerpt = excerpt(strings.ToValidUTF8(in.Text, "\uFFFD"))
	}
	after.UpdatedAt = tx.Now
	c := &change{before: t, after: after, quiet: !m.EditedAt.IsZero()}
	c.events = []ticket.Event{t.Note(ticket.Edited, "", ticket.IDText(m.ID), by, tx.Now)}
	if err := tx.Enqueue(job(JobIndex, indexArgs{Message: m.ID})); err != nil {
		return err
	}
	return d.record(tx, c)
}
