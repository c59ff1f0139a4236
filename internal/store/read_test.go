package store_test

import (
	"context"
	"sync"
	"testing"

	"balie/internal/store"
	"balie/internal/store/storetest"
)

// Who goes away in the middle of a read leaves a connection that the next one
// can use.
func TestReadCancelledAnywhere(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store, _ storetest.Env) {
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				for range 1500 {
					ctx, cancel := context.WithCancel(t.Context())
					all.Go(cancel)
					st.Read(ctx, vendorThere) // cut off or not: the reads that follow must work
				}
			})
		}
		all.Wait()
		for range 50 {
			look(t, st, vendorThere)
		}
	})
}

func vendorThere(tx *store.Tx) error {
	_, err := tx.HasVendor()
	return err
}
