package desk

import (
	"slices"
	"time"

	"balie/internal/email"
	"balie/internal/errs"
	"balie/internal/org"
	"balie/internal/store"
	"balie/internal/ticket"
)

// open makes a ticket of the mail.
func (l *landing) open(v verdict) error {
	if l.key == "" {
		return l.ends(store.InboundRefused, "no_sender")
	}
	if err := l.contact(); err != nil {
		return err
	}
	t, guessed, err := l.ticket(v)
	if err != nil {
		return err
	}
	by := l.who.Customer(t.Entity, ticket.Mail)
	by.User = l.user.ID // somebody who left has no rights, and still wrote
	after, e := ticket.Begin(t, by, l.tx.Now)
	if e.To, err = l.answer(v); err != nil {
		return err
	}
	c := &change{after: after, message: l.in.message(by, false), events: []ticket.Event{e}}
	if c.followers, err = l.colleagues(t.Entity); err != nil {
		return err
	}
	if guessed {
		c.events = append(c.events, after.Note(ticket.EntityGuessed, "", ticket.IDText(t.Entity), by, l.tx.Now))
	}
	if c.events, err = l.related(v, after, by, c); err != nil {
		return err
	}
	if err := l.record(c); err != nil {
		return err
	}
	if err := l.link(v, c.after); err != nil {
		return err
	}
	if v.why == "suggested" && !l.maySuggest(v, c.after) {
		v.why = "new"
	}
	var args []any
	if other := v.other(); other != 0 && v.why != "new" && v.why != ofMany {
		args = []any{"reference", ticket.Ref(l.d.Prefix, other)}
	}
	return l.landed(c.after.ID, c.message, v.why, args...)
}

// other is the ticket that a new one has to do with.
func (v verdict) other() ticket.ID {
	if v.do == mailFollow {
		return v.on.ticket.ID
	}
	return v.suggests
}

// ticket is the new one, before it begins.
func (l *landing) ticket(v verdict) (t ticket.Ticket, guessed bool, err error) {
	t = ticket.Ticket{Subject: l.in.subject, Excerpt: excerpt(l.in.text), Kind: ticket.Question, Partner: l.row.Org, Requester: l.user.ID}
	if t.Subject == "" {
		t.Subject, _ = ticket.CutSubject(t.Excerpt)
	}
	if t.Subject == "" {
		t.Subject = l.d.Texts.In(l.names.Orgs[l.row.Org].Language, time.UTC).T("mailin.no_subject")
	}
	if v.do == mailFollow && v.on.governs {
		old := v.on.ticket
		t.Partner, t.Entity, t.System, t.Topic, t.Kind = old.Partner, old.Entity, old.System, old.Topic, old.Kind
		return t, false, nil
	}
	entity, guessed, err := l.entity()
	if entity.ID != 0 {
		t.Entity, t.Partner = entity.ID, entity.Parent
	}
	if err != nil {
		return t, guessed, err
	}
	return t, guessed, l.about(&t)
}

// colleagues are the people of the sender's entity who got the mail as well.
// It is the first, so there is nothing before it that they could read.
func (l *landing) colleagues(entity org.ID) (list []org.UserID, err error) {
	for _, a := range slices.Concat(l.in.To, l.in.Cc) {
		u, err := l.tx.UserByMail(email.CanonicalAddr(a.Addr))
		if errs.Is(err, errs.NotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		theirs, err := l.tx.Memberships(u.ID)
		if err != nil {
			return nil, err
		}
		if u.Active && u.ID != l.user.ID && belongsTo(theirs, entity) && !slices.Contains(list, u.ID) {
			list = append(list, u.ID)
		}
	}
	return list, nil
}

// related adds the events that agents alone read: who got the mail as well, and
// which ticket it has to do with.
func (l *landing) related(v verdict, t ticket.Ticket, by ticket.By, c *change) ([]ticket.Event, error) {
	copied, err := l.copied(t, c.followers, by)
	if err != nil {
		return nil, err
	}
	events := append(c.events, copied...)
	switch {
	case v.do == mailFollow:
		events = append(events, t.Note(ticket.Linked, "", ticket.IDText(v.on.ticket.ID), by, l.tx.Now))
	case v.suggests != 0 && l.maySuggest(v, t):
		events = append(events, t.Note(ticket.Suggested, "", ticket.IDText(v.suggests), by, l.tx.Now))
	}
	return events, nil
}

// maySuggest: whoever sees the new ticket sees the other one, too.
func (l *landing) maySuggest(v verdict, t ticket.Ticket) bool {
	for _, had := range l.facts.leads {
		if had.ticket.ID == v.suggests {
			return t.Direct() || t.Partner == had.ticket.Partner
		}
	}
	return false
}

func (l *landing) link(v verdict, t ticket.Ticket) error {
	switch {
	case v.do == mailFollow:
		return l.tx.LinkTickets(t.ID, v.on.ticket.ID, store.LinkRelated)
	case v.suggests != 0 && l.maySuggest(v, t):
		return l.tx.LinkTickets(t.ID, v.suggests, store.LinkSuggested)
	}
	return nil
}
