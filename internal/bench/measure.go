package bench

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// work is one thing that is measured: run does it once, for one of the workers.
type work struct {
	name string
	run  func(ctx context.Context, worker int) error
}

// alone says that one worker does it, of whose times the shortest counts: what
// it costs a core, however busy the machine is.
func (o Options) alone(w work) bool {
	return strings.HasPrefix(w.name, countWork) || o.Alone && !slices.Contains(writing, w.name)
}

// times are what a piece of work took, by its name and then by size: seconds of
// one, with Workers at the same time unless it is done alone. 0 is not
// measured.
type times map[string][]float64

// measure runs every work on every subject, in rounds, and keeps the medians.
// The largest subject has all works; a smaller one may lack some.
func (o Options) measure(ctx context.Context, all [][]work, part *Part) error {
	named := make([]map[string]work, len(all))
	for size, list := range all {
		named[size] = map[string]work{}
		for _, w := range list {
			named[size][w.name] = w
		}
	}
	taken := map[string][][]float64{}
	for _, w := range all[len(all)-1] {
		taken[w.name] = make([][]float64, len(all))
		part.Order = append(part.Order, w.name)
	}
	for round := range o.Rounds {
		o.say("  round %d of %d", round+1, o.Rounds)
		for _, each := range all[len(all)-1] {
			for size := range all {
				w, ok := named[size][each.name]
				if !ok {
					continue
				}
				took, err := o.slice(ctx, w, o.share(w.name))
				if err != nil {
					return fmt.Errorf("%s: %w", w.name, err)
				}
				taken[w.name][size] = append(taken[w.name][size], took)
			}
		}
	}
	for name, sizes := range taken {
		for _, list := range sizes {
			took := median(list)
			if len(list) > 0 && o.Alone && o.alone(work{name: name}) {
				took = slices.Min(list)
			}
			part.Times[name] = append(part.Times[name], took)
		}
	}
	return nil
}

// median of what was taken; 0 of nothing.
func median(list []float64) float64 {
	if len(list) == 0 {
		return 0
	}
	slices.Sort(list)
	return list[len(list)/2]
}

// share is how long a piece of work is measured: what the store is asked for is
// quick, and half a page's time has as many of it.
func (o Options) share(name string) time.Duration {
	if strings.HasPrefix(name, pagePrefix) {
		return o.Slice
	}
	return o.Slice / 2
}

// shortest repeats a piece of work for a while, nothing else beside it.
func (w work) shortest(ctx context.Context, long time.Duration) (float64, error) {
	least := math.Inf(1)
	for until := time.Now().Add(long); time.Now().Before(until) || math.IsInf(least, 1); {
		begun := time.Now()
		if err := w.run(ctx, 0); err != nil {
			return 0, err
		}
		least = min(least, time.Since(begun).Seconds())
	}
	return least, nil
}

// slice repeats a piece of work for a while and gives what one took.
func (o Options) slice(ctx context.Context, w work, long time.Duration) (float64, error) {
	if o.alone(w) {
		return w.shortest(ctx, long)
	}
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
	run(time.Now().Add(long / 10)) // so that caches hold what they would
	done.Store(0)
	begun := time.Now()
	run(begun.Add(long))
	if err := failed.Load(); err != nil {
		return 0, *err
	}
	return time.Since(begun).Seconds() * Workers / float64(max(done.Load(), 1)), nil
}
