package store_test

import (
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"balie/internal/errs"
	"balie/internal/store"
	"balie/internal/store/storetest"
)

func enqueue(t *testing.T, st *store.Store, jobs ...store.NewJob) {
	t.Helper()
	change(t, st, func(tx *store.Tx) error { return tx.Enqueue(jobs...) })
}

func claim(t *testing.T, st *store.Store, n int) []store.Job {
	t.Helper()
	jobs, err := st.ClaimJobs(t.Context(), store.AnyLane, n, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	return jobs
}

func finish(t *testing.T, st *store.Store, j store.Job) bool {
	t.Helper()
	var ours bool
	change(t, st, func(tx *store.Tx) (err error) {
		ours, err = tx.FinishJob(j)
		return err
	})
	return ours
}

func TestClaimGivesTheOldestDueFirst(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store, e storetest.Env) {
		now := e.Clock.Now()
		enqueue(t, st, store.NewJob{Kind: "third", RunAt: now}, store.NewJob{Kind: "later", RunAt: now.Add(time.Minute)},
			store.NewJob{Kind: "first", RunAt: now.Add(-time.Hour), Args: `{"a":[1,"é"]}`, Key: "k"}, store.NewJob{Kind: "second", RunAt: now.Add(-time.Second)})
		got := claim(t, st, 10)
		kinds := []string{}
		for _, j := range got {
			kinds = append(kinds, j.Kind)
		}
		if !slices.Equal(kinds, []string{"first", "second", "third"}) {
			t.Fatalf("claimed %v", kinds)
		}
		if j := got[0]; string(j.Args) != `{"a":[1,"é"]}` || j.Key != "k" || j.Attempt != 1 || !j.RunAt.Equal(now.Add(-time.Hour)) {
			t.Errorf("claimed %+v", j)
		}
		if at, err := st.NextJobAt(t.Context(), store.AnyLane); err != nil || !at.Equal(now.Add(time.Minute)) {
			t.Errorf("the next is due at %v, %v", at, err)
		}
	})
}

func TestAJobWithAKeyWaitsOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store, _ storetest.Env) {
		one := store.NewJob{Kind: "index", Key: "index 7"}
		enqueue(t, st, one, one, store.NewJob{Kind: "free"}, store.NewJob{Kind: "free"})
		enqueue(t, st, one)
		got := claim(t, st, 10)
		if len(got) != 3 {
			t.Fatalf("claimed %d jobs, want the keyed one once and the free ones twice", len(got))
		}
		enqueue(t, st, one)
		if n := len(claim(t, st, 10)); n != 0 {
			t.Errorf("claimed %d while one with the key runs", n)
		}
		for _, j := range got {
			finish(t, st, j)
		}
		enqueue(t, st, one)
		if n := len(claim(t, st, 10)); n != 1 {
			t.Errorf("claimed %d after it was finished", n)
		}
	})
}

func TestARolledBackTransactionLeavesNoJob(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store, _ storetest.Env) {
		woken := 0
		st.OnJobs(func() { woken++ })
		wrong := errors.New("wrong")
		err := st.Write(t.Context(), func(tx *store.Tx) error {
			return errors.Join(tx.Enqueue(store.NewJob{Kind: "never"}), wrong)
		})
		if !errors.Is(err, wrong) || len(claim(t, st, 1)) != 0 || woken != 0 {
			t.Errorf("%v, woken %d times", err, woken)
		}
		enqueue(t, st, store.NewJob{Kind: "now"})
		if woken != 1 {
			t.Errorf("woken %d times", woken)
		}
	})
}

func TestALostLeaseFinishesNothing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store, e storetest.Env) {
		enqueue(t, st, store.NewJob{Kind: "slow"})
		first := claim(t, st, 1)[0]
		if n := len(claim(t, st, 1)); n != 0 {
			t.Fatal("claimed twice within the lease")
		}
		e.Clock.Advance(time.Minute)
		second := claim(t, st, 1)[0]
		if second.ID != first.ID || second.Attempt != 2 {
			t.Fatalf("claimed %+v", second)
		}
		if err := st.RetryJob(t.Context(), first, e.Clock.Now(), "late"); err != nil {
			t.Fatal(err)
		}
		if err := st.KillJob(t.Context(), first, "late"); err != nil {
			t.Fatal(err)
		}
		if finish(t, st, first) || first.Finished() {
			t.Error("who lost the lease finished the job")
		}
		if !finish(t, st, second) || !second.Finished() || finish(t, st, second) {
			t.Error("who has the lease finishes once")
		}
	})
}

func TestManyClaimersShareTheJobs(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store, _ storetest.Env) {
		const total = 200
		enqueue(t, st, slices.Repeat([]store.NewJob{{Kind: "one"}}, total)...)
		var mu sync.Mutex
		seen := map[int64]int{}
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				for {
					jobs, err := st.ClaimJobs(t.Context(), store.AnyLane, 7, time.Minute)
					if err != nil {
						t.Error(err)
						return
					}
					mu.Lock()
					for _, j := range jobs {
						seen[j.ID]++
					}
					enough := len(seen) == total
					mu.Unlock()
					if enough {
						return
					}
				}
			})
		}
		all.Wait()
		for id, n := range seen {
			if n != 1 {
				t.Errorf("job %d was claimed %d times", id, n)
			}
		}
	})
}

func TestDeadJobsAreSeenRetriedAndDropped(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store, _ storetest.Env) {
		enqueue(t, st, store.NewJob{Kind: "a", Key: "same"}, store.NewJob{Kind: "b"}, store.NewJob{Kind: "c"})
		for _, j := range claim(t, st, 3) {
			if err := st.KillJob(t.Context(), j, "no \x00 relay"); err != nil {
				t.Fatal(err)
			}
		}
		var dead, rest []store.DeadJob
		look(t, st, func(tx *store.Tx) (err error) {
			dead, err = tx.DeadJobs(0, 2)
			if err == nil {
				rest, err = tx.DeadJobs(dead[1].ID, 2)
			}
			return err
		})
		if len(dead) != 2 || dead[0].Kind != "c" || dead[0].Error != "no ? relay" || len(rest) != 1 || rest[0].Kind != "a" {
			t.Fatalf("dead: %+v, then %+v", dead, rest)
		}
		enqueue(t, st, store.NewJob{Kind: "a", Key: "same"})
		err := st.Write(t.Context(), func(tx *store.Tx) error { return tx.RetryDead(rest[0].ID) })
		if !errs.Is(err, errs.Conflict) {
			t.Errorf("retried while its key waits: %v", err)
		}
		change(t, st, func(tx *store.Tx) error { return tx.RetryDead(dead[0].ID) })
		change(t, st, func(tx *store.Tx) error { return tx.DropDead(dead[1].ID) })
		for _, id := range []int64{dead[0].ID, dead[1].ID, 9999} {
			for _, again := range []func(*store.Tx) error{
				func(tx *store.Tx) error { return tx.RetryDead(id) },
				func(tx *store.Tx) error { return tx.DropDead(id) },
			} {
				if err := st.Write(t.Context(), again); !errs.Is(err, errs.NotFound) {
					t.Errorf("job %d is dead no more: %v", id, err)
				}
			}
		}
		if got := claim(t, st, 5); len(got) != 2 || got[0].Attempt != 1 {
			t.Errorf("claimed %+v", got)
		}
	})
}

func TestReleasedJobsAreDueAtOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store, _ storetest.Env) {
		enqueue(t, st, store.NewJob{Kind: "a"}, store.NewJob{Kind: "b"})
		got := claim(t, st, 2)
		if err := st.ReleaseJobs(t.Context(), got[0]); err != nil {
			t.Fatal(err)
		}
		if again := claim(t, st, 2); len(again) != 1 || again[0].ID != got[0].ID {
			t.Errorf("claimed %+v", again)
		}
		if err := st.ReleaseLeftJobs(t.Context()); err != nil {
			t.Fatal(err)
		}
		if again := claim(t, st, 5); len(again) != 2 {
			t.Errorf("claimed %+v", again)
		}
	})
}

func TestALeftJobIsReleasedWhereNobodyElseRuns(t *testing.T) {
	onPostgres(t, func(t *testing.T, o store.Options) {
		claimed := func(st *store.Store, want int, when string) {
			t.Helper()
			if err := st.ReleaseLeftJobs(t.Context()); err != nil {
				t.Fatal(err)
			}
			if got := claim(t, st, 5); len(got) != want {
				t.Errorf("%s: %d jobs are taken, want %d", when, len(got), want)
			}
		}
		dies, lives := storetest.OpenAt(t, o), storetest.OpenAt(t, o)
		enqueue(t, dies, store.NewJob{Kind: "a"})
		claim(t, dies, 1)
		claimed(lives, 0, "both live")
		if err := dies.Close(); err != nil {
			t.Fatal(err)
		}
		claimed(storetest.OpenAt(t, o), 0, "a third starts")
	})
	onPostgres(t, func(t *testing.T, o store.Options) {
		dies := storetest.OpenAt(t, o)
		enqueue(t, dies, store.NewJob{Kind: "a"})
		claim(t, dies, 1)
		if err := dies.Close(); err != nil {
			t.Fatal(err)
		}
		again := storetest.OpenAt(t, o)
		// The server ends a closed connection's process when it comes to it.
		var got []store.Job
		for until := time.Now().Add(10 * time.Second); len(got) == 0 && time.Now().Before(until); {
			if err := again.ReleaseLeftJobs(t.Context()); err != nil {
				t.Fatal(err)
			}
			got = claim(t, again, 5)
		}
		if len(got) != 1 || got[0].Attempt != 2 {
			t.Errorf("started again it takes %+v", got)
		}
	})
}

func TestWhoRenewsKeepsAJob(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store, e storetest.Env) {
		enqueue(t, st, store.NewJob{Kind: "a"}, store.NewJob{Kind: "b"})
		got, err := st.ClaimJobs(t.Context(), store.AnyLane, 2, time.Minute)
		if err != nil || len(got) != 2 {
			t.Fatal(got, err)
		}
		e.Clock.Advance(50 * time.Second)
		if err := st.RenewJobs(t.Context(), time.Minute, got[0]); err != nil {
			t.Fatal(err)
		}
		e.Clock.Advance(10 * time.Second)
		taken := claim(t, st, 2)
		if len(taken) != 1 || taken[0].ID != got[1].ID {
			t.Errorf("taken over: %+v", taken)
		}
		if err := st.RenewJobs(t.Context(), time.Hour, got[1]); err != nil {
			t.Fatal(err)
		}
		e.Clock.Advance(30 * time.Minute)
		if again := claim(t, st, 2); len(again) != 2 {
			t.Errorf("who lost a job kept it: %+v", again)
		}
	})
}

func TestASlotIsTakenOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store, _ storetest.Env) {
		for _, row := range []struct {
			name string
			slot int64
			want bool
		}{{"tidy", 10, true}, {"tidy", 10, false}, {"tidy", 9, false}, {"other", 9, true}, {"tidy", 11, true}} {
			change(t, st, func(tx *store.Tx) error {
				got, err := tx.TakeSlot(row.name, row.slot)
				if got != row.want {
					t.Errorf("slot %d of %s: %v", row.slot, row.name, got)
				}
				return err
			})
		}
	})
}

func TestDoneJobsArePruned(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store, e storetest.Env) {
		enqueue(t, st, slices.Repeat([]store.NewJob{{Kind: "old"}}, 5)...)
		for i, j := range claim(t, st, 4) {
			if i == 3 {
				if err := st.KillJob(t.Context(), j, "dead"); err != nil {
					t.Fatal(err)
				}
				continue
			}
			finish(t, st, j)
		}
		e.Clock.Advance(72 * time.Hour)
		enqueue(t, st, store.NewJob{Kind: "new", RunAt: e.Clock.Now()})
		var sum []int64
		for range 3 {
			change(t, st, func(tx *store.Tx) error {
				n, err := tx.PruneJobs(e.Clock.Now().Add(-time.Hour), 2)
				sum = append(sum, n)
				return err
			})
		}
		if !slices.Equal(sum, []int64{2, 1, 0}) {
			t.Errorf("pruned %v of three done, one dead, one waiting and a new one", sum)
		}
	})
}

func TestLanesAreApart(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store, e storetest.Env) {
		later := e.Clock.Now().Add(time.Hour)
		enqueue(t, st, store.NewJob{Kind: "in"}, store.NewJob{Kind: "out", Lane: store.Outside},
			store.NewJob{Kind: "in", RunAt: later}, store.NewJob{Kind: "out", RunAt: later, Lane: store.Outside})
		for lane, kind := range map[store.Lane]string{store.Inside: "in", store.Outside: "out"} {
			got, err := st.ClaimJobs(t.Context(), lane, 5, time.Minute)
			if err != nil || len(got) != 1 || got[0].Kind != kind {
				t.Errorf("of lane %d: %v, %v", lane, got, err)
			}
		}
		change(t, st, func(tx *store.Tx) error { return tx.HastenJobs(store.Outside) })
		for lane, want := range map[store.Lane]time.Time{store.Inside: later, store.Outside: e.Clock.Now()} {
			if at, err := st.NextJobAt(t.Context(), lane); err != nil || !at.Equal(want) {
				t.Errorf("lane %d is due at %v, %v", lane, at, err)
			}
		}
	})
}
