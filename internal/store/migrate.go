package store

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"os"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

// Migrations holds the schema's versions, a folder for each engine.
//
//go:embed migrations
var Migrations embed.FS

// OtherVersion is the error of opening a store as it is that another version of
// Balie wrote last: Has is its schema's, 0 of one that holds nothing.
type OtherVersion struct{ Has, Needs int64 }

func (v *OtherVersion) Error() string {
	return fmt.Sprintf("the schema is of version %d, not %d", v.Has, v.Needs)
}

// ready migrates a store, or refuses one that is to stay as it is and would have
// to be migrated.
func (d dialect) ready(ctx context.Context, db *sql.DB, asItIs bool) error {
	if !asItIs {
		return migrate(ctx, db, d)
	}
	v := &OtherVersion{}
	var err error
	if v.Needs, err = newestSchema(); err != nil {
		return err
	}
	known := "SELECT COUNT(*) FROM sqlite_schema WHERE name = 'goose_db_version'"
	if d.postgres {
		known = "SELECT COUNT(*) FROM pg_class WHERE oid = to_regclass('goose_db_version')"
	}
	var tables int
	if err := db.QueryRowContext(ctx, known).Scan(&tables); err != nil {
		return fmt.Errorf("version: %w", err)
	}
	if tables == 0 {
		return v
	}
	if err := db.QueryRowContext(ctx, "SELECT COALESCE(MAX(version_id), 0) FROM goose_db_version").Scan(&v.Has); err != nil {
		return fmt.Errorf("version: %w", err)
	}
	if v.Has != v.Needs {
		return v
	}
	return nil
}

// migrate brings the schema to the newest version; on PostgreSQL several nodes
// may start at once, one applies and the others wait.
func migrate(ctx context.Context, db *sql.DB, d dialect) error {
	p, err := provider(db, d)
	if err == nil && !d.postgres {
		err = snapshot(ctx, db, p)
	}
	if err == nil {
		_, err = p.Up(ctx)
	}
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	return nil
}

// snapshot copies a SQLite store that is about to be migrated to a file beside
// it, so that the way back is at hand. A new or current store needs none.
func snapshot(ctx context.Context, db *sql.DB, p *goose.Provider) error {
	now, newest, err := p.GetVersions(ctx)
	if err != nil || now == 0 || now >= newest {
		return err
	}
	var file string
	if err := db.QueryRowContext(ctx, "SELECT file FROM pragma_database_list WHERE name = 'main'").Scan(&file); err != nil {
		return err
	}
	copied := fmt.Sprintf("%s.before-%d", file, newest)
	if _, err := os.Stat(copied); err == nil {
		return nil // an earlier try that did not end made it
	}
	os.Remove(copied + ".part") // of a try that was cut off
	if _, err := db.ExecContext(ctx, "VACUUM INTO ?", copied+".part"); err != nil {
		return fmt.Errorf("snapshot: %w", err)
	}
	return os.Rename(copied+".part", copied)
}

func provider(db *sql.DB, d dialect) (*goose.Provider, error) {
	name, kind := "sqlite", goose.DialectSQLite3
	opts := []goose.ProviderOption{goose.WithDisableGlobalRegistry(true)}
	if d.postgres {
		name, kind = "postgres", goose.DialectPostgres
		locker, err := lock.NewPostgresSessionLocker()
		if err != nil {
			return nil, err
		}
		opts = append(opts, goose.WithSessionLocker(locker))
	}
	dir, err := fs.Sub(Migrations, "migrations/"+name)
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(kind, db, dir, opts...)
}

// newestSchema is the version that migrate brings a store to.
func newestSchema() (int64, error) {
	names, err := fs.Glob(Migrations, "migrations/sqlite/*.sql")
	if err != nil || len(names) == 0 {
		return 0, fmt.Errorf("migrations: %w", err)
	}
	return goose.NumericComponent(names[len(names)-1])
}
