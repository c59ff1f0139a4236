package store

import (
	"database/sql"

	"balie/internal/errs"
	"balie/internal/org"
	"balie/internal/ticket"
)

// TeamMembers lists who is in each team of an organization.
func (tx *Tx) TeamMembers(of org.ID) (map[org.TeamID][]org.UserID, error) {
	type row struct {
		team org.TeamID
		user org.UserID
	}
	rows, err := collect(tx, stmt(`SELECT m.team_id, m.user_id FROM team t JOIN team_member m ON m.team_id = t.id
		WHERE t.org_id = ? ORDER BY m.team_id, m.user_id`, int64(of)),
		func(r *sql.Rows, v *row) error { return r.Scan(&v.team, &v.user) })
	out := map[org.TeamID][]org.UserID{}
	for _, v := range rows {
		out[v.team] = append(out[v.team], v.user)
	}
	return out, err
}

// TeamStaff lists the active people of a team.
func (tx *Tx) TeamStaff(team org.TeamID) ([]org.UserID, error) {
	return collect(tx, stmt(`SELECT u.id FROM team_member m JOIN users u ON u.id = m.user_id
		WHERE m.team_id = ? AND u.active = 1 ORDER BY u.id`, int64(team)),
		func(r *sql.Rows, u *org.UserID) error { return r.Scan(u) })
}

// SaveTeam stores a team's name and members; errs.NotFound when the
// organization has none such.
func (tx *Tx) SaveTeam(t org.Team, members ...org.UserID) error {
	if err := tx.mark(stmt("UPDATE team SET name = ? WHERE id = ? AND org_id = ? AND archived = 0", t.Name, int64(t.ID), int64(t.Org))); err != nil {
		return err
	}
	tx.After(tx.s.DropNames)
	if _, err := tx.exec(stmt("DELETE FROM team_member WHERE team_id = ?", int64(t.ID))); err != nil || len(members) == 0 {
		return err
	}
	args := []any{}
	for _, m := range members {
		args = append(args, int64(t.ID), int64(m))
	}
	_, err := tx.exec(stmt("INSERT INTO team_member (team_id, user_id) VALUES "+rowsOf(len(members), 2), args...))
	return err
}

// TagUse is a tag and on how many tickets it is, counted up to tagMany.
type TagUse struct {
	Tag
	Tickets int
}

// tagMany is where counting a tag's tickets ends.
const tagMany = 10000

// TagUses lists a desk's tags by name with their use.
func (tx *Tx) TagUses(desk org.ID) ([]TagUse, error) {
	return collect(tx, stmt(`SELECT g.id, g.name, (SELECT COUNT(*) FROM
		(SELECT 1 FROM ticket_tag x WHERE x.tag_id = g.id LIMIT ?) u) FROM tag g WHERE g.org_id = ? ORDER BY g.name`, tagMany, int64(desk)),
		func(r *sql.Rows, t *TagUse) error { return r.Scan(&t.ID, &t.Name, &t.Tickets) })
}

// TagNamed finds a desk's tag by its name; 0 when there is none.
func (tx *Tx) TagNamed(desk org.ID, name string) (ticket.TagID, error) {
	id, err := scalar[ticket.TagID](tx, stmt("SELECT id FROM tag WHERE org_id = ? AND name = ?", int64(desk), name))
	if errs.Is(err, errs.NotFound) {
		err = nil
	}
	return id, err
}

// MergeTags puts one of a desk's tags on every ticket that has another, and
// drops that one; errs.NotFound when either is not the desk's.
func (tx *Tx) MergeTags(desk org.ID, from, into ticket.TagID) error {
	n, err := scalar[int](tx, stmt("SELECT COUNT(*) FROM tag WHERE org_id = ? AND (id = ? OR id = ?)", int64(desk), int64(from), int64(into)))
	if err == nil && n != 2 {
		err = errs.Absent()
	}
	if err != nil {
		return err
	}
	if _, err := tx.exec(stmt(`INSERT INTO ticket_tag (ticket_id, tag_id) SELECT ticket_id, CAST(? AS BIGINT) FROM ticket_tag
		WHERE tag_id = ? ON CONFLICT DO NOTHING`, int64(into), int64(from))); err != nil {
		return err
	}
	return tx.DropTag(desk, from)
}

// SaveTopic gives a desk's topic its name and says whether it may be chosen;
// errs.NotFound when it has none such.
func (tx *Tx) SaveTopic(t Topic) error {
	return tx.mark(stmt("UPDATE topic SET name = ?, active = ? WHERE id = ? AND org_id = ?", t.Name, flag(t.Active), int64(t.ID), int64(t.Org)))
}
