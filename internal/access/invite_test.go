package access_test

import (
	"testing"

	"balie/internal/access"
	"balie/internal/org"
)

func TestWhoMayBringIn(t *testing.T) {
	vendor := org.Organization{ID: org.VendorID, Tier: org.Vendor}
	partner := org.Organization{ID: 2, Tier: org.Partner, Parent: 1}
	other := org.Organization{ID: 3, Tier: org.Partner, Parent: 1}
	mine := org.Organization{ID: 4, Tier: org.Entity, Parent: 2}
	theirs := org.Organization{ID: 5, Tier: org.Entity, Parent: 3}
	direct := org.Organization{ID: 6, Tier: org.Entity, Parent: 1}

	as := func(o org.Organization, r org.Rights) access.Actor {
		return access.Actor{User: 9, Memberships: []org.Membership{{User: 9, Org: o.ID, Tier: o.Tier, Parent: o.Parent, Rights: r}}}
	}
	customer := org.SeesAll | org.Approver | org.Administrator
	staff := org.Agent | org.TeamLead | org.ProjectManager | org.Developer | org.SupportLead | org.Administrator
	for _, row := range []struct {
		name  string
		actor access.Actor
		gives map[org.ID]org.Rights
	}{
		{"nobody", access.Actor{}, nil},
		{"vendor's agent", as(vendor, org.Agent), map[org.ID]org.Rights{4: customer, 5: customer, 6: customer}},
		{"vendor's administrator", as(vendor, org.Agent|org.Administrator), map[org.ID]org.Rights{1: staff, 2: staff, 3: staff, 4: customer, 5: customer, 6: customer}},
		{"partner's agent", as(partner, org.Agent), map[org.ID]org.Rights{4: customer}},
		{"partner's administrator", as(partner, org.Agent|org.Administrator), map[org.ID]org.Rights{2: staff, 4: customer}},
		{"member", as(mine, org.SeesAll|org.Approver), nil},
		{"administrator", as(mine, org.Administrator), map[org.ID]org.Rights{4: org.Administrator}},
		{"administrator who sees all", as(mine, org.Administrator|org.SeesAll), map[org.ID]org.Rights{4: org.Administrator | org.SeesAll}},
	} {
		for _, to := range []org.Organization{vendor, partner, other, mine, theirs, direct, {}} {
			want, may := row.gives[to.ID]
			if got, ok := row.actor.Gives(to); ok != may || got != want {
				t.Errorf("%s in %d: %v %v, want %v %v", row.name, to.ID, ok, got.Names(), may, want.Names())
			}
		}
	}
}

func TestWhoIsKnown(t *testing.T) {
	of := func(o, parent org.ID, tier org.Tier, r org.Rights) []org.Membership {
		return []org.Membership{{User: 9, Org: o, Tier: tier, Parent: parent, Rights: r}}
	}
	as := func(m []org.Membership) access.Actor { return access.Actor{User: 9, Memberships: m} }
	vendor, partner := as(of(1, 0, org.Vendor, org.Agent)), as(of(2, 1, org.Partner, org.Agent))
	admin, member := as(of(4, 2, org.Entity, org.Administrator)), as(of(4, 2, org.Entity, org.SeesAll))
	for name, row := range map[string]struct {
		actor  access.Actor
		person []org.Membership
		want   bool
	}{
		"vendor, all":                 {vendor, of(5, 3, org.Entity, 0), true},
		"partner, colleague":          {partner, of(2, 1, org.Partner, org.Agent), true},
		"partner, customer":           {partner, of(4, 2, org.Entity, 0), true},
		"partner, other's customer":   {partner, of(5, 3, org.Entity, 0), false},
		"partner, other partner":      {partner, of(3, 1, org.Partner, org.Agent), false},
		"partner, vendor":             {partner, of(1, 0, org.Vendor, org.Agent), false},
		"administrator, own people":   {admin, of(4, 2, org.Entity, 0), true},
		"administrator, other entity": {admin, of(7, 2, org.Entity, 0), false},
		"administrator, desk":         {admin, of(2, 1, org.Partner, org.Agent), false},
		"member":                      {member, of(4, 2, org.Entity, 0), false},
		"vendor, nobody's":            {vendor, nil, false},
		"one of two is enough":        {partner, append(of(5, 3, org.Entity, 0), of(4, 2, org.Entity, 0)...), true},
	} {
		if got := row.actor.Knows(row.person); got != row.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
