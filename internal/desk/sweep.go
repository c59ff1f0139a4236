package desk

import (
	"context"
	"time"

	"balie/internal/blob"
	"balie/internal/store"
)

// JobSweep removes the bytes that no file and no upload names any more. It
// takes no arguments; run it once a day.
const JobSweep = "sweep"

// bytesKept is how long content may lie without a row that names it: far
// longer than any form takes from its file's last byte to its row.
const bytesKept = 24 * time.Hour

// Sweep does a job of the kind JobSweep. Content that somebody sends again
// meanwhile stays: it is young then, and Delete leaves what is young.
func (d *Desk) Sweep(ctx context.Context, _ store.Job) error {
	return d.Store.Orphans(ctx, d.Blobs, func(i blob.Info) error { return d.Blobs.Delete(ctx, i.Hash, bytesKept) })
}
