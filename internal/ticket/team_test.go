package ticket_test

import (
	"testing"
	"time"

	"balie/internal/org"
	"balie/internal/ticket"
)

func TestGiveTeam(t *testing.T) {
	now := time.Date(2026, 6, 3, 9, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		desk         org.ID
		to           org.TeamID
		assignee     org.UserID
		kinds        []ticket.EventKind
		wantAssignee org.UserID
	}{
		"a partner's team":       {partnerOrg, 5, 0, []ticket.EventKind{ticket.TeamGiven}, 0},
		"from a person":          {partnerOrg, 5, 21, []ticket.EventKind{ticket.Unassigned, ticket.TeamGiven}, 0},
		"the vendor's":           {vendorOrg, 6, 0, []ticket.EventKind{ticket.TeamGiven}, 21},
		"from a team, to nobody": {partnerOrg, 0, 21, []ticket.EventKind{ticket.TeamTaken}, 21},
	} {
		before := ticket.Ticket{ID: 1, Partner: partnerOrg, Holder: partnerOrg, State: ticket.Open, UpdatedAt: now.Add(-time.Hour)}
		before.PartnerAssignee = c.assignee
		if c.desk == vendorOrg {
			before.PartnerAssignee = 21
		}
		if c.to == 0 {
			before.PartnerTeam = 4
		}
		after, events := before.GiveTeam(c.desk, c.to, ticket.By{User: 9, Org: c.desk}, now)
		if after.Team(c.desk) != c.to || after.PartnerAssignee != c.wantAssignee || !after.UpdatedAt.Equal(before.UpdatedAt) {
			t.Errorf("%s: %+v", name, after)
		}
		other := vendorOrg
		if c.desk == vendorOrg {
			other = partnerOrg
		}
		if after.Team(org.ID(other)) != before.Team(org.ID(other)) {
			t.Errorf("%s: the other desk's team changed", name)
		}
		if len(events) != len(c.kinds) {
			t.Fatalf("%s: %d events", name, len(events))
		}
		for i, e := range events {
			if e.Kind != c.kinds[i] {
				t.Errorf("%s: event %d is %s", name, i, e.Info().Name)
			}
		}
	}
}
