package store

import (
	"database/sql"
	"strings"

	"balie/internal/access"
	"balie/internal/org"
	"balie/internal/ticket"
)

// CountBound is where counting stops; the page shows 9,999+ from there.
const CountBound = 10000

// Counts gives the number of tickets in each counted view, none above
// CountBound, in one statement of bounded index counts.
func (tx *Tx) Counts(s access.Scope, me org.UserID) (map[ticket.View]int, error) {
	var views []ticket.View
	var parts []string
	var args []any
	for _, v := range ticket.Views {
		w, ok := viewWhere(s, v, me)
		if !v.Counted || !ok {
			continue
		}
		views = append(views, v.View)
		parts = append(parts, "(SELECT COUNT(*) FROM (SELECT 1 FROM ticket t"+tx.s.d.using(indexOf(v, ticket.SortUpdated, scopeDesk(s)))+w.clause()+" LIMIT 10000) c)")
		args = append(args, w.args...)
	}
	out := map[ticket.View]int{}
	if len(views) == 0 {
		return out, nil
	}
	_, err := one(tx, stmt("SELECT "+strings.Join(parts, ", "), args...), func(r *sql.Rows, _ *int) error {
		n := make([]int, len(views))
		to := make([]any, len(views))
		for i := range n {
			to[i] = &n[i]
		}
		err := r.Scan(to...)
		for i, v := range views {
			out[v] = n[i]
		}
		return err
	})
	return out, err
}
