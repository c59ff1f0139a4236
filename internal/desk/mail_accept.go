package desk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"strings"

	"balie/internal/errs"
	"balie/internal/store"
)

// MailMax is the largest mail that is taken, in bytes.
const MailMax = 50 << 20

// sourceMax is the longest name that a door's mail is stored under.
const sourceMax = 300

// MailIn is what a door knows of a mail.
type MailIn struct {
	Door   string   // "smtp", "pipe", or the name of a mailbox that is fetched
	Source string   // the same for the same mail at this door; "" is what the mail itself holds, and for whom
	From   string   // of the envelope; "" of a bounce, or when there is none
	To     []string // likewise
}

// AcceptMail takes a mail in. Once it returns nil the mail is durable and will
// be one message on one ticket, or shown to administrators with a reason,
// whatever happens to this process: only then may a door acknowledge it. A mail
// that its door handed in before is nil too, and changes nothing. More than
// MailMax is errs.TooLarge; then, and after any other error, nothing is kept.
func (d *Desk) AcceptMail(ctx context.Context, in MailIn, raw io.Reader) error {
	names, err := d.Store.Directory(ctx)
	if err != nil {
		return err
	}
	info, err := d.Blobs.Put(ctx, raw, MailMax)
	if errs.Is(err, errs.TooLarge) {
		return errs.New(errs.TooLarge, "mail.message_too_large", "megabytes", MailMax>>20)
	}
	if err != nil {
		return err
	}
	row := store.Inbound{
		Door: in.Door, Source: in.source(string(info.Hash)), From: in.From, To: in.To, Hash: string(info.Hash), Size: info.Size,
	}
	row.Org = boxOf(names, in.To).desk
	return d.Store.Write(ctx, func(tx *store.Tx) error {
		id, err := tx.AddInbound(row)
		if err != nil || id == 0 {
			return err
		}
		return tx.Enqueue(receiveJob(id))
	})
}

// source is the mail's name at its door, of a length that an index takes.
func (in MailIn) source(hash string) string {
	if in.Source != "" && len(in.Source) <= sourceMax {
		return in.Source
	}
	name := in.Source
	if name == "" {
		name = hash + " " + in.From + " " + strings.Join(in.To, " ")
	}
	sum := sha256.Sum256([]byte(name))
	return hex.EncodeToString(sum[:])
}

// JobReceiveMail makes a message of a mail that came in.
const JobReceiveMail = "receive_mail"

type receiveArgs struct {
	Mail int64 `json:"mail"`
}

// receiveJob is unique for its mail as long as that waits.
func receiveJob(id int64) store.NewJob {
	j := job(JobReceiveMail, receiveArgs{id})
	j.Key = fmt.Sprintf("mail-in:%d", id)
	return j
}
