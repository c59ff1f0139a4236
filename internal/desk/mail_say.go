package desk

import (
	"slices"

	"balie/internal/email"
	"balie/internal/org"
	"balie/internal/ticket"
)

// copiesMax is how many addresses that a mail went to as well are told of.
const copiesMax = 5

// say adds the mail to its ticket, by the same step as a form.
func (l *landing) say(v verdict) error {
	t := v.on.ticket
	by := l.who.Customer(t.Entity, ticket.Mail)
	if v.on.agent {
		by = l.who.Agent(ticket.Mail)
	}
	after, e, err := t.Next(v.act, by, l.tx.Now)
	if err != nil {
		return err
	}
	c := &change{before: t, after: after, message: l.in.message(by, v.hidden), events: []ticket.Event{e}}
	told, err := l.told(t)
	if err != nil {
		return err
	}
	c.quiet = !told
	if !v.hidden {
		copied, err := l.copied(t, nil, by)
		if err != nil {
			return err
		}
		c.events = append(c.events, copied...)
	}
	if err := l.record(c); err != nil {
		return err
	}
	return l.landed(t.ID, c.message, v.why)
}

func (l *landing) record(c *change) error {
	l.made = c
	return l.d.record(l.tx, c)
}

// aside keeps what a program wrote with the ticket, where agents see it. The
// ticket stays as it is and nobody is told.
func (l *landing) aside(v verdict) error {
	t := v.on.ticket
	by := l.who.Customer(t.Entity, ticket.Mail)
	e := t.Note(ticket.AutoReplied, "", "", by, l.tx.Now)
	c := &change{before: t, after: t, message: l.in.message(by, true), events: []ticket.Event{e}}
	if err := l.record(c); err != nil {
		return err
	}
	return l.landed(t.ID, c.message, v.why)
}

// copied tells agents of the addresses that the mail went to as well and that
// follow the ticket not: a copy lets nobody read what was said before.
func (l *landing) copied(t ticket.Ticket, joined []org.UserID, by ticket.By) (list []ticket.Event, err error) {
	var had []string
	if t.ID != 0 {
		people, err := l.tx.People(t.ID)
		if err != nil {
			return nil, err
		}
		for _, p := range people {
			had = append(had, email.CanonicalAddr(p.Mail))
		}
	}
	users, err := l.tx.Users(joined)
	if err != nil {
		return nil, err
	}
	for _, u := range users {
		had = append(had, email.CanonicalAddr(u.Mail))
	}
	by.Org = 0 // the mail's header says so, whoever's it is: every desk may know
	for _, a := range slices.Concat(l.in.To, l.in.Cc) {
		key := email.CanonicalAddr(a.Addr)
		if len(list) == copiesMax || key == l.key || slices.Contains(had, key) || l.d.ourAddress(l.names, key) {
			continue
		}
		if _, err := email.ParseAddress(a.Addr); err != nil {
			continue
		}
		had = append(had, key)
		list = append(list, t.Note(ticket.CopiedTo, "", a.Addr, by, l.tx.Now))
	}
	return list, nil
}
