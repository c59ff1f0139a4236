package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"balie/internal/errs"
)

// place is where a backup is put back: a folder for SQLite, a database of
// PostgreSQL.
type place interface {
	empty(ctx context.Context) error           // refuses a place that holds anything
	begin(ctx context.Context, h header) error // before the first load
	load(ctx context.Context, entry string, r io.Reader) error
	open(ctx context.Context) (*Store, error) // after the last load
	undo(ctx context.Context) error           // makes it empty again
}

// Restore fills an empty store from a backup of the same engine, an older
// version's too, and gives every other entry to file, with the open store.
// The archive is read once to its end before anything is written. What is not
// empty is refused, and left as it is; what fails half-way is emptied again.
func Restore(ctx context.Context, o Options, from io.ReadSeeker, file func(st *Store, name string, r io.Reader) error) error {
	if err := check(from, dialect{postgres: o.Database != ""}); err != nil {
		return err
	}
	if _, err := from.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	var p place = &folder{o: o}
	if o.Database != "" {
		p = &database{o: o}
	}
	if err := p.empty(ctx); err != nil {
		return err
	}
	if err := fill(ctx, p, from, file); err != nil {
		return errors.Join(err, p.undo(context.WithoutCancel(ctx)))
	}
	return nil
}

func fill(ctx context.Context, p place, from io.Reader, file func(*Store, string, io.Reader) error) error {
	var st *Store
	opened := func() (err error) {
		if st == nil {
			st, err = p.open(ctx)
		}
		return err
	}
	err := unarchive(from, func(h header) error { return p.begin(ctx, h) }, func(name string, r io.Reader) error {
		if strings.HasPrefix(name, databaseDir) {
			return p.load(ctx, name, r)
		}
		if err := opened(); err != nil {
			return err
		}
		return file(st, name, r)
	})
	if err == nil {
		err = opened()
	}
	if st != nil {
		err = errors.Join(err, st.Close())
	}
	return err
}

// check reads the whole archive: it is complete, and this version and engine
// can take it.
func check(from io.Reader, d dialect) error {
	newest, err := newestSchema()
	if err != nil {
		return err
	}
	err = unarchive(from, func(h header) error {
		switch {
		case h.Format != archiveFormat || h.Schema > newest:
			return errs.New(errs.Conflict, "restore.newer")
		case h.Engine != d.name():
			return errs.New(errs.Conflict, "restore.other_engine", "engine", h.Engine)
		}
		return nil
	}, func(_ string, r io.Reader) error {
		_, err := io.Copy(io.Discard, r)
		return err
	})
	var known *errs.Error
	if err == nil || errors.As(err, &known) {
		return err
	}
	return damaged().Because(err)
}

func notEmpty() *errs.Error { return errs.New(errs.Conflict, "restore.not_empty") }

func damaged() *errs.Error { return errs.New(errs.Invalid, "restore.damaged") }
