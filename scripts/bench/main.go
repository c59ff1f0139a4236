// Command bench measures Balie against its budgets and writes docs/benchmarks.md.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"time"

	"balie/internal/bench"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run() error {
	sizes := flag.String("sizes", "1000 100000", "tickets, with spaces between")
	engines := flag.String("engines", "sqlite postgres", "what to measure on")
	out := flag.String("out", "", "the file to write beside printing")
	o := bench.Options{Progress: os.Stderr}
	flag.StringVar(&o.Dir, "dir", ".cache/bench", "where the data is kept")
	flag.StringVar(&o.Postgres, "postgres", os.Getenv("BALIE_BENCH_POSTGRES"), "URL of a PostgreSQL with fsync on")
	flag.StringVar(&o.Binary, "binary", "", "a built balie, for start and memory")
	flag.DurationVar(&o.Slice, "slice", 150*time.Millisecond, "one measurement of a page")
	flag.IntVar(&o.Rounds, "rounds", 3, "of which the median counts")
	flag.BoolVar(&o.Alone, "alone", false, "measure what reads one at a time and take the shortest, on a machine that others use")
	flag.Parse()
	for _, s := range strings.Fields(*sizes) {
		n, err := strconv.Atoi(s)
		if err != nil || n < 100 {
			return fmt.Errorf("size %q is not a number of at least 100", s)
		}
		o.Sizes = append(o.Sizes, n)
	}
	o.Engines = strings.Fields(*engines)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	r, err := bench.Run(ctx, o)
	if err != nil {
		return err
	}
	r.Write(os.Stdout)
	if *out != "" {
		f, err := os.Create(*out)
		if err != nil {
			return err
		}
		defer f.Close()
		r.Write(f)
	}
	if n := r.Missed(); n > 0 {
		fmt.Fprintf(os.Stderr, "%d budgets are missed\n", n)
	}
	return nil
}
