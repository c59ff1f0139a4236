package bench

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"

	"balie/internal/seed"
	"balie/internal/store"
)

// notes are what is kept beside the data about it.
type notes struct {
	Filled  seed.Filled
	Seconds float64 // it took to make
}

const notesSetting = "bench"

// version changes with the schema and with the made-up company.
func version() (string, error) {
	sum := sha256.New()
	fmt.Fprintln(sum, seed.Version)
	err := fs.WalkDir(store.Migrations, ".", func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		text, err := fs.ReadFile(store.Migrations, path)
		sum.Write(text)
		return err
	})
	return hex.EncodeToString(sum.Sum(nil)[:4]), err
}

// place finds the data of a size; drop throws away what is there.
func (o Options) place(ctx context.Context, engine string, n int) (at store.Options, drop func() error, err error) {
	v, err := version()
	if err != nil {
		return at, nil, err
	}
	name := fmt.Sprintf("%s-%d-v%s", engine, n, v)
	if engine == "sqlite" {
		at.Data = filepath.Join(o.Dir, name)
		return at, func() error { return os.RemoveAll(at.Data) }, nil
	}
	at.Data = filepath.Join(o.Dir, name)
	at.Database, err = inDatabase(o.Postgres, name)
	if err != nil {
		return at, nil, err
	}
	if err := o.onServer(ctx, "CREATE DATABASE \""+name+"\""); err != nil && !exists(err) {
		return at, nil, err
	}
	return at, func() error {
		return errors.Join(o.onServer(ctx, "DROP DATABASE IF EXISTS \""+name+"\" WITH (FORCE)"), o.onServer(ctx, "CREATE DATABASE \""+name+"\""))
	}, nil
}

func exists(err error) bool {
	var e interface{ SQLState() string }
	return errors.As(err, &e) && e.SQLState() == "42P04"
}

func inDatabase(server, name string) (string, error) {
	u, err := url.Parse(server)
	if err != nil || server == "" {
		return "", fmt.Errorf("the PostgreSQL to measure on: %w", err)
	}
	u.Path = "/" + name
	return u.String(), nil
}

func (o Options) onServer(ctx context.Context, text string) error {
	db, err := sql.Open("pgx", o.Postgres)
	if err != nil {
		return err
	}
	defer db.Close()
	_, err = db.ExecContext(ctx, text)
	return err
}

// data finds the data of a size, and makes it when it is not whole.
func (o Options) data(ctx context.Context, engine string, n int) (store.Options, notes, error) {
	at, drop, err := o.place(ctx, engine, n)
	if err != nil {
		return at, notes{}, err
	}
	st, err := store.Open(ctx, at)
	if err != nil {
		return at, notes{}, err
	}
	found, ok, err := readNotes(ctx, st)
	if err = errors.Join(err, st.Close()); ok || err != nil {
		return at, found, err
	}
	if err := drop(); err != nil {
		return at, notes{}, err
	}
	if st, err = store.Open(ctx, at); err != nil {
		return at, notes{}, err
	}
	made, err := o.fill(ctx, st, n)
	return at, made, errors.Join(err, st.Close())
}

func (o Options) fill(ctx context.Context, st *store.Store, n int) (notes, error) {
	begun := time.Now()
	f, err := seed.Fill(ctx, st, seed.Options{Tickets: n, Seed: 1, Progress: func(done int) {
		if done%max(n/10, 500) == 0 {
			o.say("  %d tickets made after %s", done, time.Since(begun).Round(time.Second))
		}
	}})
	if err != nil {
		return notes{}, err
	}
	made := notes{f, time.Since(begun).Seconds()}
	o.say("  made in %.0f s", made.Seconds)
	text, err := json.Marshal(made)
	if err != nil {
		return made, err
	}
	return made, st.Write(ctx, func(tx *store.Tx) error { return tx.SetSetting(notesSetting, string(text)) })
}

func readNotes(ctx context.Context, st *store.Store) (found notes, ok bool, err error) {
	err = st.Read(ctx, func(tx *store.Tx) error {
		text, err := tx.Setting(notesSetting)
		if err != nil || text == "" {
			return err
		}
		ok = true
		return json.Unmarshal([]byte(text), &found)
	})
	return found, ok, err
}
