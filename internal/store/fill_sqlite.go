package store

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"
)

const (
	bulkRows   = 50      // of one INSERT
	bulkCommit = 200_000 // rows of a transaction; each commit makes a part of the index
)

// liteBulk writes through a connection of its own, several rows a statement.
type liteBulk struct {
	ctx   context.Context
	c     *conn
	wait  map[string][]any // values that wait for a full statement, by table
	known map[string]bulkTable
	rows  int
}

func (b *bulk) sqlite(ctx context.Context, next func() (Batch, bool)) error {
	db, err := sql.Open("sqlite", sqliteURI(File(b.s.dir))+
		"?_pragma=busy_timeout(5000)&_pragma=synchronous(OFF)&_pragma=foreign_keys(0)&_pragma=cache_size(-65536)&_pragma=wal_autocheckpoint(20000)&_pragma=temp_store(FILE)")
	if err != nil {
		return fmt.Errorf("bulk: %w", err)
	}
	defer db.Close()
	c, err := db.Conn(ctx)
	if err != nil {
		return fmt.Errorf("bulk: %w", err)
	}
	defer c.Close()
	l := &liteBulk{ctx: ctx, c: newConn(c), wait: map[string][]any{}, known: map[string]bulkTable{}}
	b.line = l.add
	indexes, err := l.dropIndexes()
	if err != nil {
		return err
	}
	if err := l.run("INSERT INTO search (search, rank) VALUES ('hashsize', 67108864)", "INSERT INTO search (search, rank) VALUES ('automerge', 0)", "BEGIN"); err != nil {
		return err
	}
	for batch, more := next(); more; batch, more = next() {
		if err := b.add(batch); err != nil {
			return err
		}
		if l.rows >= bulkCommit {
			l.rows = 0
			if err := l.run("COMMIT", "BEGIN"); err != nil {
				return err
			}
		}
	}
	for _, w := range slices.Sorted(maps.Keys(b.words)) {
		if err := l.add(bulkWords, []any{w}); err != nil {
			return err
		}
	}
	if err := l.rest(); err != nil {
		return err
	}
	return l.finish(indexes)
}

// finish puts everything back as a store has it.
func (l *liteBulk) finish(indexes []string) error {
	steps := append([]string{"COMMIT"}, indexes...)
	steps = append(steps,
		"INSERT INTO search (search) VALUES ('optimize')",
		"INSERT INTO search (search, rank) VALUES ('hashsize', 1048576)",
		"INSERT INTO search (search, rank) VALUES ('automerge', 4)",
		"ANALYZE",
		"DELETE FROM sqlite_stat4", forgetJobs, // as Tune does
	)
	if err := l.run(steps...); err != nil {
		return err
	}
	var table string
	err := l.c.c.QueryRowContext(l.ctx, "SELECT \"table\" FROM pragma_foreign_key_check LIMIT 1").Scan(&table)
	if err != sql.ErrNoRows {
		return fmt.Errorf("bulk: a row of %s names what is not there: %v", table, err)
	}
	return l.run("PRAGMA wal_checkpoint(TRUNCATE)")
}

func (l *liteBulk) run(texts ...string) error {
	for _, text := range texts {
		if _, err := l.c.c.ExecContext(l.ctx, text); err != nil {
			return fmt.Errorf("bulk: %.60s: %w", text, err)
		}
	}
	return nil
}

func (l *liteBulk) dropIndexes() ([]string, error) {
	rows, err := l.c.c.QueryContext(l.ctx, "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ('"+
		strings.Join(bulkIndexed, "','")+"') ORDER BY name")
	if err != nil {
		return nil, fmt.Errorf("bulk: %w", err)
	}
	defer rows.Close()
	var made, drops []string
	for rows.Next() {
		var name, text string
		if err := rows.Scan(&name, &text); err != nil {
			return nil, fmt.Errorf("bulk: %w", err)
		}
		made, drops = append(made, text), append(drops, "DROP INDEX "+name)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("bulk: %w", err)
	}
	rows.Close()
	return made, l.run(drops...)
}

func (l *liteBulk) add(t bulkTable, values []any) error {
	l.known[t.name] = t
	l.rows++
	wait := append(l.wait[t.name], values...)
	if len(wait) < bulkRows*len(t.columns) {
		l.wait[t.name] = wait
		return nil
	}
	l.wait[t.name] = wait[:0]
	return l.insert(t, wait)
}

func (l *liteBulk) insert(t bulkTable, values []any) error {
	n := len(values) / len(t.columns)
	_, err := l.c.run(l.ctx, "INSERT INTO "+t.name+" ("+strings.Join(t.columns, ", ")+") VALUES "+rowsOf(n, len(t.columns)), values, n == bulkRows)
	if err != nil {
		return fmt.Errorf("bulk %s: %w", t.name, err)
	}
	return nil
}

// rest writes what still waits.
func (l *liteBulk) rest() error {
	for name, values := range l.wait {
		if len(values) > 0 {
			if err := l.insert(l.known[name], values); err != nil {
				return err
			}
		}
	}
	return nil
}
