package mailroom

import (
	"context"
	"errors"
	"time"

	"github.com/emersion/go-imap/v2"
)

// errNoIdle: the server cannot tell of new mail, so Poll has to do.
var errNoIdle = errors.New("the server knows no IDLE")

// watch keeps a connection on which the server tells of new mail. It is a help
// to Poll, so its failures are only logged.
func (f *Fetcher) watch(ctx context.Context) {
	pause := backoff{least: time.Second, most: 5 * time.Minute}
	for ctx.Err() == nil {
		began := time.Now()
		err := f.idle(ctx)
		f.status.change(func(s *State) { s.Watching = false })
		if ctx.Err() != nil {
			return
		}
		if errors.Is(err, errNoIdle) {
			f.log.Info("the server knows no IDLE, so new mail is found by asking", "every", f.box.Poll)
			return
		}
		if time.Since(began) > time.Minute {
			pause.reset()
		}
		wait := pause.next()
		f.log.Debug("waiting for news ended", "error", err, "again", wait)
		select {
		case <-ctx.Done():
		case <-time.After(wait):
		}
	}
}

// idle waits for news until the connection or ctx ends.
func (f *Fetcher) idle(ctx context.Context) error {
	ic, err := f.box.dial(ctx, true, f.ring)
	if err != nil {
		return err
	}
	defer ic.c.Close()
	if !ic.c.Caps().Has(imap.CapIdle) {
		return errNoIdle
	}
	err = ic.do(ctx, imapTime, func() error { _, err := ic.c.Idle(); return err })
	if err != nil {
		return err
	}
	f.status.change(func(s *State) { s.Watching = true })
	f.ring() // what came before the server began to tell
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-ic.c.Closed():
		return errors.New("the server closed the connection")
	}
}
