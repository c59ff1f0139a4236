package store

import (
	"errors"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
)

// Unreached is the error of Open when PostgreSQL did not let us in. Its text is
// one clause without the address.
type Unreached struct {
	Soon  bool // it may answer in a moment: it is starting, or out of reach
	cause error
}

func unreached(err error) error {
	e := &Unreached{Soon: true, cause: err}
	var said *pgconn.PgError
	if errors.As(err, &said) { // of who we are (28), which database (3D) or what we may (42) it will not change its mind
		e.Soon = !strings.HasPrefix(said.Code, "28") && !strings.HasPrefix(said.Code, "3D") && !strings.HasPrefix(said.Code, "42")
	}
	return e
}

// Unwrap gives the driver's error.
func (e *Unreached) Unwrap() error { return e.cause }

func (e *Unreached) Error() string {
	var said *pgconn.PgError
	var name *net.DNSError
	var network *net.OpError
	switch {
	case errors.As(e.cause, &said):
		return said.Message
	case errors.As(e.cause, &name):
		return name.Error()
	case errors.As(e.cause, &network):
		return network.Err.Error()
	}
	return strings.Join(strings.Fields(e.cause.Error()), " ")
}
