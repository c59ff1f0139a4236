package store

import (
	"database/sql"

	"balie/internal/errs"
	"balie/internal/org"
)

// Organization loads a party.
func (tx *Tx) Organization(id org.ID) (org.Organization, error) {
	return one(tx, stmt(orgSelect+" WHERE id = ?", int64(id)), scanOrg)
}

// LockOrganization loads a party that is about to change: nobody else changes
// it until the transaction ends.
func (tx *Tx) LockOrganization(id org.ID) (org.Organization, error) {
	return one(tx, stmt(orgSelect+" WHERE id = ?"+tx.s.d.lock(), int64(id)), scanOrg)
}

// SaveOrganization stores what an organization says of itself; its tier and
// its parent stay.
func (tx *Tx) SaveOrganization(o org.Organization) error {
	tx.After(tx.s.DropNames)
	return tx.mark(stmt("UPDATE organization SET name = ?, language = ?, zone = ?, hue = ?, mail = ?, notify = ?, simple = ? WHERE id = ?",
		o.Name, o.Language, o.Zone, int64(o.Hue), o.Mail, o.Notify, flag(o.Simple), int64(o.ID)))
}

// SetParent puts an entity at another first desk; its tickets are MoveTickets'.
func (tx *Tx) SetParent(entity, desk org.ID) error {
	tx.After(tx.s.DropNames)
	if err := tx.mark(stmt("UPDATE organization SET parent_id = ? WHERE id = ? AND tier = 3", int64(desk), int64(entity))); err != nil {
		return err
	}
	people, err := collect(tx, stmt("SELECT user_id FROM membership WHERE org_id = ?", int64(entity)),
		func(r *sql.Rows, u *org.UserID) error { return r.Scan(u) })
	if err != nil {
		return err
	}
	return tx.nameAgain(people...)
}

// RenameSystem gives an entity's system another name; errs.NotFound when it
// has none such.
func (tx *Tx) RenameSystem(s org.System) error {
	n, err := tx.exec(stmt("UPDATE system SET name = ? WHERE id = ? AND entity_id = ?", s.Name, int64(s.ID), int64(s.Entity)))
	if err == nil && n == 0 {
		err = errs.Absent()
	}
	tx.After(tx.s.DropNames)
	return err
}

// ArchiveSystem says whether an entity still uses a system; errs.NotFound when
// it has none such.
func (tx *Tx) ArchiveSystem(s org.System) error {
	n, err := tx.exec(stmt("UPDATE system SET archived = ? WHERE id = ? AND entity_id = ?", flag(s.Archived), int64(s.ID), int64(s.Entity)))
	if err == nil && n == 0 {
		err = errs.Absent()
	}
	tx.After(tx.s.DropNames)
	return err
}
