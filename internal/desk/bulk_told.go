package desk

import (
	"encoding/json"
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

// aboutMany reports whether a mail tells of many tickets at once.
func aboutMany(kind string) bool { return strings.HasPrefix(kind, store.BulkMailKind) }

// toldOf is what a mail about many tickets says of them. It is kept with the
// mail when that is queued, so that what becomes of a ticket shows in no try.
type toldOf struct {
	Of    org.ID     `json:"of,omitempty"` // as speaker gives it
	Lines []toldLine `json:"lines"`        // the first ones
	More  int        `json:"more,omitempty"`
}

type toldLine struct {
	Ticket  ticket.ID `json:"ticket"`
	Subject string    `json:"subject"`
}

// of writes down what the mail says of these tickets.
func (t toldOf) of(list []store.BulkMail) (string, error) {
	n := min(len(list), letter.ManyMax)
	for _, m := range list[:n] {
		t.Lines = append(t.Lines, toldLine{m.Ticket, m.Subject})
	}
	t.More = len(list) - n
	raw, err := json.Marshal(t)
	return string(raw), err
}

// without takes tickets out.
func (t toldOf) without(gone []ticket.ID) toldOf {
	n := len(t.Lines)
	t.Lines = slices.DeleteFunc(slices.Clone(t.Lines), func(l toldLine) bool { return slices.Contains(gone, l.Ticket) })
	t.More -= len(gone) - (n - len(t.Lines))
	return t
}

// heardBy parts what a person, or a desk at its own address, may hear of now
// from the rest: they see the ticket, and the same partner speaks.
func (t toldOf) heardBy(p notify.Person, own org.ID, list []store.BulkMail) (heard []store.BulkMail, gone []ticket.ID) {
	for _, m := range list {
		sees := p.Active && (p.AtDesk(ticket.Ticket{Partner: m.Partner}) || m.Involved && !notify.Kind(m.Kind).ForStaff())
		if own != 0 {
			sees = own == org.VendorID || own == m.Partner
		}
		if sees && speaker(m) == t.Of {
			heard = append(heard, m)
		} else {
			gone = append(gone, m.Ticket)
		}
	}
	return heard, gone
}

// many makes the scene one of a mail about many tickets, where it is one.
// Without those of which its receiver may hear no more it is another mail, with
// a Message-ID of its own; without any it is none.
func (s *scene) many(tx *store.Tx, p notify.Person) error {
	if !aboutMany(s.mail.Kind) {
		return nil
	}
	all, err := tx.MailedTickets(s.mail.ID)
	if err != nil {
		return err
	}
	if s.told, err = toldBy(s.mail, s.ticket.Partner, all); err != nil {
		return err
	}
	own := deskOf(s.mail.User)
	heard, gone := s.told.heardBy(p, own, all)
	s.entitled = len(heard) > 0 && (own == 0 || s.to.Mail != "")
	if s.told.Of != 0 {
		s.asCustomer(p, heard)
	}
	if len(gone) > 0 && len(heard) > 0 {
		s.told = s.told.without(gone)
		s.mail.MessageID = s.d.mailID(s.brand, fmt.Sprintf("m%d", s.mail.ID), s.d.Links.MailMark(fmt.Sprint(gone)))
	}
	return nil
}

// toldBy is what a mail about many tickets says. One that was queued before a
// mail kept that says what holds now.
func toldBy(m store.MailOut, partner org.ID, all []store.BulkMail) (t toldOf, err error) {
	about := m.About
	if about == "" {
		of := speaker(store.BulkMail{User: m.User, Kind: kindOf(m), Partner: partner})
		if about, err = (toldOf{Of: of}).of(all); err != nil {
			return t, err
		}
	}
	if err := json.Unmarshal([]byte(about), &t); err != nil {
		return t, fmt.Errorf("mail %d about many tickets: %w", m.ID, err)
	}
	return t, nil
}

// asCustomer is how most read a mail of which one partner speaks; who sees any
// of the tickets at their desk alone reads as an agent.
func (s *scene) asCustomer(p notify.Person, heard []store.BulkMail) {
	s.ticket.Partner, s.brand = s.told.Of, s.names.Orgs[s.told.Of]
	if s.staff = slices.ContainsFunc(heard, func(m store.BulkMail) bool { return !m.Involved }); s.staff {
		at, _ := p.Desk()
		s.brand = s.names.Orgs[at.Org]
	}
}

// lines are what the mail lists, each with its page.
func (s *scene) lines() (list []letter.Line) {
	for _, l := range s.told.Lines {
		ref := ticket.Ref(s.d.Prefix, l.Ticket)
		list = append(list, letter.Line{Ref: ref, Subject: l.Subject, Link: s.pageOf(ref)})
	}
	return list
}

// pageOf is the ticket's page on the receiver's side.
func (s *scene) pageOf(ref string) string {
	if s.staff {
		return s.d.Base.JoinPath("desk", "tickets", ref).String()
	}
	return s.d.Base.JoinPath("tickets", ref).String()
}

// manyFailed says on each ticket that a mail told of that it failed; of the
// others, of which its receiver may hear no more, it is forgotten.
func (d *Desk) manyFailed(tx *store.Tx, m store.MailOut, e ticket.Event) error {
	all, err := tx.MailedTickets(m.ID)
	if err != nil {
		return err
	}
	first, err := tx.Ticket(everything(), m.Ticket)
	if err != nil {
		return err
	}
	told, err := toldBy(m, first.Partner, all)
	if err != nil {
		return err
	}
	var p notify.Person
	if deskOf(m.User) == 0 {
		if p, err = person(tx, m.User); err != nil {
			return err
		}
	}
	heard, gone := told.heardBy(p, deskOf(m.User), all)
	if err := tx.ForgetBulkMail(m.ID, gone); err != nil {
		return err
	}
	return d.recordOnEach(tx, e, ticketsOf(heard))
}

func ticketsOf(list []store.BulkMail) (ids []ticket.ID) {
	for _, m := range list {
		ids = append(ids, m.Ticket)
	}
	return ids
}

// shownTo leaves out of a mail about many tickets those that somebody else who
// reads it may not see, and then how many more there are.
func (s *scene) shownTo(tx *store.Tx, scope access.Scope) error {
	list := make([]ticket.ID, len(s.told.Lines))
	for i, l := range s.told.Lines {
		list[i] = l.Ticket
	}
	seen, err := tx.Tickets(scope, list)
	if gone := slices.DeleteFunc(list, func(id ticket.ID) bool { return seen[id].ID != 0 }); len(gone) > 0 {
		s.told = s.told.without(gone)
		s.told.More = 0
	}
	return err
}

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

// kind is what a mail tells, of one ticket or of many.
func (s *scene) kind() string { return kindOf(s.mail) }

func kindOf(m store.MailOut) string { return strings.TrimPrefix(m.Kind, store.BulkMailKind) }
