package desk_test

import (
	"database/sql"
	"path/filepath"
	"testing"
	"time"

	"balie/internal/desk"
	"balie/internal/store"
	"balie/internal/store/storetest"
)

// Once a day SQLite looks again at how its data is spread, whoever used it.
func TestTidyTunesOnceADay(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store, e storetest.Env) {
		if st.Postgres() {
			t.Skip("PostgreSQL does so by itself")
		}
		w := newMailWorld(t, st, e)
		w.submits()
		w.works()
		db, err := sql.Open("sqlite", "file:"+filepath.ToSlash(store.File(e.Options.Data)))
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		w.run.Handle(desk.JobTidy, w.d.Tidy)
		for _, step := range []struct {
			after time.Duration
			known bool
		}{{0, true}, {time.Minute, false}, {24 * time.Hour, true}} {
			if step.after > 0 { // a changed schema has the store forget what it knew
				if _, err := db.Exec("DELETE FROM sqlite_stat1; CREATE TABLE changed (id INT); DROP TABLE changed"); err != nil {
					t.Fatal(err)
				}
			}
			w.clock.Advance(step.after)
			w.write(func(tx *store.Tx) error { return tx.Enqueue(store.NewJob{Kind: desk.JobTidy, Args: "{}"}) })
			w.finishes()
			n := 0
			err := db.QueryRow("SELECT COUNT(*) FROM sqlite_stat1 WHERE tbl = 'ticket'").Scan(&n)
			if err != nil || (n > 0) != step.known {
				t.Errorf("after %s: %d lines about tickets, %v, want some: %v", step.after, n, err, step.known)
			}
		}
	})
}
