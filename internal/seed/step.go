package seed

import (
	"strings"
	"time"
	"unicode/utf8"

	"balie/internal/org"
	"balie/internal/store"
	"balie/internal/ticket"
)

// step does the next thing to a ticket: the domain says what it becomes.
func (h *history) step(s *story, now time.Time) error {
	if s.said == 1 {
		h.assign(s, now)
	}
	act, by := h.next(s)
	t, e, err := s.t.Next(act, by, now)
	if err != nil {
		return err
	}
	s.t = t
	if act == ticket.Hold {
		s.t.HoldReason = s.w.phrases[h.r.IntN(len(s.w.phrases))]
		e.To = s.t.HoldReason
		h.add(s, e)
		return nil
	}
	hidden := act == ticket.Note || act == ticket.Send || act == ticket.Return
	h.say(s, e, h.text(s), hidden)
	if act == ticket.Send && h.r.IntN(3) > 0 {
		v := h.c.vendor.people
		to := v[h.r.IntN(len(v))]
		t, e, _ := s.t.Assign(org.VendorID, to.ID, ticket.By{User: to.ID, Org: org.VendorID, Tier: org.Vendor, Channel: ticket.Workspace}, now)
		s.t = t
		h.add(s, e)
	}
	return nil
}

// assign gives the ticket to somebody at the partner's desk.
func (h *history) assign(s *story, now time.Time) {
	desk := s.entity.home
	to := desk.people[h.r.IntN(len(desk.people))]
	if desk == h.c.partners[0] {
		to = h.large1(s, to)
	}
	by := ticket.By{User: to.ID, Org: desk.ID, Tier: org.Partner, Channel: ticket.Workspace}
	t, e, first := s.t.Assign(desk.ID, to.ID, by, now)
	s.t = t
	h.add(s, e)
	if first {
		h.add(s, ticket.Event{Ticket: t.ID, Kind: ticket.TakenUp, Actor: to.ID, Desk: desk.ID, At: now, Channel: by.Channel})
	}
}

// large1 lets one agent of the large partner have the promised number, open
// ones before closed ones.
func (h *history) large1(s *story, to org.User) org.User {
	n := float64(h.o.Tickets)
	target := min(5000, n/20)
	opens := n / 3 * h.share
	chance := min(0.9, target/opens)
	if s.aim == closed {
		chance = max(0, target-opens*chance) / (n/3 - opens)
	}
	people := h.c.partners[0].people
	if h.r.Float64() < chance && h.busyHas < int(target) {
		h.busyHas++
		return people[2]
	}
	if to.ID == people[2].ID {
		return people[3]
	}
	return to
}

// next picks what happens: the last thing leads to the ticket's aim.
func (h *history) next(s *story) (ticket.Act, ticket.By) {
	if s.left() <= 1 || s.left() == 2 && s.aim == openAtVendor {
		return h.last(s)
	}
	p := h.r.IntN(100)
	switch {
	case s.t.State == ticket.Waiting && p < 88:
		return ticket.Reply, h.customer(s)
	case s.t.State == ticket.Waiting:
		return ticket.Comment, h.agent(s)
	case s.t.Holder == org.VendorID && p < 25:
		return ticket.Return, h.agent(s)
	case s.t.Holder != org.VendorID && p < 8:
		return ticket.Send, h.agent(s)
	case p < 38:
		return ticket.Comment, h.agent(s)
	case p < 50:
		return ticket.Note, h.agent(s)
	case p < 60:
		return ticket.Reply, h.customer(s)
	}
	return ticket.Ask, h.agent(s)
}

func (h *history) last(s *story) (ticket.Act, ticket.By) {
	end := s.left() <= 1
	switch s.aim {
	case closed:
		s.done = true
		return ticket.Close, h.agent(s)
	case waiting:
		s.done = true
		return ticket.Ask, h.agent(s)
	case onHold:
		s.done = true
		v := h.c.vendor.people
		return ticket.Hold, ticket.By{User: v[h.r.IntN(len(v))].ID, Org: org.VendorID, Tier: org.Vendor, Channel: ticket.Workspace}
	case openAtVendor:
		if s.t.State == ticket.Open && s.t.Holder != org.VendorID {
			s.done = end
			return ticket.Send, h.agent(s)
		}
		s.done = end && s.t.State == ticket.Open
	default:
		s.done = end
	}
	return ticket.Reply, h.customer(s)
}

func (h *history) customer(s *story) ticket.By {
	p := s.people[h.r.IntN(len(s.people))]
	return ticket.By{User: p.User, Org: s.entity.ID, Tier: org.Entity, Channel: ticket.Portal}
}

// agent is somebody of the desk that holds the ticket, mostly its assignee.
func (h *history) agent(s *story) ticket.By {
	desk, tier := s.entity.home, org.Partner
	if s.t.Holder == org.VendorID {
		desk, tier = h.c.vendor, org.Vendor
	}
	by := ticket.By{User: desk.people[h.r.IntN(len(desk.people))].ID, Org: desk.ID, Tier: tier, Channel: ticket.Workspace}
	if a := s.t.Assignee(desk.ID); a != 0 && h.r.IntN(5) > 0 {
		by.User = a
	}
	return by
}

// say adds a message with its event and its document.
func (h *history) say(s *story, e ticket.Event, text string, hidden bool) {
	h.message++
	s.said++
	m := ticket.Message{
		ID: h.message, Ticket: s.t.ID, Author: e.Actor, Desk: e.Desk, Partner: s.t.Partner, Hidden: hidden,
		Body: "<p>" + text + "</p>", At: e.At, Channel: e.Channel,
	}
	h.out.Messages = append(h.out.Messages, m)
	e.Message = m.ID
	h.add(s, e)
	h.out.Docs = append(h.out.Docs, store.MessageDoc(s.t, s.people, m, h.c.users[m.Author].Name, text))
}

// add numbers an event and moves the ticket's last ones.
func (h *history) add(s *story, e ticket.Event) {
	h.event++
	e.ID, e.Ticket = h.event, s.t.ID
	h.out.Events = append(h.out.Events, e)
	moves := e.Info().Moves
	if moves != ticket.Neither {
		s.t.LastEvent = e.ID
	}
	if moves == ticket.BothAt {
		s.t.LastPublic = e.ID
	}
}

// text is what somebody says, with a word now and then that is looked for.
func (h *history) text(s *story) string {
	extra := ""
	switch {
	case s.said == 0 && int(s.t.ID)%(h.o.Tickets/20) == 7:
		extra = "Bij de vijver stond een " + Rare
	case h.r.IntN(500) == 0:
		extra = "Wij zien een " + strings.Trim(Phrase, `"`)
	}
	return s.w.message(h.r, extra)
}

// excerpt is the beginning of a question, as lists show it.
func excerpt(text string) string {
	const most = 100
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	return strings.TrimSpace(string([]rune(text)[:most-1])) + "…"
}
