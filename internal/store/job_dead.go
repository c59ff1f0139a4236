package store

import (
	"database/sql"
	"time"

	"balie/internal/errs"
)

// DeadJob is a job that was given up, as administrators see it.
type DeadJob struct {
	Job
	Error string // what went wrong in its last run
	At    time.Time
}

// DeadJobs lists what was given up, newest first, before an id (0 is the start).
func (tx *Tx) DeadJobs(before int64, limit int) ([]DeadJob, error) {
	if before == 0 {
		before = never
	}
	return collect(tx, stmt(`SELECT id, kind, args, attempt, unique_key, run_at, error, at FROM job
		WHERE state > 2 AND state = 4 AND id < ? ORDER BY id DESC LIMIT ?`, before, limit), scanDead)
}

func scanDead(r *sql.Rows, d *DeadJob) error {
	var key sql.NullString
	var args string
	var due, at int64
	err := r.Scan(&d.ID, &d.Kind, &args, &d.Attempt, &key, &due, &d.Error, &at)
	d.Args, d.Key, d.RunAt, d.At = []byte(args), key.String, fromMicros(due), fromMicros(at)
	return err
}

// RetryDead makes a job that was given up due now, with its attempts counted
// anew. It is refused while another job with its key waits or runs.
func (tx *Tx) RetryDead(id int64) error {
	n, err := tx.exec(stmt(`UPDATE job SET state = 1, attempt = 0, run_at = ? WHERE id = ? AND state = 4
		AND NOT EXISTS (SELECT 1 FROM job o WHERE o.unique_key = job.unique_key AND o.state < 3)`, micros(tx.Now), id))
	if err != nil {
		return err
	}
	if n == 1 {
		tx.After(tx.s.news.jobsWait)
		return nil
	}
	if _, err := scalar[int64](tx, stmt("SELECT id FROM job WHERE id = ? AND state = 4", id)); err != nil {
		return err
	}
	return errs.New(errs.Conflict, "error.job_waits_already")
}

// DropDead removes a job that was given up.
func (tx *Tx) DropDead(id int64) error {
	n, err := tx.exec(stmt("DELETE FROM job WHERE id = ? AND state = 4", id))
	if err == nil && n == 0 {
		return errs.Absent()
	}
	return err
}

// PruneJobs removes done jobs that were due before a time, at most limit, and
// gives how many.
func (tx *Tx) PruneJobs(before time.Time, limit int) (int64, error) {
	return tx.exec(stmt(`DELETE FROM job WHERE id IN
		(SELECT id FROM job WHERE state > 2 AND state = 3 AND run_at < ? ORDER BY id LIMIT ?)`, micros(before), limit))
}
