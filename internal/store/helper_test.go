package store_test

import (
	"testing"

	"balie/internal/store"
	"balie/internal/store/storetest"
)

func change(t *testing.T, st *store.Store, fn func(*store.Tx) error) {
	t.Helper()
	storetest.Write(t, st, fn)
}

func look(t *testing.T, st *store.Store, fn func(*store.Tx) error) {
	t.Helper()
	storetest.Read(t, st, fn)
}
