package bench

import (
	"fmt"
	"strings"

	"balie/internal/ticket"
)

// Check is one line of the budget: what was found and what is allowed.
type Check struct {
	What  string
	Found float64
	Most  float64
	Unit  string
	Page  string // whose line it stands in; "" is a line of its own
}

// OK reports whether the budget is kept.
func (c Check) OK() bool { return c.Found <= c.Most }

func (c Check) said() string {
	if c.OK() {
		return "ok"
	}
	return "**MISS**"
}

// at gives a work's time at the largest size, or at the smallest.
func (p *Part) largest(name string) float64 {
	if t := p.Times[name]; len(t) > 0 {
		return t[len(t)-1]
	}
	return 0
}

func (p *Part) smallest(name string) float64 {
	if t := p.Times[name]; len(t) > 0 {
		return t[0]
	}
	return 0
}

// whole is a piece of the store's work as a request at the largest size, and
// wholeAt at any: with the page around it that the open view has.
func (p *Part) whole(name string) float64 { return p.wholeAt(name, len(p.Sizes)-1) }

func (p *Part) wholeAt(name string, size int) float64 {
	at := func(name string) float64 {
		if t := p.Times[name]; size < len(t) {
			return t[size]
		}
		return 0
	}
	t := at(name)
	if t == 0 || strings.HasPrefix(name, "http: ") {
		return t
	}
	return t + max(0, at(listHTTP)-at(listStore))
}

func (p *Part) check(what string, found, over, most float64) {
	if found > 0 && over > 0 {
		p.Checks = append(p.Checks, Check{what, found / over, most, "×", ""})
	}
}

// judge holds the times against the budgets.
func (p *Part) judge() {
	n := len(p.Sizes)
	if n > 1 {
		step := fmt.Sprintf(", %d against %d tickets", p.Sizes[n-1], p.Sizes[0])
		p.check("open view with counts"+step, p.largest(listHTTP), p.smallest(listHTTP), 1.5)
		p.check("ticket with 30 messages"+step, p.largest(openHTTP), p.smallest(openHTTP), 1.5)
		p.growth()
	}
	p.check("open view against its SQL and its rendering alone", p.largest(listHTTP), p.largest(floorSQL)+p.largest(floorPage), 3)
	p.check("open view against a bare handler with its bytes", p.largest(listHTTP), p.largest(floorBare), 15)
	p.pages()
	for _, name := range p.Order {
		if strings.HasPrefix(name, "search: ") {
			p.check(name+", against the list", p.whole(name), p.largest(listHTTP), 4)
		}
	}
	p.check("submit against one durable row", p.largest(submitHTTP), p.largest(floorRow), 3)
	p.check("comment against one durable row", p.largest(commentHTTP), p.largest(floorRow), 3)
	for _, name := range []string{countWork, countWork + " (partner)"} {
		if t := p.largest(name); t > 0 {
			p.Checks = append(p.Checks, Check{name + ", one view alone on a core", t / float64(counted()) * 1000, 1, " ms", ""})
		}
	}
	p.process()
	p.live()
}

// counted is how many views one reading of the counts counts.
func counted() int {
	n := 0
	for _, v := range ticket.Views {
		if v.Counted {
			n++
		}
	}
	return n
}

// growth: what was found by words may take longer with ten times the tickets,
// but not much.
func (p *Part) growth() {
	n := len(p.Sizes)
	if p.Sizes[n-1] != 10*p.Sizes[n-2] {
		return
	}
	for _, name := range p.Order {
		if strings.HasPrefix(name, "search: ") {
			p.check(fmt.Sprintf("%s, %d against %d tickets", name, p.Sizes[n-1], p.Sizes[n-2]), p.wholeAt(name, n-1), p.wholeAt(name, n-2), 3)
		}
	}
}

// pages: page 500 against page 1, filters against page 1.
func (p *Part) pages() {
	for _, name := range p.Order {
		if strings.HasPrefix(name, pagePrefix) {
			p.page(name)
			continue
		}
		if first, ok := strings.CutSuffix(name, "page 500"); ok {
			p.check(name+" against page 1", p.whole(name), p.whole(first+"page 1"), 1.5)
		}
		if view, _, ok := strings.Cut(name, " filtered by "); ok {
			p.check(name+" against page 1", p.whole(name), p.whole(view+" by updated, page 1"), 3)
		}
	}
}

func (p *Part) process() {
	for i, q := range p.Processes {
		if q.Binary == 0 || i < len(p.Processes)-1 {
			continue
		}
		p.Checks = append(p.Checks,
			Check{"start to the first answer", q.Start, 1, " s", ""},
			Check{"resident, idle", float64(q.Idle) / (1 << 20), 60, " MB", ""},
			Check{"resident, after a load", float64(q.Loaded) / (1 << 20), 200, " MB", ""},
			Check{"the program's file", float64(q.Binary) / (1 << 20), 60, " MB", ""},
		)
	}
}
