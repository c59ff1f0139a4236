package store

import "context"

// Tune lets SQLite look at how its data is spread, within bounds, where that
// changed much; PostgreSQL does so by itself. A daily job calls it.
func (s *Store) Tune(ctx context.Context) error {
	if s.d.postgres {
		return nil
	}
	return s.WriteJob(ctx, func(tx *Tx) error {
		for _, text := range []string{"PRAGMA analysis_limit = 1000", "PRAGMA optimize = 0x1fffe"} {
			if _, err := tx.exec(stmt(text)); err != nil {
				return err
			}
		}
		if err := tx.dropSamples(); err != nil {
			return err
		}
		return tx.forgetJobs()
	})
}

// What SQLite counted of the jobs is about another day: few when it looked, and
// a hundred thousand after a burst, of which each claim would read all.
const forgetJobs = "DELETE FROM sqlite_stat1 WHERE tbl = 'job'"

func (tx *Tx) forgetJobs() error {
	known, err := scalar[int](tx, stmt("SELECT COUNT(*) FROM sqlite_master WHERE name = 'sqlite_stat1'"))
	if err != nil || known == 0 {
		return err
	}
	for _, text := range []string{forgetJobs, "ANALYZE sqlite_schema"} { // which has this connection read the counts anew
		if _, err := tx.exec(stmt(text)); err != nil {
			return err
		}
	}
	return nil
}

// dropSamples throws away the values that SQLite took as samples; how many
// different ones there are it keeps. With samples each statement that compares
// with a range is planned anew for its values, even those with which the
// full-text index looks for a word in its own table: half of a search's time.
func (tx *Tx) dropSamples() error {
	n, err := scalar[int](tx, stmt("SELECT COUNT(*) FROM sqlite_master WHERE name = 'sqlite_stat4'"))
	if err != nil || n == 0 {
		return err
	}
	_, err = tx.exec(stmt("DELETE FROM sqlite_stat4"))
	return err
}
