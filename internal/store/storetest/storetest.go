// Package storetest opens stores for tests: SQLite in a temporary folder and
// PostgreSQL in a database of its own, on a clock the test sets.
package storetest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"os"
	"slices"
	"testing"
	"time"

	"balie/internal/pgtest"
	"balie/internal/store"
)

// The engines that Each runs on, and the variable that picks one of them.
const (
	SQLite   = "sqlite"
	Postgres = "postgres"
	variable = "BALIE_TEST_ENGINE"
)

// Env is what a test may need beside its store.
type Env struct {
	Clock   *Clock
	Options store.Options // opens the same store once more
}

// Engines lists the engines to test on: both, or the one that
// BALIE_TEST_ENGINE names.
func Engines(t testing.TB) []string {
	t.Helper()
	all := []string{SQLite, Postgres}
	name := os.Getenv(variable)
	if name == "" {
		return all
	}
	if !slices.Contains(all, name) {
		t.Fatalf("%s is %q, not one of %v", variable, name, all)
	}
	return []string{name}
}

// Each runs fn as a subtest on each engine, with an empty store.
func Each(t *testing.T, fn func(t *testing.T, st *store.Store, e Env)) {
	t.Helper()
	for _, engine := range Engines(t) {
		t.Run(engine, func(t *testing.T) {
			e := Place(t, engine, NewClock())
			fn(t, OpenAt(t, e.Options), e)
		})
	}
}

// Open gives an empty store, closed when the test ends. now may be nil for
// the real time.
func Open(t testing.TB, engine string, now func() time.Time) *store.Store {
	t.Helper()
	o := place(t, engine)
	o.Now = now
	return OpenAt(t, o)
}

// Place prepares where an empty store will be, without opening it.
func Place(t testing.TB, engine string, clock *Clock) Env {
	t.Helper()
	o := place(t, engine)
	o.Now = clock.Now
	return Env{Clock: clock, Options: o}
}

// OpenAt opens a store that is closed when the test ends.
func OpenAt(t testing.TB, o store.Options) *store.Store {
	t.Helper()
	st, err := store.Open(context.Background(), o)
	if err != nil {
		t.Fatalf("open the store: %v", err)
	}
	t.Cleanup(func() { st.Close() })
	return st
}

func place(t testing.TB, engine string) store.Options {
	t.Helper()
	if engine == SQLite {
		return store.Options{Data: t.TempDir()}
	}
	url := pgtest.FromTemplate(t, "store "+schemaHash(t), func(url string) error {
		st, err := store.Open(context.Background(), store.Options{Database: url})
		if err != nil {
			return err
		}
		return st.Close()
	})
	return store.Options{Database: url}
}

// schemaHash changes with the migrations, and the prepared database with it.
func schemaHash(t testing.TB) string {
	t.Helper()
	sum := sha256.New()
	err := fs.WalkDir(store.Migrations, ".", func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		text, err := fs.ReadFile(store.Migrations, path)
		sum.Write([]byte(path))
		sum.Write(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return hex.EncodeToString(sum.Sum(nil))
}
