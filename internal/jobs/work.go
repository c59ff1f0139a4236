package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"time"

	"balie/internal/errs"
	"balie/internal/store"
)

// work runs one claimed job to its end: finished, put back, or given up.
func (r *Runner) work(ctx context.Context, j store.Job) error {
	err := r.try(ctx, j)
	end := context.WithoutCancel(ctx)
	if err == nil && !j.Finished() {
		err = r.finish(end, j)
	}
	if err == nil {
		return nil
	}
	failure := fmt.Errorf("job %s %d: %w", j.Kind, j.ID, err)
	if j.Finished() {
		r.log.Error("a job failed after it was finished", "kind", j.Kind, "job", j.ID, "error", err)
		return failure
	}
	return errors.Join(failure, r.putBack(end, j, err))
}

// try calls the handler; a panic is an error, and so is a kind nobody knows: a
// newer node may know it when it runs again.
func (r *Runner) try(ctx context.Context, j store.Job) (err error) {
	k, known := r.kinds[j.Kind]
	if !known {
		return fmt.Errorf("nobody handles jobs of kind %q", j.Kind)
	}
	if j.Attempt > k.attempts {
		return errors.New("its last run never ended")
	}
	ctx, cancel := context.WithTimeout(ctx, r.Limit)
	defer cancel()
	defer errs.Caught(&err)
	return k.fn(ctx, j)
}

func (r *Runner) finish(ctx context.Context, j store.Job) error {
	return r.st.WriteJob(ctx, func(tx *store.Tx) error {
		ours, err := tx.FinishJob(j)
		if err == nil && !ours {
			r.log.Warn("a job took longer than its lease", "kind", j.Kind, "job", j.ID)
		}
		return err
	})
}

// putBack decides when a failed job runs again, if ever.
func (r *Runner) putBack(ctx context.Context, j store.Job, err error) error {
	r.mu.Lock()
	stopping := r.stopping
	r.mu.Unlock()
	if stopping && errors.Is(err, context.Canceled) {
		return r.st.ReleaseJobs(ctx, j)
	}
	k, known := r.kinds[j.Kind]
	if !known {
		k = kind{attempts: Attempts, longest: longest}
	}
	if j.Attempt >= k.attempts {
		r.log.Error("a job was given up", "kind", j.Kind, "job", j.ID, "attempt", j.Attempt, "error", err)
		return r.st.KillJob(ctx, j, err.Error())
	}
	wait := backOff(j.Attempt, k.longest, r.Random())
	level, alike := slog.LevelDebug, 0
	if n, tell := r.alike.tell(failure{j.Kind, err.Error()}, r.st.Now()); tell {
		level, alike = slog.LevelWarn, n
	}
	r.log.Log(ctx, level, "a job failed and runs again", "kind", j.Kind, "job", j.ID, "attempt", j.Attempt, "wait", wait, "alike", alike, "error", err)
	return r.st.RetryJob(ctx, j, r.st.Now().Add(wait), err.Error())
}

// backOff doubles from 5 seconds to the longest; random, 0 to 1, spreads it by a
// fifth so that what failed together does not come back together.
func backOff(attempt int, longest time.Duration, random float64) time.Duration {
	d := 5 * time.Second * time.Duration(math.Pow(2, float64(min(attempt-1, 20))))
	d = min(d, longest)
	return time.Duration(float64(d) * (0.8 + 0.4*random))
}
