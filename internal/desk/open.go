package desk

import (
	"context"
	"slices"
	"time"

	"balie/internal/access"
	"balie/internal/org"
	"balie/internal/store"
	"balie/internal/ticket"
)

// Opened is a ticket as an agent's page shows it.
type Opened struct {
	Ticket   ticket.Ticket
	Messages []ticket.Message
	Events   []ticket.Event
	Files    map[ticket.MessageID][]ticket.File
	Mails    map[ticket.MessageID]MailWhy            // of the messages that came by mail
	Failed   map[ticket.MessageID][]store.FailedMail // the mails of messages that did not arrive
	People   []store.Involved
	Users    map[org.UserID]org.User // everyone named in the thread
	Seen     ticket.EventID          // the last event this agent saw before
	Drafts   []store.Draft           // what this agent is writing, and what they can undo
	Around
}

// Open gives an agent the whole ticket, with the hidden messages they may read.
func (d *Desk) Open(ctx context.Context, a access.Actor, id ticket.ID) (Opened, error) {
	scope, err := staff(a)
	if err != nil {
		return Opened{}, err
	}
	hiddenFor := org.ID(0)
	if p, limited := scope.Partner(); limited {
		hiddenFor = p
	}
	var o Opened
	err = d.Store.Read(ctx, func(tx *store.Tx) (err error) {
		if o.Ticket, err = tx.Ticket(scope, id); err != nil {
			return err
		}
		if o.Messages, err = tx.Messages(id, hiddenFor); err != nil {
			return err
		}
		events, err := tx.Events(id)
		if err != nil {
			return err
		}
		o.Events = slices.DeleteFunc(events, func(e ticket.Event) bool { return !a.Follows(e) })
		files, err := tx.Files(id, true, hiddenFor)
		if err != nil {
			return err
		}
		o.Files = byMessage(files)
		if o.Mails, err = byMail(tx, o.Messages); err != nil {
			return err
		}
		if err := o.failures(tx); err != nil {
			return err
		}
		if o.People, err = tx.People(id); err != nil {
			return err
		}
		if o.Drafts, err = tx.Drafts(a.User, id); err != nil {
			return err
		}
		if o.Seen, err = tx.LastSeen(a.User, id); err != nil {
			return err
		}
		if o.Around, err = around(tx, scope, o.Ticket, a); err != nil {
			return err
		}
		o.Users, err = usersAmong(tx, id, o.People, usersOf(o.Messages, o.Events))
		return err
	})
	return o, err
}

// failures are read where the history tells of any.
func (o *Opened) failures(tx *store.Tx) error {
	if !slices.ContainsFunc(o.Events, func(e ticket.Event) bool { return e.Kind == ticket.MailFailed }) {
		return nil
	}
	list, err := tx.FailedMails(o.Ticket.ID)
	o.Failed = map[ticket.MessageID][]store.FailedMail{}
	for _, f := range list {
		o.Failed[f.Message] = append(o.Failed[f.Message], f)
	}
	return err
}

// OpenedPublic is a ticket as a customer's page shows it: its types have no
// place for what a customer may not know.
type OpenedPublic struct {
	Ticket   PublicTicket
	Messages []ticket.PublicMessage
	Events   []ticket.Event // public kinds only
	Files    map[ticket.MessageID][]ticket.File
	People   []store.Involved
	Users    map[org.UserID]org.User
	Governs  bool              // may close and reopen, and add people of the entity
	Edits    bool              // the last message is the reader's own and may be changed
	Draft    store.PortalDraft // what the reader has typed and not sent
}

// PublicTicket is what a customer may know of a ticket's row.
type PublicTicket struct {
	ID         ticket.ID
	Subject    string
	Kind       ticket.Kind
	Priority   ticket.Priority
	State      ticket.State
	Partner    org.ID
	Entity     org.ID
	System     org.SystemID
	Requester  org.UserID
	CreatedAt  time.Time
	HoldReason string
	HoldUntil  time.Time
	Last       ticket.EventID
	Merged     ticket.ID // the ticket that goes on for this one
}

// OpenPublic gives a customer the public side of a ticket.
func (d *Desk) OpenPublic(ctx context.Context, a access.Actor, id ticket.ID) (OpenedPublic, error) {
	scope, err := customer(a)
	if err != nil {
		return OpenedPublic{}, err
	}
	var o OpenedPublic
	err = d.Store.Read(ctx, func(tx *store.Tx) error {
		t, err := tx.Ticket(scope, id)
		if err != nil {
			return err
		}
		o.Ticket = PublicTicket{
			ID: t.ID, Subject: t.Subject, Kind: t.Kind, Priority: t.Priority, State: t.PublicState(tx.Now), Partner: t.Partner,
			Entity: t.Entity, System: t.System, Requester: t.Requester, HoldReason: t.HoldReason, HoldUntil: t.HoldUntil,
			CreatedAt: t.CreatedAt, Last: t.LastPublic, Merged: t.Merged,
		}
		o.Governs = a.Governs(t)
		if o.Draft, err = tx.PortalDraft(a.User, id); err != nil {
			return err
		}
		if err := o.thread(tx, id); err != nil || len(o.Messages) == 0 {
			return err
		}
		last := o.Messages[len(o.Messages)-1]
		o.Edits = last.Author == a.User && t.PublicState(tx.Now) != ticket.Closed && t.Merged == 0
		return nil
	})
	return o, err
}

func (o *OpenedPublic) thread(tx *store.Tx, id ticket.ID) (err error) {
	if o.Messages, err = tx.PublicMessages(id); err != nil {
		return err
	}
	events, err := tx.Events(id)
	if err != nil {
		return err
	}
	shown := map[ticket.MessageID]bool{0: true}
	for _, m := range o.Messages {
		shown[m.ID] = true
	}
	for _, e := range ticket.Standing(events) {
		if e.Info().Public && shown[e.Message] {
			o.Events = append(o.Events, e)
		}
	}
	files, err := tx.Files(id, false, 0)
	if err != nil {
		return err
	}
	o.Files = byMessage(files)
	if o.People, err = tx.People(id); err != nil {
		return err
	}
	said := make([]ticket.Message, len(o.Messages))
	for i, m := range o.Messages {
		said[i].Author = m.Author
	}
	o.Users, err = usersAmong(tx, id, o.People, usersOf(said, o.Events))
	return err
}

func byMessage(files []ticket.File) map[ticket.MessageID][]ticket.File {
	out := map[ticket.MessageID][]ticket.File{}
	for _, f := range files {
		out[f.Message] = append(out[f.Message], f)
	}
	return out
}

// Looked remembers that the person saw the ticket up to an event.
func (d *Desk) Looked(a access.Actor, id ticket.ID, last ticket.EventID) {
	d.Store.Soft().Seen(a.User, id, last)
}
