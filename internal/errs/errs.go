// Package errs is the one error type of Balie: a code that decides the
// protocol's status, the key of a sentence in the catalogues for the person,
// the fields at fault, and a cause that only the log may show.
package errs

import "errors"

// Code says what kind of failure it is; each face maps codes to its own
// protocol in one place (web: HTTP status, mailroom: SMTP reply).
type Code string

const (
	Invalid         Code = "invalid"         // the input is wrong; Fields say where
	Unauthenticated Code = "unauthenticated" // nobody is signed in
	NotFound        Code = "not_found"       // absent, or not visible: the same answer
	Forbidden       Code = "forbidden"       // visible, but this person may not do it
	Conflict        Code = "conflict"        // impossible or stale in the present state
	TooLarge        Code = "too_large"       // over a documented limit
	RateLimited     Code = "rate_limited"    // too many tries
	Unavailable     Code = "unavailable"     // a part we need is gone for the moment
	Internal        Code = "internal"        // a defect of ours
)

// Error carries what may be shown (Key with Args, Fields) apart from what may
// not (Cause).
type Error struct {
	Code   Code
	Key    string  // catalogue key of the sentence
	Args   []any   // alternating name, value: fill {name} in the sentence
	Fields []Field // the fields at fault, in the form's order
	Cause  error   // for the log alone
}

// Field is one input at fault, with the sentence that stands next to it.
type Field struct {
	Name string // the form's field name
	Key  string
	Args []any
}

// New makes an error whose sentence is key; args alternate name and value.
func New(code Code, key string, args ...any) *Error {
	return &Error{Code: code, Key: key, Args: args}
}

// Because adds the cause, which is logged and never shown.
func (e *Error) Because(cause error) *Error {
	c := *e
	c.Cause = cause
	return &c
}

// At adds a field at fault.
func (e *Error) At(field, key string, args ...any) *Error {
	c := *e
	c.Fields = append(append([]Field(nil), e.Fields...), Field{field, key, args})
	return &c
}

// Error is text for logs; people are shown the catalogue's sentence.
func (e *Error) Error() string {
	s := string(e.Code) + " " + e.Key
	for _, f := range e.Fields {
		s += " [" + f.Name + ": " + f.Key + "]"
	}
	if e.Cause != nil {
		s += ": " + e.Cause.Error()
	}
	return s
}

func (e *Error) Unwrap() error { return e.Cause }

// From finds the Error in err's chain. An error of any other type is Internal
// with the key "error.internal"; nil stays nil.
func From(err error) *Error {
	if err == nil {
		return nil
	}
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return &Error{Code: Internal, Key: "error.internal", Cause: err}
}

// Is reports whether err carries the code.
func Is(err error, code Code) bool {
	return err != nil && From(err).Code == code
}

// Absent is the one answer for what does not exist and for what the person may
// not see.
func Absent() *Error { return New(NotFound, "error.not_found") }
