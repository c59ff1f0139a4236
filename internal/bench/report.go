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
	Alone   bool // what reads was measured one at a time
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
	Says      map[string][]int // bytes of each page, by size
	Checks    []Check
	Processes []Process // empty figures without a program
	Live      Live      // at the largest size; empty without a program
}

// opening says how the figures came about.
const opening = `# Benchmarks

Written by ` + "`make bench`" + ` on %s: %s.
%s Budgets are ratios inside the run.
Data: made up and the same each time, see ` + "`internal/seed`" + `. No jobs ran meanwhile; every write is durable.
What the store is asked for is judged as a request with the open view's page around it.

A second table has whole requests, signed in, for every page and for what an open page asks for again when something
changes. Each is held against itself at the smallest size at which its page says about as much (what shows more rows or
more customers may take longer); page 500 is held against page 1, a filter and a search against the list. A line without
a judgement says much more at the largest size than at any other; an empty column has too few tickets for that page.

The lines about live pages come from the program itself, jobs and all, at the largest size: %d pages are open and do what
the script of our pages does, while agents change %d tickets a second and a list is asked for twenty times a second. Who
asks and who answers share the machine. A change is seen when a page that it concerns has fetched what it shows; from
when it was sent by agents, by customers from when it can't be undone any more.
`

// How times were taken.
const (
	timesTogether = "Times are those of one piece of work while %d are under way."
	timesAlone    = "Others used the machine meanwhile: times of what reads are the shortest of one piece of work\nat a time, of what writes those of one while %d are under way."
)

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
	how := timesTogether
	if r.Alone {
		how = timesAlone
	}
	fmt.Fprintf(w, opening, r.Made.Format("2 January 2006"), r.Machine, fmt.Sprintf(how, Workers), livePages, liveChanges)
	for _, p := range r.Parts {
		p.write(w)
	}
}

func (p *Part) write(w io.Writer) {
	fmt.Fprintf(w, "\n## %s\n\n| budget | found | allowed | |\n| --- | ---: | ---: | --- |\n", engineName(p.Engine))
	for _, c := range p.Checks {
		if c.Page == "" {
			fmt.Fprintf(w, "| %s | %.2f%s | %g%s | %s |\n", c.What, c.Found, c.Unit, c.Most, c.Unit, c.said())
		}
	}
	p.writePages(w)
	head, rule := p.sizes("µs of one")
	fmt.Fprintf(w, "\n%s\n%s\n", head, rule)
	for _, name := range p.Order {
		if p.Says[name] == nil {
			fmt.Fprintln(w, p.line(name))
		}
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

// writePages prints the whole requests, each with its judgements in its line.
func (p *Part) writePages(w io.Writer) {
	head, rule := p.sizes("whole page, signed in: µs of one")
	fmt.Fprintf(w, "\n%s kB | found, allowed | |\n%s ---: | --- | --- |\n", head, rule)
	for _, name := range p.Order {
		says := p.Says[name]
		if says == nil {
			continue
		}
		var found []string
		said := ""
		for _, c := range p.Checks {
			if c.Page != name {
				continue
			}
			found = append(found, fmt.Sprintf("%.2f%s %s, %g%s", c.Found, c.Unit, c.What, c.Most, c.Unit))
			if said == "" || !c.OK() {
				said = c.said()
			}
		}
		fmt.Fprintf(w, "%s %d | %s | %s |\n", p.line(name), says[len(says)-1]/1000, strings.Join(found, "; "), said)
	}
}

// sizes begin a table of times.
func (p *Part) sizes(what string) (head, rule string) {
	head, rule = "| "+what+" |", "| --- |"
	for _, n := range p.Sizes {
		head += fmt.Sprintf(" %s tickets |", thousands(n))
		rule += " ---: |"
	}
	return head, rule
}

// line is a piece of work with its times.
func (p *Part) line(name string) string {
	line := "| " + name + " |"
	if p.Says[name] != nil {
		line = "| " + strings.TrimPrefix(name, pagePrefix) + " |"
	}
	for _, t := range p.Times[name] {
		if t == 0 {
			line += " |" // too few tickets for it
			continue
		}
		line += fmt.Sprintf(" %.0f |", t*1e6)
	}
	return line
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
