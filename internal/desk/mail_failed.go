package desk

import (
	"context"
	"time"

	"balie/internal/access"
	"balie/internal/letter"
	"balie/internal/org"
	"balie/internal/store"
	"balie/internal/ticket"
)

// failedPace is how often the same administrators are mailed that mails could
// not be read. Their pages show it all the time.
const failedPace = 24 * time.Hour

// MaxFailedMail is where counting mails that could not be read ends.
const MaxFailedMail = 100

// whyLeft is the reason of a mail that could not be read and that an
// administrator let be.
const whyLeft = "left"

// FailedMail counts, up to MaxFailedMail, the mails that could not be read and
// wait for an administrator like this one; 0 for everybody else.
func (d *Desk) FailedMail(ctx context.Context, a access.Actor) (n int, err error) {
	m, ok := a.Desk()
	if !ok || !a.Administers(m.Org) {
		return 0, nil
	}
	r := outboxReader{d: d, desk: m.Org}
	err = d.Store.Read(ctx, func(tx *store.Tx) (err error) {
		n, err = tx.CountFailedInbound(r.mailboxes(), MaxFailedMail)
		return err
	})
	return n, err
}

// LeaveMail lets a mail be that could not be read: nobody is told of it any
// more. It stays in the list and may still be tried again.
func (d *Desk) LeaveMail(ctx context.Context, a access.Actor, id int64, once string) error {
	r, err := d.outboxReader(ctx, a)
	if err != nil {
		return err
	}
	_, err = d.write(ctx, a.User, once, func(tx *store.Tx) (string, error) {
		m, err := r.inbound(tx, id)
		if err != nil {
			return "", err
		}
		if left, err := tx.LeaveInbound(id, whyLeft); err != nil || !left {
			return "", err
		}
		return "", d.noLongerFailed(tx, m.Org)
	})
	return err
}

// mailFails tells whoever reads the log that a mail to the desk's mailbox could
// not be read: in the page, and by mail once in failedPace.
func (d *Desk) mailFails(tx *store.Tx, box org.ID) error {
	mailbox, err := tx.Organization(max(box, org.VendorID))
	if err != nil {
		return err
	}
	for _, at := range logReaders(box) {
		admins, err := d.countFailed(tx, at)
		if err != nil {
			return err
		}
		due, _, err := tx.Try("mail failed "+ticket.IDText(at), 1, failedPace)
		if err != nil {
			return err
		}
		if !due || len(admins) == 0 {
			continue
		}
		mails := make([]accessMail, len(admins))
		for i, u := range admins {
			mails[i] = accessMail{kind: letter.MailUnreadable, to: u, from: at, about: about{Entity: mailbox.Name}}
		}
		if err := d.post(tx, mails...); err != nil {
			return err
		}
	}
	return nil
}

// logReaders are the desks that see a mail to the desk's mailbox in the log, the
// vendor first: telling them locks each, and who tells several partners' has the
// vendor's from the beginning.
func logReaders(box org.ID) []org.ID {
	if box == 0 || box == org.VendorID {
		return []org.ID{org.VendorID}
	}
	return []org.ID{org.VendorID, box}
}

// countFailed has the open pages of a desk's administrators count again, and
// gives these.
func (d *Desk) countFailed(tx *store.Tx, at org.ID) ([]org.UserID, error) {
	admins, err := tx.Administrators(at)
	if err == nil && len(admins) > 0 {
		d.tellNoticed(tx, admins...)
	}
	return admins, err
}

// noLongerFailed is countFailed for every desk that sees the mail.
func (d *Desk) noLongerFailed(tx *store.Tx, box org.ID) error {
	for _, at := range logReaders(box) {
		if _, err := d.countFailed(tx, at); err != nil {
			return err
		}
	}
	return nil
}
