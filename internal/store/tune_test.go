package store_test

import (
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
