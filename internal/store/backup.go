package store

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/jackc/pgx/v5"
	"modernc.org/sqlite"
)

// tables lists what a backup of PostgreSQL holds, parents before children.
// Blobs are not among them: the caller adds those, wherever they are kept.
var tables = []string{
	"organization", "system", "users", "membership", "people_name", "team", "team_member", "topic", "tag",
	"ticket", "person", "message", "event", "file", "upload",
	"ticket_tag", "ticket_link", "message_version", "draft", "portal_draft",
	"session", "once", "parked", "seen", "link", "mail_out", "mail_trouble", "notice", "setting", "attempt", "job", "job_slot",
	"mail_domain", "mail_address", "invitation", "half_session", "totp", "recovery_code",
	"search_doc", "search_word", "saved_view", "saved_view_place", "bulk", "bulk_item", "bulk_mail", "org_text", "mail_text",
	"inbound", "mail_id",
}

// Backup writes the whole database as it is at one moment, while others go on
// writing, and then what more adds; more may be nil. Blobs belong there: what
// the database names was stored before.
func (s *Store) Backup(ctx context.Context, w io.Writer, more func(*Archive) error) error {
	a := newArchive(w, s.Now())
	if err := s.addDatabase(ctx, a); err != nil {
		return err
	}
	if more != nil {
		if err := more(a); err != nil {
			return err
		}
	}
	return a.close()
}

func (s *Store) addDatabase(ctx context.Context, a *Archive) error {
	dir, err := os.MkdirTemp(s.dir, "backup-*")
	if err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	defer os.RemoveAll(dir)
	schema, err := newestSchema()
	if err != nil {
		return err
	}
	h := header{Format: archiveFormat, Engine: s.d.name(), Schema: schema, Made: a.made}
	c, err := s.read.Conn(ctx)
	if err != nil {
		return busy(err)
	}
	defer c.Close()
	if s.d.postgres {
		return c.Raw(func(driver any) error { return dump(ctx, driver.(*pipe).Conn.Conn(), a, h, dir) })
	}
	path := filepath.Join(dir, "balie.db")
	if err := c.Raw(func(driver any) error { return copySQLite(driver, path) }); err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	if err := a.addHeader(h); err != nil {
		return err
	}
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	defer f.Close()
	return a.addOpen(sqliteName, f)
}

// copySQLite copies the file in one step: it is one moment, and a writer does
// not make it start again.
func copySQLite(driver any, path string) error {
	b, err := driver.(interface {
		NewBackup(string) (*sqlite.Backup, error)
	}).NewBackup(sqliteURI(path))
	if err != nil {
		return err
	}
	if _, err := b.Step(-1); err != nil {
		b.Finish()
		return err
	}
	return b.Finish()
}

// dump copies every table of one snapshot.
func dump(ctx context.Context, c *pgx.Conn, a *Archive, h header, dir string) error {
	t, err := c.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
	if err != nil {
		return busy(err)
	}
	defer t.Rollback(context.WithoutCancel(ctx))
	for _, name := range tables {
		columns, err := columnsOf(ctx, t, name)
		if err != nil {
			return fmt.Errorf("backup %s: %w", name, err)
		}
		h.Tables = append(h.Tables, table{name, columns})
	}
	if err := a.addHeader(h); err != nil {
		return err
	}
	for _, tab := range h.Tables {
		if err := dumpTable(ctx, c, a, tab, dir); err != nil {
			return err
		}
	}
	return nil
}

func columnsOf(ctx context.Context, t pgx.Tx, name string) ([]string, error) {
	rows, err := t.Query(ctx, `SELECT column_name::text FROM information_schema.columns
		WHERE table_schema = current_schema() AND table_name = $1 ORDER BY ordinal_position`, name)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}

// dumpTable goes through a file, for an entry's size is written before it.
func dumpTable(ctx context.Context, c *pgx.Conn, a *Archive, tab table, dir string) error {
	f, err := os.CreateTemp(dir, "table-*")
	if err != nil {
		return fmt.Errorf("backup %s: %w", tab.Name, err)
	}
	defer os.Remove(f.Name())
	defer f.Close()
	if _, err := c.PgConn().CopyTo(ctx, f, "COPY "+tab.target()+" TO STDOUT"); err != nil {
		return fmt.Errorf("backup %s: %w", tab.Name, err)
	}
	return a.addOpen(tab.entry(), f)
}

func (t table) target() string {
	quoted := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		quoted[i] = pgx.Identifier{c}.Sanitize()
	}
	return pgx.Identifier{t.Name}.Sanitize() + " (" + strings.Join(quoted, ", ") + ")"
}
