package store_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"balie/internal/access"
	"balie/internal/errs"
	"balie/internal/store"
	"balie/internal/store/storetest"
)

func setting(t *testing.T, st *store.Store, name string) (value string) {
	t.Helper()
	look(t, st, func(tx *store.Tx) (err error) {
		value, err = tx.Setting(name)
		return err
	})
	return value
}

func TestWritesThatFailRollBackAlone(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store, _ storetest.Env) {
		wrong := errors.New("wrong")
		const total = 200
		results := make([]error, total)
		after := make([]bool, total)
		var all sync.WaitGroup
		for n := range total {
			all.Go(func() {
				results[n] = st.Write(t.Context(), func(tx *store.Tx) error {
					tx.After(func() { after[n] = true })
					if err := tx.SetSetting(fmt.Sprint("n", n), "x"); err != nil {
						return err
					}
					switch n % 5 {
					case 1:
						return wrong
					case 2:
						panic("a nil map")
					}
					return nil
				})
			})
		}
		all.Wait()
		for n, err := range results {
			kept := setting(t, st, fmt.Sprint("n", n)) == "x"
			switch n % 5 {
			case 1:
				if !errors.Is(err, wrong) || kept || after[n] {
					t.Errorf("write %d: %v, kept %v, after %v", n, err, kept, after[n])
				}
			case 2:
				if defect := (*errs.Panic)(nil); !errors.As(err, &defect) || defect.What != "a nil map" || kept || after[n] {
					t.Errorf("write %d that panics: %v, kept %v, after %v", n, err, kept, after[n])
				}
			default:
				if err != nil || !kept || !after[n] {
					t.Errorf("write %d: %v, kept %v, after %v", n, err, kept, after[n])
				}
			}
		}
	})
}

func TestAFullDiskFailsEveryWriteOfTheCommit(t *testing.T) {
	st := storetest.Open(t, storetest.SQLite, nil)
	pages, err := store.Strings(t.Context(), st, "PRAGMA page_count")
	if err != nil {
		t.Fatal(err)
	}
	change(t, st, func(tx *store.Tx) error { return store.Pragma(tx, "PRAGMA max_page_count = "+pages[0]) })
	results := make([]error, 50)
	var all sync.WaitGroup
	for n := range results {
		all.Go(func() {
			results[n] = st.Write(t.Context(), func(tx *store.Tx) error {
				return tx.SetSetting(fmt.Sprint("n", n), strings.Repeat("x", n%7*20_000))
			})
		})
	}
	all.Wait()
	failed := 0
	for n, err := range results {
		kept := setting(t, st, fmt.Sprint("n", n)) != "" || n%7 == 0 && err == nil
		if kept != (err == nil) {
			t.Errorf("write %d: %v, kept %v", n, err, kept)
		}
		if err != nil {
			failed++
		}
		if err != nil && !errs.Is(err, errs.Unavailable) {
			t.Errorf("write %d: %v", n, err)
		}
	}
	if failed == 0 {
		t.Error("the disk was not full")
	}
	change(t, st, func(tx *store.Tx) error { return store.Pragma(tx, "PRAGMA max_page_count = 1000000") })
	change(t, st, func(tx *store.Tx) error { return tx.SetSetting("again", "x") })
}

func TestACancelledWriteTellsTheTruth(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store, _ storetest.Env) {
		ctx, cancel := context.WithCancel(t.Context())
		err := st.Write(ctx, func(tx *store.Tx) error {
			cancel()
			return tx.SetSetting("begun", "x")
		})
		if err != nil || setting(t, st, "begun") != "x" {
			t.Errorf("a write whose caller left: %v", err)
		}
		err = st.Write(ctx, func(tx *store.Tx) error { return tx.SetSetting("late", "x") })
		if !errs.Is(err, errs.Unavailable) || setting(t, st, "late") != "" {
			t.Errorf("a write that began too late: %v", err)
		}
		if err := st.Read(ctx, func(*store.Tx) error { return nil }); err == nil && st.Postgres() {
			t.Error("a read that began too late")
		}
		var all sync.WaitGroup
		for n := range 100 {
			ctx, cancel := context.WithCancel(t.Context())
			all.Go(cancel)
			all.Go(func() {
				name := fmt.Sprint("c", n)
				err := st.Write(ctx, func(tx *store.Tx) error { return tx.SetSetting(name, "x") })
				if kept := setting(t, st, name) == "x"; kept != (err == nil) {
					t.Errorf("write %d: %v, kept %v", n, err, kept)
				}
			})
		}
		all.Wait()
	})
}

func TestPeopleGoBeforeJobs(t *testing.T) {
	st := storetest.Open(t, storetest.SQLite, nil)
	entered, release := make(chan struct{}), make(chan struct{})
	var all sync.WaitGroup
	all.Go(func() {
		st.Write(t.Context(), func(*store.Tx) error {
			close(entered)
			<-release
			return nil
		})
	})
	<-entered
	var order []string
	put := func(what string) func(*store.Tx) error {
		return func(*store.Tx) error { order = append(order, what); return nil }
	}
	for range 80 {
		all.Go(func() { st.WriteJob(t.Context(), put("job")) })
	}
	for store.Waiting(st) < 80 {
		runtime.Gosched()
	}
	for range 80 {
		all.Go(func() { st.Write(t.Context(), put("person")) })
	}
	for store.Waiting(st) < 160 {
		runtime.Gosched()
	}
	close(release)
	all.Wait()
	if len(order) != 160 || slices.Contains(order[:80], "job") {
		t.Errorf("in this order: %v", order)
	}
}

func TestReadsCanNotWrite(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store, _ storetest.Env) {
		for name, fn := range map[string]func(*store.Tx) error{
			"statement": func(tx *store.Tx) error { return tx.SetSetting("x", "y") },
			"returning": func(tx *store.Tx) error { _, err := tx.AddLink("a", "b", tx.Now); return err },
		} {
			if err := st.Read(t.Context(), fn); err == nil {
				t.Errorf("%s: a read transaction wrote", name)
			}
		}
		if setting(t, st, "x") != "" {
			t.Error("written")
		}
	})
}

func TestAReadIsOneMoment(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store, _ storetest.Env) {
		change(t, st, func(tx *store.Tx) error { return tx.SetSetting("x", "before") })
		look(t, st, func(tx *store.Tx) error {
			first, err := tx.Setting("x")
			if err != nil {
				return err
			}
			change(t, st, func(tx *store.Tx) error { return tx.SetSetting("x", "after") })
			second, err := tx.Setting("x")
			if first != "before" || second != "before" {
				t.Errorf("read %q, then %q", first, second)
			}
			return err
		})
		if got := setting(t, st, "x"); got != "after" {
			t.Errorf("then %q", got)
		}
	})
}

func TestALockedRowKeepsEveryChange(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store, _ storetest.Env) {
		w := storetest.NewWorld(t, st)
		made := w.Submit(t, st, w.Customers[0], "")
		var all sync.WaitGroup
		for range 40 {
			all.Go(func() {
				err := st.Write(t.Context(), func(tx *store.Tx) error {
					got, err := tx.LockTicketForJob(made.ID)
					if err != nil {
						return err
					}
					got.Excerpt += "x"
					return tx.SaveTicket(got)
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		look(t, st, func(tx *store.Tx) error {
			got, err := tx.Ticket(access.DeskScope(w.Staff[0]), made.ID)
			if len(got.Excerpt) != 40 {
				t.Errorf("%d of 40 changes survived", len(got.Excerpt))
			}
			return err
		})
	})
}
