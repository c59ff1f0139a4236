package mailroom

import (
	"context"
	"errors"
	"fmt"

	"github.com/emersion/go-imap/v2"
)

// taken is the keyword of a mail that needs nothing more from us.
const taken imap.Flag = "$BalieTaken"

// roundMax is how many mails one connection fetches, and failMax how many in a
// row may fail before the rest waits for better times.
const (
	roundMax = 500
	failMax  = 5
)

// round fetches the mails that are new or whose time has come again. more says
// that others are left for another round at once.
func (f *Fetcher) round(ctx context.Context) (more bool, err error) {
	ic, err := f.box.dial(ctx, false, nil)
	if err != nil {
		return false, err
	}
	defer ic.leave()
	uids, err := f.find(ctx, ic)
	if err != nil {
		return false, fmt.Errorf("looking for mail: %w", err)
	}
	failed := 0
	for n, uid := range uids {
		if n == roundMax {
			return true, nil
		}
		err := f.take(ctx, ic, uid)
		if err == nil {
			failed = 0
			delete(f.held, heldKey{ic.box.UIDValidity, uid})
			continue
		}
		if ctx.Err() != nil {
			return false, ctx.Err()
		}
		f.hold(ic.box.UIDValidity, uid, err)
		if failed++; failed == failMax || !usable(err) {
			return false, err
		}
	}
	f.countHeld()
	return false, nil
}

// hold puts a mail off that could not be taken.
func (f *Fetcher) hold(validity uint32, uid imap.UID, err error) {
	f.held.hold(heldKey{validity, uid})
	f.countHeld()
	f.log.Warn("a mail could not be taken and waits", "uid", uid, "error", err)
}

func (f *Fetcher) countHeld() {
	f.status.change(func(s *State) { s.Waiting = len(f.held) })
}

// find gives the mails to take, oldest first, without those that wait.
func (f *Fetcher) find(ctx context.Context, ic *imapConn) ([]imap.UID, error) {
	criteria := &imap.SearchCriteria{NotFlag: []imap.Flag{imap.FlagDeleted, f.mark(ic)}, Since: f.box.Since}
	var found imap.UIDSet
	err := ic.do(ctx, imapTime, func() error {
		data, err := ic.c.UIDSearch(criteria, nil).Wait()
		if err == nil {
			found, _ = data.All.(imap.UIDSet)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	all, ok := found.Nums()
	if !ok {
		return nil, errors.New("the server gave a list without an end")
	}
	f.held.keep(ic.box.UIDValidity, all)
	list := all[:0]
	for _, uid := range all {
		if !f.held.waits(heldKey{ic.box.UIDValidity, uid}) {
			list = append(list, uid)
		}
	}
	return list, nil
}

// mark is the flag that tells mails that were taken from those that were not:
// our own keyword, or \Seen where a server keeps no keywords.
func (f *Fetcher) mark(ic *imapConn) imap.Flag {
	for _, flag := range ic.box.PermanentFlags {
		if flag == imap.FlagWildcard || flag == taken {
			return taken
		}
	}
	return imap.FlagSeen
}
