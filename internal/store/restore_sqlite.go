package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// folder is a place for SQLite.
type folder struct{ o Options }

func (f *folder) empty(context.Context) error {
	_, err := os.Lstat(File(f.o.Data))
	switch {
	case err == nil:
		return notEmpty()
	case errors.Is(err, fs.ErrNotExist):
		return nil
	}
	return fmt.Errorf("restore: %w", err)
}

func (f *folder) begin(context.Context, header) error { return makeDir(f.o.Data) }

func (f *folder) load(_ context.Context, entry string, r io.Reader) error {
	if entry != sqliteName {
		return damaged()
	}
	out, err := os.OpenFile(File(f.o.Data), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	_, err = io.Copy(out, r)
	return errors.Join(err, out.Sync(), out.Close())
}

func (f *folder) open(ctx context.Context) (*Store, error) {
	if _, err := os.Lstat(File(f.o.Data)); err != nil {
		return nil, damaged().Because(err)
	}
	return Open(ctx, f.o)
}

func (f *folder) undo(context.Context) error {
	var failed error
	for _, end := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(File(f.o.Data) + end); err != nil && !errors.Is(err, fs.ErrNotExist) {
			failed = err
		}
	}
	return failed
}
