package store

import (
	"bytes"
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"pgregory.net/rapid"
)

func TestTimesAreKeptToTheMicrosecond(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at := time.UnixMicro(rapid.Int64Range(1, never-1).Draw(t, "at")).In(time.FixedZone("", rapid.IntRange(-14, 14).Draw(t, "zone")*3600))
		for name, got := range map[string]time.Time{"a time": fromMicros(micros(at)), "a due time": fromDue(dueMicros(at))} {
			if !got.Equal(at) || got.Location() != time.UTC {
				t.Fatalf("%s: %v comes back as %v", name, at, got)
			}
		}
		if dueMicros(at) >= dueMicros(time.Time{}) {
			t.Fatalf("%v sorts behind no due time at all", at)
		}
	})
	if !fromMicros(micros(time.Time{})).IsZero() || !fromDue(dueMicros(time.Time{})).IsZero() || micros(time.Time{}) != 0 {
		t.Error("no time comes back as one")
	}
}

// A list fills its place with a power of two of values, the last one again.
func TestListsInStatements(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := rapid.SliceOfN(rapid.Int64(), 0, 40).Draw(t, "list")
		s := stmt("SELECT x FROM t WHERE a = ? AND b IN (?)", list).add(" AND c = ?", "c")
		marks, n := strings.Count(s.text.String(), "?"), len(s.args)
		if marks != n+1 { // a's value is not among them here
			t.Fatalf("%s has %d marks for %d values", s.text.String(), marks, n)
		}
		if size := n - 1; size&(size-1) != 0 || size < len(list) || size > max(1, 2*len(list)) {
			t.Fatalf("%d values stand in %d places", len(list), size)
		}
		for i, v := range s.args[:n-1] {
			switch {
			case len(list) == 0 && v != nil, i < len(list) && v != list[i], i >= len(list) && len(list) > 0 && v != list[len(list)-1]:
				t.Fatalf("%v became %v", list, s.args)
			}
		}
	})
	if got := rowsOf(3, 2); got != "(?,?),(?,?),(?,?)" || rowsOf(1, 1) != "(?)" {
		t.Error(got)
	}
}

func TestStatementsAreNumberedForPostgreSQL(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		parts := rapid.SliceOfN(rapid.StringMatching(`[a-zé=, ()]{0,8}`), 1, 30).Draw(t, "parts")
		want := parts[0]
		for i, p := range parts[1:] {
			want += "$" + strconv.Itoa(i+1) + p
		}
		if got := rebound(strings.Join(parts, "?")); got != want {
			t.Fatalf("%q, want %q", got, want)
		}
	})
	if got := firstWords("SELECT a,\n\tb FROM  t WHERE x = 1"); got != "SELECT a, b FROM t" {
		t.Error(got)
	}
}

// A rehearsal gives each row its id, wherever brackets stand in it.
func TestRehearsedRowsAreNumbered(t *testing.T) {
	r := rehearsal{last: 100, numbered: map[string]bool{"message": true}}
	for _, c := range []struct{ in, want string }{
		{"INSERT INTO message (a, b) VALUES (?,?)", "INSERT INTO message (id, a, b) VALUES (101,?,?)"},
		{"INSERT INTO message (a, b)\n VALUES (?,lower(?)),(?,?) RETURNING id", "INSERT INTO message (id, a, b)\n VALUES (102,?,lower(?)),(103,?,?) RETURNING id"},
		{"INSERT INTO seen (a) VALUES (?)", "INSERT INTO seen (a) VALUES (?)"},
		{"UPDATE message SET a = ?", "UPDATE message SET a = ?"},
	} {
		if got := r.number(c.in); got != c.want {
			t.Errorf("%q became\n%q, want\n%q", c.in, got, c.want)
		}
	}
}

// What will pass by itself is told from what is wrong with a statement.
func TestWhatPassesByItself(t *testing.T) {
	pg := func(code string) error { return &pgconn.PgError{Code: code} }
	for _, err := range []error{
		driver.ErrBadConn, sql.ErrConnDone, context.Canceled, context.DeadlineExceeded, io.ErrUnexpectedEOF, &net.OpError{Op: "dial", Err: errors.New("refused")},
		pg("08006"), pg("53300"), pg("57P01"), pg("40001"), pg("40P01"), pg("25006"), pg("55P03"),
	} {
		if !gone(err) || !gone(fmt.Errorf("SELECT a: %w", err)) {
			t.Errorf("%v does not pass", err)
		}
	}
	for _, err := range []error{errors.New("x"), sql.ErrNoRows, io.EOF, pg("23505"), pg("42601"), pg("22P02")} {
		if gone(err) || gone(fmt.Errorf("SELECT a: %w", err)) {
			t.Errorf("%v passes", err)
		}
	}
}

// A PostgreSQL that refuses us stays so; one that starts or is away does not.
func TestWhyPostgreSQLWasNotReached(t *testing.T) {
	for _, c := range []struct {
		err  error
		soon bool
		text string
	}{
		{&pgconn.PgError{Code: "57P03", Message: "the database system is starting up"}, true, "the database system is starting up"},
		{&pgconn.PgError{Code: "53300", Message: "too many clients"}, true, "too many clients"},
		{&pgconn.PgError{Code: "28P01", Message: "password authentication failed"}, false, "password authentication failed"},
		{&pgconn.PgError{Code: "3D000", Message: "no such database"}, false, "no such database"},
		{&pgconn.PgError{Code: "42501", Message: "permission denied"}, false, "permission denied"},
		{&net.OpError{Op: "dial", Net: "tcp", Err: errors.New("connection refused")}, true, "connection refused"},
		{&net.OpError{Op: "dial", Err: &net.DNSError{Name: "db.example", Err: "no such host"}}, true, "lookup db.example: no such host"},
		{errors.New("some\n\tother  thing"), true, "some other thing"},
	} {
		var e *Unreached
		if !errors.As(unreached(fmt.Errorf("connect to secret@db: %w", c.err)), &e) || e.Soon != c.soon || e.Error() != c.text && !strings.HasSuffix(e.Error(), c.text) || !errors.Is(e, c.err) {
			t.Errorf("%v: soon %v, %q", c.err, e.Soon, e)
		}
	}
}

// A spool gives back what was written, in memory or beside it, and leaves
// nothing behind.
func TestSpool(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	for _, sizes := range [][]int{{}, {1}, {chunkSize}, {chunkSize, 1}, {chunkSize + 1}, {7, chunkSize - 7, 0, 3, chunkSize}} {
		var s spool
		var want []byte
		for i, n := range sizes {
			p := bytes.Repeat([]byte{byte(i + 1)}, n)
			want = append(want, p...)
			if got, err := s.Write(p); got != n || err != nil {
				t.Fatal(got, err)
			}
		}
		for range 2 {
			if err := s.rewind(); err != nil {
				t.Fatal(err)
			}
			if got, err := io.ReadAll(&s); err != nil || !bytes.Equal(got, want) {
				t.Errorf("%v: %d bytes came back, %v", sizes, len(got), err)
			}
		}
		if inFile := s.file != nil; inFile != (len(want) > chunkSize) {
			t.Errorf("%v: in a file: %v", sizes, inFile)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
	left, err := os.ReadDir(os.TempDir())
	if err != nil || slices.ContainsFunc(left, func(e os.DirEntry) bool { return strings.HasPrefix(e.Name(), "balie-blob-") }) {
		t.Errorf("left: %v, %v", left, err)
	}
}
