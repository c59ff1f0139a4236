package store

import (
	"database/sql"
	"slices"

	"balie/internal/org"
)

// names: people are found by their own names, at the desks that see them.
func (v *verifier) names(tx *Tx) error {
	for after := int64(0); ; {
		users, err := collect(tx, stmt("SELECT id FROM users WHERE id > ? ORDER BY id LIMIT ?", after, verifyBatch),
			func(r *sql.Rows, u *org.UserID) error { return r.Scan(u) })
		if err != nil || len(users) == 0 {
			return err
		}
		after = int64(users[len(users)-1])
		if err := v.namesOf(tx, users); err != nil {
			return err
		}
	}
}

func (v *verifier) namesOf(tx *Tx, users []org.UserID) error {
	want, err := tx.namesOf(users, "")
	if err != nil {
		return err
	}
	have, err := collect(tx, stmt("SELECT desk_id, name, user_id, org_id FROM people_name WHERE user_id IN (?)", ids(users)),
		func(r *sql.Rows, n *peopleName) error { return r.Scan(&n.desk, &n.name, &n.user, &n.org) })
	if err != nil {
		return err
	}
	kept := make(map[peopleName]bool, len(have))
	for _, n := range have {
		kept[n] = true
	}
	var wrong []org.UserID
	for _, n := range want {
		if !kept[n] {
			wrong = append(wrong, n.user)
		}
		delete(kept, n)
	}
	for n := range kept {
		wrong = append(wrong, n.user)
	}
	slices.Sort(wrong)
	for _, u := range slices.Compact(wrong) {
		v.tell("people_name", int64(u), "is found by other names, or at other desks, than theirs")
	}
	return nil
}
