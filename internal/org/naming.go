package org

import "strings"

// Naming is how customers of a partner see the vendor's people, the same in the
// whole installation.
type Naming string

// AsSpecialist gives them no name, ByFirstName their first one.
const (
	AsSpecialist Naming = ""
	ByFirstName  Naming = "first_name"
)

// Known reports whether Naming is one that there is.
func (n Naming) Known() bool { return n == AsSpecialist || n == ByFirstName }

// Shown is the name by which customers of a desk know a person who acts for an
// organization of that tier. The vendor's people help customers of a partner
// under the partner's name: they are lent, and without a name its specialist.
// A first name that can't be told from the rest is not shown, nor is that of
// somebody who left.
func (n Naming) Shown(u User, acts Tier, desk ID) (name string, lent bool) {
	if acts != Vendor || desk == VendorID {
		return u.Name, false
	}
	words := strings.Fields(u.Name)
	if n != ByFirstName || !u.Active || len(words) == 0 || strings.ContainsAny(words[0], "@.,") {
		return "", true
	}
	return words[0], true
}
