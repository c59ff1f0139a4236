package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"balie/internal/errs"
)

// Tx is one transaction with one frozen time. It lives only inside the
// function that got it.
type Tx struct {
	Now        time.Time
	s          *Store
	ctx        context.Context
	on         runner
	writable   bool
	statements int
	after      []func()
	rehearsal  *rehearsal // nil of what is to stay
}

// Context is the caller's, for what a use case does beside the store.
func (tx *Tx) Context() context.Context { return tx.ctx }

// Statements counts what was run, for the tests that hold the budget.
func (tx *Tx) Statements() int { return tx.statements }

// After runs fn once the transaction is committed, and never otherwise.
func (tx *Tx) After(fn func()) { tx.after = append(tx.after, fn) }

// call runs fn; a panic in it is an errs.Panic, so that the transaction ends and
// the others go on.
func (tx *Tx) call(fn func(*Tx) error) (err error) {
	defer errs.Caught(&err)
	return fn(tx)
}

// q is a statement: constant text with ? and its arguments. A slice argument
// fills an IN (?) list.
type q struct {
	text strings.Builder
	args []any
	keep bool // the text is constant enough to stay prepared
}

func stmt(text string, args ...any) *q {
	s := &q{keep: true}
	return s.add(text, args...)
}

func (s *q) add(text string, args ...any) *q {
	for _, a := range args {
		list, ok := a.([]int64)
		if !ok {
			s.args = append(s.args, a)
			continue
		}
		i := strings.Index(text, "(?)") // one list a call, and it stands first
		marks, n := padded(list)
		text = text[:i] + marks + text[i+3:]
		s.args = append(s.args, n...)
	}
	s.text.WriteString(text)
	return s
}

// padded repeats the last value up to a power of two, so that few texts differ
// and each stays prepared. An empty list matches nothing.
func padded(list []int64) (string, []any) {
	n := 1
	for n < len(list) {
		n *= 2
	}
	out := make([]any, n)
	for i := range out {
		switch {
		case len(list) == 0:
			out[i] = nil
		case i < len(list):
			out[i] = list[i]
		default:
			out[i] = list[len(list)-1]
		}
	}
	return "(?" + strings.Repeat(",?", n-1) + ")", out
}

// sqlText gives the engine's text: $n on PostgreSQL.
func (tx *Tx) sqlText(s *q) string {
	text := s.text.String()
	if !tx.s.d.postgres {
		return text
	}
	if tx.rehearsal != nil {
		return rebound(tx.rehearsal.number(text))
	}
	if got, ok := tx.s.rebind.Load(text); ok {
		return got.(string)
	}
	got := rebound(text)
	tx.s.rebind.Store(text, got)
	return got
}

// rebound is a text with $n for each ?.
func rebound(text string) string {
	var b strings.Builder
	n := 0
	for _, r := range text {
		if r == '?' {
			n++
			b.WriteString("$" + strconv.Itoa(n))
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// collect gives every row; scan fills one value from the row.
func collect[T any](tx *Tx, s *q, scan func(*sql.Rows, *T) error) ([]T, error) {
	tx.statements++
	rows, err := tx.on.query(tx.ctx, tx.sqlText(s), s.args, s.keep)
	if err != nil {
		return nil, tx.failed(err, s)
	}
	defer rows.Close()
	var out []T
	for rows.Next() {
		var v T
		if err := scan(rows, &v); err != nil {
			return nil, tx.failed(err, s)
		}
		out = append(out, v)
	}
	if err := rows.Err(); err != nil {
		return nil, tx.failed(err, s)
	}
	return out, nil
}

// one gives the only row, or errs.NotFound.
func one[T any](tx *Tx, s *q, scan func(*sql.Rows, *T) error) (T, error) {
	list, err := collect(tx, s, scan)
	var none T
	if err != nil {
		return none, err
	}
	if len(list) == 0 {
		return none, errs.Absent()
	}
	return list[0], nil
}

// scalar gives the first column of the only row.
func scalar[T any](tx *Tx, s *q) (T, error) {
	return one(tx, s, func(r *sql.Rows, v *T) error { return r.Scan(v) })
}

// exec runs a statement that returns no rows and gives how many it changed.
func (tx *Tx) exec(s *q) (int64, error) {
	tx.statements++
	if !tx.writable {
		return 0, errors.New("a write in a read transaction")
	}
	res, err := tx.on.run(tx.ctx, tx.sqlText(s), s.args, s.keep)
	if err != nil {
		return 0, tx.failed(err, s)
	}
	n, err := res.RowsAffected()
	return n, err
}

// later is exec for a statement whose answer nobody waits for. On PostgreSQL it
// is sent with the next one, in its order, and before the commit at the latest:
// what it fails with, the transaction fails with. check, which may be nil, may
// refuse by how many rows were changed.
func (tx *Tx) later(s *q, check func(rows int64) error) error {
	tx.statements++
	if !tx.writable {
		return errors.New("a write in a read transaction")
	}
	if err := tx.on.later(tx.ctx, tx.sqlText(s), s.args, s.keep, check); err != nil {
		return tx.failed(err, s)
	}
	return nil
}

// failed says which statement, in its first words; a lost or locked database
// becomes errs.Unavailable. A refusal stays as it is.
// failed names the statement. What fails once nobody waits for the answer any
// more failed because of that, whatever the closed connection says.
func (tx *Tx) failed(err error, s *q) error {
	if left := tx.ctx.Err(); left != nil && !tx.writable && !errors.Is(err, left) {
		err = fmt.Errorf("%w: %w", left, err)
	}
	return blame(err, firstWords(s.text.String()))
}

func blame(err error, words string) error {
	var refusal *errs.Error
	if errors.As(err, &refusal) {
		return err
	}
	if !errors.As(err, new(*late)) {
		err = fmt.Errorf("%s: %w", words, err)
	}
	if gone(err) {
		return busy(err)
	}
	return err
}

// firstWords name a statement.
func firstWords(text string) string {
	words := strings.Fields(text)
	return strings.Join(words[:min(5, len(words))], " ")
}

// rowsOf makes "(?,?),(?,?)" for a multi-row INSERT.
func rowsOf(rows, columns int) string {
	row := "(?" + strings.Repeat(",?", columns-1) + ")"
	return row + strings.Repeat(","+row, rows-1)
}
