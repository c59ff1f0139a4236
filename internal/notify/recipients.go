package notify

import (
	"balie/internal/org"
	"balie/internal/ticket"
)

// Recipients gives one mail for each person and address that is to hear of the
// event: nobody twice, nobody who left, never the actor (but who asks gets the
// confirmation of it), and of what customers may not know only agents who see
// the ticket.
func Recipients(e ticket.Event, t ticket.Ticket, w Who) []Recipient {
	l := list{e: e, t: t, had: map[org.UserID]bool{}}
	hears, kinds := e.Info().Hears, mails[e.Kind]
	if e.Info().Public && e.Confirmed() {
		for _, p := range w.Involved {
			if hears&ticket.People != 0 || (hears&ticket.Requester != 0 && p.User == t.Requester) ||
				(hears&ticket.Joined != 0 && p.User == NewOne(e)) {
				l.add(p, kinds.people)
			}
		}
	}
	if hears&ticket.NewOne != 0 {
		l.addAgent(w.NewOne, kinds.staff)
	}
	if hears&ticket.Team != 0 {
		for _, p := range w.Team {
			l.addAgent(p, kinds.staff)
		}
	}
	switch {
	case hears&ticket.Setter != 0 && w.NewOne.Active && w.NewOne.AtDesk(t):
		l.addAgent(w.NewOne, kinds.staff)
	case hears&ticket.Desk != 0:
		l.addDesk(w, kinds.staff)
	case hears&(ticket.Assignee|ticket.OtherDesk|ticket.Setter) == 0:
	case w.Assignee.Active && w.Assignee.AtDesk(t):
		l.addAgent(w.Assignee, kinds.staff)
	default:
		l.addDesk(w, kinds.staff)
	}
	return l.out
}

type list struct {
	e   ticket.Event
	t   ticket.Ticket
	had map[org.UserID]bool
	out []Recipient
}

func (l *list) add(p Person, k Kind) {
	own := p.User == l.e.Actor && k != Confirmation
	if k == "" || p.User == 0 || !p.Active || own || l.had[p.User] {
		return
	}
	l.had[p.User] = true
	l.out = append(l.out, Recipient{User: p.User, Kind: k})
}

func (l *list) addAgent(p Person, k Kind) {
	if p.AtDesk(l.t) {
		l.add(p, k)
	}
}

func (l *list) addDesk(w Who, k Kind) {
	if w.Mailbox && k != "" {
		l.out = append(l.out, Recipient{Desk: Desk(l.e, l.t), Kind: k})
	}
	for _, p := range w.Staff {
		l.addAgent(p, k)
	}
}
