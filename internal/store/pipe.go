package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// pipe is a PostgreSQL connection on which statements that need no answer wait
// for the next one that does, and travel with it in one round trip: a BEGIN
// with the first statement, the last writes with the COMMIT.
type pipe struct {
	*stdlib.Conn
	wait []waiting
}

// waiting is a statement that is not sent yet. check, which may be nil, is told
// how many rows it changed; its error ends the transaction.
type waiting struct {
	text  string
	args  []any
	check func(rows int64) error
}

// late is the failure of a statement that had waited, named by its own words.
type late struct {
	words string
	err   error
}

func (l *late) Error() string { return l.words + ": " + l.err.Error() }
func (l *late) Unwrap() error { return l.err }

// pipes makes the connections of a pool pipes.
type pipes struct{ driver.Connector }

func (c pipes) Connect(ctx context.Context) (driver.Conn, error) {
	inner, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return &pipe{Conn: inner.(*stdlib.Conn)}, nil
}

// QueryContext sends what waits, and the query with it.
func (p *pipe) QueryContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Rows, error) {
	if len(p.wait) == 0 {
		return p.Conn.QueryContext(ctx, text, args)
	}
	p.wait = append(p.wait, waiting{text: text, args: unnamed(args)})
	answers, err := p.send(ctx, 1)
	if err != nil {
		return nil, err
	}
	rows, err := answers.Query()
	r := &pipeRows{rows: rows, answers: answers}
	if err == nil { // so that what is wrong with the query is known now
		r.ahead = rows.Next()
		err = rows.Err()
	}
	if err != nil {
		r.Close()
		return nil, err
	}
	return r, nil
}

// ExecContext sends what waits, and the statement with it.
func (p *pipe) ExecContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Result, error) {
	if len(p.wait) == 0 {
		return p.Conn.ExecContext(ctx, text, args)
	}
	p.wait = append(p.wait, waiting{text: text, args: unnamed(args)})
	answers, err := p.send(ctx, 1)
	if err != nil {
		return nil, err
	}
	tag, err := answers.Exec()
	if closed := answers.Close(); err == nil {
		err = closed
	}
	return driver.RowsAffected(tag.RowsAffected()), err
}

// send sends all that waits and reads the answers but for the last few.
func (p *pipe) send(ctx context.Context, last int) (pgx.BatchResults, error) {
	list := p.wait
	p.wait = nil
	var b pgx.Batch
	for _, w := range list {
		b.Queue(w.text, w.args...)
	}
	answers := p.Conn.Conn().SendBatch(ctx, &b)
	for _, w := range list[:len(list)-last] {
		tag, err := answers.Exec()
		if err != nil {
			answers.Close()
			return nil, &late{firstWords(w.text), err}
		}
		if w.check == nil {
			continue
		}
		if err := w.check(tag.RowsAffected()); err != nil {
			answers.Close()
			return nil, err
		}
	}
	return answers, nil
}

// commit sends what waits and ends the transaction, in one round trip when
// nothing is to be looked at before.
func (p *pipe) commit(ctx context.Context) error {
	for _, w := range p.wait {
		if w.check == nil {
			continue
		}
		answers, err := p.send(ctx, 0)
		if err == nil {
			err = answers.Close()
		}
		if err != nil {
			return err
		}
		break
	}
	p.wait = append(p.wait, waiting{text: "COMMIT"})
	answers, err := p.send(ctx, 1)
	if err != nil {
		return err
	}
	tag, err := answers.Exec()
	if closed := answers.Close(); err == nil {
		err = closed
	}
	if err == nil && tag.String() == "ROLLBACK" {
		err = pgx.ErrTxCommitRollback
	}
	return err
}

// rollback ends a transaction, if it ever began.
func (p *pipe) rollback(ctx context.Context) error {
	p.wait = nil
	if c := p.Conn.Conn(); c.IsClosed() || c.PgConn().TxStatus() == 'I' {
		return nil
	}
	_, err := p.Conn.ExecContext(ctx, "ROLLBACK", nil)
	return err
}

func unnamed(args []driver.NamedValue) []any {
	out := make([]any, len(args))
	for i, a := range args {
		out[i] = a.Value
	}
	return out
}

// pipeRows are the rows of a query that others travelled with.
type pipeRows struct {
	rows    pgx.Rows
	answers pgx.BatchResults
	columns []string
	started bool
	ahead   bool // what the first call of Next is to find
}

func (r *pipeRows) Columns() []string {
	if r.columns == nil {
		for _, f := range r.rows.FieldDescriptions() {
			r.columns = append(r.columns, f.Name)
		}
	}
	return r.columns
}

func (r *pipeRows) Next(to []driver.Value) error {
	more := r.ahead
	if r.started {
		more = r.rows.Next()
	}
	r.started = true
	if !more {
		if err := r.rows.Err(); err != nil {
			return err
		}
		return io.EOF
	}
	values, err := r.rows.Values()
	for i := 0; err == nil && i < len(values); i++ {
		to[i], err = driver.DefaultParameterConverter.ConvertValue(values[i])
	}
	return err
}

func (r *pipeRows) Close() error {
	r.rows.Close()
	return errors.Join(r.rows.Err(), r.answers.Close())
}

// piped runs a transaction on a pipe of the pool.
type piped struct{ c *sql.Conn }

// begin takes a connection; text begins the transaction with its first
// statement.
func (s *Store) begin(ctx context.Context, text string) (piped, error) {
	c, err := s.read.Conn(ctx)
	if err != nil {
		return piped{}, busy(err)
	}
	on := piped{c}
	return on, on.raw(func(p *pipe) error {
		p.wait = []waiting{{text: text}}
		return nil
	})
}

func (on piped) raw(fn func(*pipe) error) error {
	return on.c.Raw(func(c any) error { return fn(c.(*pipe)) })
}

func (on piped) query(ctx context.Context, text string, args []any, _ bool) (*sql.Rows, error) {
	return on.c.QueryContext(ctx, text, args...)
}

func (on piped) run(ctx context.Context, text string, args []any, _ bool) (sql.Result, error) {
	return on.c.ExecContext(ctx, text, args...)
}

func (on piped) later(_ context.Context, text string, args []any, _ bool, check func(int64) error) error {
	return on.raw(func(p *pipe) error {
		p.wait = append(p.wait, waiting{text, args, check})
		return nil
	})
}

func (on piped) commit(ctx context.Context) error {
	return on.raw(func(p *pipe) error { return p.commit(ctx) })
}

// end gives the connection back; what is not committed is undone.
func (on piped) end(ctx context.Context) {
	on.raw(func(p *pipe) error { return p.rollback(context.WithoutCancel(ctx)) })
	on.c.Close()
}
