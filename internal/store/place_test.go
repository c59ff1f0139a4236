package store_test

import (
	"os"
	"path/filepath"
	"testing"

	"balie/internal/errs"
	"balie/internal/store"
	"balie/internal/store/storetest"
)

func TestTheFolderMayHaveAnyName(t *testing.T) {
	for _, name := range []string{"a#b", "50%", "who?", "%41", "sp ace", "é", "a&b=c"} {
		dir := filepath.Join(t.TempDir(), name)
		st := storetest.OpenAt(t, store.Options{Data: dir})
		change(t, st, func(tx *store.Tx) error { return tx.SetSetting("x", name) })
		if _, err := os.Stat(filepath.Join(dir, "balie.db")); err != nil {
			t.Errorf("%q: %v", name, err)
		}
		backup(t, st, nil)
	}
}

func TestASecondServerIsRefused(t *testing.T) {
	o := store.Options{Data: t.TempDir(), Exclusive: true}
	st := storetest.OpenAt(t, o)
	if second, err := store.Open(t.Context(), o); err == nil {
		second.Close()
		t.Fatal("two servers on one file")
	}
	o.Exclusive = false
	storetest.OpenAt(t, o)
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
	o.Exclusive = true
	storetest.OpenAt(t, o)
}

func TestADatabaseOutOfReachIsUnavailable(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store, _ storetest.Env) {
		if err := st.Close(); err != nil {
			t.Fatal(err)
		}
		err := st.Write(t.Context(), func(tx *store.Tx) error { return tx.SetSetting("x", "y") })
		if !errs.Is(err, errs.Unavailable) {
			t.Errorf("write: %v", err)
		}
		err = st.Read(t.Context(), func(tx *store.Tx) error { _, err := tx.Setting("x"); return err })
		if err == nil {
			t.Error("read from a closed store")
		}
	})
}
