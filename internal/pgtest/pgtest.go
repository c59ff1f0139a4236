// Package pgtest gives each test a PostgreSQL database of its own on the
// throw-away server that make test starts.
package pgtest

import (
	"context"
	"crypto/rand"
	"net/url"
	"os"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// server is the variable that holds the URL of the server to make databases on.
const server = "BALIE_TEST_POSTGRES"

// URL makes an empty database and returns its URL. The database is dropped
// when the test ends, whoever is still connected. Without a server the test
// fails, it is never skipped.
func URL(t testing.TB) string {
	t.Helper()
	return create(t, "template1")
}

// FromTemplate returns the URL of a new copy of a prepared database, dropped
// when the test ends. The first call for a name, over all test processes that
// use the server, lets prepare fill the original through its URL; a copy takes
// a few milliseconds. The name must contain a hash of what prepare does, so
// that a changed preparation is another original. prepare must close what it
// opens.
func FromTemplate(t testing.TB, name string, prepare func(url string) error) string {
	t.Helper()
	original := templateName(name)
	if !exists(t, original) {
		prepareOnce(t, original, prepare)
	}
	return create(t, original)
}

func create(t testing.TB, template string) string {
	t.Helper()
	name := "test_" + rand.Text()
	conn := connect(t)
	defer conn.Close(context.Background())
	exec(t, conn, "CREATE DATABASE "+quote(name)+" TEMPLATE "+quote(template))
	t.Cleanup(func() {
		conn := connect(t)
		defer conn.Close(context.Background())
		exec(t, conn, "DROP DATABASE "+quote(name)+" WITH (FORCE)")
	})
	return urlOf(t, name)
}

func connect(t testing.TB) *pgx.Conn {
	t.Helper()
	address := os.Getenv(server)
	if address == "" {
		t.Fatalf("%s is not set: run make test, it starts a PostgreSQL for the tests.", server)
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	conn, err := pgx.Connect(ctx, address)
	if err != nil {
		t.Fatalf("connect to %s: %v", server, err)
	}
	return conn
}

func exec(t testing.TB, conn *pgx.Conn, statement string, args ...any) {
	t.Helper()
	if _, err := conn.Exec(context.Background(), statement, args...); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

func urlOf(t testing.TB, database string) string {
	t.Helper()
	u, err := url.Parse(os.Getenv(server))
	if err != nil {
		t.Fatalf("%s: %v", server, err)
	}
	u.Path = "/" + database
	return u.String()
}

func quote(name string) string { return pgx.Identifier{name}.Sanitize() }
