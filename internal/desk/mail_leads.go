package desk

import (
	"slices"
	"strings"

	"balie/internal/email"
	"balie/internal/errs"
	"balie/internal/store"
	"balie/internal/ticket"
)

// leadsMax is how many tickets that a mail names are looked at.
const leadsMax = 5

// claim is a ticket that a mail names, before anybody looked at it.
type claim struct {
	way              mailWay
	ticket           ticket.ID
	hidden, personal bool
	many             bool // by a mail of ours that told of others, too
}

// leads finds the tickets that the mail names, the surest first, with what its
// sender may do there.
func (l *landing) leads() ([]lead, error) {
	var err error
	if l.claimed, err = l.claims(); err != nil {
		return nil, err
	}
	var out []lead
	for _, c := range l.claimed {
		if len(out) == leadsMax {
			break
		}
		found, err := l.lead(c)
		if errs.Is(err, errs.NotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if !slices.ContainsFunc(out, func(had lead) bool { return had.ticket.ID == found.ticket.ID && had.many == found.many }) {
			out = append(out, found)
		}
	}
	return out, nil
}

func (l *landing) claims() (list []claim, err error) {
	for _, t := range l.d.repliesTo(l.in.Message, l.row.To) {
		list = append(list, claim{way: byAddress, ticket: tagTicket(t), hidden: t.Hidden, personal: tagPerson(t) == l.who.User && l.who.User != 0})
	}
	ids := l.in.Thread.Ancestors()
	if l.row.MailID != "" {
		ids = append(ids, l.row.MailID) // somebody may have answered it before it came
	}
	known, err := l.tx.MailIDs(ids)
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		list = append(list, l.threads(known, id)...)
	}
	for _, n := range email.TicketNumbers(l.in.Subject, l.d.Prefix) {
		list = append(list, claim{way: bySubject, ticket: ticket.ID(n), hidden: true})
	}
	return list, nil
}

// threads are the tickets of one Message-ID: that of a mail of ours first, then
// that of one we got, then of one that somebody named.
func (l *landing) threads(known []store.MailID, id string) (list []claim) {
	for _, rank := range []func(store.MailID) bool{
		func(k store.MailID) bool { return k.Out },
		func(k store.MailID) bool { return !k.Out && k.Message != 0 },
		func(k store.MailID) bool { return !k.Out && k.Message == 0 },
	} {
		for _, k := range known {
			if k.ID == id && rank(k) {
				list = append(list, claim{
					way: byThread, ticket: k.Ticket, hidden: k.Out && answersHidden(k.Kind), many: aboutMany(k.Kind),
					personal: aboutMany(k.Kind) && k.To == int64(l.who.User) && l.who.User != 0,
				})
			}
		}
	}
	return list
}

// lead looks at the ticket of a claim; errs.NotFound when there is none.
func (l *landing) lead(c claim) (lead, error) {
	t, err := l.tx.Ticket(everything(), c.ticket)
	if err == nil && t.Merged != 0 {
		t, err = l.tx.Ticket(everything(), t.Merged)
	}
	if err != nil {
		return lead{}, err
	}
	found := lead{way: c.way, ticket: t, hidden: c.hidden, personal: c.personal, many: c.many}
	if l.who.User == 0 || !l.who.Active {
		return found, nil
	}
	if found.involved, err = l.tx.Involves(t.ID, l.who.User); err != nil {
		return found, err
	}
	found.agent = l.who.AtDesk(t) && t.Requester != l.who.User
	found.customer = l.who.AsCustomer(t, found.involved)
	found.governs = l.who.Governs(t)
	return found, nil
}

// ourMailID reports whether a Message-ID has the form of ours. Which of them we
// gave, mail_out knows; nobody else's mail may bring one in.
func (d *Desk) ourMailID(names *store.Directory, id string) bool {
	if !strings.HasPrefix(id, "<balie.") {
		return false
	}
	domain := strings.TrimSuffix(afterAt(id), ">")
	ours := domain == afterAt(d.MailFrom.Addr)
	for _, o := range names.Orgs {
		ours = ours || domain == afterAt(d.sender(o).Addr)
	}
	return ours
}

func afterAt(address string) string { return address[strings.LastIndexByte(address, '@')+1:] }
