package desk

import (
	"context"
	"slices"
	"time"

	"balie/internal/store"
)

// JobTidy forgets what had its day. It takes no arguments; run it once an hour.
const JobTidy = "tidy"

const (
	linksKept   = 30 * 24 * time.Hour // after they expired, for questions about them
	jobsKept    = 24 * time.Hour      // after they were due, likewise
	noticesKept = 90 * 24 * time.Hour
	draftsKept  = 30 * 24 * time.Hour // after they were typed on, with their files
	lostMail    = time.Hour           // after it came, without a job
	jobsAtOne   = 5000                // removed in one transaction
	tuneEvery   = 24 * time.Hour
)

// Tidy does a job of the kind JobTidy.
func (d *Desk) Tidy(ctx context.Context, j store.Job) error {
	for {
		var jobs int64
		err := d.Store.WriteJob(ctx, func(tx *store.Tx) (err error) {
			jobs, err = tx.PruneJobs(tx.Now.Add(-jobsKept), jobsAtOne)
			return err
		})
		if err != nil {
			return err
		}
		if jobs < jobsAtOne {
			break
		}
	}
	if err := d.tune(ctx); err != nil {
		return err
	}
	return d.Store.WriteJob(ctx, func(tx *store.Tx) error {
		if _, err := tx.ForgetOld(); err != nil {
			return err
		}
		if _, err := tx.PruneLinks(tx.Now.Add(-linksKept)); err != nil {
			return err
		}
		if _, err := tx.ForgetBulks(); err != nil {
			return err
		}
		if err := tx.PruneNotices(tx.Now.Add(-noticesKept)); err != nil {
			return err
		}
		if err := tx.DropOldDrafts(tx.Now.Add(-draftsKept)); err != nil {
			return err
		}
		if err := tx.PruneMailTrouble(); err != nil {
			return err
		}
		if err := tx.DropOldUploads(); err != nil {
			return err
		}
		lost, err := tx.FailLostInbound(lostMail, whyFailed)
		if err != nil {
			return err
		}
		slices.Sort(lost)
		for _, box := range slices.Compact(lost) {
			if err := d.mailFails(tx, box); err != nil {
				return err
			}
		}
		return ends(tx, j)
	})
}

// tune has the store look at how its data is spread, once a day; one that was
// down all day does so at its next hour.
func (d *Desk) tune(ctx context.Context) error {
	due := false
	err := d.Store.WriteJob(ctx, func(tx *store.Tx) (err error) {
		due, err = tx.TakeSlot("tune", tx.Now.Unix()/int64(tuneEvery/time.Second))
		return err
	})
	if err != nil || !due {
		return err
	}
	return d.Store.Tune(ctx)
}
