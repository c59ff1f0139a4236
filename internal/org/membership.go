package org

// Rights is a set: customer rights for members of an entity, roles for members
// of a partner or the vendor. Administrator counts for either, always of the
// own organization alone.
type Rights uint16

const (
	SeesAll  Rights = 1 << iota // customer: every ticket of the entity
	Approver                    // customer: estimates and releases
	Administrator
	Agent
	TeamLead
	ProjectManager
	Developer
	SupportLead
)

// Has reports whether every right of r is in the set.
func (s Rights) Has(r Rights) bool { return s&r == r }

var rightNames = []struct {
	right Rights
	name  string
}{
	{SeesAll, "sees_all"},
	{Approver, "approver"},
	{Administrator, "administrator"},
	{Agent, "agent"},
	{TeamLead, "team_lead"},
	{ProjectManager, "project_manager"},
	{Developer, "developer"},
	{SupportLead, "support_lead"},
}

// Names lists the set in a fixed order; each is also the end of a catalogue key.
func (s Rights) Names() []string {
	var out []string
	for _, n := range rightNames {
		if s.Has(n.right) {
			out = append(out, n.name)
		}
	}
	return out
}

// RightsNamed is the inverse of Names; unknown names are reported.
func RightsNamed(names ...string) (set Rights, unknown []string) {
next:
	for _, name := range names {
		for _, n := range rightNames {
			if n.name == name {
				set |= n.right
				continue next
			}
		}
		unknown = append(unknown, name)
	}
	return set, unknown
}

// Membership says that a person belongs to an organization, and with which
// rights. One person may have several.
type Membership struct {
	User   UserID
	Org    ID
	Tier   Tier
	Parent ID // the organization's parent, so that a scope needs no look-up
	Rights Rights
}

// Staff reports whether the membership makes its person an agent of a desk.
func (m Membership) Staff() bool { return m.Tier == Vendor || m.Tier == Partner }
