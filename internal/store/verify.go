package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"balie/internal/access"
	"balie/internal/org"
	"balie/internal/ticket"
)

// verifyBatch is how many tickets are looked at together: memory stays the
// same however many there are.
const verifyBatch = 500

// Problem is a row that breaks a rule which always holds.
type Problem struct {
	Table string
	ID    int64 // of the row; 0 when the problem is of the table
	What  string
}

func (p Problem) String() string { return fmt.Sprintf("%s %d: %s", p.Table, p.ID, p.What) }

// problemsMax is how many problems are told; a broken table has millions.
const problemsMax = 1000

// verifier gathers problems.
type verifier struct {
	s     *Store
	found []Problem
}

func (v *verifier) tell(table string, id int64, what string, args ...any) {
	if len(v.found) < problemsMax {
		v.found = append(v.found, Problem{table, id, fmt.Sprintf(what, args...)})
	}
}

// Verify looks whether the rows agree with each other and with the domain,
// while others go on writing. It reads everything once and tells at most a
// thousand problems. Whether the files' bytes are there is for the caller, who
// has the blobs: see FileHashes.
func (s *Store) Verify(ctx context.Context) ([]Problem, error) {
	v := &verifier{s: s}
	if !s.d.postgres {
		if err := s.Read(ctx, v.engine); err != nil {
			return v.found, err
		}
	}
	for after := int64(0); ; {
		var last int64
		err := s.Read(ctx, func(tx *Tx) (err error) {
			last, err = v.tickets(tx, after)
			return err
		})
		if err != nil {
			return v.found, err
		}
		if last == 0 {
			break
		}
		after = last
	}
	for _, check := range []func(*Tx) error{v.mail, v.inbound, v.jobs, v.counts, v.names} {
		if err := s.Read(ctx, check); err != nil {
			return v.found, err
		}
	}
	return v.found, nil
}

// engine has SQLite look over its own pages, indexes and references.
func (v *verifier) engine(tx *Tx) error {
	said, err := collect(tx, stmt("PRAGMA integrity_check"), func(r *sql.Rows, s *string) error { return r.Scan(s) })
	if err != nil {
		return err
	}
	for _, s := range said {
		if s != "ok" {
			v.tell("database", 0, "%s", s)
		}
	}
	_, err = collect(tx, stmt("PRAGMA foreign_key_check"), func(r *sql.Rows, _ *struct{}) error {
		var table, parent string
		var row sql.NullInt64
		var key int64
		err := r.Scan(&table, &row, &parent, &key)
		v.tell(table, row.Int64, "names a row of %s that is not there", parent)
		return err
	})
	return err
}

// mail: what was sent has a time, and belongs to its event's ticket.
func (v *verifier) mail(tx *Tx) error {
	_, err := collect(tx, stmt(`SELECT m.id, m.state, m.sent_at FROM mail_out m LEFT JOIN event e ON e.id = m.event_id
		WHERE (m.state = 2 AND m.sent_at = 0) OR m.state < 1 OR m.state > 4 OR e.ticket_id <> m.ticket_id ORDER BY m.id LIMIT ?`, problemsMax),
		func(r *sql.Rows, _ *struct{}) error {
			var id, state, sent int64
			err := r.Scan(&id, &state, &sent)
			v.tell("mail_out", id, "state %d, sent at %d, or another ticket than its event's", state, sent)
			return err
		})
	return err
}

// jobs: what runs has a lease, and one that ended long ago was taken over.
func (v *verifier) jobs(tx *Tx) error {
	_, err := collect(tx, stmt("SELECT id, lease_until FROM job WHERE state = 2 AND lease_until < ? ORDER BY id LIMIT ?",
		micros(tx.Now.Add(-time.Hour)), problemsMax), func(r *sql.Rows, _ *struct{}) error {
		var id, until int64
		err := r.Scan(&id, &until)
		v.tell("job", id, "is running without a lease, or since long with one that ended: %s", fromMicros(until))
		return err
	})
	return err
}

// counts compares what the indexes count with what the table holds, in one
// moment, for each desk.
func (v *verifier) counts(tx *Tx) error {
	type group struct {
		partner            org.ID
		shelf              ticket.Shelf
		nobodys, noVendors bool
		n                  int
	}
	groups, err := collect(tx, stmt("SELECT partner_id, shelf, partner_assignee_id IS NULL, vendor_assignee_id IS NULL, COUNT(*) FROM "+
		tx.s.d.wholeTable("ticket")+" GROUP BY partner_id, shelf, partner_assignee_id IS NULL, vendor_assignee_id IS NULL"),
		func(r *sql.Rows, g *group) error { return r.Scan(&g.partner, &g.shelf, &g.nobodys, &g.noVendors, &g.n) })
	if err != nil {
		return err
	}
	desks, err := collect(tx, stmt("SELECT id, tier FROM organization WHERE tier < 3 ORDER BY id"),
		func(r *sql.Rows, m *org.Membership) error { return r.Scan(&m.Org, &m.Tier) })
	if err != nil {
		return err
	}
	for _, d := range desks {
		got, err := tx.Counts(access.DeskScope(access.Actor{Memberships: []org.Membership{d}}), 0)
		if err != nil {
			return err
		}
		for _, view := range ticket.Views {
			if !view.Counted || view.Mine {
				continue
			}
			want := 0
			for _, g := range groups {
				free := g.nobodys
				if d.Tier == org.Vendor {
					free = g.noVendors
				}
				if (d.Tier == org.Vendor || g.partner == d.Org) && slices.Contains(view.Shelves(d.Org), g.shelf) && (free || !view.Nobodys) {
					want += g.n
				}
			}
			if want = min(want, CountBound); got[view.View] != want {
				v.tell("ticket", 0, "the view %s of organization %d counts %d, the table holds %d", view.View, d.Org, got[view.View], want)
			}
		}
	}
	return nil
}

// FileHashes calls fn for each blob that a file, an upload or a mail that came
// in names, with its size and the row, in no order and as often as it is named.
func (s *Store) FileHashes(ctx context.Context, fn func(table string, id int64, hash string, size int64) error) error {
	type named struct {
		id, size int64
		hash     string
	}
	for _, table := range []string{"file", "upload", "inbound"} {
		for after := int64(0); ; {
			var page []named
			err := s.Read(ctx, func(tx *Tx) (err error) {
				page, err = collect(tx, stmt("SELECT id, size, hash FROM "+table+" WHERE id > ? ORDER BY id LIMIT 1000", after),
					func(r *sql.Rows, n *named) error { return r.Scan(&n.id, &n.size, &n.hash) })
				return err
			})
			if err != nil {
				return err
			}
			if len(page) == 0 {
				break
			}
			for _, n := range page {
				if err := fn(table, n.id, n.hash, n.size); err != nil {
					return err
				}
			}
			after = page[len(page)-1].id
		}
	}
	return nil
}
