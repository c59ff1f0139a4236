package bench

import (
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"time"
)

// Report is what a run found.
type Report struct {
	Machine string
	Made    time.Time
	Parts   []*Part
}

// Part is one engine's.
type Part struct {
	Engine    string
	Sizes     []int
	Seeded    []float64 // seconds the data took to make
	Bytes     []int64
	Order     []string
	Times     times
	Checks    []Check
	Processes []Process // empty figures without a program
}

// Missed counts the budgets that are not kept.
func (r *Report) Missed() int {
	n := 0
	for _, p := range r.Parts {
		for _, c := range p.Checks {
			if !c.OK() {
				n++
			}
		}
	}
	return n
}

// Write prints the report as Markdown.
func (r *Report) Write(w io.Writer) {
	fmt.Fprintf(w, "# Benchmarks\n\nWritten by `make bench` on %s: %s.\nTimes are those of one piece of work while %d are under way; budgets are ratios inside the run.\nData: made up and the same each time, see `internal/seed`. No jobs ran meanwhile; every write is durable.\nWhat has no page yet is judged as a request with the open view's page around it.\n",
		r.Made.Format("2 January 2006"), r.Machine, Workers)
	for _, p := range r.Parts {
		p.write(w)
	}
}

func (p *Part) write(w io.Writer) {
	fmt.Fprintf(w, "\n## %s\n\n| budget | found | allowed | |\n| --- | ---: | ---: | --- |\n", engineName(p.Engine))
	for _, c := range p.Checks {
		said := "ok"
		if !c.OK() {
			said = "**MISS**"
		}
		fmt.Fprintf(w, "| %s | %.2f%s | %g%s | %s |\n", c.What, c.Found, c.Unit, c.Most, c.Unit, said)
	}
	head, rule := "| µs of one |", "| --- |"
	for _, n := range p.Sizes {
		head += fmt.Sprintf(" %s tickets |", thousands(n))
		rule += " ---: |"
	}
	fmt.Fprintf(w, "\n%s\n%s\n", head, rule)
	for _, name := range p.Order {
		line := "| " + name + " |"
		for _, t := range p.Times[name] {
			line += fmt.Sprintf(" %.0f |", t*1e6)
		}
		fmt.Fprintln(w, line)
	}
	fmt.Fprintf(w, "\n")
	for i, n := range p.Sizes {
		fmt.Fprintf(w, "%s tickets: made in %.0f s, %d MB.", thousands(n), p.Seeded[i], p.Bytes[i]>>20)
		if q := p.Processes[i]; q.Binary > 0 {
			fmt.Fprintf(w, " The program answers after %.2f s and holds %d MB, after a load %d MB.", q.Start, q.Idle>>20, q.Loaded>>20)
		}
		fmt.Fprintln(w)
	}
}

func engineName(s string) string {
	if s == "sqlite" {
		return "SQLite"
	}
	return "PostgreSQL"
}

func thousands(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

func cores() int { return runtime.GOMAXPROCS(0) }

// machine describes where this runs, without saying which machine it is.
func machine() string {
	field := func(file, name string) string {
		text, err := os.ReadFile(file)
		if err != nil {
			return "unknown"
		}
		for line := range strings.Lines(string(text)) {
			if k, v, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(k) == name {
				return strings.TrimSpace(v)
			}
		}
		return "unknown"
	}
	var kb int
	fmt.Sscan(field("/proc/meminfo", "MemTotal"), &kb)
	return fmt.Sprintf("%d cores of %s, %d GB, %s/%s, %s", cores(), field("/proc/cpuinfo", "model name"), (kb+1<<19)>>20, runtime.GOOS, runtime.GOARCH, runtime.Version())
}
