// Command balie is the helpdesk: one binary that serves it, and a few commands
// that look after its data.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // zones must be right on a machine without them

	"github.com/spf13/cobra"
)

// Exit codes.
const (
	exitOK      = 0
	exitFailed  = 1 // what was asked could not be done
	exitRefused = 2 // what was asked makes no sense: flags, settings
)

func main() {
	syscall.Umask(0o077) // what Balie keeps is nobody else's
	ctx, cancel := context.WithCancel(context.Background())
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go func() { // the first signal ends what runs in order, the second at once
		<-signals
		cancel()
		<-signals
		os.Exit(exitFailed)
	}()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// run is main without the process around it.
func run(ctx context.Context, args []string, out, problems io.Writer) int {
	root := commands()
	root.SetArgs(args)
	root.SetOut(out)
	root.SetErr(problems)
	begun := false
	root.PersistentPreRun = func(*cobra.Command, []string) { begun = true }
	err := root.ExecuteContext(ctx)
	if err == nil {
		return exitOK
	}
	fmt.Fprintln(problems, "balie:", sentence(err))
	if c := (coded{}); errors.As(err, &c) {
		return c.code
	}
	var r refusal
	if !begun || errors.As(err, &r) {
		return exitRefused
	}
	return exitFailed
}

// coded is an error that ends with an exit code of its own.
type coded struct {
	error
	code int
}

func (c coded) Unwrap() error { return c.error }

// refusal is an error in what was asked, not in doing it.
type refusal struct{ error }

func (r refusal) Unwrap() error { return r.error }
