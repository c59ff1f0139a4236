package store

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

const (
	channel      = "balie"
	batchPace    = 50 * time.Millisecond // facts of this time go out together
	versionPace  = time.Second           // how often SQLite is asked for other processes' changes
	reconnectMax = 10 * time.Second
)

// Listen connects the nodes until ctx ends. On PostgreSQL it sends what Notify
// got, calls on for each payload that another node sent, and lost whenever
// some may have been missed. On SQLite it calls lost when another process
// changed the file. Either wakes the runner of jobs where it should. node must
// be another name on each node. on and lost are called one at a time.
func (s *Store) Listen(ctx context.Context, node string, on func(payload []byte), lost func()) error {
	if !s.d.postgres {
		return s.watch(ctx, lost)
	}
	cfg, err := pgx.ParseConfig(s.url)
	if err != nil {
		return err
	}
	cfg.ConnectTimeout = 5 * time.Second
	s.news.mu.Lock()
	if s.news.kick != nil {
		s.news.mu.Unlock()
		return errors.New("the store listens already")
	}
	s.news.kick = make(chan struct{}, 1)
	s.news.mu.Unlock()
	sent := make(chan struct{})
	go func() {
		defer close(sent)
		s.reconnecting(ctx, cfg, func(ctx context.Context, c *pgx.Conn) error { return s.send(ctx, c, node) })
	}()
	s.reconnecting(ctx, cfg, func(ctx context.Context, c *pgx.Conn) error { return s.receive(ctx, c, node, on, lost) })
	<-sent
	s.news.mu.Lock()
	s.news.kick = nil
	s.news.mu.Unlock()
	return nil
}

// reconnecting calls fn on a connection of its own, again after each failure,
// waiting longer while it fails.
func (s *Store) reconnecting(ctx context.Context, cfg *pgx.ConnConfig, fn func(context.Context, *pgx.Conn) error) {
	wait := batchPace
	for ctx.Err() == nil {
		c, err := pgx.ConnectConfig(ctx, cfg)
		if err == nil {
			begun := time.Now()
			fn(ctx, c) // however it ended, there is a new connection to be made
			c.Close(context.WithoutCancel(ctx))
			if time.Since(begun) > reconnectMax {
				wait = batchPace
			}
		}
		pause(ctx, wait)
		wait = min(2*wait, reconnectMax)
	}
}

// receive hears the others. What they said before it listened is lost, so it
// says so first.
func (s *Store) receive(ctx context.Context, c *pgx.Conn, node string, on func([]byte), lost func()) error {
	if _, err := c.Exec(ctx, "LISTEN "+channel); err != nil {
		return err
	}
	lost()
	s.news.wakeHere()
	for {
		got, err := c.WaitForNotification(ctx)
		if err != nil {
			return err
		}
		var b batch
		if err := json.Unmarshal([]byte(got.Payload), &b); err != nil || b.Node == node {
			continue
		}
		if b.Jobs {
			s.news.wakeHere()
		}
		for _, f := range b.Facts {
			on(f)
		}
		if b.Lost {
			lost()
		}
	}
}

// send tells the others, at most once in batchPace. What it can't send is
// called lost on the next connection.
func (s *Store) send(ctx context.Context, c *pgx.Conn, node string) error {
	for {
		select {
		case <-s.news.kick:
		case <-ctx.Done():
			return ctx.Err()
		}
		pause(ctx, batchPace)
		for _, b := range s.news.take(node) {
			if err := b.send(context.WithoutCancel(ctx), c); err != nil {
				s.news.again(b)
				return err
			}
		}
	}
}

func (b batch) send(ctx context.Context, c *pgx.Conn) error {
	var text strings.Builder
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false) // it would grow
	if err := e.Encode(b); err != nil {
		return err
	}
	_, err := c.Exec(ctx, "SELECT pg_notify($1, $2)", channel, text.String())
	return err
}

// again has a batch that could not be sent made up for.
func (n *news) again(b batch) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.jobs = n.jobs || b.Jobs
	n.lost = true
	n.poke()
}

// watch looks once a second whether another process changed the SQLite file.
func (s *Store) watch(ctx context.Context, lost func()) error {
	tick := time.NewTicker(versionPace)
	defer tick.Stop()
	var known int64
	for {
		now, err := s.version(ctx)
		if err == nil && known != 0 && now != known {
			lost()
			s.news.wakeHere()
		}
		if err == nil {
			known = now
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return nil
		}
	}
}

// version is another number after each commit of another process; it is asked
// on the writer's connection, for which our own commits don't count.
func (s *Store) version(ctx context.Context) (n int64, err error) {
	err = s.WriteJob(ctx, func(tx *Tx) error {
		n, err = scalar[int64](tx, stmt("PRAGMA data_version"))
		return err
	})
	return n, err
}

func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}
