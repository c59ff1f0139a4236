package desk

import (
	"context"
	"errors"
	"time"

	"balie/internal/errs"
	"balie/internal/store"
)

// MailInAttempts is how often a mail that came in is tried before somebody has
// to look. Register JobReceiveMail with it.
const MailInAttempts = 12

// whyFailed is the reason of a mail that could not be read.
const whyFailed = "failed"

// ReceiveMail does a job of the kind JobReceiveMail. Everything that the mail
// becomes, and the end of the job, are one transaction: after a crash at any
// point it is done once, by whoever takes the job over.
func (d *Desk) ReceiveMail(ctx context.Context, j store.Job) error {
	var args receiveArgs
	if err := j.Into(&args); err != nil {
		return err
	}
	names, err := d.Store.Directory(ctx)
	if err != nil {
		return err
	}
	var row store.Inbound
	err = d.Store.Read(ctx, func(tx *store.Tx) (err error) {
		row, err = tx.Inbound(args.Mail)
		return err
	})
	if errs.Is(err, errs.NotFound) || err == nil && row.State != store.InboundWaiting {
		return nil
	}
	if err != nil {
		return err
	}
	in, err := d.readMail(ctx, row, d.Texts.In(names.Orgs[max(1, row.Org)].Language, time.UTC))
	if err == nil {
		err = d.Store.WriteJob(ctx, func(tx *store.Tx) error { return d.land(tx, names, row.ID, in, j) })
	}
	if err == nil || ctx.Err() != nil {
		return err
	}
	return d.mailBroke(context.WithoutCancel(ctx), row.ID, j, err)
}

// mailBroke records a try that broke off. What will never be read is given up
// at once.
func (d *Desk) mailBroke(ctx context.Context, id int64, j store.Job, problem error) error {
	var unreadable errUnreadable
	hopeless := errors.As(problem, &unreadable)
	err := d.Store.WriteJob(ctx, func(tx *store.Tx) error {
		if err := tx.InboundBroke(id, j.Attempt, hopeless || j.Attempt >= MailInAttempts, whyFailed, problem.Error()); err != nil || !hopeless {
			return err
		}
		return ends(tx, j)
	})
	if hopeless && err == nil {
		d.Log.Error("a mail could not be read", "mail", id, "error", problem)
		return nil
	}
	return errors.Join(problem, err)
}
