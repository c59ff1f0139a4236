package store

import (
	"database/sql"

	"balie/internal/errs"
	"balie/internal/ticket"
)

// CountList counts the tickets of a list among the first lookBack entries of its
// view; more says that it stopped there.
func (tx *Tx) CountList(l List) (n int, more bool, err error) {
	w, o, ok := listWhere(l)
	if !ok {
		return 0, false, errs.Absent()
	}
	return tx.countWithin(l, o, w, lookBack)
}

// countWithin counts what the filter leaves of the first entries of a list, in
// its order: of the index that the list walks, most often without a look at the
// rows.
func (tx *Tx) countWithin(l List, o order, w where, bound int) (n int, more bool, err error) {
	f := l.Filter.where(tx.s.d, scopeDesk(l.Scope), "e")
	e := l.entries(o, w, tx.walked(l), bound)
	s := stmt("SELECT COUNT(*), ")
	if f.text == "" {
		s.add("COUNT(*)")
	} else {
		s.add("COALESCE(SUM(CASE WHEN "+f.text+" THEN 1 ELSE 0 END), 0)", f.args...)
	}
	got, err := one(tx, s.add(" FROM "+e.text.String()+" e", e.args...), func(r *sql.Rows, v *[2]int) error { return r.Scan(&v[0], &v[1]) })
	return got[1], got[0] == bound, err
}

// matchStep is how many entries of a view are read at once to find all that
// match a filter.
const matchStep = 5000

// MatchingTickets gives every ticket that matches, in the order of their ids,
// however long that takes; more says that there are more than limit.
func (tx *Tx) MatchingTickets(l List, limit int) (out []ticket.ID, more bool, err error) {
	w, _, ok := listWhere(l)
	if !ok {
		return nil, false, errs.Absent()
	}
	f := l.Filter.where(tx.s.d, scopeDesk(l.Scope), "t")
	if f.text == "" {
		f.text = "1 = 1"
	}
	for last := ticket.ID(0); ; {
		near := w.and("t.id > ?", int64(last))
		type entry struct {
			id ticket.ID
			ok bool
		}
		read, err := collect(tx, stmt("SELECT t.id, CASE WHEN "+f.text+" THEN 1 ELSE 0 END", f.args...).
			add(" FROM (SELECT t.id FROM ticket t"+near.clause()+" ORDER BY t.id LIMIT ?) near JOIN ticket t ON t.id = near.id ORDER BY t.id",
				append(near.args, matchStep)...),
			func(r *sql.Rows, e *entry) error { return r.Scan(&e.id, &e.ok) })
		if err != nil {
			return nil, false, err
		}
		for _, e := range read {
			if last = e.id; !e.ok {
				continue
			}
			if len(out) == limit {
				return out, true, nil
			}
			out = append(out, e.id)
		}
		if len(read) < matchStep {
			return out, false, nil
		}
	}
}
