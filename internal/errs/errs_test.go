package errs_test

import (
	"errors"
	"fmt"
	"io"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"balie/internal/errs"
)

func TestFrom(t *testing.T) {
	own := errs.New(errs.Conflict, "error.changed", "name", "Eva")
	for name, c := range map[string]struct {
		err  error
		code errs.Code
		key  string
	}{
		"itself":           {own, errs.Conflict, "error.changed"},
		"wrapped":          {fmt.Errorf("reply: %w", own), errs.Conflict, "error.changed"},
		"joined":           {errors.Join(io.EOF, own), errs.Conflict, "error.changed"},
		"the outer counts": {errs.New(errs.Unavailable, "error.gone").Because(own), errs.Unavailable, "error.gone"},
		"another type":     {io.EOF, errs.Internal, "error.internal"},
		"absent":           {errs.Absent(), errs.NotFound, "error.not_found"},
	} {
		e := errs.From(c.err)
		if e.Code != c.code || e.Key != c.key || !errs.Is(c.err, c.code) {
			t.Errorf("%s: got %s %s, want %s %s", name, e.Code, e.Key, c.code, c.key)
		}
		if errs.Is(c.err, errs.Invalid) {
			t.Errorf("%s: is invalid, too", name)
		}
	}
	if e := errs.From(nil); e != nil {
		t.Errorf("nil became %v", e)
	}
	if errs.Is(nil, errs.Internal) || errs.Is(nil, "") {
		t.Error("nil carries a code")
	}
	if !errors.Is(errs.From(io.EOF), io.EOF) {
		t.Error("the cause of an internal error is lost")
	}
}

// TestBuilding: each call gives a new error and leaves the old one as it was,
// also when two grow from the same one.
func TestBuilding(t *testing.T) {
	base := errs.New(errs.Invalid, "error.check_fields").At("subject", "error.missing")
	left := base.At("body", "error.too_long", "max", 10)
	right := base.At("files", "error.too_many")
	caused := left.Because(io.ErrUnexpectedEOF)

	want := func(e *errs.Error, cause error, fields ...errs.Field) {
		t.Helper()
		if e.Code != errs.Invalid || e.Key != "error.check_fields" || e.Cause != cause {
			t.Errorf("got %s %s, cause %v", e.Code, e.Key, e.Cause)
		}
		if d := cmp.Diff(fields, e.Fields, cmpopts.EquateEmpty()); d != "" {
			t.Error(d)
		}
	}
	subject := errs.Field{Name: "subject", Key: "error.missing"}
	body := errs.Field{Name: "body", Key: "error.too_long", Args: []any{"max", 10}}
	want(base, nil, subject)
	want(left, nil, subject, body)
	want(right, nil, subject, errs.Field{Name: "files", Key: "error.too_many"})
	want(caused, io.ErrUnexpectedEOF, subject, body)
	if !errors.Is(caused, io.ErrUnexpectedEOF) || errors.Is(left, io.ErrUnexpectedEOF) {
		t.Error("the cause is in the wrong chain")
	}
}

func TestErrorIsForLogs(t *testing.T) {
	err := errs.New(errs.Invalid, "error.check_fields", "name", "Eva").At("mail", "error.mail").Because(io.EOF)
	if got, want := err.Error(), "invalid error.check_fields [mail: error.mail]: EOF"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := errs.Absent().Error(); got != "not_found error.not_found" {
		t.Errorf("got %q", got)
	}
}
