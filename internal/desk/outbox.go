package desk

import (
	"context"
	"slices"
	"strings"
	"time"

	"balie/internal/access"
	"balie/internal/errs"
	"balie/internal/letter"
	"balie/internal/org"
	"balie/internal/store"
	"balie/internal/ticket"
)

// OutboxRow is one outgoing mail in the administrators' list. State is
// "waiting", "sent", "failed" or "held"; Kind is the middle of the catalogue's
// mail keys.
type OutboxRow struct {
	ID        int64
	To        string // a name, or for a desk's own address that desk's
	Address   string
	Ref       string // of the ticket
	Subject   string
	Kind      string
	State     string
	Reason    string // why it failed, or was not sent yet
	MessageID string
	Again     bool // it may be tried again
	At        time.Time
	SentAt    time.Time
}

// OutboxPage is a part of the list, newest first. Next is where the following
// part starts, 0 on the last.
type OutboxPage struct {
	Rows []OutboxRow
	Next int64
}

// OutboxMail is one mail as it left, or will leave.
type OutboxMail struct {
	OutboxRow
	From string
	Text string
	HTML string
	Link string // where its button leads; "" when that is its receiver's alone
}

const (
	outboxPage   = 50
	outboxLooked = 1000 // rows read at most for one page, where most are not the reader's
)

// Outbox lists outgoing mail for administrators of a desk: the vendor's see
// all, a partner's what goes to its own people and customers about its own
// tickets. state is an OutboxRow's, or "" for all; after is a page's Next.
func (d *Desk) Outbox(ctx context.Context, a access.Actor, state string, after int64) (OutboxPage, error) {
	r, err := d.outboxReader(ctx, a)
	if err != nil {
		return OutboxPage{}, err
	}
	only, ok := mailStates[state]
	if !ok {
		return OutboxPage{}, errs.Absent()
	}
	var page OutboxPage
	err = d.Store.Read(ctx, func(tx *store.Tx) error {
		page.Next = after
		for looked := 0; looked < outboxLooked; looked += outboxPage {
			mails, next, err := tx.ListMailOut(only, page.Next, outboxPage)
			if err == nil {
				err = r.lookUp(tx, mails)
			}
			if err != nil {
				return err
			}
			for _, m := range mails {
				row, visible, err := r.see(tx, m)
				if err != nil {
					return err
				}
				if visible {
					page.Rows = append(page.Rows, row)
				}
				if page.Next = m.ID; len(page.Rows) == outboxPage {
					break
				}
			}
			if next == 0 && (len(mails) == 0 || page.Next == mails[len(mails)-1].ID) {
				page.Next = 0
				return nil
			}
			if len(page.Rows) == outboxPage {
				return nil
			}
		}
		return nil
	})
	return page, err
}

var mailStates = map[string]store.MailState{
	"": 0, "waiting": store.MailWaiting, "sent": store.MailSent, "failed": store.MailFailed, "held": store.MailHeld,
}

// OutboxMail writes one mail again, for an administrator to read. Once it is
// sent, the links in it that let its receiver in, or out, are the receiver's alone.
func (d *Desk) OutboxMail(ctx context.Context, a access.Actor, id int64) (OutboxMail, error) {
	r, err := d.outboxReader(ctx, a)
	if err != nil {
		return OutboxMail{}, err
	}
	var out OutboxMail
	var s *scene
	err = d.Store.Read(ctx, func(tx *store.Tx) error {
		m, err := tx.MailOut(id)
		if err != nil {
			return err
		}
		if err := r.lookUp(tx, []store.MailOut{m}); err != nil {
			return err
		}
		row, visible, err := r.see(tx, m)
		if err == nil && !visible {
			err = errs.Absent()
		}
		if err != nil {
			return err
		}
		out.OutboxRow = row
		if aboutAccess(m) {
			return r.readAccess(tx, m, &out)
		}
		if s, err = d.scene(tx, r.names, m); err != nil {
			return err
		}
		return s.shownTo(tx, r.scope)
	})
	if err != nil || s == nil {
		return out, err
	}
	if err := s.attach(ctx); err != nil {
		d.Log.Warn("the files of a mail could not be read", "mail", id, "error", err)
		s.along = along{} // what it says can be, and why it does not go
	}
	out.From = s.from().Addr
	in := s.letter()
	if in.Leave != "" && s.mail.State == store.MailSent {
		in.Leave = tokenless(in.Leave)
	}
	out.Subject, out.Text, out.HTML = letter.Write(in)
	out.Link = in.Link
	return out, nil
}

// SendAgain has a mail that failed tried again, with its tries counted anew; one
// that is held, where there is a relay now; and one that nobody will send though
// it waits. Others stay as they are. A mail whose link had its day would help
// nobody.
func (d *Desk) SendAgain(ctx context.Context, a access.Actor, id int64, once string) error {
	r, err := d.outboxReader(ctx, a)
	if err != nil {
		return err
	}
	_, err = d.write(ctx, a.User, once, func(tx *store.Tx) (string, error) {
		m, err := tx.LockMailOut(id)
		if err == nil {
			err = r.lookUp(tx, []store.MailOut{m})
		}
		if err != nil {
			return "", err
		}
		row, visible, err := r.see(tx, m)
		if err == nil && !visible {
			err = errs.Absent()
		}
		if err != nil || !row.Again {
			return "", err
		}
		if err := tx.MarkWaiting(id, ""); err != nil {
			return "", err
		}
		return "", tx.Enqueue(sendJob(id))
	})
	return err
}

// again reports whether a mail may be tried again.
func (r *outboxReader) again(tx *store.Tx, m store.MailOut) (bool, error) {
	if r.d.Relay == nil || m.State == store.MailSent || m.State == store.MailWaiting && !slices.Contains(r.left, m.ID) {
		return false, nil
	}
	if m.Link == 0 {
		return true, nil
	}
	l, err := tx.Link(m.Link)
	if errs.Is(err, errs.NotFound) {
		return false, nil
	}
	return err == nil && l.UsedAt.IsZero() && tx.Now.Before(l.ExpiresAt), err
}

// outboxReader is an administrator looking at outgoing mail.
type outboxReader struct {
	d       *Desk
	names   *store.Directory
	scope   access.Scope
	desk    org.ID
	tickets map[ticket.ID]ticket.Ticket // of the mails at hand, those they may see
	users   map[org.UserID]org.User     // to whom the mails at hand go
	known   map[int64]string            // by which names, those about a ticket
	left    []int64                     // of the mails at hand, those that wait in vain
}

func (d *Desk) outboxReader(ctx context.Context, a access.Actor) (*outboxReader, error) {
	scope, err := staff(a)
	if err != nil {
		return nil, err
	}
	m, _ := a.Desk()
	if !a.Administers(m.Org) {
		return nil, errs.Absent()
	}
	names, err := d.Store.Directory(ctx)
	return &outboxReader{d: d, names: names, scope: scope, desk: m.Org}, err
}

// lookUp reads what the rows of these mails tell, in a statement for each thing.
func (r *outboxReader) lookUp(tx *store.Tx, mails []store.MailOut) (err error) {
	var tickets []ticket.ID
	var users []org.UserID
	var list, waiting []int64
	for _, m := range mails {
		tickets, users, list = append(tickets, m.Ticket), append(users, m.User), append(list, m.ID)
		if m.State == store.MailWaiting {
			waiting = append(waiting, m.ID)
		}
	}
	if r.left, err = tx.LeftMail(sendKey, waiting); err != nil {
		return err
	}
	if r.tickets, err = tx.Tickets(r.scope, tickets); err != nil {
		return err
	}
	if r.known, err = tx.KnownAs(list); err != nil {
		return err
	}
	r.users, err = tx.Users(users)
	return err
}

// see is any mail in the list, and whether the reader may see it.
func (r *outboxReader) see(tx *store.Tx, m store.MailOut) (row OutboxRow, visible bool, err error) {
	if aboutAccess(m) {
		row, visible, err = r.accessRow(tx, m)
	} else {
		row, visible = r.row(m)
	}
	if err == nil && visible {
		row.Again, err = r.again(tx, m)
	}
	return row, visible, err
}

// row is the mail about a ticket in the list, and whether the reader may see it.
func (r *outboxReader) row(m store.MailOut) (row OutboxRow, visible bool) {
	at := deskOf(m.User)
	if colleague, ok := r.names.Staff[m.User]; ok {
		at = colleague.Org
	}
	t, known := r.tickets[m.Ticket]
	if !known || (r.desk != org.VendorID && at != 0 && at != r.desk) {
		return row, false
	}
	row = OutboxRow{
		ID: m.ID, Ref: ticket.Ref(r.d.Prefix, t.ID), Subject: t.Subject, Kind: strings.TrimPrefix(m.Kind, store.BulkMailKind), State: m.State.String(),
		Reason: m.Error, MessageID: m.MessageID, At: m.At, SentAt: m.SentAt,
	}
	if own := deskOf(m.User); own != 0 {
		row.To, row.Address = r.names.Orgs[own].Name, r.names.Orgs[own].ToldAt()
		return row, true
	}
	row.To, row.Address = r.known[m.ID], r.users[m.User].Mail
	if row.To == row.Address {
		row.Address = ""
	}
	return row, true
}
