package desk

import (
	"cmp"
	"context"
	"errors"
	"time"

	"balie/internal/errs"
	"balie/internal/store"
)

// MailInAttempts is how often a mail that came in is tried before somebody has
// to look. Register JobReceiveMail with it.
const MailInAttempts = 12

// The reasons of a mail that waits in the log for somebody to look.
const (
	whyFailed = "failed" // it could not be read
	whyBroke  = "broke"  // a defect of ours: reading or placing it broke off
)

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
	err = d.readAndLand(ctx, names, row, j)
	if err == nil || ctx.Err() != nil {
		return err
	}
	return d.mailBroke(context.WithoutCancel(ctx), row, j, err)
}

// readAndLand is one try. A panic on the way is the mail's own trouble.
func (d *Desk) readAndLand(ctx context.Context, names *store.Directory, row store.Inbound, j store.Job) (err error) {
	defer errs.Caught(&err)
	in, err := d.readMail(ctx, row, d.Texts.In(names.Orgs[max(1, row.Org)].Language, time.UTC))
	if err != nil {
		return err
	}
	return d.Store.WriteJob(ctx, func(tx *store.Tx) error { return d.land(tx, names, row.ID, in, j) })
}

// hopeless says why no later try will do better than one that broke off with the
// error; "" when it may.
func hopeless(problem error) (why string) {
	var unreadable errUnreadable
	var defect *errs.Panic
	switch {
	case errors.As(problem, &unreadable):
		return whyFailed
	case errors.As(problem, &defect):
		return whyBroke
	}
	return ""
}

// mailBroke records a try that broke off. What is hopeless is given up at once;
// who is to look hears of what is given up.
func (d *Desk) mailBroke(ctx context.Context, row store.Inbound, j store.Job, problem error) error {
	why := hopeless(problem)
	over := why != "" || j.Attempt >= MailInAttempts
	err := d.Store.WriteJob(ctx, func(tx *store.Tx) error {
		broke, err := tx.InboundBroke(row.ID, j.Attempt, over, cmp.Or(why, whyFailed), problem.Error())
		if err == nil && broke && over {
			err = d.mailFails(tx, row.Org)
		}
		if err != nil || why == "" {
			return err
		}
		return ends(tx, j)
	})
	if why != "" && err == nil {
		d.Log.Error("a mail could not be read", "mail", row.ID, "error", problem)
		return nil
	}
	return errors.Join(problem, err)
}
