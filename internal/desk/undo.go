package desk

import (
	"context"
	"slices"

	"balie/internal/access"
	"balie/internal/errs"
	"balie/internal/store"
	"balie/internal/ticket"
)

// JobReveal shows customers what an agent can no longer undo.
const JobReveal = "reveal"

type revealArgs struct {
	Ticket ticket.ID `json:"ticket"`
}

// Undo takes back the agent's own public comment within ticket.UndoTime, if
// nothing else happened to the ticket since: the message and the state go, the
// text and its files are the agent's draft again, and the history says so.
func (d *Desk) Undo(ctx context.Context, a access.Actor, id ticket.ID, once string) error {
	scope, err := staff(a)
	if err != nil {
		return err
	}
	_, err = d.write(ctx, a.User, once, func(tx *store.Tx) (string, error) {
		t, err := tx.LockTicket(scope, id)
		if err != nil {
			return "", err
		}
		c, err := d.undoing(tx, t, a)
		if err != nil {
			return "", err
		}
		if h := c.after.HushedUntil; !h.IsZero() { // an earlier comment is still to be shown
			j := job(JobReveal, revealArgs{Ticket: id})
			j.RunAt = h
			if err := tx.Enqueue(j); err != nil {
				return "", err
			}
		}
		return result(t), d.record(tx, c)
	})
	return err
}

func (d *Desk) undoing(tx *store.Tx, t ticket.Ticket, a access.Actor) (*change, error) {
	sent, err := tx.SentDraft(a.User, t.ID)
	if err != nil && !errs.Is(err, errs.NotFound) {
		return nil, err
	}
	if err != nil || !t.HushedUntil.After(tx.Now) {
		return nil, errs.New(errs.Conflict, "error.undo_late")
	}
	events, err := tx.EventsSince(t.ID, sent.Event-1)
	if err != nil {
		return nil, err
	}
	if !ticket.Undoable(events) || events[0].ID != sent.Event {
		return nil, errs.New(errs.Conflict, "error.undo_meanwhile")
	}
	if err := unsend(tx, t.ID, a, sent.Text, events[0].Message); err != nil {
		return nil, err
	}
	after, e := t.Withdraw(sent.Was, sent.Event, a.Agent(ticket.Workspace), tx.Now)
	return &change{before: t, after: after, events: []ticket.Event{e}}, nil
}

// unsend takes a message out of its thread and makes it its author's draft.
func unsend(tx *store.Tx, id ticket.ID, a access.Actor, text string, message ticket.MessageID) error {
	m, err := tx.Message(message)
	if err != nil {
		return err
	}
	files, err := tx.WithdrawMessage(m.ID)
	if err != nil {
		return err
	}
	again, uploads := slices.Clone(files), make([]int64, len(files))
	for i, f := range files {
		u := store.Upload{User: a.User, Name: f.Name, Type: f.Type, Size: f.Size, Hash: f.Hash}
		if err := tx.AddUpload(&u); err != nil {
			return err
		}
		again[i].Upload, uploads[i] = u.ID, u.ID
	}
	html := ""
	if m.Body != (Writing{Text: text}).body(nil) {
		html = renamed(m.Body, files, again)
	}
	return tx.UnsendDraft(a.User, id, html, uploads)
}

// Reveal does a job of the kind JobReveal: the state of the ticket is the
// customer's, too. While a later comment can still be undone it waits for that
// one's own job.
func (d *Desk) Reveal(ctx context.Context, j store.Job) error {
	var args revealArgs
	if err := j.Into(&args); err != nil {
		return err
	}
	return d.Store.WriteJob(ctx, func(tx *store.Tx) error {
		t, err := tx.LockTicketForJob(args.Ticket)
		if err != nil {
			return err
		}
		if !t.HushedUntil.IsZero() && !t.HushedUntil.After(tx.Now) {
			if err := d.reveal(tx, t); err != nil {
				return err
			}
		}
		return ends(tx, j)
	})
}

func (d *Desk) reveal(tx *store.Tx, t ticket.Ticket) error {
	events, err := tx.Events(t.ID)
	if err != nil {
		return err
	}
	after := t.Reveal(events)
	if err := tx.SaveTicket(after); err != nil {
		return err
	}
	people, err := tx.MovePeople(after)
	if err != nil {
		return err
	}
	c := change{before: t, after: after}
	f := c.fact(people)
	f.Public = true
	d.publish(tx, f)
	return tx.DropSent(t.ID)
}
