package store

import (
	"database/sql"

	"balie/internal/errs"
	"balie/internal/org"
)

const orgSelect = "SELECT id, tier, parent_id, name, language, zone, hue, mail, notify, simple FROM organization"

func scanOrg(r *sql.Rows, o *org.Organization) error {
	var parent sql.NullInt64
	var simple int64
	err := r.Scan(&o.ID, &o.Tier, &parent, &o.Name, &o.Language, &o.Zone, &o.Hue, &o.Mail, &o.Notify, &simple)
	o.Parent, o.Simple = org.ID(parent.Int64), simple == 1
	return err
}

// AddOrganization stores a party and gives it its id. The first one must be
// the vendor.
func (tx *Tx) AddOrganization(o *org.Organization) error {
	id, err := scalar[int64](tx, stmt(`INSERT INTO organization (tier, parent_id, name, language, zone, hue, mail, notify, simple, created_at)
		VALUES (?,?,?,?,?,?,?,?,?,?) RETURNING id`,
		int64(o.Tier), null(o.Parent), o.Name, o.Language, o.Zone, int64(o.Hue), o.Mail, o.Notify, flag(o.Simple), micros(tx.Now)))
	o.ID = org.ID(id)
	tx.After(tx.s.DropNames)
	return err
}

// AddSystem stores a system of an entity and gives it its id.
func (tx *Tx) AddSystem(s *org.System) error {
	id, err := scalar[int64](tx, stmt("INSERT INTO system (entity_id, name) VALUES (?,?) RETURNING id", int64(s.Entity), s.Name))
	s.ID = org.SystemID(id)
	tx.After(tx.s.DropNames)
	return err
}

// AddTeam stores a team and gives it its id.
func (tx *Tx) AddTeam(t *org.Team, members ...org.UserID) error {
	id, err := scalar[int64](tx, stmt("INSERT INTO team (org_id, name) VALUES (?,?) RETURNING id", int64(t.Org), t.Name))
	t.ID = org.TeamID(id)
	tx.After(tx.s.DropNames)
	if err != nil || len(members) == 0 {
		return err
	}
	args := []any{}
	for _, m := range members {
		args = append(args, id, int64(m))
	}
	_, err = tx.exec(stmt("INSERT INTO team_member (team_id, user_id) VALUES "+rowsOf(len(members), 2), args...))
	return err
}

// AddMembership says that a person belongs to an organization.
func (tx *Tx) AddMembership(user org.UserID, to org.ID, rights org.Rights) error {
	_, err := tx.exec(stmt(`INSERT INTO membership (user_id, org_id, rights, since) VALUES (?,?,?,?)
		ON CONFLICT (user_id, org_id) DO UPDATE SET rights = excluded.rights`,
		int64(user), int64(to), int64(rights), micros(tx.Now)))
	if err != nil {
		return err
	}
	tx.After(tx.s.DropNames)
	return tx.nameAgain(user)
}

// RemoveMembership ends a person's belonging to an organization.
func (tx *Tx) RemoveMembership(user org.UserID, from org.ID) error {
	if _, err := tx.exec(stmt("DELETE FROM membership WHERE user_id = ? AND org_id = ?", int64(user), int64(from))); err != nil {
		return err
	}
	tx.After(tx.s.DropNames)
	return tx.nameAgain(user)
}

// Memberships gives everything a person belongs to.
func (tx *Tx) Memberships(user org.UserID) ([]org.Membership, error) {
	return collect(tx, stmt(`SELECT m.user_id, m.org_id, o.tier, o.parent_id, m.rights FROM membership m
		JOIN organization o ON o.id = m.org_id WHERE m.user_id = ? ORDER BY m.since, m.org_id`, int64(user)), scanMembership)
}

func scanMembership(r *sql.Rows, m *org.Membership) error {
	var parent sql.NullInt64
	err := r.Scan(&m.User, &m.Org, &m.Tier, &parent, &m.Rights)
	m.Parent = org.ID(parent.Int64)
	return err
}

// HasVendor reports whether the store was set up.
func (tx *Tx) HasVendor() (bool, error) {
	n, err := scalar[int](tx, stmt("SELECT COUNT(*) FROM organization WHERE id = 1"))
	return n == 1, err
}

// LastEntity is the entity of the last ticket that a person requested; 0 when
// there is none.
func (tx *Tx) LastEntity(user org.UserID) (org.ID, error) {
	id, err := scalar[int64](tx, stmt(`SELECT t.entity_id FROM person p JOIN ticket t ON t.id = p.ticket_id
		WHERE p.user_id = ? AND t.requester_id = ? AND t.entity_id IS NOT NULL ORDER BY p.public_at DESC, p.ticket_id DESC LIMIT 1`, int64(user), int64(user)))
	if errs.Is(err, errs.NotFound) {
		err = nil
	}
	return org.ID(id), err
}
