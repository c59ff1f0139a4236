// Package bench measures Balie against its budgets: every figure is a ratio
// inside one run, against another size or against a floor that does the least
// possible on the same machine at the same time.
package bench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"balie/internal/store"
)

// Options say what is measured, and where the data is kept between runs.
type Options struct {
	Sizes    []int
	Engines  []string      // "sqlite", "postgres"
	Dir      string        // for data
	Postgres string        // URL of a server with fsync on, on which databases may be made
	Binary   string        // a built balie; "" leaves start and memory out
	Slice    time.Duration // one measurement
	Rounds   int           // of which the median counts
	Alone    bool          // measure what reads one at a time, and take the shortest: for a machine that others use
	Progress io.Writer
}

// Workers is how many requests are under way at the same time.
const Workers = 8

// Run builds what data is missing, measures, and reports.
func Run(ctx context.Context, o Options) (*Report, error) {
	r := &Report{Machine: machine(), Made: time.Now(), Alone: o.Alone}
	slices.Sort(o.Sizes)
	for _, engine := range o.Engines {
		part, err := o.engine(ctx, engine)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", engine, err)
		}
		r.Parts = append(r.Parts, part)
	}
	return r, nil
}

// engine measures all sizes of one engine side by side: first what reads, then
// what writes, on copies.
func (o Options) engine(ctx context.Context, engine string) (*Part, error) {
	part := &Part{Engine: engine, Sizes: o.Sizes, Times: times{}, Says: map[string][]int{}}
	var places []store.Options
	var made []notes
	for _, n := range o.Sizes {
		o.say("%s, %d tickets", engine, n)
		at, m, err := o.data(ctx, engine, n)
		if err != nil {
			return nil, err
		}
		places, made = append(places, at), append(made, m)
	}
	err := o.together(ctx, part, places, made, o.reads)
	if err != nil {
		return nil, err
	}
	var copies []store.Options
	for _, at := range places {
		to, remove, err := o.copied(ctx, at)
		if err != nil {
			return nil, err
		}
		defer remove()
		copies = append(copies, to)
	}
	if err := o.together(ctx, part, copies, made, o.writes); err != nil {
		return nil, err
	}
	for i, at := range copies {
		p, err := o.process(ctx, at, made[i].Filled)
		if err != nil {
			return nil, err
		}
		part.Processes = append(part.Processes, p)
	}
	last := len(copies) - 1
	if part.Live, err = o.live(ctx, copies[last], made[last].Filled); err != nil {
		return nil, fmt.Errorf("live pages: %w", err)
	}
	part.judge()
	return part, nil
}

// together opens stores of all sizes and measures each piece of work on one
// after the other, round by round.
func (o Options) together(ctx context.Context, part *Part, places []store.Options, made []notes, works func(context.Context, *subject) ([]work, error)) (err error) {
	var all [][]work
	for i, at := range places {
		s, err := open(ctx, part.Engine, o.Sizes[i], at, made[i])
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, s.close()) }()
		list, err := works(ctx, s)
		if err != nil {
			return err
		}
		all = append(all, list)
		for name, n := range s.says {
			if part.Says[name] == nil {
				part.Says[name] = make([]int, len(places))
			}
			part.Says[name][i] = n
		}
		if len(part.Bytes) < len(places) {
			part.Bytes = append(part.Bytes, s.size)
			part.Seeded = append(part.Seeded, made[i].Seconds)
		}
	}
	return o.measure(ctx, all, part)
}

func (o Options) say(text string, args ...any) {
	fmt.Fprintf(o.Progress, text+"\n", args...)
}
