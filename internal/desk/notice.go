package desk

import (
	"context"

	"balie/internal/access"
	"balie/internal/live"
	"balie/internal/notify"
	"balie/internal/org"
	"balie/internal/store"
	"balie/internal/ticket"
)

// Notice is one thing that a person was told in the page.
type Notice = store.Notice

// MaxNotices is where counting unread ones ends.
const MaxNotices = store.MaxNotices

const noticesPage = 50

// NoticePage is a part of a person's notices, newest first. Next is where the
// following part starts, 0 on the last.
type NoticePage struct {
	List []Notice
	Next ticket.EventID
}

// Notices gives an agent's notices before an event (0 is the start), of tickets
// they still see.
func (d *Desk) Notices(ctx context.Context, a access.Actor, before ticket.EventID) (NoticePage, error) {
	var p NoticePage
	scope, err := staff(a)
	if err != nil {
		return p, err
	}
	err = d.Store.Read(ctx, func(tx *store.Tx) (err error) {
		p.List, p.Next, err = tx.Notices(scope, a.User, before, noticesPage)
		return err
	})
	return p, err
}

// UnreadNotices counts what an agent has not read, up to MaxNotices.
func (d *Desk) UnreadNotices(ctx context.Context, a access.Actor) (n int, err error) {
	scope, err := staff(a)
	if err != nil {
		return 0, err
	}
	err = d.Store.Read(ctx, func(tx *store.Tx) (err error) {
		n, err = tx.UnreadNotices(scope, a.User)
		return err
	})
	return n, err
}

// ReadNotices marks an agent's notices up to an event as read. Those of a
// ticket are read by looking at it.
func (d *Desk) ReadNotices(ctx context.Context, a access.Actor, upTo ticket.EventID) error {
	if _, err := staff(a); err != nil {
		return err
	}
	return d.Store.Write(ctx, func(tx *store.Tx) error {
		d.tellNoticed(tx, a.User)
		return tx.ReadNotices(a.User, upTo)
	})
}

// notice tells in the page who hears of the event there.
func (d *Desk) notice(tx *store.Tx, e ticket.Event, who []notify.Recipient, others int) error {
	list := make([]store.Notice, len(who))
	for i, r := range who {
		list[i] = store.Notice{User: r.User, Event: e, Others: others}
	}
	added, err := tx.AddNotices(list...)
	if err == nil && len(added) > 0 {
		d.tellNoticed(tx, added...)
	}
	return err
}

// tellNoticed has the open pages of people count again, after the commit.
func (d *Desk) tellNoticed(tx *store.Tx, users ...org.UserID) {
	f := live.Fact{Notice: true}
	for _, u := range users {
		f.People = append(f.People, int64(u))
	}
	d.publish(tx, f)
}
