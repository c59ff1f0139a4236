package notify

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"balie/internal/org"
	"balie/internal/ticket"
)

func TestNotices(t *testing.T) {
	open := ticket.Ticket{ID: 1, Partner: partner, Entity: entity, Requester: eva, Holder: partner, State: ticket.Open}
	sannes := open
	sannes.PartnerAssignee = sanne
	atVendor := sannes
	atVendor.Holder = org.VendorID
	by := func(k ticket.EventKind, actor org.UserID, of org.ID) ticket.Event {
		return ticket.Event{Kind: k, Actor: actor, Desk: of, To: "21"}
	}
	for name, c := range map[string]struct {
		e    ticket.Event
		t    ticket.Ticket
		want []org.UserID
	}{
		"a new ticket is in the views":      {by(ticket.Submitted, eva, entity), open, nil},
		"assigned since it was sent":        {by(ticket.Submitted, eva, entity), sannes, nil},
		"a reply nobody is assigned to":     {by(ticket.Replied, eva, entity), open, nil},
		"a reply on mine":                   {by(ticket.Replied, eva, entity), sannes, []org.UserID{sanne}},
		"my own comment":                    {by(ticket.Commented, sanne, partner), sannes, nil},
		"a colleague's hidden comment":      {by(ticket.Noted, joost, partner), sannes, []org.UserID{sanne}},
		"assigned to me":                    {by(ticket.Assigned, joost, partner), sannes, []org.UserID{sanne}},
		"taken by myself":                   {by(ticket.Assigned, sanne, partner), sannes, nil},
		"handed to a desk":                  {by(ticket.Sent, sanne, partner), atVendor, []org.UserID{vera, max}},
		"handed back to who had it":         {by(ticket.Returned, vera, org.VendorID), sannes, []org.UserID{sanne}},
		"closed by the customer":            {by(ticket.Closing, eva, entity), sannes, []org.UserID{sanne}},
		"told to the customer":              {by(ticket.TakenUp, joost, partner), sannes, nil},
		"what nobody hears of by any means": {by(ticket.Prioritised, joost, partner), sannes, nil},
	} {
		var got []org.UserID
		for _, r := range Notices(c.e, c.t, world(c.e, c.t)) {
			got = append(got, r.User)
		}
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}

// TestNoticesAreForStaff holds the choice against customers in every role.
func TestNoticesAreForStaff(t *testing.T) {
	tk := ticket.Ticket{Partner: partner, Entity: entity, Requester: eva, Holder: partner}
	for kind, info := range ticket.Kinds {
		for _, odd := range []Person{customer(eva), agent(99, 7, org.Partner)} {
			e := ticket.Event{Kind: kind, Actor: bram, Desk: entity, To: "11"}
			w := Who{Involved: []Person{customer(eva)}, Assignee: odd, NewOne: odd, Staff: []Person{odd, agent(joost, partner, org.Partner)}}
			for _, r := range Notices(e, tk, w) {
				if r.User != joost {
					t.Errorf("%s is noticed by %d", info.Name, r.User)
				}
			}
		}
	}
}
