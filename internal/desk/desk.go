// Package desk is the use cases: one per file, each one transaction that
// checks access, lets the domain decide, and records what happened. Every face
// calls the same functions.
package desk

import (
	"context"
	"log/slog"
	"net/url"
	"sync/atomic"
	"time"

	"balie/internal/access"
	"balie/internal/authn"
	"balie/internal/blob"
	"balie/internal/email"
	"balie/internal/errs"
	"balie/internal/live"
	"balie/internal/locale"
	"balie/internal/org"
	"balie/internal/smtpout"
	"balie/internal/store"
)

// Options are the parts a desk works with; all but Relay are required.
type Options struct {
	Store    *store.Store
	Blobs    blob.Store
	Texts    *locale.Catalogues
	Hub      *live.Hub
	Links    authn.LinkKey
	Hasher   *authn.Hasher
	Relay    *smtpout.Relay // nil: outgoing mail waits in the outbox page
	MailFrom email.Address  // the sender where an organization has no address of its own
	Base     *url.URL       // the address people reach us at
	Prefix   string         // of references: HD

	// Incoming mail. Mail to ReplyAddress with a tag ("reply+TAG@…") reaches us;
	// "" when there is none. AuthServer is the name in the
	// Authentication-Results that our own mail server writes (RFC 8601 §2.2);
	// "" believes nobody. MailFor are addresses that doors take mail for besides
	// ReplyAddress, MailFrom and those of desks.
	ReplyAddress string
	ReplyAlso    []string // the same in other domains, for mails that are sent from there
	AuthServer   string
	MailFor      []string

	Log       *slog.Logger
	Upload    int64           // bytes of one file at most
	Elsewhere func(live.News) // tells other nodes, after the commit; may be nil
}

// Desk is safe for concurrent use.
type Desk struct {
	Options
	sessions    sessions
	counts      counts
	savedCounts savedCounts
	changes     atomic.Uint64 // that may have changed counts
	relay       relayTroubles
}

// New makes a desk.
func New(o Options) *Desk {
	if o.Prefix == "" {
		o.Prefix = "HD"
	}
	if o.Elsewhere == nil {
		o.Elsewhere = func(live.News) {}
	}
	d := &Desk{Options: o}
	d.sessions.known = map[string]knownSession{}
	d.counts.known = map[countKey]knownCounts{}
	d.savedCounts.known = map[savedKey]savedCount{}
	return d
}

// Heard takes what happened here or at another node: pages hear of it, and
// counts are read again after a fact.
func (d *Desk) Heard(n live.News) {
	if n.Fact != nil {
		d.dropCounts(*n.Fact)
		d.Hub.Publish([]live.Fact{*n.Fact})
	}
	if n.Sign != nil {
		d.Hub.Looking(*n.Sign)
	}
}

// Forget drops everything kept in process; another process changed the store.
func (d *Desk) Forget() {
	d.Store.DropNames()
	d.sessions.clear()
	d.changes.Add(1)
	d.counts.clear()
	d.savedCounts.clear()
}

// write runs a use case that a form may send twice: with a token, a repeat
// gets what the first sending answered and nothing happens again.
func (d *Desk) write(ctx context.Context, who org.UserID, once string, fn func(*store.Tx) (string, error)) (string, error) {
	var result string
	run := func(tx *store.Tx) error {
		if once != "" {
			old, found, err := tx.Once(who, once)
			if err != nil || found {
				result = old
				return err
			}
		}
		got, err := fn(tx)
		if err != nil {
			return err
		}
		result = got
		if once == "" {
			return nil
		}
		return tx.KeepOnce(who, once, result)
	}
	err := d.Store.Write(ctx, run)
	if err != nil {
		return d.refuse(ctx, who, once, err)
	}
	return result, nil
}

// refuse answers a form that can't be taken with err, unless it was taken
// before: what stands in the way may be its own first sending.
func (d *Desk) refuse(ctx context.Context, who org.UserID, once string, err error) (old string, refusal error) {
	if once == "" {
		return "", err
	}
	found := false
	failed := d.Store.Read(ctx, func(tx *store.Tx) (err error) {
		old, found, err = tx.Once(who, once)
		return err
	})
	if failed != nil || !found {
		return "", err
	}
	return old, nil
}

// staff gives the scope of an agent, or refuses.
func staff(a access.Actor) (access.Scope, error) {
	if a.User == 0 {
		return access.Scope{}, errs.New(errs.Unauthenticated, "error.unauthenticated")
	}
	if _, ok := a.Desk(); !ok {
		return access.Scope{}, errs.Absent()
	}
	return access.DeskScope(a), nil
}

// customer gives the portal scope of a signed-in person, or refuses.
func customer(a access.Actor) (access.Scope, error) {
	if a.User == 0 {
		return access.Scope{}, errs.New(errs.Unauthenticated, "error.unauthenticated")
	}
	return access.PortalScope(a), nil
}

func (d *Desk) now() time.Time { return d.Store.Now() }
