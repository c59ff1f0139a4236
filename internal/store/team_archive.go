package store

import (
	"database/sql"

	"balie/internal/org"
	"balie/internal/ticket"
)

// ArchiveTeam ends a team: nobody is in it, views shared with it are their
// owners' alone, and its name stays for what was recorded. errs.NotFound when
// the organization has none such.
func (tx *Tx) ArchiveTeam(id org.TeamID, of org.ID) error {
	tx.After(tx.s.DropNames)
	if err := tx.mark(stmt("UPDATE team SET archived = 1 WHERE id = ? AND org_id = ? AND archived = 0", int64(id), int64(of))); err != nil {
		return err
	}
	if _, err := tx.exec(stmt("UPDATE saved_view SET team_id = NULL WHERE team_id = ?", int64(id))); err != nil {
		return err
	}
	_, err := tx.exec(stmt("DELETE FROM team_member WHERE team_id = ?", int64(id)))
	return err
}

// TicketsOfTeam lists tickets that a team of a desk has.
func (tx *Tx) TicketsOfTeam(id org.TeamID, desk org.ID, limit int) ([]ticket.ID, error) {
	return collect(tx, stmt("SELECT id FROM ticket WHERE "+teamColumn(desk)+" = ? AND "+teamColumn(desk)+" IS NOT NULL ORDER BY id LIMIT ?",
		int64(id), limit), func(r *sql.Rows, t *ticket.ID) error { return r.Scan(t) })
}
