package store

import (
	"context"
	"database/sql"
)

// runner is what a transaction runs its statements on.
type runner interface {
	query(ctx context.Context, text string, args []any, keep bool) (*sql.Rows, error)
	run(ctx context.Context, text string, args []any, keep bool) (sql.Result, error)
	later(ctx context.Context, text string, args []any, keep bool, check func(rows int64) error) error
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

// later needs no answer, but on SQLite there is nothing to wait for.
func (c *conn) later(ctx context.Context, text string, args []any, keep bool, check func(int64) error) error {
	res, err := c.run(ctx, text, args, keep)
	if err != nil || check == nil {
		return err
	}
	n, err := res.RowsAffected()
	if err != nil {
		return err
	}
	return check(n)
}
