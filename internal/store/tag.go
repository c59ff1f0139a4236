package store

import (
	"database/sql"

	"balie/internal/errs"
	"balie/internal/org"
	"balie/internal/ticket"
)

// Tag is a word that a desk sorts its tickets by. Each desk has its own.
type Tag struct {
	ID   ticket.TagID
	Name string
}

func scanTag(r *sql.Rows, t *Tag) error { return r.Scan(&t.ID, &t.Name) }

// Tags lists a desk's tags by name.
func (tx *Tx) Tags(desk org.ID) ([]Tag, error) {
	return collect(tx, stmt("SELECT id, name FROM tag WHERE org_id = ? ORDER BY name", int64(desk)), scanTag)
}

// TicketTags lists the tags that a desk gave a ticket, by name.
func (tx *Tx) TicketTags(id ticket.ID, desk org.ID) ([]Tag, error) {
	return collect(tx, stmt(`SELECT g.id, g.name FROM ticket_tag x JOIN tag g ON g.id = x.tag_id
		WHERE x.ticket_id = ? AND g.org_id = ? ORDER BY g.name`, int64(id), int64(desk)), scanTag)
}

// AddTag gives the id of a desk's tag of that name, made if it is new.
func (tx *Tx) AddTag(desk org.ID, name string) (ticket.TagID, error) {
	return scalar[ticket.TagID](tx, stmt(`INSERT INTO tag (org_id, name) VALUES (?,?)
		ON CONFLICT (org_id, name) DO UPDATE SET name = excluded.name RETURNING id`, int64(desk), name))
}

// TagTicket puts a tag on a ticket; false when it was there.
func (tx *Tx) TagTicket(id ticket.ID, tag ticket.TagID) (bool, error) {
	n, err := tx.exec(stmt("INSERT INTO ticket_tag (ticket_id, tag_id) VALUES (?,?) ON CONFLICT DO NOTHING", int64(id), int64(tag)))
	return n > 0, err
}

// UntagTicket takes a desk's tag off a ticket and gives its name, "" when it
// was not there.
func (tx *Tx) UntagTicket(id ticket.ID, desk org.ID, tag ticket.TagID) (string, error) {
	name, err := scalar[string](tx, stmt("SELECT name FROM tag WHERE id = ? AND org_id = ?", int64(tag), int64(desk)))
	if errs.Is(err, errs.NotFound) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	n, err := tx.exec(stmt("DELETE FROM ticket_tag WHERE ticket_id = ? AND tag_id = ?", int64(id), int64(tag)))
	if n == 0 {
		name = ""
	}
	return name, err
}

// RenameTag gives a desk's tag another name; errs.NotFound when it has none
// such.
func (tx *Tx) RenameTag(desk org.ID, tag ticket.TagID, name string) error {
	n, err := tx.exec(stmt("UPDATE tag SET name = ? WHERE id = ? AND org_id = ?", name, int64(tag), int64(desk)))
	if err == nil && n == 0 {
		err = errs.Absent()
	}
	return err
}

// DropTag takes a desk's tag off every ticket and forgets it.
func (tx *Tx) DropTag(desk org.ID, tag ticket.TagID) error {
	if _, err := tx.exec(stmt("DELETE FROM ticket_tag WHERE tag_id IN (SELECT id FROM tag WHERE id = ? AND org_id = ?)", int64(tag), int64(desk))); err != nil {
		return err
	}
	_, err := tx.exec(stmt("DELETE FROM tag WHERE id = ? AND org_id = ?", int64(tag), int64(desk)))
	return err
}
