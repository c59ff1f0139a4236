package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"balie/internal/access"
	"balie/internal/email"
	"balie/internal/notify"
	"balie/internal/org"
	"balie/internal/store"
	"balie/internal/ticket"
)

// Tell does a job of the kind JobTell: whoever is to hear of an event gets one
// mail and, if they work here, a notice in the page; never a second one for the
// same event. Without a relay the
// mails are held: they stay held when one is configured later, so that nobody
// is suddenly told of old things.
func (d *Desk) Tell(ctx context.Context, j store.Job) error {
	var args tellArgs
	if err := j.Into(&args); err != nil {
		return err
	}
	names, err := d.Store.Directory(ctx)
	if err != nil {
		return err
	}
	return d.Store.WriteJob(ctx, func(tx *store.Tx) error {
		e, err := tx.Event(args.Event)
		if err != nil {
			return err
		}
		if err := d.tell(tx, names, e); err != nil {
			return err
		}
		return ends(tx, j)
	})
}

func (d *Desk) tell(tx *store.Tx, names *store.Directory, e ticket.Event) error {
	h, err := d.hearing(tx, names, e)
	if err != nil || h.undone {
		return err
	}
	if err := d.notice(tx, e, notify.Notices(e, h.ticket, h.who), 0); err != nil {
		return err
	}
	var mails []store.MailOut
	for _, r := range h.recipients {
		m := store.MailOut{Event: e.ID, Ticket: h.ticket.ID, User: r.User, Kind: string(r.Kind)}
		if r.User == 0 {
			m.User = mailbox(r.Desk)
		}
		if r.Kind == notify.Confirmation {
			if m.About, err = expected(tx, h.ticket); err != nil {
				return err
			}
		}
		m.MessageID = d.mailID(brandFor(names, r, h.ticket), fmt.Sprintf("t%d", h.ticket.ID), fmt.Sprintf("e%d", e.ID), fmt.Sprintf("u%d", m.User))
		mails = append(mails, m)
	}
	_, err = d.queue(tx, mails...)
	return err
}

// hearing is who is to hear of an event.
type hearing struct {
	undone     bool
	ticket     ticket.Ticket // as of the event
	who        notify.Who
	recipients []notify.Recipient // by mail
}

func (d *Desk) hearing(tx *store.Tx, names *store.Directory, e ticket.Event) (h hearing, err error) {
	t, err := tx.Ticket(everything(), e.Ticket)
	if err != nil {
		return h, err
	}
	events, err := tx.Events(t.ID)
	if err != nil {
		return h, err
	}
	events = ticket.Standing(events)
	if !slices.ContainsFunc(events, func(had ticket.Event) bool { return had.ID == e.ID }) {
		return hearing{undone: true}, nil
	}
	h.ticket = asOf(t, events, e.ID)
	if h.who, err = d.concerned(tx, names, e, h.ticket); err != nil {
		return h, err
	}
	h.recipients, err = unlessMergedBefore(tx, e, h.ticket, events, notify.Recipients(e, h.ticket, h.who))
	return h, err
}

// concerned loads everyone the event could concern.
func (d *Desk) concerned(tx *store.Tx, names *store.Directory, e ticket.Event, t ticket.Ticket) (w notify.Who, err error) {
	people, err := tx.People(t.ID)
	if err != nil {
		return w, err
	}
	for _, p := range people {
		w.Involved = append(w.Involved, notify.Person{Actor: access.Actor{User: p.User}, Active: p.Active})
	}
	at := names.Orgs[notify.Desk(e, t)]
	w.Mailbox = at.ToldAt() != "" && !d.ourMailbox(names, at)
	if w.Staff, err = told(tx, at, t.Team(at.ID)); err != nil {
		return w, err
	}
	if w.Team, err = givenTo(tx, names, e); err != nil {
		return w, err
	}
	if w.Assignee, err = person(tx, t.Assignee(at.ID)); err != nil {
		return w, err
	}
	w.NewOne, err = person(tx, notify.NewOne(e))
	return w, err
}

// told is who at a desk is told of a ticket: the agents of the team that has
// it, without one all of the desk; but for who switched it off.
func told(tx *store.Tx, at org.Organization, team org.TeamID) (out []notify.Person, err error) {
	staff, err := tx.DeskStaff(at.ID)
	if err != nil {
		return nil, err
	}
	mates, err := teamMembers(tx, team)
	for _, u := range staff {
		if len(mates) == 0 || slices.Contains(mates, u.ID) {
			m := org.Membership{User: u.ID, Org: at.ID, Tier: at.Tier, Parent: at.Parent}
			out = append(out, notify.Person{Actor: access.Actor{User: u.ID, Memberships: []org.Membership{m}}, Active: u.Active})
		}
	}
	return out, err
}

// givenTo is who hears that their team got a ticket.
func givenTo(tx *store.Tx, names *store.Directory, e ticket.Event) ([]notify.Person, error) {
	team := names.Teams[ticket.TextID[org.TeamID](e.To)]
	if e.Kind != ticket.TeamGiven || team.ID == 0 {
		return nil, nil
	}
	mates, err := teamMembers(tx, team.ID)
	if err != nil || len(mates) == 0 {
		return nil, err
	}
	return told(tx, names.Orgs[team.Org], team.ID)
}

// teamMembers lists the active people of a team; none of no team.
func teamMembers(tx *store.Tx, team org.TeamID) ([]org.UserID, error) {
	if team == 0 {
		return nil, nil
	}
	return tx.TeamStaff(team)
}

// person loads somebody with what decides their rights; nobody for 0.
func person(tx *store.Tx, id org.UserID) (p notify.Person, err error) {
	if id == 0 {
		return p, nil
	}
	u, err := tx.User(id)
	if err != nil {
		return p, err
	}
	p.User, p.Name, p.Active = u.ID, u.Name, u.Active
	p.Memberships, err = tx.Memberships(id)
	return p, err
}

// mailbox is how a mail to a desk's own address is stored: mails are to people
// by their id, and this is an id that no person has.
func mailbox(desk org.ID) org.UserID { return org.UserID(-desk) }

// deskOf is the inverse of mailbox; 0 for a person.
func deskOf(id org.UserID) org.ID { return org.ID(max(0, -id)) }

// brandFor is the organization that a receiver of a mail about a ticket deals
// with.
func brandFor(names *store.Directory, r notify.Recipient, t ticket.Ticket) org.Organization {
	switch {
	case r.User == 0:
		return names.Orgs[r.Desk]
	case r.Kind.ForStaff():
		return names.Orgs[names.Staff[r.User].Org]
	}
	return names.Orgs[t.Partner]
}

// mailID is the Message-ID of a mail of ours, equal for equal parts, in the
// domain of its sender. Nobody can guess it: who answers it has had the mail.
func (d *Desk) mailID(from org.Organization, parts ...string) string {
	return email.MessageID(afterAt(d.sender(from).Addr), append(parts, d.Links.MailMark(strings.Join(parts, " ")))...)
}

// threadID stands in the References of every mail about the ticket, so that
// mail programs show them as one conversation. No mail has this Message-ID.
func (d *Desk) threadID(from org.Organization, id ticket.ID) string {
	return email.MessageID(afterAt(d.sender(from).Addr), fmt.Sprintf("t%d", id))
}

// everything is the scope of the system's own work.
func everything() access.Scope {
	return access.DeskScope(access.Actor{Memberships: []org.Membership{{Org: org.VendorID, Tier: org.Vendor}}})
}

// ends finishes a job in the transaction that did its work, or rolls it back
// when somebody else took the job over meanwhile.
func ends(tx *store.Tx, j store.Job) error {
	ours, err := tx.FinishJob(j)
	if err == nil && !ours {
		err = errors.New("the job's lease was taken over")
	}
	return err
}
