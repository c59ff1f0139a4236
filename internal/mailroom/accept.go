// Package mailroom is the doors for mail: a listener for SMTP and LMTP, and
// mailboxes that are read by IMAP. A door knows protocols; what a mail means
// it does not. It hands the raw bytes on, and tells the other side that it has
// a mail only when those are durable.
package mailroom

import (
	"context"
	"io"

	"balie/internal/desk"
)

// Accept takes a mail in, as desk.AcceptMail does: after nil the mail is
// durable, or was handed in before. errs.TooLarge is for good; after any other
// error the door keeps the mail where it is, or says to try again.
type Accept func(ctx context.Context, in desk.MailIn, raw io.Reader) error
