package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	_ "modernc.org/sqlite" // the driver "sqlite"
)

// dialect is all that differs between the two engines, but for search.
type dialect struct{ postgres bool }

// lock is put behind a SELECT that is read to be changed.
func (d dialect) lock() string {
	if d.postgres {
		return " FOR UPDATE"
	}
	return ""
}

// skipLocked is put behind a SELECT that takes what nobody else is taking.
func (d dialect) skipLocked() string {
	if d.postgres {
		return " FOR UPDATE SKIP LOCKED"
	}
	return ""
}

// wholeTable has a table read itself rather than an index of it.
func (d dialect) wholeTable(name string) string {
	if d.postgres {
		return name
	}
	return name + " NOT INDEXED"
}

// pragmas of every SQLite connection; busy_timeout first, so that the others
// wait too. FULL: what is acknowledged to the outside survives a power cut.
var pragmas = []string{
	"busy_timeout(5000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)",
	"cache_size(-8192)", "temp_store(MEMORY)", "mmap_size(0)",
}

func (s *Store) openSQLite(ctx context.Context, o Options) error {
	if _, err := os.Stat(File(o.Data)); o.AsItIs && errors.Is(err, fs.ErrNotExist) {
		return &OtherVersion{}
	}
	if err := makeDir(o.Data); err != nil {
		return err
	}
	if o.Exclusive {
		unlock, err := lockFile(o.Data)
		if err != nil {
			return err
		}
		s.unlock = unlock
	}
	path := sqliteURI(File(o.Data))
	w, err := sql.Open("sqlite", path+"?_txlock=immediate&_pragma="+strings.Join(pragmas, "&_pragma="))
	if err != nil {
		return fmt.Errorf("open database: %w", err)
	}
	w.SetMaxOpenConns(1)
	if err := readBack(ctx, w); err != nil {
		w.Close()
		return fmt.Errorf("the database %s cannot be used: %w", File(o.Data), err)
	}
	if err := s.d.ready(ctx, w, o.AsItIs); err != nil {
		w.Close()
		return err
	}
	if s.write, err = startWriter(s, w); err != nil {
		w.Close()
		return err
	}
	return s.openReaders(ctx, path)
}

// sqliteURI is a file's name as SQLite and its driver read it, whatever signs a
// folder's name has.
func sqliteURI(path string) string {
	return "file:" + strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23").Replace(filepath.ToSlash(path))
}

// openReaders opens the pool that can't write, each with its own statements.
func (s *Store) openReaders(ctx context.Context, path string) error {
	n := max(4, runtime.NumCPU()*2)
	db, err := sql.Open("sqlite", path+"?mode=ro&_txlock=deferred&_pragma=busy_timeout(5000)"+
		"&_pragma=query_only(1)&_pragma=cache_size(-4096)&_pragma=mmap_size(0)&_pragma=temp_store(MEMORY)")
	if err != nil {
		return fmt.Errorf("open readers: %w", err)
	}
	db.SetMaxOpenConns(n + 1) // one more for backup
	db.SetMaxIdleConns(n + 1)
	s.read, s.conns = db, make(chan *conn, n)
	for range n {
		c, err := db.Conn(ctx)
		if err != nil {
			return fmt.Errorf("open reader: %w", err)
		}
		s.conns <- newConn(c)
		s.readers++
	}
	return nil
}

// readBack makes sure that the pragmas hold: a typo would be silent.
func readBack(ctx context.Context, db *sql.DB) error {
	for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1"} {
		var got string
		if err := db.QueryRowContext(ctx, "PRAGMA "+pragma).Scan(&got); err != nil {
			return err
		}
		if got != want {
			return fmt.Errorf("pragma %s is %s, not %s", pragma, got, want)
		}
	}
	return nil
}

// settings of every PostgreSQL connection, unless its address says otherwise.
var settings = map[string]string{
	"lock_timeout":     "5000", // as SQLite's busy_timeout: nobody hangs behind a lock
	"random_page_cost": "1.1",  // or a far page of an old view is sought among all tickets
}

// application begins the name under which PostgreSQL knows our connections;
// what follows is another one in each process.
const application = "balie "

func (s *Store) openPostgres(ctx context.Context, o Options) error {
	cfg, err := pgx.ParseConfig(o.Database)
	if err != nil {
		return fmt.Errorf("database address: %w", err)
	}
	cfg.ConnectTimeout = 5 * time.Second
	for name, value := range settings {
		if _, set := cfg.RuntimeParams[name]; !set {
			cfg.RuntimeParams[name] = value
		}
	}
	s.name = application + rand.Text()
	cfg.RuntimeParams["application_name"] = s.name
	s.d.postgres = true
	s.read = sql.OpenDB(pipes{stdlib.GetConnector(*cfg)})
	s.read.SetMaxOpenConns(16)
	s.read.SetMaxIdleConns(16)
	s.read.SetConnMaxIdleTime(5 * time.Minute)
	if err := s.read.PingContext(ctx); err != nil {
		return unreached(err)
	}
	return s.d.ready(ctx, s.read, o.AsItIs)
}
