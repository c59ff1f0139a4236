package access

import "balie/internal/org"

// Manages reports whether the organization is the actor's to administer: every
// one is for the vendor's administrators; for a partner's their own and its
// entities. To others it does not exist on the pages of the administration.
func (a Actor) Manages(o org.Organization) bool {
	desk, works := a.Desk()
	if !works || o.ID == 0 || !a.Administers(desk.Org) {
		return false
	}
	return desk.Tier == org.Vendor || o.ID == desk.Org || o.Tier == org.Entity && o.Parent == desk.Org
}

// ManagesAll reports whether everything that a person belongs to is the
// actor's to administer; of nothing, only the vendor's.
func (a Actor) ManagesAll(person []org.Membership) bool {
	desk, _ := a.Desk()
	for _, m := range person {
		if !a.Manages(org.Organization{ID: m.Org, Tier: m.Tier, Parent: m.Parent}) {
			return false
		}
	}
	return a.Administers(desk.Org) && (len(person) > 0 || desk.Tier == org.Vendor)
}
