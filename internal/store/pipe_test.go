package store_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"balie/internal/errs"
	"balie/internal/store"
	"balie/internal/store/storetest"
)

// What waits is sent in its order, before whatever comes after it.
func TestWhatWaitsIsSeenByWhatFollows(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store, _ storetest.Env) {
		writeTx(t, st, func(tx *store.Tx) error {
			if err := tx.KeepOnce(1, "a", "first"); err != nil {
				return err
			}
			if got, found, err := tx.Once(1, "a"); !found || got != "first" {
				t.Errorf("after it was kept: %q %v %v", got, found, err)
			}
			if err := tx.KeepOnce(1, "b", "second"); err != nil {
				return err
			}
			return tx.SetSetting("x", "y") // has an answer of its own
		})
		storetest.Read(t, st, func(tx *store.Tx) error {
			for token, want := range map[string]string{"a": "first", "b": "second"} {
				if got, found, err := tx.Once(1, token); !found || got != want {
					t.Errorf("%s is %q %v %v after the commit, want %q", token, got, found, err, want)
				}
			}
			return nil
		})
	})
}

// A refusal by how many rows were changed comes as it is, wherever the
// statement was sent, and undoes all.
func TestARefusalOfWhatWaitedUndoesAll(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store, _ storetest.Env) {
		keep := func(tx *store.Tx) error { return tx.KeepOnce(1, "a", "x") }
		writeTx(t, st, keep)
		for name, after := range map[string]func(tx *store.Tx) error{
			"commit": func(*store.Tx) error { return nil },
			"query":  func(tx *store.Tx) error { _, err := tx.Setting("x"); return err },
			"exec":   func(tx *store.Tx) error { return tx.SetSetting("y", "z") },
		} {
			err := st.Write(t.Context(), func(tx *store.Tx) error {
				if err := tx.SetSetting("x", name); err != nil {
					return err
				}
				if err := keep(tx); err != nil {
					return err
				}
				return after(tx)
			})
			if !errs.Is(err, errs.Conflict) || errs.From(err).Key != store.KeySentTwice {
				t.Errorf("before a %s: %v", name, err)
			}
		}
		storetest.Read(t, st, func(tx *store.Tx) error {
			if got, err := tx.Setting("x"); got != "" || err != nil {
				t.Errorf("what was refused is kept: %q %v", got, err)
			}
			return nil
		})
	})
}

// A failure names the statement that failed, not the one it travelled with.
func TestAFailureOfWhatWaitedNamesIt(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store, _ storetest.Env) {
		for name, after := range map[string]func(tx *store.Tx) error{
			"commit": func(*store.Tx) error { return nil },
			"query":  func(tx *store.Tx) error { _, err := tx.Setting("x"); return err },
			"exec":   func(tx *store.Tx) error { return tx.SetSetting("y", "z") },
		} {
			err := st.Write(t.Context(), func(tx *store.Tx) error {
				if err := store.Later(tx, "INSERT INTO setting (name, value) VALUES (?, NULL)", name); err != nil {
					return err
				}
				return after(tx)
			})
			if err == nil || !strings.HasPrefix(err.Error(), "INSERT INTO setting (name, value): ") || strings.Contains(err.Error(), "SELECT") {
				t.Errorf("before a %s: %v", name, err)
			}
		}
	})
}

// A transaction that fails, is cancelled or does nothing leaves its connection
// fit for the next one.
func TestConnectionsServeOnAfterAnyEnd(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store, _ storetest.Env) {
		failed := errors.New("failed")
		for range 40 {
			if err := st.Read(t.Context(), func(*store.Tx) error { return nil }); err != nil {
				t.Fatal(err)
			}
			err := st.Write(t.Context(), func(tx *store.Tx) error {
				if err := tx.KeepOnce(1, "a", "x"); err != nil {
					return err
				}
				return failed
			})
			if !errors.Is(err, failed) {
				t.Fatal(err)
			}
			ctx, cancel := context.WithCancel(t.Context())
			st.Read(ctx, func(tx *store.Tx) error {
				cancel()
				_, err := tx.Setting("x")
				return err
			})
			err = st.Read(t.Context(), func(tx *store.Tx) error {
				if _, found, err := tx.Once(1, "a"); found || err != nil {
					t.Errorf("kept by what failed: %v %v", found, err)
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	})
}
