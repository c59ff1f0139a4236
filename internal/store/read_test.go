package store_test

import (
	"context"
	"errors"
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

// A reader that goes on after its caller left is told so: the connection may be
// closed by then, and that is no fault of the database.
func TestReadAfterLeaving(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store, _ storetest.Env) {
		for range 200 {
			ctx, cancel := context.WithCancel(t.Context())
			err := st.Read(ctx, func(tx *store.Tx) error {
				go cancel()
				for {
					if err := vendorThere(tx); err != nil {
						return vendorThere(tx) // the one after the one that was cut off
					}
				}
			})
			if !errors.Is(err, context.Canceled) {
				t.Fatalf("said %v", err)
			}
		}
	})
}

func vendorThere(tx *store.Tx) error {
	_, err := tx.HasVendor()
	return err
}
