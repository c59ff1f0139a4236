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
