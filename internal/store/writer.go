package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
)

type urgency int

const (
	interactive urgency = iota
	background
)

// batchMax is how many waiting writes share one commit.
const batchMax = 64

// writer is SQLite's one writer. Functions that wait at the same time share a
// commit, each in its own savepoint; people go before jobs.
type writer struct {
	s     *Store
	db    *sql.DB
	c     *conn
	queue [2]chan *work
	stop  chan struct{}
	done  chan struct{}
	once  sync.Once
}

type work struct {
	ctx  context.Context
	fn   func(*Tx) error
	tx   *Tx
	err  error
	done chan struct{}
}

var errClosed = errors.New("the store is closed")

func startWriter(s *Store, db *sql.DB) (*writer, error) {
	c, err := db.Conn(context.Background())
	if err != nil {
		return nil, fmt.Errorf("open writer: %w", err)
	}
	w := &writer{s: s, db: db, c: newConn(c), stop: make(chan struct{}), done: make(chan struct{})}
	w.queue = [2]chan *work{make(chan *work, 256), make(chan *work, 256)}
	go w.loop()
	return w, nil
}

// do hands fn to the loop and waits until it is committed or refused.
func (w *writer) do(ctx context.Context, u urgency, fn func(*Tx) error) (*Tx, error) {
	job := &work{ctx: context.WithoutCancel(ctx), fn: fn, done: make(chan struct{})}
	select {
	case w.queue[u] <- job:
	case <-ctx.Done():
		return nil, busy(ctx.Err())
	case <-w.stop:
		return nil, busy(errClosed)
	}
	select {
	case <-job.done:
	case <-w.done: // closed while it waited in the queue
		select {
		case <-job.done:
		default:
			return nil, busy(errClosed)
		}
	}
	return job.tx, job.err
}

func (w *writer) close() {
	w.once.Do(func() { close(w.stop) })
	<-w.done
	w.c.c.Close()
	w.db.Close()
}

func (w *writer) loop() {
	defer close(w.done)
	for {
		first := w.next()
		if first == nil {
			return
		}
		batch := []*work{first}
		for len(batch) < batchMax {
			more := w.waiting()
			if more == nil {
				break
			}
			batch = append(batch, more)
		}
		w.commit(batch)
		for _, b := range batch {
			close(b.done)
		}
	}
}

// next waits for work; nil after close, when nothing waits.
func (w *writer) next() *work {
	if b := w.waiting(); b != nil {
		return b
	}
	select {
	case b := <-w.queue[interactive]:
		return b
	case b := <-w.queue[background]:
		return b
	case <-w.stop:
		return w.waiting()
	}
}

func (w *writer) waiting() *work {
	for _, q := range w.queue {
		select {
		case b := <-q:
			return b
		default:
		}
	}
	return nil
}

// commit runs the batch in one transaction. What fails alone is rolled back
// alone; when the commit fails, all have failed.
func (w *writer) commit(batch []*work) {
	ctx := context.Background()
	if err := w.c.exec(ctx, "BEGIN IMMEDIATE"); err != nil {
		fail(batch, busy(err))
		return
	}
	kept := false
	for _, b := range batch {
		var whole bool
		if b.err, whole = w.run(b); !whole {
			w.c.exec(ctx, "ROLLBACK")
			fail(batch, busy(fmt.Errorf("another write in this commit: %v", b.err))) // its kind of error is not theirs
			return
		}
		kept = kept || b.err == nil
	}
	if !kept { // nothing is to be written, and nobody waits for it
		w.c.exec(ctx, "ROLLBACK")
		return
	}
	if err := w.c.exec(ctx, "COMMIT"); err != nil {
		w.c.exec(ctx, "ROLLBACK")
		fail(batch, busy(fmt.Errorf("commit: %w", err)))
	}
}

// run gives what one function ends with. whole is false when SQLite rolled the
// whole transaction back with it, which it may do when the disk is full.
func (w *writer) run(b *work) (err error, whole bool) {
	if err := w.c.exec(b.ctx, "SAVEPOINT one"); err != nil {
		return busy(err), false
	}
	b.tx = &Tx{s: w.s, ctx: b.ctx, on: w.c, Now: w.s.Now(), writable: true}
	err = b.tx.call(b.fn)
	if err == nil {
		err = w.c.exec(b.ctx, "RELEASE one")
		return err, err == nil
	}
	ctx := context.Background()
	undone := errors.Join(w.c.exec(ctx, "ROLLBACK TO one"), w.c.exec(ctx, "RELEASE one"))
	return err, undone == nil
}

func fail(batch []*work, err error) {
	for _, b := range batch {
		if b.err == nil {
			b.err = err
		}
	}
}
