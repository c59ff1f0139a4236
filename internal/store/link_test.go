package store_test

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"balie/internal/errs"
	"balie/internal/store"
	"balie/internal/store/storetest"
)

func TestALinkIsUsedOnceAndInTime(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store, e storetest.Env) {
		expires := e.Clock.Now().Add(time.Hour)
		var once, late int64
		change(t, st, func(tx *store.Tx) (err error) {
			if once, err = tx.AddLink("reset", "42", expires); err == nil {
				late, err = tx.AddLink("invite", "43", expires)
			}
			return err
		})
		var used atomic.Int32
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				err := st.Write(t.Context(), func(tx *store.Tx) error { return tx.UseLink(once) })
				if err == nil {
					used.Add(1)
				} else if !errs.Is(err, errs.NotFound) {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if used.Load() != 1 {
			t.Errorf("used %d times", used.Load())
		}
		look(t, st, func(tx *store.Tx) error {
			l, err := tx.Link(once)
			if want := (store.Link{ID: once, Purpose: "reset", Subject: "42", ExpiresAt: expires, UsedAt: e.Clock.Now()}); l != want {
				t.Errorf("link %+v, want %+v", l, want)
			}
			return err
		})
		e.Clock.Set(expires)
		if err := st.Write(t.Context(), func(tx *store.Tx) error { return tx.UseLink(late) }); !errs.Is(err, errs.NotFound) {
			t.Errorf("used when it had expired: %v", err)
		}
		change(t, st, func(tx *store.Tx) error {
			if n, err := tx.PruneLinks(expires); n != 0 || err != nil {
				t.Errorf("pruned %d, %v", n, err)
			}
			n, err := tx.PruneLinks(expires.Add(time.Second))
			if n != 2 {
				t.Errorf("pruned %d", n)
			}
			return err
		})
	})
}

func TestTriesAreCountedInAWindow(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store, e storetest.Env) {
		try := func(key string) (ok bool, after time.Duration) {
			change(t, st, func(tx *store.Tx) (err error) {
				ok, after, err = tx.Try(key, 3, time.Minute)
				return err
			})
			return ok, after
		}
		for n := range 3 {
			if ok, _ := try("account eva"); !ok {
				t.Errorf("try %d is refused", n+1)
			}
			e.Clock.Advance(10 * time.Second)
		}
		if ok, after := try("account eva"); ok || after != 30*time.Second {
			t.Errorf("the fourth: %v, again after %v", ok, after)
		}
		if ok, _ := try("account tom"); !ok {
			t.Error("another account is refused")
		}
		change(t, st, func(tx *store.Tx) error { return tx.ForgetTries("account eva") })
		if ok, _ := try("account eva"); !ok {
			t.Error("refused after its tries were forgotten")
		}
		e.Clock.Advance(time.Minute)
		for range 3 {
			if ok, _ := try("account tom"); !ok {
				t.Error("refused in a new window")
			}
		}
		if ok, _ := try("account tom"); ok {
			t.Error("the new window has no limit")
		}
	})
}

func TestTriesAtTheSameTimeAllCount(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store, _ storetest.Env) {
		var allowed atomic.Int32
		var all sync.WaitGroup
		for range 30 {
			all.Go(func() {
				err := st.Write(t.Context(), func(tx *store.Tx) error {
					ok, _, err := tx.Try("network", 10, time.Minute)
					if ok {
						allowed.Add(1)
					}
					return err
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if allowed.Load() != 10 {
			t.Errorf("%d of 30 were allowed, want 10", allowed.Load())
		}
	})
}
