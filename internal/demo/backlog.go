package demo

import (
	"context"
	"time"

	"balie/internal/desk"
	"balie/internal/store"
)

// backlog is what the played use cases left to be done.
type backlog struct {
	d    *desk.Desk
	rest []store.Job // for the server's own runner
}

const (
	many  = 100_000            // more jobs than the example leaves
	lease = 7 * 24 * time.Hour // on the played clock, which runs fast
)

// forget finishes what would tell people of things that are long over, and
// keeps the rest.
func (b *backlog) forget(ctx context.Context) error {
	all, err := b.d.Store.ClaimJobs(ctx, store.AnyLane, many, lease)
	if err != nil {
		return err
	}
	return b.d.Store.Write(ctx, func(tx *store.Tx) error {
		for _, j := range all {
			if j.Kind != desk.JobTell {
				b.rest = append(b.rest, j)
				continue
			}
			if _, err := tx.FinishJob(j); err != nil {
				return err
			}
		}
		return nil
	})
}

// tell makes the mails about what just happened, at the moment it happens.
func (b *backlog) tell(ctx context.Context) error {
	all, err := b.d.Store.ClaimJobs(ctx, store.AnyLane, many, lease)
	for _, j := range all {
		if j.Kind != desk.JobTell {
			b.rest = append(b.rest, j)
			continue
		}
		if err := b.d.Tell(ctx, j); err != nil {
			return err
		}
	}
	return err
}

// release gives what was kept to whoever runs jobs next.
func (b *backlog) release(ctx context.Context) error { return b.d.Store.ReleaseJobs(ctx, b.rest...) }
