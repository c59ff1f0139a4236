package mailroom

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"balie/internal/desk"
	"balie/internal/errs"
)

// errNotGiven is a mail that the server lists and does not give.
var errNotGiven = errors.New("the server did not give the mail")

// refusal is an error of Accept: nothing is wrong with the connection.
type refusal struct{ error }

func (r refusal) Unwrap() error { return r.error }

// usable reports whether the connection is good for the next mail after one
// that failed.
func usable(err error) bool {
	return alive(err) || errors.Is(err, errNotGiven) || errors.As(err, new(refusal))
}

// take fetches one mail, hands it in, and only then marks or moves it. When
// this process dies between the two, the mail is handed in again under the same
// name, and known.
func (f *Fetcher) take(ctx context.Context, ic *imapConn, uid imap.UID) error {
	err := f.fetch(ctx, ic, uid)
	if errs.Is(err, errs.TooLarge) {
		f.status.change(func(s *State) { s.TooLarge++ })
		f.log.Warn("a mail is too large and stays in the mailbox", "uid", uid)
		return ic.flag(ctx, uid, f.mark(ic))
	}
	if err != nil {
		return err
	}
	if err := f.finish(ctx, ic, uid); err != nil {
		return fmt.Errorf("marking a mail that was taken: %w", err)
	}
	f.status.change(func(s *State) { s.Taken++ })
	f.log.Info("took a mail", "uid", uid)
	return nil
}

// fetch hands the bytes of one mail in as they arrive.
func (f *Fetcher) fetch(ctx context.Context, ic *imapConn, uid imap.UID) error {
	return ic.do(ctx, imapMailTime, func() error {
		command := ic.c.Fetch(imap.UIDSetNum(uid), &imap.FetchOptions{
			UID: true, BodySection: []*imap.FetchItemBodySection{{Peek: true}},
		})
		given := errNotGiven
		for message := command.Next(); message != nil; message = command.Next() {
			for item := message.Next(); item != nil; item = message.Next() {
				body, ok := item.(imapclient.FetchItemDataBodySection)
				if !ok || body.Literal == nil {
					continue
				}
				mail := &whole{r: body.Literal, left: body.Literal.Size()}
				given = f.handIn(ctx, ic.box.UIDValidity, uid, mail)
				if mail.cut != nil {
					ic.c.Close() // the client would read what is left from two sides
					return mail.cut
				}
			}
		}
		if err := command.Close(); err != nil {
			return err
		}
		return given
	})
}

func (f *Fetcher) handIn(ctx context.Context, validity uint32, uid imap.UID, raw io.Reader) error {
	in := desk.MailIn{Door: f.box.Name(), Source: fmt.Sprintf("%d/%d", validity, uid), To: f.box.recipients()}
	if err := f.accept(ctx, in, raw); err != nil {
		return refusal{err}
	}
	return nil
}

// whole reads a mail of a known size. The client's own reader ends quietly
// when the connection is cut, and half a mail would pass for all of it.
type whole struct {
	r    io.Reader
	left int64
	cut  error // why the rest never came
}

func (w *whole) Read(b []byte) (int, error) {
	if w.cut != nil {
		return 0, w.cut
	}
	n, err := w.r.Read(b)
	w.left -= int64(n)
	if err == io.EOF && w.left > 0 {
		err = io.ErrUnexpectedEOF
	}
	if err != nil && err != io.EOF {
		w.cut = err
	}
	return n, err
}

// finish marks a mail that was taken as read and done, or moves it. One that
// cannot be moved stays, marked, and is not fetched again.
func (f *Fetcher) finish(ctx context.Context, ic *imapConn, uid imap.UID) error {
	mark := f.mark(ic)
	if f.box.Move == "" {
		return ic.flag(ctx, uid, imap.FlagSeen, mark)
	}
	if mark != imap.FlagSeen {
		if err := ic.flag(ctx, uid, imap.FlagSeen); err != nil {
			return err
		}
	}
	err := ic.move(ctx, uid, f.box.Move)
	if err != nil && alive(err) {
		f.log.Error("a mail that was taken could not be moved and stays", "uid", uid, "folder", f.box.Move, "error", err)
		return ic.flag(ctx, uid, mark)
	}
	return err
}

// flag adds flags to a mail.
func (ic *imapConn) flag(ctx context.Context, uid imap.UID, flags ...imap.Flag) error {
	return ic.do(ctx, imapTime, func() error {
		return ic.c.Store(imap.UIDSetNum(uid), &imap.StoreFlags{Op: imap.StoreFlagsAdd, Silent: true, Flags: flags}, nil).Close()
	})
}

// move puts a mail into another folder, which is made when it is absent.
func (ic *imapConn) move(ctx context.Context, uid imap.UID, folder string) error {
	err := ic.moveOnce(ctx, uid, folder)
	if said := (*imap.Error)(nil); errors.As(err, &said) && said.Code == imap.ResponseCodeTryCreate {
		if err := ic.do(ctx, imapTime, func() error { return ic.c.Create(folder, nil).Wait() }); err != nil {
			return err
		}
		err = ic.moveOnce(ctx, uid, folder)
	}
	return err
}

// moveOnce moves; where the server cannot, it copies and, once the copy is
// there, deletes this one mail. (The client's own way around a missing MOVE
// deletes without waiting for the copy, and whatever else is marked deleted.)
func (ic *imapConn) moveOnce(ctx context.Context, uid imap.UID, folder string) error {
	set := imap.UIDSetNum(uid)
	caps := ic.c.Caps()
	if caps.Has(imap.CapMove) {
		return ic.do(ctx, imapTime, func() error { _, err := ic.c.Move(set, folder).Wait(); return err })
	}
	err := ic.do(ctx, imapTime, func() error { _, err := ic.c.Copy(set, folder).Wait(); return err })
	if err != nil {
		return err
	}
	if err := ic.flag(ctx, uid, imap.FlagDeleted); err != nil || !caps.Has(imap.CapUIDPlus) {
		return err
	}
	return ic.do(ctx, imapTime, func() error { return ic.c.UIDExpunge(set).Close() })
}
