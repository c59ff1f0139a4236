package main

import (
	"errors"
	"time"

	"balie/internal/errs"
	"balie/internal/locale"
)

// sentence is an error for the operator: the catalogue's words where it has
// some, with the cause behind them, which an operator may see.
func sentence(err error) string {
	var e *errs.Error
	if !errors.As(err, &e) {
		return err.Error()
	}
	texts, failed := locale.Load()
	if failed != nil {
		return err.Error()
	}
	l := texts.In("en", time.UTC)
	if !l.Has(e.Key) {
		return err.Error()
	}
	text := l.T(e.Key, e.Args...)
	if e.Cause != nil {
		text += " (" + e.Cause.Error() + ")"
	}
	return text
}
