package bench

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// work is one thing that is measured: run does it once, for one of the workers.
type work struct {
	name string
	run  func(ctx context.Context, worker int) error
}

// times are what a piece of work took, by its name and then by size: seconds of
// one, with Workers at the same time. 0 is not measured.
type times map[string][]float64

// measure runs every work on every subject, in rounds, and keeps the medians.
func (o Options) measure(ctx context.Context, all [][]work, part *Part) error {
	taken := map[string][][]float64{}
	for round := range o.Rounds {
		o.say("  round %d of %d", round+1, o.Rounds)
		for i := range all[0] {
			for size, list := range all {
				w := list[i]
				took, err := o.slice(ctx, w)
				if err != nil {
					return fmt.Errorf("%s: %w", w.name, err)
				}
				if taken[w.name] == nil {
					taken[w.name] = make([][]float64, len(all))
					part.Order = append(part.Order, w.name)
				}
				taken[w.name][size] = append(taken[w.name][size], took)
			}
		}
	}
	for name, sizes := range taken {
		for _, list := range sizes {
			slices.Sort(list)
			part.Times[name] = append(part.Times[name], list[len(list)/2])
		}
	}
	return nil
}

// slice repeats a piece of work for a while and gives what one took.
func (o Options) slice(ctx context.Context, w work) (float64, error) {
	var done atomic.Int64
	var failed atomic.Pointer[error]
	run := func(until time.Time) {
		var all sync.WaitGroup
		for worker := range Workers {
			all.Go(func() {
				for time.Now().Before(until) {
					if err := w.run(ctx, worker); err != nil {
						failed.Store(&err)
						return
					}
					done.Add(1)
				}
			})
		}
		all.Wait()
	}
	run(time.Now().Add(o.Slice / 10)) // so that caches hold what they would
	done.Store(0)
	begun := time.Now()
	run(begun.Add(o.Slice))
	if err := failed.Load(); err != nil {
		return 0, *err
	}
	return time.Since(begun).Seconds() * Workers / float64(max(done.Load(), 1)), nil
}
