package desk

import (
	"cmp"
	"context"
	"io"
	"slices"
	"time"

	"balie/internal/blob"
	"balie/internal/errs"
	"balie/internal/org"
	"balie/internal/store"
	"balie/internal/ticket"
)

// ExplainedMail is what would become of a mail if it came in now, and why.
type ExplainedMail struct {
	From    string // the writer's address
	Name    string // as the mail says
	Subject string
	MailID  string
	Size    int64
	To      []string // the addresses that it came to, the envelope's first
	Desk    string   // whose mailbox that is
	Known   bool     // one of the addresses is that desk's; else it is the vendor's for want of another

	Writer ExplainedWriter
	Leads  []ExplainedLead
	State  string // as of a LoggedMail: "done", "refused" or "failed"
	Error  string // why it could not be read
	Why    MailWhy
	Ref    string // of the ticket that it joins or tells of, "" of a new one
	New    *ExplainedTicket
	Act    ticket.EventKind // of the message
	Before ticket.State     // of a ticket that it joins
	After  ticket.State
	Hidden bool     // agents alone see the message
	Copied []string // addresses it went to as well, of which agents are told

	Text  string // what is said now
	Rest  string // what folds away
	Files []ticket.File
	Told  []ToldByMail
	Quiet bool // too many mails of its writer to this ticket: nobody hears of it
}

// ExplainedWriter is who has the address that a mail is from.
type ExplainedWriter struct {
	Known   bool
	Name    string
	At      []string // the organizations they belong to
	Left    bool
	Vouched bool // somebody does: an organization of theirs, or their own domain
}

// ExplainedLead is a ticket that a mail names, in the order in which they are
// looked at.
type ExplainedLead struct {
	Ref      string
	Way      string // "address", "thread" or "subject"
	Involved bool
	Agent    bool // sees it at their desk
	Customer bool // sees it in the portal
	Joins    bool
	Why      string // it does not: "absent", "later", "merged into one above", or of mailFacts.joins
}

// ExplainedTicket is a new ticket.
type ExplainedTicket struct {
	Subject string
	Desk    string
	Entity  string
	System  string
	Topic   string
	Guessed bool // one of several entities of the writer
	Follows string
	Contact bool // its writer becomes a contact
}

// ToldByMail is a mail that would follow.
type ToldByMail struct {
	To   string
	Name string
	Kind string // a notify.Kind
}

// The reasons of an ExplainedLead that was not even looked at.
const (
	leadAbsent = "absent" // there is no such ticket
	leadKnown  = "known"  // it was named before, or goes on in one that was
	leadLater  = "later"  // another one was taken
)

// ExplainMail says what AcceptMail and ReceiveMail would make of a mail. It does
// what they do, and leaves nothing: what it wrote is rolled back, and its files
// were in memory alone.
func (d *Desk) ExplainMail(ctx context.Context, in MailIn, raw io.Reader) (x ExplainedMail, err error) {
	o := d.Options
	o.Blobs = &blob.Memory{}
	looks := New(o)
	info, err := o.Blobs.Put(ctx, raw, MailMax)
	if errs.Is(err, errs.TooLarge) {
		return x, errs.New(errs.TooLarge, "mail.message_too_large", "megabytes", MailMax>>20)
	}
	if err != nil {
		return x, err
	}
	names, err := d.Store.Directory(ctx)
	if err != nil {
		return x, err
	}
	row := store.Inbound{Door: "explain", Source: "explain", From: in.From, To: in.To, Hash: string(info.Hash), Size: info.Size}
	row.Org = boxOf(names, in.To).desk
	x, err = looks.readAndExplain(ctx, names, row)
	if why := hopeless(err); why != "" {
		return ExplainedMail{State: store.InboundFailed.String(), Size: row.Size, To: in.To, Error: err.Error(), Why: MailWhy{Key: why}}, nil
	}
	return x, err
}

// readAndExplain is readAndLand, undone.
func (d *Desk) readAndExplain(ctx context.Context, names *store.Directory, row store.Inbound) (x ExplainedMail, err error) {
	defer errs.Caught(&err)
	read, err := d.readMail(ctx, row, d.Texts.In(names.Orgs[row.Org].Language, time.UTC))
	if err != nil {
		return x, err
	}
	err = d.Store.Rehearse(ctx, func(tx *store.Tx) error {
		if row.ID, err = tx.AddInbound(row); err != nil {
			return err
		}
		l := &landing{d: d, tx: tx, names: names, row: row, in: read}
		if err := l.run(); err != nil {
			return err
		}
		x, err = l.explained()
		return err
	})
	return x, err
}

// explained looks back at a mail that landed.
func (l *landing) explained() (x ExplainedMail, err error) {
	m := l.in.Message
	x = ExplainedMail{
		From: m.From.Addr, Name: m.From.Name, Subject: m.Subject, MailID: m.Thread.ID, Size: l.row.Size, To: l.boxes, Desk: l.names.Orgs[l.row.Org].Name,
		State: l.row.State.String(), Why: why(l.row), Text: l.in.text, Rest: l.in.folded, Files: l.in.files,
	}
	x.Known = l.box.known
	x.Writer = ExplainedWriter{Known: l.user.ID != 0 && !l.added, Name: l.user.Name, Left: l.user.ID != 0 && !l.user.Active, Vouched: !l.stranger}
	for _, b := range l.who.Memberships {
		x.Writer.At = append(x.Writer.At, l.names.Orgs[b.Org].Name)
	}
	x.Leads = l.explainLeads()
	if l.made == nil {
		if l.row.Ticket != 0 {
			x.Ref = ticket.Ref(l.d.Prefix, l.row.Ticket)
		}
		return x, nil
	}
	if err := l.explainMade(&x); err != nil {
		return x, err
	}
	x.Told, err = l.tells()
	return x, err
}

// explainLeads goes through what the mail names once more.
func (l *landing) explainLeads() (out []ExplainedLead) {
	taken, left := false, slices.Clone(l.facts.leads)
	for _, c := range l.claimed {
		e := ExplainedLead{Ref: ticket.Ref(l.d.Prefix, c.ticket), Way: string(c.way), Why: leadAbsent}
		t, err := l.tx.Ticket(everything(), c.ticket)
		if err == nil {
			e.Why = leadKnown
		}
		i := slices.IndexFunc(left, func(f lead) bool { return f.way == c.way && f.many == c.many && f.ticket.ID == cmp.Or(t.Merged, t.ID) })
		if i >= 0 {
			f := left[i]
			left = slices.Delete(left, i, i+1)
			e.Ref, e.Involved, e.Agent, e.Customer = ticket.Ref(l.d.Prefix, f.ticket.ID), f.involved, f.agent, f.customer
			v, ok := l.facts.joins(&f, l.tx.Now)
			e.Joins, e.Why = ok && !taken, v.why
			if taken {
				e.Why = leadLater
			}
			taken = taken || ok
		}
		if e.Why != leadKnown { // once is enough
			out = append(out, e)
		}
	}
	return out
}

// explainMade describes the message and its ticket.
func (l *landing) explainMade(x *ExplainedMail) error {
	c := l.made
	x.Act, x.Before, x.After, x.Hidden, x.Quiet = c.events[0].Kind, c.before.State, c.after.State, c.message.Hidden, c.quiet
	for _, e := range c.events {
		if e.Kind == ticket.CopiedTo {
			x.Copied = append(x.Copied, e.To)
		}
	}
	if c.before.ID != 0 {
		x.Ref = ticket.Ref(l.d.Prefix, c.after.ID)
		return nil
	}
	x.New = &ExplainedTicket{
		Subject: c.after.Subject, Desk: l.names.Orgs[c.after.Partner].Name, Entity: l.names.Orgs[c.after.Entity].Name, System: l.names.Systems[c.after.System].Name, Contact: l.added,
	}
	for _, e := range c.events {
		switch e.Kind {
		case ticket.EntityGuessed:
			x.New.Guessed = true
		case ticket.Linked:
			x.New.Follows = ticket.Ref(l.d.Prefix, ticket.TextID[ticket.ID](e.To))
		}
	}
	topics, err := l.tx.Topics(c.after.Partner)
	for _, t := range topics {
		if t.ID == c.after.Topic {
			x.New.Topic = t.Name
		}
	}
	return err
}

// tells are the mails that would follow.
func (l *landing) tells() (out []ToldByMail, err error) {
	for _, e := range l.made.heard() {
		h, err := l.d.hearing(l.tx, l.names, e)
		if err != nil {
			return nil, err
		}
		for _, r := range h.recipients {
			t := ToldByMail{To: l.names.Orgs[r.Desk].ToldAt(), Name: l.names.Orgs[r.Desk].Name, Kind: string(r.Kind)}
			if r.User != 0 {
				u, err := l.tx.User(org.UserID(r.User))
				if err != nil {
					return nil, err
				}
				t.To, t.Name = u.Mail, u.Name
			}
			out = append(out, t)
		}
	}
	return out, nil
}
