package jobs_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"balie/internal/jobs"
	"balie/internal/store"
	"balie/internal/store/storetest"
)

func runner(st *store.Store) *jobs.Runner {
	r := jobs.New(st, slog.New(slog.NewTextHandler(io.Discard, nil)))
	r.Random = func() float64 { return 0.5 }
	return r
}

func enqueue(t *testing.T, st *store.Store, list ...store.NewJob) {
	t.Helper()
	if err := st.Write(t.Context(), func(tx *store.Tx) error { return tx.Enqueue(list...) }); err != nil {
		t.Fatal(err)
	}
}

func dead(t *testing.T, st *store.Store) []store.DeadJob {
	t.Helper()
	var list []store.DeadJob
	err := st.Read(t.Context(), func(tx *store.Tx) (err error) {
		list, err = tx.DeadJobs(0, 10)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestRunDueRunsToQuiescence(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store, e storetest.Env) {
		r := runner(st)
		var ran []string
		r.Handle("first", func(ctx context.Context, j store.Job) error {
			var arg map[string]int
			if err := j.Into(&arg); err != nil || arg["n"] != 7 {
				t.Errorf("argument %v, %v", arg, err)
			}
			ran = append(ran, j.Kind)
			return st.WriteJob(ctx, func(tx *store.Tx) error {
				if err := tx.Enqueue(store.NewJob{Kind: "second"}); err != nil {
					return err
				}
				ours, err := tx.FinishJob(j)
				if !ours {
					t.Error("the job is not ours")
				}
				return err
			})
		})
		r.Handle("second", func(context.Context, store.Job) error { ran = append(ran, "second"); return nil })
		enqueue(t, st, store.NewJob{Kind: "first", Args: `{"n":7}`},
			store.NewJob{Kind: "second", RunAt: e.Clock.Now().Add(time.Hour)})

		if n, err := r.RunDue(t.Context()); n != 2 || err != nil {
			t.Errorf("%d ran, %v", n, err)
		}
		if !slices.Equal(ran, []string{"first", "second"}) {
			t.Errorf("ran %v", ran)
		}
		e.Clock.Advance(time.Hour)
		if n, err := r.RunDue(t.Context()); n != 1 || err != nil {
			t.Errorf("an hour later %d ran, %v", n, err)
		}
	})
}

func TestFailuresAreRetriedAndGivenUp(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store, e storetest.Env) {
		r := runner(st)
		attempts := 0
		r.HandleAtMost("broken", 3, func(_ context.Context, j store.Job) error {
			if attempts++; j.Attempt != attempts {
				t.Errorf("attempt %d is called %d", attempts, j.Attempt)
			}
			if attempts == 2 {
				panic("a nil map")
			}
			return errors.New("no relay \x00\xff")
		})
		enqueue(t, st, store.NewJob{Kind: "broken"})
		if n, err := r.RunDue(t.Context()); n != 1 || !strings.Contains(err.Error(), "no relay") {
			t.Fatalf("%d ran, %v", n, err)
		}
		for _, wait := range []time.Duration{5 * time.Second, 10 * time.Second} {
			e.Clock.Advance(wait - time.Second)
			if n, _ := r.RunDue(t.Context()); n != 0 {
				t.Errorf("%d ran a second early", n)
			}
			e.Clock.Advance(time.Second)
			if _, err := r.RunDue(t.Context()); err == nil {
				t.Error("no failure told")
			}
		}
		list := dead(t, st)
		if attempts != 3 || len(list) != 1 || list[0].Kind != "broken" || !strings.Contains(list[0].Error, "no relay") {
			t.Fatalf("%d attempts, dead: %+v", attempts, list)
		}
		enqueue(t, st, store.NewJob{Kind: "unknown"})
		if _, err := r.RunDue(t.Context()); !strings.Contains(err.Error(), `"unknown"`) {
			t.Errorf("a job of an unknown kind: %v", err)
		}
		attempts = 0
		if err := st.Write(t.Context(), func(tx *store.Tx) error { return tx.RetryDead(list[0].ID) }); err != nil {
			t.Fatal(err)
		}
		if _, err := r.RunDue(t.Context()); err == nil || attempts != 1 {
			t.Errorf("retried by hand: %d attempts, %v", attempts, err)
		}
	})
}

func TestEveryRunsOncePerPeriodOverAllNodes(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store, e storetest.Env) {
		ran := 0
		nodes := []*jobs.Runner{runner(st), runner(st)}
		for _, r := range nodes {
			r.Every("tidy", time.Hour, "tidy")
			r.Handle("tidy", func(context.Context, store.Job) error { ran++; return nil })
		}
		for hour := 1; hour <= 3; hour++ {
			for _, r := range nodes {
				for range 2 {
					if _, err := r.RunDue(t.Context()); err != nil {
						t.Fatal(err)
					}
				}
			}
			if ran != hour {
				t.Fatalf("in hour %d it ran %d times", hour, ran)
			}
			e.Clock.Advance(time.Hour)
		}
	})
}

func TestRunStartsAtOnceAndEachJobOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store, _ storetest.Env) {
		const total = 120
		var mu sync.Mutex
		seen := map[int64]int{}
		done := make(chan struct{})
		ctx, stop := context.WithCancel(t.Context())
		var all, started sync.WaitGroup
		hello := map[string]func(){}
		for _, kind := range []string{"hello 1", "hello 2"} {
			started.Add(1)
			hello[kind] = sync.OnceFunc(started.Done)
		}
		for kind := range hello {
			r := runner(st)
			r.Every(kind, time.Hour, kind) // begins once the node took over what was left behind
			for each, said := range hello {
				r.Handle(each, func(context.Context, store.Job) error { said(); return nil })
			}
			r.Handle("count", func(_ context.Context, j store.Job) error {
				mu.Lock()
				defer mu.Unlock()
				if seen[j.ID]++; len(seen) == total && seen[j.ID] == 1 {
					close(done)
				}
				return nil
			})
			all.Go(func() { r.Run(ctx) })
		}
		started.Wait() // whoever starts as the only process takes all that runs for left behind
		for range total / 4 {
			enqueue(t, st, slices.Repeat([]store.NewJob{{Kind: "count"}}, 4)...)
		}
		<-done
		stop()
		all.Wait()
		for id, n := range seen {
			if n != 1 {
				t.Errorf("job %d ran %d times", id, n)
			}
		}
	})
}

func TestStoppingReleasesWhatStillRuns(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store, _ storetest.Env) {
		r := runner(st)
		r.Grace = time.Millisecond
		started := make(chan struct{})
		r.Handle("slow", func(ctx context.Context, _ store.Job) error {
			close(started)
			<-ctx.Done()
			return ctx.Err()
		})
		enqueue(t, st, store.NewJob{Kind: "slow"})
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() { r.Run(ctx); close(ended) }()
		<-started
		stop()
		<-ended
		again, err := st.ClaimJobs(t.Context(), store.AnyLane, 5, time.Minute)
		if err != nil || len(again) != 1 || again[0].Attempt != 2 {
			t.Errorf("claimed %v, %v", again, err)
		}
	})
}

func TestEachLaneHasItsWorkers(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store, _ storetest.Env) {
		for slow, quick := range map[store.Lane]store.Lane{store.Outside: store.Inside, store.Inside: store.Outside} {
			r := runner(st)
			r.Workers, r.Outside = 2, 2
			var started atomic.Int32
			full, enough, done := make(chan struct{}), make(chan struct{}), make(chan struct{})
			var all sync.WaitGroup
			all.Add(5)
			r.Handle("slow", func(context.Context, store.Job) error {
				defer all.Done()
				if started.Add(1) == 2 {
					close(full)
				}
				<-enough
				return nil
			})
			r.Handle("quick", func(context.Context, store.Job) error { close(done); return nil })
			ctx, stop := context.WithCancel(t.Context())
			ended := make(chan struct{})
			go func() { defer close(ended); r.Run(ctx) }()
			enqueue(t, st, slices.Repeat([]store.NewJob{{Kind: "slow", Lane: slow}}, 5)...)
			<-full
			enqueue(t, st, store.NewJob{Kind: "quick", Lane: quick})
			<-done
			if n := started.Load(); n != 2 {
				t.Errorf("%d slow jobs run at once", n)
			}
			close(enough)
			all.Wait()
			stop()
			<-ended
		}
	})
}

func TestALongRunKeepsItsLease(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store, e storetest.Env) {
		r := runner(st)
		r.Workers, r.Outside = 1, 0     // nobody looks for work meanwhile
		r.Lease = 30 * time.Millisecond // renewed at real time, while the store's clock stands
		started, enough := make(chan struct{}), make(chan struct{})
		r.Handle("long", func(context.Context, store.Job) error {
			close(started)
			<-enough
			return nil
		})
		enqueue(t, st, store.NewJob{Kind: "long"})
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() { r.Run(ctx); close(ended) }()
		<-started
		e.Clock.Advance(2 * time.Hour) // its lease ended long ago, which verify tells
		for deadline := time.Now().Add(20 * time.Second); ; {
			problems, err := st.Verify(t.Context())
			if err != nil || time.Now().After(deadline) {
				t.Fatalf("not renewed: %v, %v", problems, err)
			}
			if len(problems) == 0 {
				break
			}
		}
		if got, err := st.ClaimJobs(t.Context(), store.AnyLane, 1, time.Minute); err != nil || len(got) != 0 {
			t.Errorf("another node took %v, %v", got, err)
		}
		close(enough)
		stop()
		<-ended
	})
}
