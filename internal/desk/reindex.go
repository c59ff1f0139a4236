package desk

import (
	"context"

	"balie/internal/org"
	"balie/internal/store"
	"balie/internal/ticket"
)

// JobReindex has a person's tickets found by the name that is shown now.
const JobReindex = "reindex"

const reindexBatch = 100

type reindexArgs struct {
	User  org.UserID `json:"user"`
	After ticket.ID  `json:"after,omitempty"`
}

// Reindex does a job of the kind JobReindex: a hundred tickets in which the
// person has a part, and leaves the rest to the next.
func (d *Desk) Reindex(ctx context.Context, j store.Job) error {
	var args reindexArgs
	if err := j.Into(&args); err != nil {
		return err
	}
	return d.Store.WriteJob(ctx, func(tx *store.Tx) error {
		list, err := tx.InvolvedIn(args.User, args.After, reindexBatch)
		if err != nil {
			return err
		}
		var next []store.NewJob
		for _, id := range list {
			next = append(next, job(JobIndex, indexArgs{Ticket: id}))
			args.After = id
		}
		if len(list) == reindexBatch {
			next = append(next, job(JobReindex, args))
		}
		return endsAfter(tx, j, tx.Enqueue(next...))
	})
}
