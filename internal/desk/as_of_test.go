package desk

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"balie/internal/org"
	"balie/internal/ticket"
)

// TestAsOfAgreesWithTheDomain walks a long history with every act through the
// domain and asks for the ticket as of each event.
func TestAsOfAgreesWithTheDomain(t *testing.T) {
	const partner org.ID = 2
	by := func(o org.ID, tier org.Tier) ticket.By { return ticket.By{User: 9, Org: o, Tier: tier} }
	customer, agent, vendor := by(3, org.Entity), by(partner, org.Partner), by(org.VendorID, org.Vendor)
	now, begun := ticket.Begin(ticket.Ticket{ID: 1, Partner: partner, Kind: ticket.Question}, customer, ticket.Ticket{}.CreatedAt)
	events, want := []ticket.Event{begun}, []ticket.Ticket{now}
	do := func(act ticket.Act, who ticket.By) {
		next, e, err := now.Next(act, who, now.CreatedAt)
		if err != nil {
			t.Fatalf("%s: %v", act, err)
		}
		if act == ticket.Hold {
			next.HoldReason, e.To = "a reason", "a reason"
		}
		now, events, want = next, append(events, e), append(want, next)
	}
	do(ticket.Send, agent)
	do(ticket.Comment, vendor)
	do(ticket.Ask, vendor)
	do(ticket.Reply, customer)
	do(ticket.Return, vendor)
	do(ticket.Ask, agent)
	do(ticket.Ask, vendor)
	do(ticket.Comment, agent)
	do(ticket.Reply, customer)
	do(ticket.TakeBack, agent)
	do(ticket.Hold, vendor)
	do(ticket.Reply, customer)
	do(ticket.Release, vendor)
	do(ticket.Note, agent)
	do(ticket.Hold, vendor)
	do(ticket.Ask, vendor)
	do(ticket.Close, customer)
	do(ticket.Reply, customer)
	do(ticket.Reopen, customer)
	p, e := now.Prioritise(2, agent, now.CreatedAt)
	now, events, want = p, append(events, e), append(want, p)
	p, e = now.Prioritise(1, agent, now.CreatedAt)
	now, events, want = p, append(events, e), append(want, p)

	for i := range events {
		events[i].ID = ticket.EventID(i + 1)
	}
	type known struct {
		State    ticket.State
		Reason   string
		Holder   org.ID
		Priority ticket.Priority
	}
	of := func(t ticket.Ticket) known { return known{t.State, t.HoldReason, t.Holder, t.Priority} }
	for i, e := range events {
		if d := cmp.Diff(of(want[i]), of(asOf(now, events, e.ID))); d != "" {
			t.Errorf("after event %d, %s:\n%s", i+1, e.Info().Name, d)
		}
	}
}
