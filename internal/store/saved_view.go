package store

import (
	"database/sql"

	"balie/internal/org"
	"balie/internal/ticket"
)

// SavedView is a named view with a filter, a sort and hidden columns of
// somebody's own.
type SavedView struct {
	ID     int64
	Org    org.ID
	Owner  org.UserID
	Team   org.TeamID // shared with this team; 0 with none
	Shared bool       // shared with the whole organization
	View   ticket.View
	Name   string
	Query  string // filter, sort and hidden columns, as a list's address has them
	Star   bool   // of the person who asks
	place  int
}

// savedSelect reads the views that a person of the organization may use: their
// own, their teams' and those shared with all.
const savedSelect = `SELECT v.id, v.org_id, v.user_id, v.team_id, v.shared, v.view, v.name, v.query,
	COALESCE(p.star, 0), COALESCE(p.place, 0) FROM saved_view v
	LEFT JOIN saved_view_place p ON p.view_id = v.id AND p.user_id = ?
	WHERE v.org_id = ? AND (v.user_id = ? OR v.shared = 1 OR
		EXISTS (SELECT 1 FROM team_member m WHERE m.team_id = v.team_id AND m.user_id = ?))`

func savedStmt(at org.ID, me org.UserID) *q {
	return stmt(savedSelect, int64(me), int64(at), int64(me), int64(me))
}

func scanSaved(r *sql.Rows, v *SavedView) error {
	var team sql.NullInt64
	err := r.Scan(&v.ID, &v.Org, &v.Owner, &team, &v.Shared, &v.View, &v.Name, &v.Query, &v.Star, &v.place)
	v.Team = org.TeamID(team.Int64)
	return err
}

// SavedViews lists what a person has as tabs of a view: starred ones first,
// then in the order they gave them.
func (tx *Tx) SavedViews(at org.ID, me org.UserID, of ticket.View) ([]SavedView, error) {
	return collect(tx, savedStmt(at, me).add(" AND v.view = ? ORDER BY COALESCE(p.star, 0) DESC, COALESCE(p.place, 0), v.id", string(of)), scanSaved)
}

// SavedView loads one that the person may use.
func (tx *Tx) SavedView(at org.ID, me org.UserID, id int64) (SavedView, error) {
	return one(tx, savedStmt(at, me).add(" AND v.id = ?", id), scanSaved)
}

// AddSavedView stores a new one and gives it its id. It stands last.
func (tx *Tx) AddSavedView(v *SavedView) error {
	id, err := scalar[int64](tx, stmt(`INSERT INTO saved_view (org_id, user_id, team_id, shared, view, name, query, at)
		VALUES (?,?,?,?,?,?,?,?) RETURNING id`,
		int64(v.Org), int64(v.Owner), null(v.Team), flag(v.Shared), string(v.View), v.Name, v.Query, micros(tx.Now)))
	v.ID = id
	return err
}

// ChangeSavedView writes name, query and with whom it is shared.
func (tx *Tx) ChangeSavedView(v SavedView) error {
	return tx.mark(stmt("UPDATE saved_view SET team_id = ?, shared = ?, name = ?, query = ? WHERE id = ?",
		null(v.Team), flag(v.Shared), v.Name, v.Query, v.ID))
}

// RemoveSavedView takes it from everybody.
func (tx *Tx) RemoveSavedView(id int64) error {
	if _, err := tx.exec(stmt("DELETE FROM saved_view_place WHERE view_id = ?", id)); err != nil {
		return err
	}
	return tx.mark(stmt("DELETE FROM saved_view WHERE id = ?", id))
}

// StarSavedView stars it for one person, or takes the star back.
func (tx *Tx) StarSavedView(me org.UserID, id int64, star bool) error {
	_, err := tx.exec(stmt(`INSERT INTO saved_view_place (user_id, view_id, star) VALUES (?,?,?)
		ON CONFLICT (user_id, view_id) DO UPDATE SET star = excluded.star`, int64(me), id, flag(star)))
	return err
}

// PlaceSavedViews keeps the order of one person's tabs.
func (tx *Tx) PlaceSavedViews(me org.UserID, list []int64) error {
	for i, id := range list {
		if _, err := tx.exec(stmt(`INSERT INTO saved_view_place (user_id, view_id, place) VALUES (?,?,?)
			ON CONFLICT (user_id, view_id) DO UPDATE SET place = excluded.place`, int64(me), id, i+1)); err != nil {
			return err
		}
	}
	return nil
}

// TeamMates lists the people of the teams that a person is in, themselves too.
func (tx *Tx) TeamMates(me org.UserID) ([]org.UserID, error) {
	return collect(tx, stmt(`SELECT DISTINCT b.user_id FROM team_member a JOIN team_member b ON b.team_id = a.team_id
		WHERE a.user_id = ? ORDER BY b.user_id`, int64(me)), func(r *sql.Rows, u *org.UserID) error { return r.Scan(u) })
}

// TeamsOf lists the teams that a person is in.
func (tx *Tx) TeamsOf(me org.UserID) ([]org.TeamID, error) {
	return collect(tx, stmt("SELECT team_id FROM team_member WHERE user_id = ? ORDER BY team_id", int64(me)),
		func(r *sql.Rows, t *org.TeamID) error { return r.Scan(t) })
}
