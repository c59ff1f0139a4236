package jobs

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"time"

	"balie/internal/store"
)

// RunDue does everything that is due now, and what that leaves to be done now,
// one job after the other, until nothing is due. It gives how many jobs ran
// and what went wrong in them; each of those is put back as Run would.
func (r *Runner) RunDue(ctx context.Context) (int, error) {
	ran := 0
	var failed []error
	for {
		if _, err := r.schedule(ctx); err != nil {
			return ran, errors.Join(append(failed, err)...)
		}
		jobs, err := r.st.ClaimJobs(ctx, store.AnyLane, 1, r.Limit)
		if err != nil || len(jobs) == 0 {
			return ran, errors.Join(append(failed, err)...)
		}
		ran++
		failed = append(failed, r.work(ctx, jobs[0]))
	}
}

// Run does jobs until ctx ends. Then running ones have Grace to end; what is
// left is stopped and released to whoever comes next. A SQLite store must be
// open Exclusive: what it says is running there is taken for left behind.
func (r *Runner) Run(ctx context.Context) {
	if err := r.st.ReleaseLeftJobs(ctx); err != nil {
		r.log.Error("jobs left behind could not be released", "error", err)
	}
	work, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	renewing, stopRenewing := context.WithCancel(context.WithoutCancel(ctx))
	defer stopRenewing()
	go r.renew(renewing)
	var all, lanes sync.WaitGroup
	for lane, workers := range r.lanes() {
		lanes.Go(func() { r.runLane(ctx, work, lane, workers, &all) })
	}
	lanes.Wait()
	r.drain(stop, &all)
}

// lanes says how many workers each lane has.
func (r *Runner) lanes() map[store.Lane]int {
	return map[store.Lane]int{store.Inside: r.Workers, store.Outside: r.Outside}
}

// runLane does the jobs of a lane until ctx ends; what runs then runs on, within
// work.
func (r *Runner) runLane(ctx, work context.Context, lane store.Lane, workers int, all *sync.WaitGroup) {
	free := make(chan struct{}, workers)
	for range workers {
		free <- struct{}{}
	}
	for ctx.Err() == nil {
		n := r.waitFree(ctx, free)
		if n == 0 {
			break
		}
		jobs, wait := r.look(ctx, lane, n)
		for _, j := range jobs {
			r.begin(j)
			all.Go(func() {
				defer func() { free <- struct{}{} }()
				defer r.end(j)
				if err := r.work(work, j); err != nil {
					r.log.Debug("job", "error", err)
				}
			})
		}
		for range n - len(jobs) {
			free <- struct{}{}
		}
		if len(jobs) < n {
			r.sleep(ctx, lane, wait)
		}
	}
}

// renew keeps the leases of what runs here until ctx ends. A job that runs on
// while the database is away may be taken over: then it can't finish.
func (r *Runner) renew(ctx context.Context) {
	tick := time.NewTicker(r.Lease / 3)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
		r.mu.Lock()
		list := slices.Collect(maps.Values(r.running))
		r.mu.Unlock()
		if len(list) == 0 {
			continue
		}
		if err := r.st.RenewJobs(ctx, r.Lease, list...); err != nil && ctx.Err() == nil {
			r.log.Error("the leases of jobs could not be renewed", "error", err)
		}
	}
}

// waitFree takes every free worker, at least one; 0 when ctx ends first.
func (r *Runner) waitFree(ctx context.Context, free chan struct{}) int {
	select {
	case <-free:
	case <-ctx.Done():
		return 0
	}
	for n := 1; ; n++ {
		select {
		case <-free:
		default:
			return n
		}
	}
}

// look claims up to n jobs of a lane; with fewer, it tells how long to wait.
func (r *Runner) look(ctx context.Context, lane store.Lane, n int) ([]store.Job, time.Duration) {
	var next time.Time
	if lane == store.Inside { // one of them keeps the calendar
		var err error
		if next, err = r.schedule(ctx); err != nil {
			r.log.Error("jobs could not be scheduled", "error", err)
		}
	}
	jobs, err := r.st.ClaimJobs(ctx, lane, n, r.Lease)
	if err != nil {
		if ctx.Err() == nil {
			r.log.Error("jobs could not be claimed", "error", err)
		}
		return nil, poll
	}
	if len(jobs) == n {
		return jobs, 0
	}
	due, err := r.st.NextJobAt(ctx, lane)
	if err != nil {
		return jobs, poll
	}
	if !due.IsZero() && (next.IsZero() || due.Before(next)) {
		next = due
	}
	if next.IsZero() {
		return jobs, poll
	}
	// A job that is due but was not given to us is being claimed elsewhere.
	return jobs, min(poll, max(50*time.Millisecond, next.Sub(r.st.Now())))
}

func (r *Runner) sleep(ctx context.Context, lane store.Lane, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-r.kicks[lane]:
	case <-ctx.Done():
	}
}

func (r *Runner) begin(j store.Job) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.running[j.ID] = j
}

func (r *Runner) end(j store.Job) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.running, j.ID)
}

// drain lets running jobs end within Grace, stops the rest, and releases what
// does not listen.
func (r *Runner) drain(stop func(), all *sync.WaitGroup) {
	done := make(chan struct{})
	go func() {
		all.Wait()
		close(done)
	}()
	if ended(done, r.Grace) {
		return
	}
	r.mu.Lock()
	r.stopping = true
	r.mu.Unlock()
	stop()
	if ended(done, time.Second) {
		return
	}
	r.mu.Lock()
	left := slices.Collect(maps.Values(r.running))
	r.mu.Unlock()
	if err := r.st.ReleaseJobs(context.Background(), left...); err != nil {
		r.log.Error("jobs could not be released", "error", err)
	}
}

func ended(done chan struct{}, within time.Duration) bool {
	timer := time.NewTimer(within)
	defer timer.Stop()
	select {
	case <-done:
		return true
	case <-timer.C:
		return false
	}
}
