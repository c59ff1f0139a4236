package desk

import (
	"context"
	"strconv"

	"balie/internal/access"
	"balie/internal/org"
	"balie/internal/store"
	"balie/internal/ticket"
)

// CommentInput is what an agent writes on a ticket.
type CommentInput struct {
	Writing
	Ticket ticket.ID
	Act    ticket.Act     // Comment, Ask, Note, Send, Return or Reopen
	Seen   ticket.EventID // the last event the page showed; 0 sends anyway
	Once   string
}

// Comment adds an agent's message and moves the ticket as the act says. Note,
// Send and Return are hidden from the customer. Comment and Ask can be undone
// for ticket.UndoTime.
func (d *Desk) Comment(ctx context.Context, a access.Actor, in CommentInput) error {
	scope, err := staff(a)
	if err != nil {
		return err
	}
	if err := in.check("text"); err != nil {
		_, err = d.refuse(ctx, a.User, in.Once, err)
		return err
	}
	hidden := in.Act == ticket.Note || in.Act == ticket.Send || in.Act == ticket.Return
	_, err = d.write(ctx, a.User, in.Once, func(tx *store.Tx) (string, error) {
		t, err := tx.LockTicket(scope, in.Ticket)
		if err != nil {
			return "", err
		}
		if err := stale(tx, t, in.Seen, a.User, false); err != nil {
			return "", err
		}
		c, err := saying(tx, t, in.Act, a.Agent(ticket.Workspace), in.Writing, hidden)
		if err != nil {
			return "", err
		}
		if err := d.record(tx, c); err != nil {
			return "", err
		}
		if c.hush.IsZero() {
			return result(t), tx.DropDraft(a.User, t.ID, hidden)
		}
		return result(t), tx.KeepSent(a.User, t, in.typed(), c.events[0].ID)
	})
	return err
}

func orgText(id org.ID) string { return strconv.FormatInt(int64(id), 10) }
