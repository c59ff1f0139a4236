package pgtest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"testing"
)

// templateLock is the advisory lock under which originals are made.
const templateLock = 0x62616c6965

func templateName(name string) string {
	sum := sha256.Sum256([]byte(name))
	return "template_" + hex.EncodeToString(sum[:16])
}

func exists(t testing.TB, database string) bool {
	t.Helper()
	conn := connect(t)
	defer conn.Close(context.Background())
	var found bool
	row := conn.QueryRow(context.Background(), "SELECT EXISTS (SELECT 1 FROM pg_database WHERE datname = $1)", database)
	if err := row.Scan(&found); err != nil {
		t.Fatalf("look for database %s: %v", database, err)
	}
	return found
}

// prepareOnce fills a draft and renames it when it is complete: an original
// that exists is whole, whatever ended an earlier attempt.
func prepareOnce(t testing.TB, original string, prepare func(url string) error) {
	t.Helper()
	conn := connect(t)
	defer conn.Close(context.Background()) // releases the lock
	exec(t, conn, "SELECT pg_advisory_lock($1)", int64(templateLock))
	if exists(t, original) {
		return
	}
	draft := original + "_draft"
	exec(t, conn, "DROP DATABASE IF EXISTS "+quote(draft)+" WITH (FORCE)")
	exec(t, conn, "CREATE DATABASE "+quote(draft))
	if err := prepare(urlOf(t, draft)); err != nil {
		t.Fatalf("prepare a template database: %v", err)
	}
	exec(t, conn, "ALTER DATABASE "+quote(draft)+" RENAME TO "+quote(original))
}
