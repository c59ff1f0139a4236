package main

import (
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"balie/internal/store"
)

// databaseOf opens the database of a place as any program would.
func databaseOf(t *testing.T, place []string) (db *sql.DB, postgres bool) {
	t.Helper()
	driver, name := "sqlite", "file:"+store.File(place[1])
	if postgres = len(place) > 2; postgres {
		driver, name = "pgx", place[3]
	}
	db, err := sql.Open(driver, name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db, postgres
}

// texts gives the rows of a query as text.
func texts(t *testing.T, db *sql.DB, query string) (out []string) {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), query)
	if err != nil {
		t.Fatal(query, err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	for rows.Next() {
		row := make([]any, len(columns))
		for i := range row {
			row[i] = &sql.NullString{}
		}
		if err := rows.Scan(row...); err != nil {
			t.Fatal(err)
		}
		var line []string
		for _, v := range row {
			line = append(line, v.(*sql.NullString).String)
		}
		out = append(out, strings.Join(line, "|"))
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

// everythingIn is every row of a place, every number that a sequence would give
// next, and every file.
func everythingIn(t *testing.T, place []string) map[string][]string {
	t.Helper()
	db, postgres := databaseOf(t, place)
	out := map[string][]string{}
	tables, order := "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'", ""
	if postgres {
		tables = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
		out["sequences"] = texts(t, db, "SELECT sequencename, COALESCE(last_value, 0) FROM pg_sequences ORDER BY 1")
		if len(out["sequences"]) == 0 {
			t.Fatal("no sequence is looked at")
		}
		order = " t ORDER BY t::text"
	}
	for _, name := range texts(t, db, tables) {
		out[name] = texts(t, db, "SELECT * FROM "+name+order)
	}
	err := filepath.WalkDir(place[1], func(path string, _ os.DirEntry, err error) error {
		if !strings.HasPrefix(filepath.Base(path), "balie.db") { // the log is emptied by whoever closes last
			out["files"] = append(out["files"], path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestMailExplainChangesNothing(t *testing.T) {
	eachEngine(t, func(t *testing.T, empty func(*testing.T) []string) {
		place := empty(t)
		if out, code := explained(t, place, mailText(1)); code != exitRefused || !strings.Contains(out, "there is no data of Balie in ") {
			t.Errorf("of nothing: exit %d: %s", code, out)
		}
		if _, err := os.Stat(place[1]); err == nil {
			t.Error("it made the folder")
		}
		if out, code := once(t, append([]string{"seed", "--tickets", "100"}, place...)...); code != exitOK {
			t.Fatal(out)
		}
		start(t, place...).stop() // makes the key
		db, _ := databaseOf(t, place)
		known := texts(t, db, "SELECT mail FROM users WHERE id = (SELECT requester_id FROM ticket WHERE id = 3)")[0]
		file := "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nIt broke.\r\n" +
			"--b\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename=a.pdf\r\n\r\nPDF\r\n--b--\r\n"
		before := everythingIn(t, place)
		for _, c := range []struct{ raw, says string }{
			{"From: Eva <eva@customer.example>\r\nTo: help@example.com\r\nCc: bram@customer.example\r\nMessage-ID: <1@customer.example>\r\nSubject: Oven\r\n" + file, "It would be a new ticket"},
			{"Authentication-Results: mx.example; dmarc=pass header.from=" + known[strings.IndexByte(known, '@')+1:] + "\r\nFrom: " + known + "\r\nTo: help@example.com\r\nSubject: [HD-00003] Oven\r\n" + file, "HD-00003"},
			{"From: " + known + "\r\nTo: help@example.com\r\nSubject: Support Portal login\r\n\r\nPlease.\r\n", "asks for access"},
			{"Auto-Submitted: auto-replied\r\nFrom: " + known + "\r\nTo: help@example.com\r\nSubject: Away\r\n\r\nAway.\r\n", "automatic reply"},
			{"\x00\xff", "no address that anybody could answer"},
		} {
			out, code := explained(t, place, c.raw, "--mail-for", "help@example.com", "--auth-server", "mx.example")
			if code != exitOK || !strings.Contains(out, c.says) {
				t.Errorf("exit %d, without %q:\n%s", code, c.says, out)
			}
			if diff := cmp.Diff(before, everythingIn(t, place)); diff != "" {
				t.Errorf("%.60q left something (-before +after):\n%s", c.raw, diff)
			}
		}

		// Only the server brings data up to date: a database of another version is
		// refused, and stays of that version.
		for by, says := range map[int]string{-1: "older version of Balie; balie serve of this version brings it up to date", 1: "newer version"} {
			version := func(n int) string {
				return fmt.Sprintf("UPDATE goose_db_version SET version_id = version_id + %d WHERE id = (SELECT MAX(id) FROM goose_db_version)", n)
			}
			if _, err := db.ExecContext(t.Context(), version(by)); err != nil {
				t.Fatal(err)
			}
			before := everythingIn(t, place)
			backup := filepath.Join(t.TempDir(), "backup.tar.gz")
			for _, c := range []struct {
				args []string
				code int
			}{
				{[]string{"mail", "explain"}, exitRefused},
				{[]string{"mail", "deliver", "help@example.com"}, exitLater},
				{[]string{"verify"}, exitRefused},
				{[]string{"backup", backup}, exitRefused},
			} {
				cmd := command(t, nil, append(c.args, place...)...)
				cmd.Stdin = strings.NewReader(mailText(1))
				if out, code := finish(t, cmd); code != c.code || !strings.Contains(out, says) || strings.Count(out, "\n") != 1 {
					t.Errorf("%v: exit %d: %s", c.args, code, out)
				}
			}
			if diff := cmp.Diff(before, everythingIn(t, place)); diff != "" {
				t.Errorf("version %+d (-before +after):\n%s", by, diff)
			}
			if _, err := db.ExecContext(t.Context(), version(-by)); err != nil {
				t.Fatal(err)
			}
		}
	})
}
