// Package jobs runs what transactions left to be done: it claims, runs,
// retries and schedules. It knows kinds of jobs, not what they mean.
package jobs

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"balie/internal/store"
)

// What a Runner does unless its fields say otherwise.
const (
	Workers  = 4                // jobs at the same time on this node
	Outside  = 4                // and those that wait for other machines
	Limit    = 5 * time.Minute  // how long one run may take
	Lease    = 30 * time.Second // a dead node's jobs are taken over after it; a living one renews it
	Grace    = 20 * time.Second // how long running jobs may go on when the runner stops
	Attempts = 20               // about two days until a job is given up
	longest  = 6 * time.Hour    // between two runs
	poll     = 5 * time.Second  // the longest time without a look, for wake-ups that were lost
)

// Handler does one job. It normally finishes the job in its own transaction
// through tx.FinishJob; when it gives nil without, the runner finishes it.
// After an error or a panic the job runs again, so a handler must bear that.
type Handler func(ctx context.Context, j store.Job) error

// Runner runs jobs. Handle and Every come before Run or RunDue; its fields may
// be changed until then.
type Runner struct {
	Workers int // of the lane store.Inside
	Outside int // of the lane store.Outside
	Limit   time.Duration
	Lease   time.Duration
	Grace   time.Duration
	Random  func() float64 // 0 to 1, for the jitter of retries

	st      *store.Store
	log     *slog.Logger
	kinds   map[string]kind
	periods []period
	kicks   map[store.Lane]chan struct{}
	taken   map[string]int64 // last slot seen of each periodic job
	alike   alike

	mu       sync.Mutex
	running  map[int64]store.Job
	stopping bool
}

type kind struct {
	fn       Handler
	attempts int
	longest  time.Duration // between two runs
}

type period struct {
	name  string
	every time.Duration
	kind  string
}

// New gives a runner without any kinds.
func New(st *store.Store, log *slog.Logger) *Runner {
	r := &Runner{
		Workers: Workers, Outside: Outside, Limit: Limit, Lease: Lease, Grace: Grace, Random: rand.Float64,
		st: st, log: log, kinds: map[string]kind{}, kicks: map[store.Lane]chan struct{}{},
		taken: map[string]int64{}, running: map[int64]store.Job{},
	}
	for lane := range r.lanes() {
		r.kicks[lane] = make(chan struct{}, 1)
	}
	st.OnJobs(r.wake)
	return r
}

// Handle says what does the jobs of a kind.
func (r *Runner) Handle(name string, fn Handler) { r.HandleAtMost(name, Attempts, fn) }

// HandleAtMost is Handle for a kind that is given up after fewer or more runs.
func (r *Runner) HandleAtMost(name string, attempts int, fn Handler) {
	r.HandleOften(name, attempts, longest, fn)
}

// HandleOften is HandleAtMost with the longest time between two runs, for what
// is to go on soon after a trouble has ended.
func (r *Runner) HandleOften(name string, attempts int, longest time.Duration, fn Handler) {
	r.kinds[name] = kind{fn, attempts, longest}
}

// Every enqueues a job of the kind once in each period, on one node of all.
// Periods count from 1 January 1970 UTC; the current one starts at once when
// nobody took it yet. No job is added while the last one has not ended.
func (r *Runner) Every(name string, every time.Duration, kind string) {
	r.periods = append(r.periods, period{name, every, kind})
}

func (r *Runner) wake() {
	for _, kick := range r.kicks {
		select {
		case kick <- struct{}{}:
		default:
		}
	}
}

// schedule enqueues the periodic jobs that are due and tells when the next is.
func (r *Runner) schedule(ctx context.Context) (next time.Time, err error) {
	now := r.st.Now()
	for _, p := range r.periods {
		slot := now.UnixNano() / int64(p.every)
		if at := time.Unix(0, (slot+1)*int64(p.every)); next.IsZero() || at.Before(next) {
			next = at
		}
		if last, known := r.taken[p.name]; known && slot <= last {
			continue
		}
		err = r.st.WriteJob(ctx, func(tx *store.Tx) error {
			mine, err := tx.TakeSlot(p.name, slot)
			if err != nil || !mine {
				return err
			}
			return tx.Enqueue(store.NewJob{Kind: p.kind, Key: "every " + p.name})
		})
		if err != nil {
			return next, err
		}
		r.taken[p.name] = slot
	}
	return next, nil
}
