package notify

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"balie/internal/access"
	"balie/internal/org"
	"balie/internal/ticket"
)

const (
	partner org.ID = 2
	entity  org.ID = 3

	eva, bram         org.UserID = 11, 12 // requester, follower
	gone              org.UserID = 13     // a follower who left
	sanne, joost, tom org.UserID = 21, 22, 23
	vera, max         org.UserID = 31, 32
)

func customer(u org.UserID) Person {
	return Person{access.Actor{User: u, Memberships: []org.Membership{{User: u, Org: entity, Tier: org.Entity, Parent: partner, Rights: org.SeesAll}}}, true}
}

func agent(u org.UserID, at org.ID, tier org.Tier) Person {
	return Person{access.Actor{User: u, Memberships: []org.Membership{{User: u, Org: at, Tier: tier, Rights: org.Agent}}}, true}
}

func left(p Person) Person { p.Active = false; return p }

// world is everyone, as the desk that hears of e would be loaded.
func world(e ticket.Event, t ticket.Ticket) Who {
	w := Who{Involved: []Person{customer(eva), customer(bram), left(customer(gone))}, Mailbox: true}
	people := map[org.UserID]Person{
		sanne: agent(sanne, partner, org.Partner), joost: agent(joost, partner, org.Partner), tom: left(agent(tom, partner, org.Partner)),
		vera: agent(vera, org.VendorID, org.Vendor), max: agent(max, org.VendorID, org.Vendor),
	}
	w.Staff = []Person{people[sanne], people[joost], people[tom]}
	if Desk(e, t) == org.VendorID {
		w.Staff = []Person{people[vera], people[max]}
	}
	w.Assignee, w.NewOne = people[t.Assignee(Desk(e, t))], people[NewOne(e)]
	return w
}

func TestRecipients(t *testing.T) {
	atPartner := ticket.Ticket{ID: 1, Partner: partner, Entity: entity, Requester: eva, Holder: partner, State: ticket.Open}
	sannes, toms := atPartner, atPartner
	sannes.PartnerAssignee, toms.PartnerAssignee = sanne, tom
	atVendor, veras := sannes, sannes
	atVendor.Holder = org.VendorID
	veras.VendorAssignee = vera

	to := func(k Kind, users ...org.UserID) (out []Recipient) {
		for _, u := range users {
			out = append(out, Recipient{User: u, Kind: k})
		}
		return out
	}
	desk := func(at org.ID, k Kind, users ...org.UserID) []Recipient {
		return append([]Recipient{{Desk: at, Kind: k}}, to(k, users...)...)
	}
	and := func(lists ...[]Recipient) (out []Recipient) {
		for _, l := range lists {
			out = append(out, l...)
		}
		return out
	}
	by := func(k ticket.EventKind, actor org.UserID, of org.ID) ticket.Event {
		return ticket.Event{Kind: k, Actor: actor, Desk: of}
	}
	assigned := by(ticket.Assigned, joost, partner)
	assigned.To = "21"
	taken := by(ticket.Assigned, sanne, partner)
	taken.To = "21"

	for name, c := range map[string]struct {
		e    ticket.Event
		t    ticket.Ticket
		want []Recipient
	}{
		"submitted: who asks, though the actor, and the desk": {
			by(ticket.Submitted, eva, entity), atPartner,
			and(to(Confirmation, eva), desk(partner, NewAtDesk, sanne, joost)),
		},
		"reply, unassigned": {
			by(ticket.Replied, eva, entity), atPartner,
			and(to(NewReply, bram), desk(partner, NewResponse, sanne, joost)),
		},
		"reply, assigned": {by(ticket.Replied, bram, entity), sannes, and(to(NewReply, eva), to(NewResponse, sanne))},
		"reply, the assignee left": {
			by(ticket.Replied, eva, entity), toms,
			and(to(NewReply, bram), desk(partner, NewResponse, sanne, joost)),
		},
		"remark":                         {by(ticket.Remarked, eva, entity), sannes, and(to(NewReply, bram), to(NewResponse, sanne))},
		"comment by the assignee":        {by(ticket.Commented, sanne, partner), sannes, to(NewReply, eva, bram)},
		"comment by a colleague":         {by(ticket.Commented, joost, partner), sannes, and(to(NewReply, eva, bram), to(NewResponse, sanne))},
		"comment by the other desk":      {by(ticket.Commented, vera, org.VendorID), sannes, and(to(NewReply, eva, bram), to(NewResponse, sanne))},
		"asked":                          {by(ticket.Asked, sanne, partner), sannes, to(NewReply, eva, bram)},
		"noted, assigned":                {by(ticket.Noted, vera, org.VendorID), sannes, to(HiddenComment, sanne)},
		"noted, nobody at the vendor":    {by(ticket.Noted, sanne, partner), atVendor, desk(org.VendorID, HiddenComment, vera, max)},
		"sent":                           {by(ticket.Sent, sanne, partner), atVendor, desk(org.VendorID, HandedOver, vera, max)},
		"returned to the one it had":     {by(ticket.Returned, vera, org.VendorID), sannes, to(HandedOver, sanne)},
		"returned, nobody":               {by(ticket.Returned, vera, org.VendorID), atPartner, desk(partner, HandedOver, sanne, joost)},
		"taken over by the partner":      {by(ticket.TookOver, sanne, partner), veras, to(HandedOver, vera)},
		"taken over by the vendor":       {by(ticket.TookOver, vera, org.VendorID), atVendor, to(HandedOver, sanne)},
		"taken back, nobody there":       {by(ticket.GotBack, sanne, partner), sannes, desk(org.VendorID, HandedOver, vera, max)},
		"closed by the assignee":         {by(ticket.Closing, sanne, partner), sannes, to(Closed, eva, bram)},
		"closed by the requester":        {by(ticket.Closing, eva, entity), sannes, and(to(Closed, bram), to(Closed, sanne))},
		"reopened":                       {by(ticket.Reopened, eva, entity), sannes, and(to(Reopened, bram), to(Reopened, sanne))},
		"assigned by a colleague":        {assigned, sannes, to(Assigned, sanne)},
		"taken":                          {taken, sannes, nil},
		"taken up":                       {by(ticket.TakenUp, sanne, partner), sannes, to(WorkingOnIt, eva)},
		"held":                           {by(ticket.Held, vera, org.VendorID), sannes, to(Held, eva, bram)},
		"the hold is over":               {by(ticket.HoldEnded, 0, 0), sannes, to(HoldOver, sanne)},
		"still on hold":                  {ticket.Event{Kind: ticket.HoldReminded, To: "31"}, sannes, to(HoldStands, vera)},
		"still on hold, its setter left": {ticket.Event{Kind: ticket.HoldReminded, To: "23"}, sannes, to(HoldStands, sanne)},
		"unassigned":                     {by(ticket.Unassigned, sanne, partner), sannes, nil},
		"prioritised":                    {by(ticket.Prioritised, sanne, partner), sannes, nil},
		"a failed mail makes no mail":    {by(ticket.MailFailed, 0, 0), sannes, nil},
	} {
		t.Run(name, func(t *testing.T) {
			if d := cmp.Diff(c.want, Recipients(c.e, c.t, world(c.e, c.t))); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestNobodyTwice(t *testing.T) {
	tk := ticket.Ticket{Partner: partner, Entity: entity, Requester: eva, Holder: partner, PartnerAssignee: sanne}
	e := ticket.Event{Kind: ticket.Replied, Actor: eva}
	w := world(e, tk)
	w.Involved = append(w.Involved, agent(sanne, partner, org.Partner), customer(bram))
	want := []Recipient{{User: bram, Kind: NewReply}, {User: sanne, Kind: NewReply}}
	if d := cmp.Diff(want, Recipients(e, tk, w)); d != "" {
		t.Error(d)
	}
}

// TestHiddenStaysWithStaff puts customers and strangers into every role: of an
// event that is not public none of them may hear.
func TestHiddenStaysWithStaff(t *testing.T) {
	tk := ticket.Ticket{Partner: partner, Entity: entity, Requester: eva, Holder: partner}
	stranger := agent(99, 7, org.Partner)
	reached := 0
	for kind, info := range ticket.Kinds {
		for desk, actor := range map[org.ID]org.UserID{partner: sanne, org.VendorID: vera, entity: bram} {
			e := ticket.Event{Kind: kind, Actor: actor, Desk: desk, To: "11"}
			for _, odd := range []Person{customer(eva), customer(bram), stranger} {
				w := Who{
					Involved: []Person{customer(eva), customer(bram)}, Assignee: odd, NewOne: odd,
					Staff: []Person{odd, agent(joost, partner, org.Partner)}, Mailbox: true,
				}
				for _, r := range Recipients(e, tk, w) {
					if r.User == 99 || (!info.Public && (r.User == eva || r.User == bram)) {
						t.Errorf("%s reaches %d", info.Name, r.User)
					}
					reached++
				}
			}
		}
	}
	if reached == 0 {
		t.Fatal("nobody heard of anything: the test proves nothing")
	}
}

// TestEveryAudienceHasItsMail fails when the table of kinds lets a side hear of
// an event for which there is no mail, or the other way round.
func TestEveryAudienceHasItsMail(t *testing.T) {
	for kind, info := range ticket.Kinds {
		m := mails[kind]
		if people := info.Hears&(ticket.People|ticket.Requester|ticket.Joined) != 0; people != (m.people != "") {
			t.Errorf("%s: people hear %v, mail %q", info.Name, people, m.people)
		}
		staff := info.Hears&(ticket.Setter|ticket.Team|ticket.Assignee|ticket.NewOne|ticket.Desk|ticket.OtherDesk) != 0
		if staff != (m.staff != "") {
			t.Errorf("%s: staff hears %v, mail %q", info.Name, staff, m.staff)
		}
		if !info.Public && m.people != "" {
			t.Errorf("%s is hidden and has a mail to customers", info.Name)
		}
	}
}
