package desk

import (
	"context"
	"fmt"
	"slices"

	"balie/internal/access"
	"balie/internal/notify"
	"balie/internal/org"
	"balie/internal/store"
	"balie/internal/ticket"
)

// tells remembers who is to hear of a change. When it undoes something that
// was not told yet, neither is.
func (r *bulkRun) tells(tx *store.Tx, c *change) error {
	if r.bulk.Undoes != 0 {
		untold, err := tx.DropBulkMail(r.bulk.Undoes, c.after.ID)
		if err != nil || untold {
			return err
		}
	}
	for _, e := range c.events {
		if e.Info().Hears == 0 {
			continue
		}
		who, err := r.concerned(tx, e, c.after)
		if err != nil {
			return err
		}
		for _, to := range notify.Recipients(e, c.after, who) {
			m := store.BulkMail{User: to.User, Kind: string(to.Kind), Ticket: c.after.ID, Event: e.ID}
			if to.User == 0 {
				m.User = mailbox(to.Desk)
			}
			r.mails = append(r.mails, m)
		}
	}
	return nil
}

// concerned is everyone an event could concern, each loaded once a batch.
func (r *bulkRun) concerned(tx *store.Tx, e ticket.Event, t ticket.Ticket) (w notify.Who, err error) {
	for _, p := range r.involved[t.ID] {
		w.Involved = append(w.Involved, notify.Person{Actor: access.Actor{User: p.User}, Active: p.Active})
	}
	at := r.names.Orgs[notify.Desk(e, t)]
	w.Mailbox = at.ToldAt() != "" && !r.d.ourMailbox(r.names, at)
	if w.Staff, err = r.told(tx, at, t.Team(at.ID)); err != nil {
		return w, err
	}
	if team := r.names.Teams[ticket.TextID[org.TeamID](e.To)]; e.Kind == ticket.TeamGiven && team.ID != 0 {
		if w.Team, err = r.told(tx, r.names.Orgs[team.Org], team.ID); err != nil {
			return w, err
		}
	}
	if w.Assignee, err = r.person(tx, t.Assignee(at.ID)); err != nil {
		return w, err
	}
	w.NewOne, err = r.person(tx, notify.NewOne(e))
	return w, err
}

// told is told, each desk's team loaded once a batch.
func (r *bulkRun) told(tx *store.Tx, at org.Organization, team org.TeamID) ([]notify.Person, error) {
	key := staffOf{at.ID, team}
	if known, ok := r.staff[key]; ok {
		return known, nil
	}
	out, err := told(tx, at, team)
	if err == nil {
		r.staff[key] = out
	}
	return out, err
}

func (r *bulkRun) person(tx *store.Tx, id org.UserID) (notify.Person, error) {
	if known, ok := r.people[int64(id)]; ok {
		return known, nil
	}
	p, err := person(tx, id)
	if err == nil {
		r.people[int64(id)] = p
	}
	return p, err
}

// TellBulk does a job of the kind JobBulkTell: of everything that a bulk did,
// each receiver gets one mail of a kind; customers, in whose mails a partner
// speaks, one from each.
func (d *Desk) TellBulk(ctx context.Context, j store.Job) error {
	var args bulkJob
	if err := j.Into(&args); err != nil {
		return err
	}
	names, err := d.Store.Directory(ctx)
	if err != nil {
		return err
	}
	return d.Store.WriteJob(ctx, func(tx *store.Tx) error {
		untold, err := tx.UntoldBulkMail(args.Bulk)
		if err != nil {
			return err
		}
		for len(untold) > 0 {
			first := untold[0]
			n := slices.IndexFunc(untold, func(m store.BulkMail) bool {
				return m.User != first.User || m.Kind != first.Kind || speaker(m) != speaker(first)
			})
			if n < 0 {
				n = len(untold)
			}
			if err := d.tellBulk(tx, names, args.Bulk, untold[:n]); err != nil {
				return err
			}
			untold = untold[n:]
		}
		return ends(tx, j)
	})
}

// speaker is the partner in whose name a mail about a ticket goes, 0 where that
// is the receiver's own desk.
func speaker(m store.BulkMail) org.ID {
	if notify.Kind(m.Kind).ForStaff() || deskOf(m.User) != 0 {
		return 0
	}
	return m.Partner
}

// tellBulk queues the one mail that tells a receiver of a kind what they may
// hear of.
func (d *Desk) tellBulk(tx *store.Tx, names *store.Directory, bulk int64, list []store.BulkMail) error {
	first, own := list[0], deskOf(list[0].User)
	to := notify.Recipient{User: first.User, Kind: notify.Kind(first.Kind)}
	var p notify.Person
	var err error
	if own != 0 {
		to.User, to.Desk = 0, own
	} else if p, err = person(tx, first.User); err != nil {
		return err
	}
	told := toldOf{Of: speaker(first)}
	if list, _ = told.heardBy(p, own, list); len(list) == 0 {
		return nil
	}
	first = list[0]
	if own == 0 && to.Kind.Noticed() {
		e := ticket.Event{ID: first.Event, Ticket: first.Ticket}
		if err := d.notice(tx, e, []notify.Recipient{to}, len(list)-1); err != nil {
			return err
		}
	}
	mail := store.MailOut{Event: first.Event, Ticket: first.Ticket, User: first.User, Kind: first.Kind}
	if len(list) > 1 {
		mail.Kind = store.BulkMailKind + first.Kind
		if mail.About, err = told.of(list); err != nil {
			return err
		}
	}
	from := brandFor(names, to, ticket.Ticket{Partner: first.Partner})
	mail.MessageID = d.mailID(from, fmt.Sprintf("b%d", bulk), first.Kind, fmt.Sprintf("p%d", told.Of), fmt.Sprintf("u%d", first.User))
	added, err := d.queue(tx, mail)
	if err != nil || len(added) == 0 {
		return err
	}
	return tx.TellBulkMail(bulk, list, added[0].ID)
}
