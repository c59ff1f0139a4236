package store

import (
	"database/sql"

	"balie/internal/org"
	"balie/internal/ticket"
)

// Topic is what a ticket is about, from the list of its first desk.
type Topic struct {
	ID     ticket.TopicID
	Org    org.ID
	Name   string
	Active bool // may still be chosen
}

// Topics lists a desk's topics by name, with those that may not be chosen any
// more.
func (tx *Tx) Topics(desk org.ID) ([]Topic, error) {
	return collect(tx, stmt("SELECT id, org_id, name, active FROM topic WHERE org_id = ? ORDER BY name", int64(desk)),
		func(r *sql.Rows, t *Topic) error {
			var active int64
			err := r.Scan(&t.ID, &t.Org, &t.Name, &active)
			t.Active = active == 1
			return err
		})
}

// AddTopic gives the id of a desk's topic of that name, which may be chosen
// from now on.
func (tx *Tx) AddTopic(desk org.ID, name string) (ticket.TopicID, error) {
	return scalar[ticket.TopicID](tx, stmt(`INSERT INTO topic (org_id, name) VALUES (?,?)
		ON CONFLICT (org_id, name) DO UPDATE SET active = 1 RETURNING id`, int64(desk), name))
}
