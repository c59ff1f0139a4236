package store

import "balie/internal/org"

// namingSetting is how customers of a partner see the vendor's people.
const namingSetting = "naming of the vendor's people"

// SetNaming stores it for the whole installation; the Directory gives it.
func (tx *Tx) SetNaming(n org.Naming) error {
	tx.After(tx.s.DropNames)
	return tx.SetSetting(namingSetting, string(n))
}

func (d *Directory) fillNaming(tx *Tx) error {
	v, err := tx.Setting(namingSetting)
	d.naming = org.Naming(v)
	return err
}

// Naming is how customers of a partner see the vendor's people.
func (d *Directory) Naming() org.Naming { return d.naming }

// Shown is the name by which customers of a desk know a person who acts for an
// organization, and whether the vendor lends them to that desk.
func (d *Directory) Shown(u org.User, acts, desk org.ID) (name string, lent bool) {
	return d.naming.Shown(u, d.Orgs[acts].Tier, desk)
}

// ShownPart is Shown for somebody involved in a ticket: whoever works for a desk
// and did not ask is there for it.
func (d *Directory) ShownPart(p Involved, desk org.ID) (name string, acts org.ID, lent bool) {
	if p.Role != RoleRequester {
		acts = d.Staff[p.User].Org
	}
	name, lent = d.Shown(org.User{Name: p.Name, Active: p.Active}, acts, desk)
	return name, acts, lent
}
