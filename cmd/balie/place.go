package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
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
	if unreached := (*store.Unreached)(nil); errors.As(err, &unreached) {
		err = fmt.Errorf("the database %s cannot be used: %w", c.Database, err)
	}
	if err != nil {
		return nil, err
	}
	return placeOf(c, st)
}

func placeOf(c config.Config, st *store.Store) (*place, error) {
	blobs, err := blobsOf(c, st)
	if err != nil {
		return nil, errors.Join(err, st.Close())
	}
	return &place{st, blobs}, nil
}

// await opens the data as openPlace does, and waits for a PostgreSQL that does
// not answer yet.
func await(ctx context.Context, c config.Config, o store.Options, log *slog.Logger) (*place, error) {
	tick := time.NewTicker(500 * time.Millisecond)
	defer tick.Stop()
	for began, told := time.Now(), false; ; told = true {
		p, err := openPlace(ctx, c, o)
		var unreached *store.Unreached
		if !errors.As(err, &unreached) || !unreached.Soon || time.Since(began) >= c.DatabaseWait {
			return p, err
		}
		if !told {
			log.Warn("waiting for the database", "at most", c.DatabaseWait.String(), "error", err)
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return nil, err
		}
	}
}

// existing opens data that must be there already, as it is: only the server
// brings data up to date, for it alone knows that no other runs on it.
func existing(ctx context.Context, c config.Config) (*place, error) {
	st, err := unchanged(ctx, c)
	if err != nil {
		return nil, err
	}
	return placeOf(c, st)
}

// unchanged opens rows without changing any: what this version of Balie did not
// make is refused.
func unchanged(ctx context.Context, c config.Config) (*store.Store, error) {
	o := storeOptions(c)
	o.AsItIs = true
	st, err := store.Open(ctx, o)
	var other *store.OtherVersion
	var unreached *store.Unreached
	switch {
	case errors.As(err, &unreached):
		err = fmt.Errorf("the database %s cannot be used: %w", c.Database, err)
	case !errors.As(err, &other):
	case other.Has == 0 && c.Database.IsSQLite():
		err = refusal{fmt.Errorf("there is no data of Balie in %s; --data names the folder", c.Data)}
	case other.Has == 0:
		err = refusal{fmt.Errorf("there is no data of Balie in the database %s", c.Database)}
	case other.Has < other.Needs:
		err = refusal{errors.New("the data is of an older version of Balie; balie serve of this version brings it up to date, until then use that one")}
	default:
		err = refusal{errors.New("the data is of a newer version of Balie; use that one")}
	}
	return st, err
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
