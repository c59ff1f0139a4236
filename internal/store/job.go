package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"balie/internal/errs"
)

// States of a job. done and dead are the end; a job's key is free again there.
const (
	jobReady   = 1
	jobRunning = 2
	jobDone    = 3
	jobDead    = 4
)

// Lane says who does a job. Each lane has workers of its own, so that what
// waits for somebody else's machine never keeps our own work waiting. The
// numbers are stored.
type Lane int8

const (
	Inside  Lane = 0  // work in this house
	Outside Lane = 1  // talk with other machines, as slow as they are
	AnyLane Lane = -1 // for who claims jobs of both
)

// errorMax is how much of a failure's text is kept, in bytes.
const errorMax = 2000

// NewJob is work to be done after the transaction that enqueues it.
type NewJob struct {
	Kind  string
	Args  string    // JSON; "" is null
	Key   string    // while a job with this key waits or runs, this one is dropped; "" never
	RunAt time.Time // not before; zero is now
	Lane  Lane
}

// Job is a claimed piece of work. Attempt tells this run from a later one of
// the same job: who lost the lease changes nothing any more.
type Job struct {
	ID      int64
	Kind    string
	Args    []byte // JSON
	Attempt int    // 1 in the first run
	Key     string
	RunAt   time.Time

	finished *atomic.Bool
}

// Into reads the arguments back into what they were made from.
func (j Job) Into(v any) error {
	if err := json.Unmarshal(j.Args, v); err != nil {
		return fmt.Errorf("arguments of job %s %d: %w", j.Kind, j.ID, err)
	}
	return nil
}

// Finished reports whether a committed transaction has finished the job.
func (j Job) Finished() bool { return j.finished != nil && j.finished.Load() }

// Enqueue stores jobs to run once the transaction is committed, and wakes the
// runner then. A job whose key waits or runs already is dropped.
func (tx *Tx) Enqueue(jobs ...NewJob) error {
	if len(jobs) == 0 {
		return nil
	}
	args := make([]any, 0, len(jobs)*8)
	for _, j := range jobs {
		if j.Args == "" {
			j.Args = "null"
		}
		if j.RunAt.IsZero() {
			j.RunAt = tx.Now
		}
		var key any
		if j.Key != "" {
			key = j.Key
		}
		args = append(args, j.Kind, j.Args, jobReady, micros(j.RunAt), key, micros(tx.Now), int64(j.Lane))
	}
	tx.After(tx.s.news.jobsWait)
	return tx.later(stmt("INSERT INTO job (kind, args, state, run_at, unique_key, at, lane) VALUES "+rowsOf(len(jobs), 7)+
		" ON CONFLICT (unique_key) WHERE unique_key IS NOT NULL AND state < 3 DO NOTHING", args...), nil)
}

// FinishJob ends a job in the transaction that did its work. False means that
// the lease was taken over: the caller must roll back.
func (tx *Tx) FinishJob(j Job) (bool, error) {
	n, err := tx.exec(stmt("UPDATE job SET state = 3, lease_until = 0, error = '' WHERE id = ? AND attempt = ? AND state = 2",
		j.ID, j.Attempt))
	if err == nil && n == 1 && j.finished != nil {
		tx.After(func() { j.finished.Store(true) })
	}
	return n == 1, err
}

// ClaimJobs takes up to n due jobs of a lane, oldest first, for the time of the lease.
// Two claimers never get the same job; a job whose lease ran out is due again.
// Without due jobs nothing is written.
func (s *Store) ClaimJobs(ctx context.Context, lane Lane, n int, lease time.Duration) ([]Job, error) {
	waits := false
	err := s.Read(ctx, func(tx *Tx) error {
		due := stmt("SELECT 1 FROM (SELECT id FROM job WHERE state = 1 AND run_at <= ?", micros(tx.Now)).in(lane)
		found, err := collect(tx, due.add(` LIMIT 1) a
			UNION ALL SELECT 1 FROM (SELECT id FROM job WHERE state = 2 AND lease_until <= ? LIMIT 1) b`, micros(tx.Now)), func(r *sql.Rows, v *int) error { return r.Scan(v) })
		waits = len(found) > 0
		return err
	})
	if err != nil || !waits {
		return nil, err
	}
	var got []Job
	err = s.WriteJob(ctx, func(tx *Tx) error {
		got, err = tx.claim(lane, n, lease)
		return err
	})
	return got, err
}

func (tx *Tx) claim(lane Lane, n int, lease time.Duration) ([]Job, error) {
	skip := tx.s.d.skipLocked()
	if _, err := tx.exec(stmt(`UPDATE job SET state = 1, lease_until = 0, error = 'the lease ran out' WHERE id IN
		(SELECT id FROM job WHERE state = 2 AND lease_until <= ?`+skip+")", micros(tx.Now))); err != nil {
		return nil, err
	}
	due := stmt("WITH c AS MATERIALIZED (SELECT id FROM job WHERE state = 1 AND run_at <= ?", micros(tx.Now)).in(lane)
	got, err := collect(tx, due.add(` ORDER BY run_at, id LIMIT ?`+skip+`)
		UPDATE job SET state = 2, attempt = attempt + 1, lease_until = ? WHERE id IN (SELECT id FROM c)
		RETURNING id, kind, args, attempt, unique_key, run_at`, n, micros(tx.Now.Add(lease))), scanJob)
	slices.SortFunc(got, func(a, b Job) int {
		if d := a.RunAt.Compare(b.RunAt); d != 0 {
			return d
		}
		return int(a.ID - b.ID)
	})
	return got, err
}

// in limits a query over job to a lane.
func (s *q) in(lane Lane) *q {
	if lane == AnyLane {
		return s
	}
	return s.add(" AND lane = ?", int64(lane))
}

func scanJob(r *sql.Rows, j *Job) error {
	var key sql.NullString
	var args string
	var at int64
	err := r.Scan(&j.ID, &j.Kind, &args, &j.Attempt, &key, &at)
	j.Args, j.Key, j.RunAt, j.finished = []byte(args), key.String, fromMicros(at), new(atomic.Bool)
	return err
}

// RetryJob puts a claimed job back for a later run, with what went wrong. It
// changes nothing when the job is finished or the lease was taken over.
func (s *Store) RetryJob(ctx context.Context, j Job, at time.Time, reason string) error {
	return s.WriteJob(ctx, func(tx *Tx) error {
		_, err := tx.exec(stmt("UPDATE job SET state = 1, lease_until = 0, run_at = ?, error = ? WHERE id = ? AND attempt = ? AND state = 2",
			micros(at), plain(reason), j.ID, j.Attempt))
		return err
	})
}

// KillJob gives a claimed job up: it stays for administrators to see.
func (s *Store) KillJob(ctx context.Context, j Job, reason string) error {
	return s.WriteJob(ctx, func(tx *Tx) error {
		_, err := tx.exec(stmt("UPDATE job SET state = 4, lease_until = 0, error = ? WHERE id = ? AND attempt = ? AND state = 2",
			plain(reason), j.ID, j.Attempt))
		return err
	})
}

// ReleaseJobs makes claimed jobs due at once for whoever comes next.
func (s *Store) ReleaseJobs(ctx context.Context, jobs ...Job) error {
	if len(jobs) == 0 {
		return nil
	}
	return s.WriteJob(ctx, func(tx *Tx) error {
		for _, j := range jobs {
			if _, err := tx.exec(stmt("UPDATE job SET state = 1, lease_until = 0 WHERE id = ? AND attempt = ? AND state = 2",
				j.ID, j.Attempt)); err != nil {
				return err
			}
		}
		tx.After(tx.s.news.jobsWait)
		return nil
	})
}

// RenewJobs keeps claimed jobs for the time of another lease; who lost one
// keeps nothing.
func (s *Store) RenewJobs(ctx context.Context, lease time.Duration, jobs ...Job) error {
	return s.WriteJob(ctx, func(tx *Tx) error {
		for _, j := range jobs {
			if _, err := tx.exec(stmt("UPDATE job SET lease_until = ? WHERE id = ? AND attempt = ? AND state = 2",
				micros(tx.Now.Add(lease)), j.ID, j.Attempt)); err != nil {
				return err
			}
		}
		return nil
	})
}

// ReleaseLeftJobs makes every running job due again where nobody else can be
// running it, for a server that starts: on SQLite, which has one server, and on
// PostgreSQL while no other process of Balie is connected. While one is, what a
// dead one held comes back when its leases end.
func (s *Store) ReleaseLeftJobs(ctx context.Context) error {
	return s.WriteJob(ctx, func(tx *Tx) error {
		release := stmt("UPDATE job SET state = 1, lease_until = 0, error = 'the server stopped' WHERE state = 2")
		if s.d.postgres {
			release.add(" AND NOT EXISTS (SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE ? AND application_name <> ?)",
				application+"%", s.name)
		}
		_, err := tx.exec(release)
		return err
	})
}

// NextJobAt is when the next waiting job of a lane is due; zero when none waits.
func (s *Store) NextJobAt(ctx context.Context, lane Lane) (time.Time, error) {
	var at time.Time
	err := s.Read(ctx, func(tx *Tx) error {
		n, err := scalar[int64](tx, stmt("SELECT run_at FROM job WHERE state = 1").in(lane).add(" ORDER BY run_at, id LIMIT 1"))
		at = fromMicros(n)
		if errs.Is(err, errs.NotFound) {
			return nil
		}
		return err
	})
	return at, err
}

// HastenJobs makes the waiting jobs of a lane due now.
func (tx *Tx) HastenJobs(lane Lane) error {
	_, err := tx.exec(stmt("UPDATE job SET run_at = ? WHERE state = 1 AND lane = ? AND run_at > ?", micros(tx.Now), int64(lane), micros(tx.Now)))
	tx.After(tx.s.news.jobsWait)
	return err
}

// TakeSlot moves a periodic job to a slot; true for the one caller, over all
// nodes, that moved it and has to enqueue.
func (tx *Tx) TakeSlot(name string, slot int64) (bool, error) {
	n, err := tx.exec(stmt(`INSERT INTO job_slot (name, slot) VALUES (?, ?)
		ON CONFLICT (name) DO UPDATE SET slot = excluded.slot WHERE job_slot.slot < excluded.slot`, name, slot))
	return n == 1, err
}

// whole makes a text that any column takes.
func whole(text string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(text, "?"), "\x00", "?")
}

// plain is whole for a failure's text, of which errorMax is kept.
func plain(text string) string {
	text = whole(text)
	if len(text) > errorMax {
		text = strings.ToValidUTF8(text[:errorMax], "")
	}
	return text
}
