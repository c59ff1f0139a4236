package org_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"balie/internal/org"
)

func TestTiers(t *testing.T) {
	for tier, want := range map[org.Tier]string{0: "", org.Vendor: "vendor", org.Partner: "partner", org.Entity: "entity"} {
		if got := tier.String(); got != want {
			t.Errorf("tier %d is %q, want %q", tier, got, want)
		}
		staff := tier == org.Vendor || tier == org.Partner
		if got := (org.Membership{Tier: tier}).Staff(); got != staff {
			t.Errorf("a member of tier %q is staff: %v", want, got)
		}
	}
}

func TestInitials(t *testing.T) {
	for name, want := range map[string]string{
		"Eva de Vries":     "EV",
		"sanne":            "S",
		"Jan-Willem Smit":  "JS",
		"jan willem":       "JW",
		"Ömer Çelik":       "ÖÇ",
		"  Bram   Bakker ": "BB",
		"李 小龍":             "李小",
		"":                 "",
		" - ":              "",
	} {
		if got := org.Initials(name); got != want {
			t.Errorf("initials of %q: %q, want %q", name, got, want)
		}
	}
}

func TestRights(t *testing.T) {
	all := []string{
		"sees_all", "approver", "administrator", "agent", "team_lead",
		"project_manager", "developer", "support_lead",
	}
	everything, unknown := org.RightsNamed(all...)
	if len(unknown) > 0 || !slices.Equal(everything.Names(), all) {
		t.Fatalf("names of every right: %v, unknown %v", everything.Names(), unknown)
	}
	if !everything.Has(org.Agent|org.SupportLead) || org.Rights(org.Agent).Has(org.Agent|org.SupportLead) {
		t.Error("Has means all of them")
	}
	if !org.Rights(0).Has(0) || len(org.Rights(0).Names()) != 0 {
		t.Error("the empty set has names or lacks itself")
	}
	set, unknown := org.RightsNamed("agent", "king", "approver", "Agent", "")
	if set != org.Agent|org.Approver || !slices.Equal(unknown, []string{"king", "Agent", ""}) {
		t.Errorf("got %v, unknown %q", set.Names(), unknown)
	}
}

func TestRightsNamedIsTheInverseOfNames(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		set := org.Rights(rapid.Uint16Range(0, uint16(org.SupportLead)<<1-1).Draw(t, "set"))
		names := set.Names()
		shuffled := rapid.Permutation(names).Draw(t, "names")
		if back, unknown := org.RightsNamed(shuffled...); back != set || len(unknown) > 0 {
			t.Fatalf("%v comes back as %v, unknown %v", names, back.Names(), unknown)
		}
	})
}
