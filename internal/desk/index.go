package desk

import (
	"context"
	"slices"

	"balie/internal/richtext"
	"balie/internal/store"
	"balie/internal/ticket"
)

// Index is the job that makes a ticket findable: a message that was added, or
// the ticket with its whole thread, as when it is new or its people changed.
// What it finds in the store is what it indexes, so it may run again. Holding
// the ticket, it can't put back what a change meanwhile took away.
func (d *Desk) Index(ctx context.Context, job store.Job) error {
	var args indexArgs
	if err := job.Into(&args); err != nil {
		return err
	}
	return d.Store.WriteJob(ctx, func(tx *store.Tx) error {
		docs, err := d.docs(tx, args)
		if err != nil {
			return err
		}
		if err := tx.IndexDocs(docs...); err != nil {
			return err
		}
		return ends(tx, job)
	})
}

func (d *Desk) docs(tx *store.Tx, args indexArgs) ([]store.Doc, error) {
	id := args.Ticket
	if args.Message != 0 {
		m, err := tx.Message(args.Message)
		if err != nil {
			return nil, err
		}
		id = m.Ticket
	}
	t, err := tx.LockTicketForJob(id)
	if err != nil {
		return nil, err
	}
	people, err := tx.People(id)
	if err != nil {
		return nil, err
	}
	messages, err := tx.Messages(id, 0)
	if err != nil || len(messages) == 0 {
		return nil, err
	}
	files, err := tx.Files(id, true, 0)
	if err != nil {
		return nil, err
	}
	users, err := usersAmong(tx, id, people, usersOf(messages, nil))
	if err != nil {
		return nil, err
	}
	var out []store.Doc
	if args.Message == 0 {
		if people, err = d.foundBy(tx, t, people); err != nil {
			return nil, err
		}
		out = append(out, store.HeadDoc(t, people, messages[0].ID, d.Prefix))
	}
	named := byMessage(files)
	for _, m := range messages {
		if m.PublicFrom.After(tx.Now) {
			continue // it is indexed by a job of its own, once it is public
		}
		if args.Message == 0 || args.Message == m.ID {
			m.Files = named[m.ID]
			text := richtext.Text(richtext.Stored(m.Body))
			author := users[m.Author]
			if !author.Active {
				author.Name = ""
			}
			out = append(out, store.MessageDoc(t, people, m, author.Name, text))
		}
	}
	return out, nil
}

// foundBy leaves out by what names a ticket is not found: a partner's customers
// do not know those of the vendor's people.
func (d *Desk) foundBy(tx *store.Tx, t ticket.Ticket, people []store.Involved) ([]store.Involved, error) {
	names, err := d.Store.Directory(tx.Context())
	if err != nil {
		return nil, err
	}
	out := slices.Clone(people)
	for i, p := range out {
		if _, _, lent := names.ShownPart(p, t.Partner); lent {
			out[i].Name, out[i].Mail = "", ""
		}
	}
	return out, nil
}
