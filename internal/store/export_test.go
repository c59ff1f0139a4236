package store

import (
	"context"
	"database/sql"
	"time"
)

// Break runs a statement that no function of this package would, for tests of
// Verify.
func Break(ctx context.Context, s *Store, text string, args ...any) error {
	return s.Write(ctx, func(tx *Tx) error {
		_, err := tx.exec(stmt(text, args...))
		return err
	})
}

// Strings gives the first column of a statement's rows.
func Strings(ctx context.Context, s *Store, text string, args ...any) (out []string, err error) {
	err = s.Read(ctx, func(tx *Tx) error {
		out, err = collect(tx, stmt(text, args...), func(r *sql.Rows, v *string) error { return r.Scan(v) })
		return err
	})
	return out, err
}

// BackupTables lists what a backup of PostgreSQL holds.
func BackupTables() []string { return tables }

// Version is what Listen compares on SQLite.
func Version(ctx context.Context, s *Store) (int64, error) { return s.version(ctx) }

// Waiting is how many writes wait for SQLite's writer.
func Waiting(s *Store) int { return len(s.write.queue[interactive]) + len(s.write.queue[background]) }

// Pragma sets something on the writer's connection.
func Pragma(tx *Tx, text string) error {
	_, err := collect(tx, stmt(text), func(r *sql.Rows, v *string) error { return r.Scan(v) })
	return err
}

// Later runs a statement that waits for the next one.
func Later(tx *Tx, text string, args ...any) error { return tx.later(stmt(text, args...), nil) }

// AgeNames makes the names that are kept older.
func AgeNames(s *Store, by time.Duration) {
	s.names.mu.Lock()
	defer s.names.mu.Unlock()
	d := *s.names.now
	d.read = d.read.Add(-by)
	s.names.now = &d
}
