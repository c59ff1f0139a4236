package access

import (
	"slices"

	"balie/internal/org"
)

// The rights that exist on each side.
const (
	customerRights = org.SeesAll | org.Approver | org.Administrator
	staffRights    = org.Agent | org.TeamLead | org.ProjectManager | org.Developer | org.SupportLead | org.Administrator
)

// Gives is the rights that the actor may give and take in an organization, and
// whether they may bring people into it at all. Agents bring in customers of
// their scope, with every customer right; an entity's administrators bring in
// people of their own, with the rights they have themselves; people of a desk
// are its administrators' to bring in, and of a partner the vendor's
// administrators' as well, for it has none at first.
func (a Actor) Gives(to org.Organization) (org.Rights, bool) {
	desk, works := a.Desk()
	if to.Tier != org.Entity {
		own := a.Administers(to.ID)
		above := to.Tier == org.Partner && desk.Tier == org.Vendor && a.Administers(org.VendorID)
		if to.ID == 0 || !works || !own && !above {
			return 0, false
		}
		return staffRights, true
	}
	if works && (desk.Tier == org.Vendor || desk.Org == to.Parent) {
		return customerRights, true
	}
	m, ok := a.member(to.ID)
	if !ok || !m.Rights.Has(org.Administrator) {
		return 0, false
	}
	return m.Rights & customerRights, true
}

// Knows reports whether a person with these memberships is one that the actor
// meets anyway: somebody of the desk's own people and customers, or of an
// entity that the actor administers. Nobody else may learn that they exist.
func (a Actor) Knows(person []org.Membership) bool {
	desk, works := a.Desk()
	return slices.ContainsFunc(person, func(m org.Membership) bool {
		if works && (desk.Tier == org.Vendor || m.Org == desk.Org || m.Tier == org.Entity && m.Parent == desk.Org) {
			return true
		}
		return a.Administers(m.Org)
	})
}
