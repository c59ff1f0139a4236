package store

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// copyAt is how many bytes of a table wait before they are sent.
const copyAt = 4 << 20

// pgBulk sends rows with COPY.
type pgBulk struct {
	ctx  context.Context
	c    *sql.Conn
	wait map[string][]byte
	into map[string]bulkTable
}

func (b *bulk) postgres(ctx context.Context, next func() (Batch, bool)) error {
	c, err := b.s.read.Conn(ctx)
	if err != nil {
		return busy(err)
	}
	defer c.Close()
	p := &pgBulk{ctx: ctx, c: c, wait: map[string][]byte{}, into: map[string]bulkTable{}}
	b.line = p.add
	back, err := p.strip()
	if err != nil {
		return err
	}
	for batch, more := next(); more; batch, more = next() {
		if err := b.add(batch); err != nil {
			return err
		}
	}
	for _, w := range slices.Sorted(maps.Keys(b.words)) {
		if err := p.add(bulkWords, []any{w}); err != nil {
			return err
		}
	}
	for name := range p.wait {
		if err := p.send(name); err != nil {
			return err
		}
	}
	return p.finish(back)
}

// strip takes away indexes and references, and gives what makes them again.
// References come last: they are checked then.
func (p *pgBulk) strip() (back []string, err error) {
	in := "('" + strings.Join(bulkIndexed, "','") + "')"
	for _, text := range []string{
		`SELECT indexdef, 'DROP INDEX ' || indexname FROM pg_indexes
			WHERE schemaname = current_schema() AND tablename IN ` + in + ` AND indexname NOT LIKE '%\_pkey' ORDER BY indexname`,
		`SELECT format('ALTER TABLE %I ADD CONSTRAINT %I %s', r.relname, c.conname, pg_get_constraintdef(c.oid)),
			format('ALTER TABLE %I DROP CONSTRAINT %I', r.relname, c.conname)
			FROM pg_constraint c JOIN pg_class r ON r.oid = c.conrelid
			WHERE c.contype = 'f' AND r.relnamespace = current_schema()::regnamespace AND r.relname IN ` + in + ` ORDER BY c.conname`,
	} {
		drops, err := p.pairs(text, &back)
		if err != nil {
			return nil, err
		}
		for _, d := range drops {
			if _, err := p.c.ExecContext(p.ctx, d); err != nil {
				return nil, fmt.Errorf("bulk: %w", err)
			}
		}
	}
	return back, nil
}

func (p *pgBulk) pairs(text string, back *[]string) (drops []string, err error) {
	rows, err := p.c.QueryContext(p.ctx, text)
	if err != nil {
		return nil, fmt.Errorf("bulk: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var again, drop string
		if err := rows.Scan(&again, &drop); err != nil {
			return nil, fmt.Errorf("bulk: %w", err)
		}
		*back, drops = append(*back, again), append(drops, drop)
	}
	return drops, rows.Err()
}

func (p *pgBulk) add(t bulkTable, values []any) error {
	p.into[t.name] = t
	p.wait[t.name] = copyLine(p.wait[t.name], values)
	if len(p.wait[t.name]) < copyAt {
		return nil
	}
	return p.send(t.name)
}

func (p *pgBulk) send(name string) error {
	t := p.into[name]
	err := p.c.Raw(func(driver any) error {
		_, err := driver.(*pipe).Conn.Conn().PgConn().CopyFrom(p.ctx, bytes.NewReader(p.wait[name]),
			"COPY "+t.name+" ("+strings.Join(t.columns, ", ")+") FROM STDIN")
		return err
	})
	p.wait[name] = p.wait[name][:0]
	if err != nil {
		return fmt.Errorf("bulk %s: %w", name, err)
	}
	return nil
}

// finish makes indexes and references again, and lets new ids follow the last.
func (p *pgBulk) finish(back []string) error {
	steps := append([]string{"SET maintenance_work_mem = '256MB'"}, back...)
	for _, name := range []string{"ticket", "message", "event"} {
		steps = append(steps, "SELECT setval(pg_get_serial_sequence('"+name+"', 'id'), (SELECT MAX(id) FROM "+name+"))")
	}
	steps = append(steps, "RESET maintenance_work_mem", "VACUUM ANALYZE")
	for _, text := range steps {
		if _, err := p.c.ExecContext(p.ctx, text); err != nil {
			return fmt.Errorf("bulk: %.60s: %w", text, err)
		}
	}
	return nil
}
