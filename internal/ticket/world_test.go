package ticket_test

import (
	"testing"
	"time"

	"balie/internal/locale"
	"balie/internal/org"
	"balie/internal/ticket"
)

// The world of these tests: a partner with an entity, and an entity of the
// vendor's own.
const (
	vendorOrg  = org.VendorID
	partnerOrg = org.ID(2)
	otherOrg   = org.ID(3)
	entityOrg  = org.ID(4)
)

var actors = map[string]ticket.By{
	"customer": {User: 11, Org: entityOrg, Tier: org.Entity, Channel: ticket.Portal},
	"follower": {User: 12, Tier: org.Entity, Channel: ticket.Mail}, // from outside: speaks for nobody
	"partner":  {User: 21, Org: partnerOrg, Tier: org.Partner, Channel: ticket.Workspace},
	"stranger": {User: 31, Org: otherOrg, Tier: org.Partner, Channel: ticket.Workspace}, // another partner's agent
	"vendor":   {User: 41, Org: vendorOrg, Tier: org.Vendor, Channel: ticket.Workspace},
	"system":   {Channel: ticket.System},
	"nobody":   {User: 51}, // signed in, a member of nothing
}

// places are who may hold a ticket: its partner, the vendor for its partner, or
// the vendor for a customer of its own.
var places = map[string]ticket.Ticket{
	"partner": {Partner: partnerOrg, Holder: partnerOrg},
	"vendor":  {Partner: partnerOrg, Holder: vendorOrg},
	"direct":  {Partner: vendorOrg, Holder: vendorOrg},
}

var (
	states  = []ticket.State{ticket.Open, ticket.Waiting, ticket.OnHold, ticket.Closed}
	begun   = time.Date(2026, 6, 3, 9, 0, 0, 0, time.UTC)
	present = begun.Add(2 * time.Hour)
)

// at is a moment: minutes after the ticket's beginning.
func at(minutes int) time.Time { return begun.Add(time.Duration(minutes) * time.Minute) }

// allActs ends with two that do not exist.
func allActs() []ticket.Act {
	var out []ticket.Act
	for a := ticket.Reply; a <= ticket.Release; a++ {
		out = append(out, a)
	}
	return append(out, 0, ticket.Release+1)
}

// submitted is a customer's new ticket at the partner or, direct, the vendor.
func submitted(t *testing.T, place string) ticket.Ticket {
	t.Helper()
	tk, _ := ticket.Begin(ticket.Ticket{
		Subject: "Printer", Kind: ticket.Incident, Partner: places[place].Partner, Entity: entityOrg, Requester: 11,
	}, actors["customer"], begun)
	tk.ID = 123
	return tk
}

// does takes a step that must be possible.
func does(t *testing.T, tk ticket.Ticket, act ticket.Act, actor string, minute int) ticket.Ticket {
	t.Helper()
	next, _, err := tk.Next(act, actors[actor], at(minute))
	if err != nil {
		t.Fatalf("%s by %s on %s: %v", act, actor, tk.State, err)
	}
	return next
}

func catalogues(t *testing.T) map[string]*locale.Locale {
	t.Helper()
	c, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]*locale.Locale{}
	for _, code := range c.Languages() {
		out[code] = c.In(code, time.UTC)
	}
	return out
}
