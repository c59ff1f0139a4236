package main

import (
	"context"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"balie/internal/pgtest"
	"balie/internal/store/storetest"
)

func TestADatabaseOutOfReachIsOneSentence(t *testing.T) {
	folder, noise := t.TempDir(), t.TempDir()
	if err := os.Mkdir(filepath.Join(folder, "balie.db"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(noise, "balie.db"), []byte(strings.Repeat("no database ", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	type row struct {
		flags []string
		says  string
	}
	rows := map[string]row{
		"nobody there": {
			[]string{"--database", "postgres://u:secret@127.0.0.1:1/x", "--database-wait", "0s"},
			"the database postgres://127.0.0.1:1/x cannot be used: connect: connection refused",
		},
		"a folder":    {[]string{"--data", folder}, "balie.db cannot be used: "},
		"other bytes": {[]string{"--data", noise}, "balie.db cannot be used: file is not a database"},
	}
	if slices.Contains(storetest.Engines(t), storetest.Postgres) {
		at, err := url.Parse(pgtest.URL(t))
		if err != nil {
			t.Fatal(err)
		}
		at.Path = "/absent"
		rows["no such database"] = row{[]string{"--database", at.String()}, `cannot be used: database "absent" does not exist`}
	}
	for name, r := range rows {
		t.Run(name, func(t *testing.T) {
			out, code := once(t, append([]string{"serve", "--allow-root", "--listen", "127.0.0.1:0"}, r.flags...)...)
			if code != exitFailed || !strings.Contains(out, r.says) || strings.Count(out, "\n") != 1 || strings.Contains(out, "secret") {
				t.Errorf("exit %d: %s", code, out)
			}
		})
	}
}

func TestServeWaitsForItsDatabase(t *testing.T) {
	if !slices.Contains(storetest.Engines(t), storetest.Postgres) {
		t.Skip("SQLite has no server")
	}
	database := pgtest.URL(t)
	admit := func(in string) {
		ctx := context.Background()
		at, err := url.Parse(database)
		if err != nil {
			t.Fatal(err)
		}
		name := strings.TrimPrefix(at.Path, "/")
		at.Path = "/postgres"
		c, err := pgx.Connect(ctx, at.String())
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close(ctx)
		if _, err := c.Exec(ctx, "ALTER DATABASE "+pgx.Identifier{name}.Sanitize()+" WITH ALLOW_CONNECTIONS "+in); err != nil {
			t.Fatal(err)
		}
	}
	admit("false")
	p := launch(t, "--data", t.TempDir(), "--database", database)
	p.log.waitFor(t, "waiting for the database")
	admit("true")
	p.awaitReady()
	if code, _ := get(t, p.url+"/"); code >= 500 {
		t.Errorf("it answers %d", code)
	}
}
