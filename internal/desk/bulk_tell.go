package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"balie/internal/access"
	"balie/internal/letter"
	"balie/internal/notify"
	"balie/internal/org"
	"balie/internal/store"
	"balie/internal/ticket"
)

// bulkMail is how a mail is stored that tells of many tickets; behind it stands
// the kind of mail that each would have got.
const bulkMail = "bulk_"

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
	if e.Info().Hears&(ticket.People|ticket.Requester) != 0 {
		involved, err := tx.People(t.ID)
		if err != nil {
			return w, err
		}
		for _, p := range involved {
			w.Involved = append(w.Involved, notify.Person{Actor: access.Actor{User: p.User}, Active: p.Active})
		}
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
			if err := d.tellBulk(tx, names, args.Bulk, first, n); err != nil {
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

// tellBulk writes the one mail about n tickets, of which m is the first.
func (d *Desk) tellBulk(tx *store.Tx, names *store.Directory, bulk int64, m store.BulkMail, n int) error {
	to := notify.Recipient{User: m.User, Kind: notify.Kind(m.Kind)}
	if own := deskOf(m.User); own != 0 {
		to = notify.Recipient{Desk: own, Kind: to.Kind}
	} else if to.Kind.Noticed() {
		e := ticket.Event{ID: m.Event, Ticket: m.Ticket}
		if err := d.notice(tx, e, []notify.Recipient{to}, n-1); err != nil {
			return err
		}
	}
	mail := store.MailOut{Event: m.Event, Ticket: m.Ticket, User: m.User, Kind: m.Kind}
	if n > 1 {
		mail.Kind = bulkMail + m.Kind
	}
	t, err := tx.Ticket(everything(), m.Ticket)
	if err != nil {
		return err
	}
	mail.MessageID = d.mailID(brandFor(names, to, t), fmt.Sprintf("b%d", bulk), m.Kind, fmt.Sprintf("p%d", speaker(m)), fmt.Sprintf("u%d", m.User))
	added, err := d.queue(tx, mail)
	if err != nil || len(added) == 0 {
		return err
	}
	return tx.TellBulkMail(bulk, m.User, m.Kind, speaker(m), added[0].ID)
}

// many lists the tickets that a mail about a bulk tells of, as far as the
// receiver may still see them.
func (s *scene) many(tx *store.Tx) error {
	if !strings.HasPrefix(s.mail.Kind, bulkMail) {
		return nil
	}
	list, err := tx.MailedTickets(s.mail.ID)
	if err != nil {
		return err
	}
	var p notify.Person
	own := deskOf(s.mail.User)
	if own == 0 {
		if p, err = person(tx, s.mail.User); err != nil {
			return err
		}
	}
	for _, t := range list {
		ok := p.AtDesk(t) || own != 0 && (own == t.Partner || own == org.VendorID)
		if !s.staff {
			people, err := tx.People(t.ID)
			if err != nil {
				return err
			}
			ok = slices.ContainsFunc(people, func(i store.Involved) bool { return i.User == s.mail.User })
		}
		if ok {
			s.listed = append(s.listed, letter.Line{Ref: ticket.Ref(s.d.Prefix, t.ID), Subject: t.Subject})
		}
	}
	s.entitled = (p.Active || own != 0) && len(s.listed) > 0 // whatever became of the first
	return nil
}

// kind is what a mail tells, of one ticket or of many.
func (s *scene) kind() string { return strings.TrimPrefix(s.mail.Kind, bulkMail) }

// manyLink is the list in which the receiver finds the tickets.
func (s *scene) manyLink() string {
	switch {
	case !s.staff:
		return s.d.Base.JoinPath("/").String()
	case s.kind() == string(notify.TeamGiven):
		u := s.d.Base.JoinPath("desk", string(ticket.ViewAll))
		u.RawQuery = "team=" + s.event.To
		return u.String()
	case s.kind() == string(notify.Assigned):
		return s.d.Base.JoinPath("desk", string(ticket.ViewMine)).String()
	}
	return s.d.Base.JoinPath("desk", string(ticket.ViewAll)).String()
}
