package store_test

import (
	"slices"
	"testing"

	"balie/internal/store"
	"balie/internal/store/storetest"
)

func TestTuneKeepsEverythingAsItIs(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store, _ storetest.Env) {
		w := storetest.NewWorld(t, st)
		for range 3 {
			w.Submit(t, st, w.Customers[0], "Printer")
			if err := st.Tune(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if problems, err := st.Verify(t.Context()); err != nil || len(problems) > 0 {
			t.Errorf("%v, %v", problems, err)
		}
	})
}

// Samples of values would have statements planned again for each value.
func TestTuneKeepsNoSamples(t *testing.T) {
	if !slices.Contains(storetest.Engines(t), storetest.SQLite) {
		return
	}
	st := storetest.Open(t, storetest.SQLite, nil)
	w := storetest.NewWorld(t, st)
	for range 30 {
		w.Submit(t, st, w.Customers[0], "Printer")
	}
	if err := store.Break(t.Context(), st, "ANALYZE"); err != nil {
		t.Fatal(err)
	}
	samples := func() int {
		list, err := store.Strings(t.Context(), st, "SELECT tbl FROM sqlite_stat4")
		if err != nil {
			t.Fatal(err)
		}
		return len(list)
	}
	before := samples()
	if err := st.Tune(t.Context()); err != nil {
		t.Fatal(err)
	}
	if after := samples(); before == 0 || after > 0 {
		t.Errorf("%d samples became %d", before, after)
	}
	known, err := store.Strings(t.Context(), st, "SELECT idx FROM sqlite_stat1 WHERE tbl = 'ticket'")
	if err != nil || len(known) < 10 {
		t.Errorf("of %d indexes it is known how many values they hold: %v", len(known), err)
	}
}

// What SQLite counted while hardly a job was kept has no claim read all of those
// that a busy day keeps.
func TestJobsAreClaimedByAnIndexWhenTheirTableWasSmall(t *testing.T) {
	if !slices.Contains(storetest.Engines(t), storetest.SQLite) {
		return
	}
	st := storetest.Open(t, storetest.SQLite, nil)
	w := storetest.NewWorld(t, st)
	w.Submit(t, st, w.Customers[0], "Printer")
	if err := st.Write(t.Context(), func(tx *store.Tx) error { return tx.Enqueue(store.NewJob{Kind: "x"}) }); err != nil {
		t.Fatal(err)
	}
	if err := store.Break(t.Context(), st, "ANALYZE"); err != nil {
		t.Fatal(err)
	}
	scans := func() bool {
		steps, err := store.ExplainClaim(t.Context(), st)
		if err != nil || len(steps) == 0 {
			t.Fatalf("%v, %v", steps, err)
		}
		return slices.Contains(steps, "SCAN job")
	}
	if !scans() {
		t.Skip("SQLite goes by the index of a small table, too")
	}
	if err := st.Tune(t.Context()); err != nil {
		t.Fatal(err)
	}
	if scans() {
		t.Error("each claim reads all jobs")
	}
}
