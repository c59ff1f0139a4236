package desk

import (
	"context"
	"encoding/json"
	"io"
	"slices"
	"time"

	"balie/internal/access"
	"balie/internal/blob"
	"balie/internal/errs"
	"balie/internal/org"
	"balie/internal/store"
	"balie/internal/ticket"
)

// LoggedMail is one mail that came in, in the administrators' list. State is
// "waiting", "done", "refused" or "failed".
type LoggedMail struct {
	ID      int64
	State   string
	At      time.Time
	EndedAt time.Time
	Door    string
	From    string // the writer's address, or while it waits the envelope's
	Name    string // as the mail says
	To      []string
	Subject string
	Size    int64
	Ref     string // of the ticket, if the reader may see it
	Why     MailWhy
	Tries   int
	Error   string // of a try that broke off, in English
	MailID  string
	Again   bool // it may be tried again
	Leave   bool // it failed, and may be let be
}

// MailWhy says why a mail landed where it did: Key is the end of a catalogue key
// mailin.why.KEY, "" while it waits.
type MailWhy struct {
	Key  string
	Args []any
	MailFacts
}

// MailLogPage is a part of the list, newest first. Next is where the following
// part starts, 0 on the last.
type MailLogPage struct {
	Rows []LoggedMail
	Next int64
}

const mailLogPage = 50

var inboundStates = map[string]store.InboundState{
	"": 0, "waiting": store.InboundWaiting, "done": store.InboundDone, "refused": store.InboundRefused, "failed": store.InboundFailed,
}

// MailLog lists the mails that came in for administrators of a desk: the
// vendor's see all, a partner's those to its own mailboxes. state is a
// LoggedMail's, or "" for all; after is a page's Next.
func (d *Desk) MailLog(ctx context.Context, a access.Actor, state string, after int64) (page MailLogPage, err error) {
	r, err := d.outboxReader(ctx, a)
	if err != nil {
		return page, err
	}
	only, ok := inboundStates[state]
	if !ok {
		return page, errs.Absent()
	}
	err = d.Store.Read(ctx, func(tx *store.Tx) error {
		mails, next, err := tx.ListInbound(only, r.mailboxes(), after, mailLogPage)
		if err != nil {
			return err
		}
		page.Next = next
		page.Rows, err = r.logged(tx, mails)
		return err
	})
	return page, err
}

// LoggedMail is one mail that came in, for whoever sees it in the list.
func (d *Desk) LoggedMail(ctx context.Context, a access.Actor, id int64) (m LoggedMail, err error) {
	r, err := d.outboxReader(ctx, a)
	if err != nil {
		return m, err
	}
	err = d.Store.Read(ctx, func(tx *store.Tx) error {
		row, err := r.inbound(tx, id)
		if err != nil {
			return err
		}
		list, err := r.logged(tx, []store.Inbound{row})
		if err == nil {
			m = list[0]
		}
		return err
	})
	return m, err
}

// MailAgain has a mail that became no message looked at again.
func (d *Desk) MailAgain(ctx context.Context, a access.Actor, id int64, once string) error {
	r, err := d.outboxReader(ctx, a)
	if err != nil {
		return err
	}
	_, err = d.write(ctx, a.User, once, func(tx *store.Tx) (string, error) {
		m, err := r.inbound(tx, id)
		if err != nil {
			return "", err
		}
		again, err := tx.InboundAgain(id)
		if err != nil || !again {
			return "", err
		}
		if err := d.noLongerFailed(tx, m.Org); err != nil {
			return "", err
		}
		return "", tx.Enqueue(receiveJob(id))
	})
	return err
}

// LoggedOriginal opens a mail as it came in, to be closed.
func (d *Desk) LoggedOriginal(ctx context.Context, a access.Actor, id int64) (io.ReadSeekCloser, int64, error) {
	r, err := d.outboxReader(ctx, a)
	if err != nil {
		return nil, 0, err
	}
	var row store.Inbound
	err = d.Store.Read(ctx, func(tx *store.Tx) (err error) {
		row, err = r.inbound(tx, id)
		return err
	})
	if err != nil {
		return nil, 0, err
	}
	return d.originalMail(ctx, row)
}

// Original opens the mail that a message came by, to be closed, for agents who
// may read the message.
func (d *Desk) Original(ctx context.Context, a access.Actor, id ticket.MessageID) (io.ReadSeekCloser, int64, error) {
	scope, err := staff(a)
	if err != nil {
		return nil, 0, err
	}
	var row store.Inbound
	err = d.Store.Read(ctx, func(tx *store.Tx) error {
		m, err := tx.Message(id)
		if err != nil {
			return err
		}
		if !a.Reads(m) {
			return errs.Absent()
		}
		if _, err = tx.Ticket(scope, m.Ticket); err != nil {
			return err
		}
		row, err = original(tx, id)
		return err
	})
	if err != nil {
		return nil, 0, err
	}
	return d.originalMail(ctx, row)
}

func (d *Desk) originalMail(ctx context.Context, row store.Inbound) (io.ReadSeekCloser, int64, error) {
	content, err := d.Blobs.Open(ctx, blob.Hash(row.Hash))
	if errs.Is(err, errs.NotFound) {
		err = errs.New(errs.Unavailable, "error.file_gone").Because(err)
	}
	return content, row.Size, err
}

// original is the mail that a message came by.
func original(tx *store.Tx, id ticket.MessageID) (store.Inbound, error) {
	found, err := tx.InboundOf([]ticket.MessageID{id})
	if err != nil {
		return store.Inbound{}, err
	}
	m, ok := found[id]
	if !ok {
		return m, errs.Absent()
	}
	return m, nil
}

// mailboxes limits the list to one desk's; 0 is all.
func (r *outboxReader) mailboxes() org.ID {
	if r.desk == org.VendorID {
		return 0
	}
	return r.desk
}

// inbound is a mail that the reader may see.
func (r *outboxReader) inbound(tx *store.Tx, id int64) (store.Inbound, error) {
	m, err := tx.Inbound(id)
	if box := r.mailboxes(); err == nil && box != 0 && m.Org != box {
		err = errs.Absent()
	}
	return m, err
}

// logged makes rows of mails, with the references of tickets the reader sees.
func (r *outboxReader) logged(tx *store.Tx, mails []store.Inbound) ([]LoggedMail, error) {
	var tickets []ticket.ID
	for _, m := range mails {
		tickets = append(tickets, m.Ticket)
	}
	visible, err := tx.Tickets(r.scope, tickets)
	if err != nil {
		return nil, err
	}
	out := make([]LoggedMail, len(mails))
	for i, m := range mails {
		out[i] = LoggedMail{
			ID: m.ID, State: m.State.String(), At: m.At, EndedAt: m.EndedAt, Door: m.Door, From: m.Sender, To: m.To, Subject: m.Subject, Size: m.Size,
			Why: why(m), Tries: m.Tries, Error: m.Error, MailID: m.MailID, Again: m.State == store.InboundRefused || m.State == store.InboundFailed,
			Leave: m.State == store.InboundFailed,
		}
		if out[i].Name = out[i].Why.Name; m.Sender == "" {
			out[i].From = m.From
		}
		if t, ok := visible[m.Ticket]; ok {
			out[i].Ref = ticket.Ref(r.d.Prefix, t.ID)
		}
	}
	return out, nil
}

// why reads what was written down when the mail landed.
func why(m store.Inbound) MailWhy {
	w := MailWhy{Key: m.Reason}
	if m.State == store.InboundWaiting {
		return MailWhy{}
	}
	_ = json.Unmarshal([]byte(m.Facts), &w.MailFacts) // a mail that could not be read has none
	_ = json.Unmarshal([]byte(m.Args), &w.Args)       // nor does every reason
	return w
}

// byMail says of a thread's messages that came by mail why they are here.
func byMail(tx *store.Tx, messages []ticket.Message) (map[ticket.MessageID]MailWhy, error) {
	var ids []ticket.MessageID
	for _, m := range messages {
		if m.Channel == ticket.Mail {
			ids = append(ids, m.ID)
		}
	}
	slices.Sort(ids)
	found, err := tx.InboundOf(ids)
	out := make(map[ticket.MessageID]MailWhy, len(found))
	for id, m := range found {
		out[id] = why(m)
	}
	return out, err
}
