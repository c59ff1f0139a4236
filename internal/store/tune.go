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
		return nil
	})
}
