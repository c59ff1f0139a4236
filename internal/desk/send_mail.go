package desk

import (
	"bufio"
	"cmp"
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

// Why a mail does not go, where that is ours to say: keys of the catalogues, kept
// in place of what a relay says. A detail may follow after a space.
const (
	whyNoAnswer  = "outbox.why.no_answer"
	whyAddress   = "outbox.why.address"
	whyHeader    = "outbox.why.header"
	whyNotTheirs = "outbox.why.not_theirs"
	whyUnwritten = "outbox.why.unwritten"
)

// errNotTheirs is a receiver who left, may not see the ticket any more, or whose
// link is gone.
var errNotTheirs = errors.New("the receiver has no right to the mail any more")

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
	if err == nil && d.sends(m) {
		got, err = d.send(ctx, out)
	}
	switch {
	case m.ID == 0 || errors.Is(err, context.Canceled):
		return err
	case err != nil:
		got = unwritten(err)
	}
	ctx = context.WithoutCancel(ctx) // what the relay has must be recorded
	if got.Kind == smtpout.Temporary && j.Attempt < MailAttempts {
		later := cmp.Or(err, errors.New("relay: "+words(got)))
		return errors.Join(later, d.Store.WriteJob(ctx, func(tx *store.Tx) error { return tx.MarkWaiting(m.ID, reason(got)) }))
	}
	if got.Text == whyUnwritten {
		d.Log.Error("a mail was given up", "mail", m.ID, "error", err)
	}
	return d.Store.WriteJob(ctx, func(tx *store.Tx) error {
		if err := d.settle(tx, m, got, out); err != nil {
			return err
		}
		return ends(tx, j)
	})
}

// unwritten is the answer about a mail that we could not write. What is wrong
// with its data stays wrong; a file that can't be read, or a defect of ours, may
// be mended within the days in which it is tried again.
func unwritten(err error) smtpout.Answer {
	switch {
	case errors.Is(err, errNotTheirs):
		return smtpout.Answer{Kind: smtpout.Permanent, Text: whyNotTheirs}
	case !errs.Is(err, errs.Invalid):
		return smtpout.Answer{Kind: smtpout.Temporary, Text: whyUnwritten}
	case errs.From(err).Key == "mail.address_invalid":
		return smtpout.Answer{Kind: smtpout.Permanent, Text: whyAddress}
	}
	return smtpout.Answer{Kind: smtpout.Permanent, Text: whyHeader}
}

// sends reports whether the mail is to go out now.
func (d *Desk) sends(m store.MailOut) bool { return m.State == store.MailWaiting && d.Relay != nil }

// written loads a mail and, if it is to go out, writes it. A panic in that is
// an error: it must not go by without a trace in the outbox.
func (d *Desk) written(ctx context.Context, id int64) (m store.MailOut, out email.Outgoing, err error) {
	names, err := d.Store.Directory(ctx)
	if err != nil {
		return m, out, err
	}
	defer errs.Caught(&err)
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
func (d *Desk) settle(tx *store.Tx, m store.MailOut, got smtpout.Answer, out email.Outgoing) error {
	to := out.To.Addr
	switch {
	case got.Text == whyNotTheirs:
		return tx.MarkFailed(m.ID, whyNotTheirs)
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

// send gives the mail to the relay. The error is ours, where it could not be
// written to its end.
func (d *Desk) send(ctx context.Context, out email.Outgoing) (smtpout.Answer, error) {
	r, w := io.Pipe() // files are read while they are sent
	written := make(chan error, 1)
	go func() {
		err := writeMail(w, out)
		w.CloseWithError(err)
		written <- err
	}()
	got := d.Relay.Send(ctx, out.From.Addr, []string{out.To.Addr}, r).Answer
	r.Close()
	if err := <-written; err != nil && !errors.Is(err, io.ErrClosedPipe) {
		return got, err
	}
	if got.Relay {
		d.relay.begin(out.From.Addr)
	}
	return got, nil
}

func writeMail(w io.Writer, out email.Outgoing) (err error) {
	defer errs.Caught(&err)
	b := bufio.NewWriterSize(w, 32<<10)
	if err := email.Write(b, out); err != nil {
		return err
	}
	return b.Flush()
}

// reason is what is kept of an answer.
func reason(a smtpout.Answer) string {
	if a.Code == 0 && a.Kind == smtpout.Temporary && a.Text != whyUnwritten {
		return whyNoAnswer + " " + a.Text
	}
	return words(a)
}

func words(a smtpout.Answer) string {
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
	if err := tx.MarkFailed(m.ID, reason); err != nil {
		return err
	}
	at, err := receiversDesk(tx, m)
	if err == nil && to == "" {
		to, err = receiversAddress(tx, m)
	}
	if err != nil {
		return err
	}
	e := ticket.Event{Ticket: m.Ticket, Kind: ticket.MailFailed, Desk: at, At: tx.Now, Channel: ticket.System, From: reason, To: to}
	if aboutMany(m.Kind) {
		return d.manyFailed(tx, m, e)
	}
	t, err := tx.LockTicketForJob(m.Ticket)
	if err != nil {
		return err
	}
	e.At = tx.Now // not before the ticket's last event
	return d.record(tx, &change{before: t, after: t, events: []ticket.Event{e}})
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

func receiversAddress(tx *store.Tx, m store.MailOut) (string, error) {
	if at := deskOf(m.User); at != 0 {
		o, err := tx.Organization(at)
		return o.ToldAt(), err
	}
	u, err := tx.User(m.User)
	return u.Mail, err
}
