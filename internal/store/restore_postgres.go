package store

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
)

// database is a place on PostgreSQL. All tables are filled in one transaction.
type database struct {
	o      Options
	tables map[string]table // by entry
	c      *pgx.Conn
	t      pgx.Tx
}

// empty refuses a database in which any of our tables has a row.
func (d *database) empty(ctx context.Context) error {
	c, err := pgx.Connect(ctx, d.o.Database)
	if err != nil {
		return busy(err)
	}
	d.c = c
	for _, name := range append([]string{"blob"}, tables...) {
		var there, filled bool
		if err := c.QueryRow(ctx, "SELECT to_regclass($1) IS NOT NULL", name).Scan(&there); err != nil {
			return busy(err)
		}
		if !there {
			continue
		}
		if err := c.QueryRow(ctx, "SELECT EXISTS (SELECT 1 FROM "+name+")").Scan(&filled); err != nil {
			return busy(err)
		}
		if filled {
			c.Close(ctx)
			return notEmpty()
		}
	}
	return nil
}

// begin makes the tables as they were when the backup was made.
func (d *database) begin(ctx context.Context, h header) error {
	db, err := sql.Open("pgx", d.o.Database)
	if err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	defer db.Close()
	p, err := provider(db, dialect{postgres: true})
	if err == nil {
		_, err = p.UpTo(ctx, h.Schema)
	}
	if err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	d.tables = map[string]table{}
	for _, t := range h.Tables {
		d.tables[t.entry()] = t
	}
	d.t, err = d.c.Begin(ctx)
	return err
}

func (d *database) load(ctx context.Context, entry string, r io.Reader) error {
	t, known := d.tables[entry]
	if !known {
		return damaged()
	}
	if _, err := d.c.PgConn().CopyFrom(ctx, r, "COPY "+t.target()+" FROM STDIN"); err != nil {
		return fmt.Errorf("restore %s: %w", t.Name, err)
	}
	if !slices.Contains(t.Columns, "id") {
		return nil
	}
	_, err := d.t.Exec(ctx, "SELECT setval(pg_get_serial_sequence($1, 'id'), MAX(id)) FROM "+
		pgx.Identifier{t.Name}.Sanitize()+" HAVING MAX(id) IS NOT NULL", t.Name)
	if err != nil {
		return fmt.Errorf("restore %s: %w", t.Name, err)
	}
	return nil
}

func (d *database) open(ctx context.Context) (*Store, error) {
	if err := d.t.Commit(ctx); err != nil {
		return nil, fmt.Errorf("restore: %w", err)
	}
	d.c.Close(ctx)
	return Open(ctx, d.o)
}

// undo rolls back, or empties the tables when all was committed.
func (d *database) undo(ctx context.Context) error {
	d.c.Close(ctx)
	if d.t == nil {
		return nil
	}
	c, err := pgx.Connect(ctx, d.o.Database)
	if err != nil {
		return busy(err)
	}
	defer c.Close(ctx)
	_, err = c.Exec(ctx, "TRUNCATE blob, blob_chunk, "+strings.Join(tables, ", "))
	return err
}
