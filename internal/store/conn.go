package store

import (
	"context"
	"database/sql"
)

// runner is what a transaction runs its statements on.
type runner interface {
	query(ctx context.Context, text string, args []any, keep bool) (*sql.Rows, error)
	run(ctx context.Context, text string, args []any, keep bool) (sql.Result, error)
}

// conn is one SQLite connection with its prepared statements: a constant text
// is prepared once.
type conn struct {
	c     *sql.Conn
	stmts map[string]*sql.Stmt
}

func newConn(c *sql.Conn) *conn { return &conn{c, map[string]*sql.Stmt{}} }

func (c *conn) prepared(ctx context.Context, text string) (*sql.Stmt, error) {
	if s := c.stmts[text]; s != nil {
		return s, nil
	}
	s, err := c.c.PrepareContext(ctx, text)
	if err == nil {
		c.stmts[text] = s
	}
	return s, err
}

func (c *conn) exec(ctx context.Context, text string) error {
	s, err := c.prepared(ctx, text)
	if err != nil {
		return err
	}
	_, err = s.ExecContext(ctx)
	return err
}

func (c *conn) query(ctx context.Context, text string, args []any, keep bool) (*sql.Rows, error) {
	if !keep {
		return c.c.QueryContext(ctx, text, args...)
	}
	s, err := c.prepared(ctx, text)
	if err != nil {
		return nil, err
	}
	return s.QueryContext(ctx, args...)
}

func (c *conn) run(ctx context.Context, text string, args []any, keep bool) (sql.Result, error) {
	if !keep {
		return c.c.ExecContext(ctx, text, args...)
	}
	s, err := c.prepared(ctx, text)
	if err != nil {
		return nil, err
	}
	return s.ExecContext(ctx, args...)
}

// direct runs on a PostgreSQL transaction; its driver keeps statements itself.
type direct struct{ t *sql.Tx }

func (d direct) query(ctx context.Context, text string, args []any, _ bool) (*sql.Rows, error) {
	return d.t.QueryContext(ctx, text, args...)
}

func (d direct) run(ctx context.Context, text string, args []any, _ bool) (sql.Result, error) {
	return d.t.ExecContext(ctx, text, args...)
}
