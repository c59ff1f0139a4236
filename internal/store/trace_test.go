package store

import (
	"context"
	"database/sql"
	"strings"
	"time"

	"balie/internal/org"
	"balie/internal/ticket"
)

// Trace tells fn of every statement that the transaction runs from now on.
func Trace(tx *Tx, fn func(text string, args []any)) { tx.on = tracer{tx.on, fn} }

type tracer struct {
	runner
	fn func(string, []any)
}

func (t tracer) query(ctx context.Context, text string, args []any, keep bool) (*sql.Rows, error) {
	t.fn(text, args)
	return t.runner.query(ctx, text, args, keep)
}

func (t tracer) run(ctx context.Context, text string, args []any, keep bool) (sql.Result, error) {
	t.fn(text, args)
	return t.runner.run(ctx, text, args, keep)
}

// ExplainClaim gives the plans of what claiming jobs runs.
func ExplainClaim(ctx context.Context, s *Store) (steps []string, err error) {
	err = s.WriteJob(ctx, func(tx *Tx) error {
		var texts []string
		var all [][]any
		Trace(tx, func(text string, args []any) { texts, all = append(texts, text), append(all, args) })
		if _, err := tx.claim(Inside, 4, time.Minute); err != nil {
			return err
		}
		for i, text := range texts {
			plan, err := Explain(tx, text, all[i])
			if err != nil {
				return err
			}
			steps = append(steps, plan...)
		}
		return nil
	})
	return steps, err
}

// Explain gives the engine's plan for a statement, a step a line.
func Explain(tx *Tx, text string, args []any) ([]string, error) {
	word := "EXPLAIN QUERY PLAN "
	if tx.s.d.postgres {
		word = "EXPLAIN "
	}
	rows, err := tx.on.query(tx.ctx, word+text, args, false)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var step string
		to := []any{&step}
		if !tx.s.d.postgres {
			to = []any{new(int), new(int), new(int), &step}
		}
		if err := rows.Scan(to...); err != nil {
			return nil, err
		}
		out = append(out, strings.TrimSpace(step))
	}
	return out, rows.Err()
}

// IndexOf names the index that is made for a view and a sort.
func IndexOf(v ticket.ViewInfo, s ticket.Sort, desk org.ID) string { return indexOf(v, s, desk) }
