package errs

import (
	"fmt"
	"runtime/debug"
)

// Panic is a defect of ours that was caught. The same input meets it again, so
// that trying again soon helps nobody.
type Panic struct {
	What  any
	Stack []byte
}

func (p *Panic) Error() string { return fmt.Sprintf("panic: %v\n%s", p.What, p.Stack) }

// Caught makes a panic the function's error. Defer it itself.
func Caught(err *error) {
	if p := recover(); p != nil {
		*err = &Panic{p, debug.Stack()}
	}
}
