package store_test

import (
	"io/fs"
	"slices"
	"strings"
	"testing"

	"balie/internal/store"
	"balie/internal/store/storetest"
)

// Search is a virtual table on SQLite and a column on PostgreSQL.
func ofSearch(name string) bool {
	return strings.HasPrefix(name, "search.") || strings.HasPrefix(name, "search_")
}

func columns(t *testing.T, engine string) []string {
	t.Helper()
	st := storetest.Open(t, engine, nil)
	text := `SELECT m.name || '.' || c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c
		WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name NOT LIKE 'goose_%'`
	if st.Postgres() {
		text = `SELECT table_name || '.' || column_name FROM information_schema.columns
			WHERE table_schema = 'public' AND table_name NOT LIKE 'goose_%'`
	}
	got, err := store.Strings(t.Context(), st, text)
	if err != nil {
		t.Fatal(err)
	}
	got = slices.DeleteFunc(got, ofSearch)
	slices.Sort(got)
	return got
}

func indexes(t *testing.T, engine string) []string {
	t.Helper()
	st := storetest.Open(t, engine, nil)
	text := "SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
	if st.Postgres() {
		text = `SELECT indexname FROM pg_indexes WHERE schemaname = 'public'
			AND indexname NOT LIKE '%_pkey' AND indexname NOT LIKE 'goose_%'`
	}
	got, err := store.Strings(t.Context(), st, text)
	if err != nil {
		t.Fatal(err)
	}
	got = slices.DeleteFunc(got, ofSearch)
	slices.Sort(got)
	return got
}

func TestBothEnginesHaveTheSameSchema(t *testing.T) {
	engines := storetest.Engines(t)
	if len(engines) < 2 {
		t.Skip("it holds both engines against each other")
	}
	if a, b := columns(t, engines[0]), columns(t, engines[1]); !slices.Equal(a, b) || len(a) < 100 {
		t.Errorf("columns of %s:\n%v\nof %s:\n%v", engines[0], a, engines[1], b)
	}
	if a, b := indexes(t, engines[0]), indexes(t, engines[1]); !slices.Equal(a, b) || len(a) < 30 {
		t.Errorf("indexes of %s:\n%v\nof %s:\n%v", engines[0], a, engines[1], b)
	}
	names := func(dir string) []string {
		list, err := fs.Glob(store.Migrations, "migrations/"+dir+"/*.sql")
		if err != nil {
			t.Fatal(err)
		}
		for i := range list {
			list[i] = strings.TrimPrefix(list[i], "migrations/"+dir)
		}
		return list
	}
	if a, b := names("sqlite"), names("postgres"); !slices.Equal(a, b) {
		t.Errorf("versions %v and %v", a, b)
	}
}

func TestABackupHoldsEveryTable(t *testing.T) {
	if !slices.Contains(storetest.Engines(t), storetest.Postgres) {
		return
	}
	got, err := store.Strings(t.Context(), storetest.Open(t, storetest.Postgres, nil),
		"SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_name NOT LIKE 'goose_%' AND table_name NOT LIKE 'blob%'")
	if err != nil {
		t.Fatal(err)
	}
	want := slices.Clone(store.BackupTables())
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("the schema has %v, a backup %v", got, want)
	}
}
