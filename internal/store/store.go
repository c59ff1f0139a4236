// Package store keeps everything in SQLite or PostgreSQL from one SQL text,
// and gives it back through scopes. It holds all SQL; rules stay in the domain.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"balie/internal/errs"
)

// Options says where the store lies and what time it is.
type Options struct {
	Data      string           // SQLite: the directory that holds balie.db
	Database  string           // postgres://…; empty means SQLite in Data
	Now       func() time.Time // the clock; nil means time.Now
	Exclusive bool             // SQLite: hold the server's lock file; a second server is refused
	AsItIs    bool             // change nothing by opening: what is absent or of another version is an OtherVersion
}

// Store is open until Close. It is safe for concurrent use.
type Store struct {
	d       dialect
	read    *sql.DB
	readers int
	conns   chan *conn // SQLite: readers with their prepared statements
	write   *writer    // SQLite: the one writer
	now     func() time.Time
	url     string // PostgreSQL
	name    string // PostgreSQL: of our connections, another one in each process
	dir     string // SQLite
	unlock  func()
	names   directory
	rebind  sync.Map // text with ? to text with $n
	news    news     // what commits leave behind for others
	soft    *Soft    // what may be lost for a second
}

// Open connects, migrates to the newest schema unless it is to change nothing,
// and reads the pragmas back.
func Open(ctx context.Context, o Options) (*Store, error) {
	s := &Store{now: o.Now, url: o.Database, dir: o.Data}
	s.soft = newSoft(s)
	if s.now == nil {
		s.now = time.Now
	}
	var err error
	if o.Database != "" {
		err = s.openPostgres(ctx, o)
	} else {
		err = s.openSQLite(ctx, o)
	}
	if err == nil && !o.AsItIs {
		err = s.fillNames(ctx)
	}
	if err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

// Close writes the soft state, waits for running writes and lets go of the
// files and connections.
func (s *Store) Close() error {
	return errors.Join(s.soft.Flush(context.Background()), s.shut())
}

func (s *Store) shut() error {
	if s.readers > 0 { // first, so that the writer, closing last, empties the log
		for ; s.readers > 0; s.readers-- {
			(<-s.conns).c.Close()
		}
		close(s.conns)
	}
	var err error
	if s.read != nil {
		err = s.read.Close()
	}
	if s.write != nil {
		s.write.close()
	}
	if s.unlock != nil {
		s.unlock()
	}
	return err
}

// Postgres reports whether the store is PostgreSQL.
func (s *Store) Postgres() bool { return s.d.postgres }

// Now is the store's clock, in microseconds and UTC as it is stored.
func (s *Store) Now() time.Time { return fromMicros(micros(s.now())) }

// File is the SQLite file in a data directory.
func File(data string) string { return filepath.Join(data, "balie.db") }

// Read runs fn in a read-only transaction: what it reads is one moment.
func (s *Store) Read(ctx context.Context, fn func(*Tx) error) error {
	if s.d.postgres {
		return s.readPostgres(ctx, fn)
	}
	var c *conn
	select {
	case c = <-s.conns:
	case <-ctx.Done():
		return busy(ctx.Err())
	}
	if c == nil {
		return busy(errClosed)
	}
	defer func() { s.conns <- c }()
	whole := context.WithoutCancel(ctx) // a BEGIN that was cut off may have begun, and nobody would end it
	if err := c.exec(whole, "BEGIN"); err != nil {
		return busy(err)
	}
	defer c.exec(whole, "ROLLBACK")
	return fn(&Tx{s: s, ctx: ctx, on: c, Now: s.Now()})
}

// Write runs fn in a transaction and commits it; an error from fn rolls it
// back and is returned as it is. The transaction survives a cancelled ctx: once
// begun it ends. It goes before waiting jobs.
func (s *Store) Write(ctx context.Context, fn func(*Tx) error) error {
	return s.writeAs(ctx, interactive, fn)
}

// WriteJob is Write for background work, which waits behind people.
func (s *Store) WriteJob(ctx context.Context, fn func(*Tx) error) error {
	return s.writeAs(ctx, background, fn)
}

func (s *Store) writeAs(ctx context.Context, p urgency, fn func(*Tx) error) error {
	if err := ctx.Err(); err != nil {
		return busy(err)
	}
	var (
		tx  *Tx
		err error
	)
	if s.d.postgres {
		tx, err = s.writePostgres(context.WithoutCancel(ctx), fn)
	} else {
		tx, err = s.write.do(ctx, p, fn)
	}
	if err != nil {
		return err
	}
	for _, after := range tx.after {
		after()
	}
	return nil
}

func (s *Store) readPostgres(ctx context.Context, fn func(*Tx) error) error {
	on, err := s.begin(ctx, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
	if err != nil {
		return err
	}
	defer on.end(ctx)
	return fn(&Tx{s: s, ctx: ctx, on: on, Now: s.Now()})
}

func (s *Store) writePostgres(ctx context.Context, fn func(*Tx) error) (*Tx, error) {
	on, err := s.begin(ctx, "BEGIN")
	if err != nil {
		return nil, err
	}
	defer on.end(ctx) // does nothing after the commit
	tx := &Tx{s: s, ctx: ctx, on: on, Now: s.Now(), writable: true}
	if err := tx.call(fn); err != nil {
		return nil, err
	}
	if err := on.commit(ctx); err != nil {
		if errors.As(err, new(*late)) {
			return nil, blame(err, "")
		}
		return nil, busy(fmt.Errorf("commit: %w", err))
	}
	return tx, nil
}

// busy makes a failed connection or lock an error that a person can act on.
func busy(err error) error {
	var e *errs.Error
	if err == nil || errors.As(err, &e) {
		return err
	}
	return errs.New(errs.Unavailable, "error.unavailable").Because(err)
}

// lockFile keeps a second server away from the same SQLite file.
func lockFile(dir string) (func(), error) {
	return flock(filepath.Join(dir, "balie.lock"))
}

func makeDir(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("data directory: %w", err)
	}
	return nil
}
