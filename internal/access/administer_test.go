package access_test

import (
	"testing"

	"balie/internal/access"
	"balie/internal/org"
)

func TestWhoManagesWhat(t *testing.T) {
	const partner, other, entity, others, direct org.ID = 2, 3, 4, 5, 6
	places := map[string]org.Membership{
		"the vendor":        {Org: org.VendorID, Tier: org.Vendor},
		"a partner":         {Org: partner, Tier: org.Partner, Parent: org.VendorID},
		"another partner":   {Org: other, Tier: org.Partner, Parent: org.VendorID},
		"its entity":        {Org: entity, Tier: org.Entity, Parent: partner},
		"another's entity":  {Org: others, Tier: org.Entity, Parent: other},
		"the vendor's own":  {Org: direct, Tier: org.Entity, Parent: org.VendorID},
		"what is not there": {},
	}
	as := func(m org.Membership, rights org.Rights) access.Actor {
		m.Rights = rights
		return access.Actor{User: 1, Memberships: []org.Membership{m}}
	}
	both := as(places["a partner"], org.Agent)
	both.Memberships = append(both.Memberships, org.Membership{Org: entity, Tier: org.Entity, Parent: partner, Rights: org.Administrator})
	for name, c := range map[string]struct {
		who access.Actor
		may map[string]bool
	}{
		"the vendor's administrator": {as(places["the vendor"], org.Administrator), map[string]bool{
			"the vendor": true, "a partner": true, "another partner": true, "its entity": true, "another's entity": true, "the vendor's own": true,
		}},
		"a partner's administrator":   {as(places["a partner"], org.Agent|org.Administrator), map[string]bool{"a partner": true, "its entity": true}},
		"a partner's agent":           {as(places["a partner"], org.Agent), nil},
		"an entity's administrator":   {as(places["its entity"], org.Administrator), nil},
		"an agent who is one as well": {both, nil},
		"the vendor's agent":          {as(places["the vendor"], org.Agent), nil},
		"nobody":                      {access.Actor{}, nil},
	} {
		for place, m := range places {
			o := org.Organization{ID: m.Org, Tier: m.Tier, Parent: m.Parent}
			if got := c.who.Manages(o); got != c.may[place] {
				t.Errorf("%s manages %s: %v", name, place, got)
			}
			if got := c.who.ManagesAll([]org.Membership{m}); got != c.may[place] {
				t.Errorf("%s manages all of somebody at %s: %v", name, place, got)
			}
		}
	}
	admin := as(places["a partner"], org.Administrator)
	if admin.ManagesAll([]org.Membership{places["its entity"], places["another's entity"]}) || admin.ManagesAll(nil) {
		t.Error("a partner manages who belongs elsewhere, or nowhere")
	}
	if !as(places["the vendor"], org.Administrator).ManagesAll(nil) {
		t.Error("the vendor does not manage who belongs nowhere")
	}
}
