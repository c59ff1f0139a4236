package desk

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"balie/internal/email"
	"balie/internal/errs"
	"balie/internal/org"
	"balie/internal/smtpout"
	"balie/internal/store"
	"balie/internal/ticket"
)

// JobSendMail sends one mail, in the lane store.Outside. Register it with
// MailAttempts and MailLongest: tried for about five days (RFC 5321 §4.5.4.1),
// and within half an hour of the end of whatever stood in the way.
const (
	JobSendMail  = "send_mail"
	MailAttempts = 250
	MailLongest  = 30 * time.Minute
)

type mailArgs struct {
	Mail int64 `json:"mail"`
}

// errNotTheirs is a receiver who left or may not see the ticket any more.
var errNotTheirs = errors.New("the receiver may not see this ticket any more")

// SendMail does a job of the kind JobSendMail. The mail is written when it is
// sent, from what was recorded up to its event, so that a try after a crash has
// the same bytes under the same Message-ID. Sending stands outside any
// transaction; its outcome and the end of the job are one.
func (d *Desk) SendMail(ctx context.Context, j store.Job) error {
	var args mailArgs
	if err := j.Into(&args); err != nil {
		return err
	}
	m, out, err := d.written(ctx, args.Mail)
	var got smtpout.Answer
	switch {
	case errs.Is(err, errs.Invalid):
		got = smtpout.Answer{Kind: smtpout.Permanent, Text: err.Error()}
	case err != nil && !errors.Is(err, errNotTheirs):
		return err
	case err == nil && d.sends(m):
		got = d.send(ctx, out)
	}
	ctx = context.WithoutCancel(ctx) // what the relay has must be recorded
	if got.Kind == smtpout.Temporary && j.Attempt < MailAttempts {
		later := errors.New("relay: " + reason(got))
		return errors.Join(later, d.Store.WriteJob(ctx, func(tx *store.Tx) error { return tx.MarkWaiting(m.ID, reason(got)) }))
	}
	return d.Store.WriteJob(ctx, func(tx *store.Tx) error {
		if err := d.settle(tx, m, err, got, out); err != nil {
			return err
		}
		return ends(tx, j)
	})
}

// sends reports whether the mail is to go out now.
func (d *Desk) sends(m store.MailOut) bool { return m.State == store.MailWaiting && d.Relay != nil }

// written loads a mail and, if it is to go out, writes it.
func (d *Desk) written(ctx context.Context, id int64) (m store.MailOut, out email.Outgoing, err error) {
	names, err := d.Store.Directory(ctx)
	if err != nil {
		return m, out, err
	}
	var s *scene
	err = d.Store.Read(ctx, func(tx *store.Tx) (err error) {
		if m, err = tx.MailOut(id); err != nil || !d.sends(m) {
			return err
		}
		if aboutAccess(m) {
			a, err := d.writeAccess(tx, names, m)
			if err == nil {
				out, err = a.outgoing(m)
			}
			return err
		}
		if s, err = d.scene(tx, names, m); err == nil {
			m = s.mail
		}
		return err
	})
	switch {
	case err != nil || s == nil:
		return m, out, err
	case !s.entitled:
		return m, out, errNotTheirs
	}
	if err = s.attach(ctx); err == nil {
		out, err = s.outgoing()
	}
	return m, out, err
}

// settle records what became of a mail. Only what the relay says of the
// receiver is that address's trouble: of us, of this mail or of a connection
// that broke it is not.
func (d *Desk) settle(tx *store.Tx, m store.MailOut, err error, got smtpout.Answer, out email.Outgoing) error {
	to := out.To.Addr
	switch {
	case errors.Is(err, errNotTheirs):
		return tx.MarkFailed(m.ID, err.Error())
	case m.State != store.MailWaiting:
		return nil
	case d.Relay == nil:
		return tx.MarkHeld(m.ID)
	case got.Kind == smtpout.Sent:
		if err := d.relayIsBack(tx, out.From.Addr); err != nil {
			return err
		}
		if err := tx.MailReached(email.CanonicalAddr(to)); err != nil {
			return err
		}
		return tx.MarkSent(m.ID, m.MessageID)
	case got.Recipient && got.Kind == smtpout.Permanent:
		if err := tx.SetMailTrouble(email.CanonicalAddr(to), reason(got), false); err != nil {
			return err
		}
	}
	return d.mailFailed(tx, m, to, reason(got))
}

// send gives the mail to the relay; what can't be written never will be.
func (d *Desk) send(ctx context.Context, out email.Outgoing) smtpout.Answer {
	r, w := io.Pipe() // files are read while they are sent
	written := make(chan error, 1)
	go func() {
		b := bufio.NewWriterSize(w, 32<<10)
		err := email.Write(b, out)
		if err == nil {
			err = b.Flush()
		}
		w.CloseWithError(err)
		written <- err
	}()
	got := d.Relay.Send(ctx, out.From.Addr, []string{out.To.Addr}, r).Answer
	r.Close()
	if err := <-written; errs.Is(err, errs.Invalid) {
		return smtpout.Answer{Kind: smtpout.Permanent, Text: err.Error()}
	}
	if got.Relay {
		d.relay.begin(out.From.Addr)
	}
	return got
}

func reason(a smtpout.Answer) string {
	if a.Code == 0 {
		return a.Text
	}
	return fmt.Sprintf("%d %s", a.Code, a.Text)
}

// mailFailed gives a mail up and says so on its ticket, to staff: To is the
// address, From the reason.
func (d *Desk) mailFailed(tx *store.Tx, m store.MailOut, to, reason string) error {
	if m.Ticket == 0 {
		return tx.MarkFailed(m.ID, reason)
	}
	t, err := tx.LockTicketForJob(m.Ticket)
	if err != nil {
		return err
	}
	if err := tx.MarkFailed(m.ID, reason); err != nil {
		return err
	}
	at, err := receiversDesk(tx, m)
	if err != nil {
		return err
	}
	e := ticket.Event{Ticket: t.ID, Kind: ticket.MailFailed, Desk: at, At: tx.Now, Channel: ticket.System, From: reason, To: to}
	if err := d.record(tx, &change{before: t, after: t, events: []ticket.Event{e}}); err != nil {
		return err
	}
	return d.manyFailed(tx, m, e)
}

// receiversDesk is the desk of a mail to staff, 0 of one to a customer.
func receiversDesk(tx *store.Tx, m store.MailOut) (org.ID, error) {
	if at := deskOf(m.User); at != 0 {
		return at, nil
	}
	p, err := person(tx, m.User)
	at, _ := p.Desk()
	return at.Org, err
}
