package org_test

import (
	"testing"

	"balie/internal/org"
)

// TestShown holds how customers know who helps them.
func TestShown(t *testing.T) {
	const partner = org.ID(7)
	vera := org.User{Name: "Vera van Kade", Active: true}
	for _, c := range []struct {
		what   string
		naming org.Naming
		who    org.User
		acts   org.Tier
		desk   org.ID
		name   string
		lent   bool
	}{
		{"the vendor's to a partner's customer", org.AsSpecialist, vera, org.Vendor, partner, "", true},
		{"the same by first name", org.ByFirstName, vera, org.Vendor, partner, "Vera", true},
		{"the vendor's to its own customer", org.AsSpecialist, vera, org.Vendor, org.VendorID, "Vera van Kade", false},
		{"the same, where others see first names", org.ByFirstName, vera, org.Vendor, org.VendorID, "Vera van Kade", false},
		{"the partner's own", org.AsSpecialist, vera, org.Partner, partner, "Vera van Kade", false},
		{"a customer", org.ByFirstName, vera, org.Entity, partner, "Vera van Kade", false},
		{"somebody of nowhere", org.AsSpecialist, vera, 0, partner, "Vera van Kade", false},
		{"one who left", org.ByFirstName, org.User{Name: "Vera van Kade"}, org.Vendor, partner, "", true},
		{"one word", org.ByFirstName, org.User{Name: "Vera", Active: true}, org.Vendor, partner, "Vera", true},
		{"without a name", org.ByFirstName, org.User{Active: true}, org.Vendor, partner, "", true},
		{"an address for a name", org.ByFirstName, org.User{Name: "vera@vendor.example", Active: true}, org.Vendor, partner, "", true},
		{"the family's name first", org.ByFirstName, org.User{Name: "Kade, Vera", Active: true}, org.Vendor, partner, "", true},
		{"a title or a letter first", org.ByFirstName, org.User{Name: "Dr. Kade", Active: true}, org.Vendor, partner, "", true},
		{"what nobody knows", org.Naming("x"), vera, org.Vendor, partner, "", true},
	} {
		if name, lent := c.naming.Shown(c.who, c.acts, c.desk); name != c.name || lent != c.lent {
			t.Errorf("%s: %q %v, want %q %v", c.what, name, lent, c.name, c.lent)
		}
	}
	if !org.AsSpecialist.Known() || !org.ByFirstName.Known() || org.Naming("x").Known() {
		t.Error("which namings there are")
	}
}
