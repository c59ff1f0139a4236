// Command testsum reads the output of one or more `go test -json` runs and
// says what a person wants to know: what failed and why, which packages are
// slow, and how many tests passed and failed. It fails when a test failed,
// and when none ran.
package main

import (
	"fmt"
	"os"
)

func main() {
	s := newSummary(os.Stdout)
	if err := s.read(os.Stdin); err != nil {
		fmt.Fprintln(os.Stderr, "testsum:", err)
		os.Exit(2)
	}
	if !s.print() {
		os.Exit(1)
	}
}
