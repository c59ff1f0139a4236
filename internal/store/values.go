package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
)

// micros is how every time is stored: microseconds, UTC; 0 means never.
func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

func fromMicros(n int64) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.UnixMicro(n).UTC()
}

// never is stored as a due time where there is none, so that it sorts last.
const never int64 = 253402300799000000

func dueMicros(t time.Time) int64 {
	if t.IsZero() {
		return never
	}
	return t.UnixMicro()
}

func fromDue(n int64) time.Time {
	if n == never {
		return time.Time{}
	}
	return fromMicros(n)
}

// null stores an id of 0 as NULL.
func null[T ~int64](id T) any {
	if id == 0 {
		return nil
	}
	return int64(id)
}

// ids turns typed ids into what an IN list takes.
func ids[T ~int64 | ~int8](list []T) []int64 {
	out := make([]int64, len(list))
	for i, v := range list {
		out[i] = int64(v)
	}
	return out
}

func flag(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// gone reports whether the database itself is locked or out of reach, rather
// than the statement wrong.
func gone(err error) bool {
	if errors.Is(err, driver.ErrBadConn) || errors.Is(err, sql.ErrConnDone) ||
		errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) ||
		errors.Is(err, io.ErrUnexpectedEOF) || errors.As(err, new(net.Error)) || pgconn.SafeToRetry(err) {
		return true
	}
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		switch lite.Code() & 0xff {
		case 5, 6, 10, 13, 14: // busy, locked, io error, full, can't open
			return true
		}
		return false
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		switch pg.Code[:2] {
		case "08", "53", "57", "40", "25", "55": // connection, resources, operator, rollback, read only, locked
			return true
		}
		return false
	}
	var connect *pgconn.ConnectError
	return errors.As(err, &connect)
}
