package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"balie/internal/blob"
	"balie/internal/config"
	"balie/internal/store"
)

// place is where an installation keeps its rows and files.
type place struct {
	store *store.Store
	blobs blob.Store
}

// storeOptions says where the settings put the database.
func storeOptions(c config.Config) store.Options {
	return store.Options{Data: c.Data, Database: c.Database.DSN()}
}

// openPlace opens the data, which is made when it is absent.
func openPlace(ctx context.Context, c config.Config, o store.Options) (*place, error) {
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return nil, fmt.Errorf("the data folder cannot be made: %w", err)
	}
	st, err := store.Open(ctx, o)
	if err != nil {
		return nil, err
	}
	blobs, err := blobsOf(c, st)
	if err != nil {
		return nil, errors.Join(err, st.Close())
	}
	return &place{st, blobs}, nil
}

// existing opens data that must be there already.
func existing(ctx context.Context, c config.Config) (*place, error) {
	if c.Database.IsSQLite() {
		if _, err := os.Stat(store.File(c.Data)); errors.Is(err, fs.ErrNotExist) {
			return nil, refusal{fmt.Errorf("there is no data of Balie in %s; --data names the folder", c.Data)}
		}
	}
	return openPlace(ctx, c, storeOptions(c))
}

// blobsOf are in a folder beside SQLite, and in PostgreSQL itself.
func blobsOf(c config.Config, st *store.Store) (blob.Store, error) {
	if st.Postgres() {
		return st.Blobs(), nil
	}
	return blob.NewDisk(filepath.Join(c.Data, "blobs"))
}

func (p *place) close() error { return p.store.Close() }

// drainTime is how long requests and jobs may go on when the server stops.
const drainTime = 10 * time.Second
