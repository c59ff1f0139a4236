package bench

import (
	"fmt"
	"strings"
)

// pagePrefix begins the names of whole requests.
const pagePrefix = "http: "

// alike is how much of the largest size's page a smaller size's must say for
// their times to be compared: what says more may take longer.
const alike = 0.8

// page judges a whole request: far pages, filters and what was searched for
// against the list near its beginning, and every page against itself with
// fewer tickets.
func (p *Part) page(name string) {
	if name == listHTTP || name == openHTTP {
		return // they have lines of their own
	}
	if first, ok := strings.CutSuffix(name, "page 500"); ok {
		p.against(name, "page 1", p.largest(first+"page 1"), 1.5)
		return
	}
	if view, _, ok := strings.Cut(name, " filtered by "); ok {
		p.against(name, "page 1", p.largest(view+", page 1"), 3)
		return
	}
	if strings.HasPrefix(name, pagePrefix+"search, ") {
		p.against(name, "the list", p.largest(listHTTP), 4)
	}
	if strings.HasPrefix(name, portalLists) && strings.HasSuffix(name, ", page 1") && name != manyPage {
		p.against(name, "many tickets", p.largest(manyPage), 1.5)
	}
	p.grown(name)
}

const (
	portalLists = pagePrefix + "portal list, "
	manyPage    = portalLists + "many tickets, page 1"
)

// grown holds a page against the smallest size at which it says about as much.
func (p *Part) grown(name string) {
	times, says := p.Times[name], p.Says[name]
	for i := range len(says) - 1 {
		if times[i] > 0 && float64(says[i]) >= alike*float64(says[len(says)-1]) {
			p.against(name, fmt.Sprintf("%s tickets", thousands(p.Sizes[i])), times[i], p.most(name, i))
			return
		}
	}
}

// most is how much longer a page may take than at a smaller size: what was
// found by words more than others, as its budget is for ten times the tickets.
func (p *Part) most(name string, i int) float64 {
	if strings.HasPrefix(name, pagePrefix+"search, ") {
		return 3
	}
	return 1.5
}

func (p *Part) against(name, what string, over, most float64) {
	if found := p.largest(name); found > 0 && over > 0 {
		p.Checks = append(p.Checks, Check{what, found / over, most, "×", name})
	}
}

// live holds the open pages against their budget.
func (p *Part) live() {
	l := p.Live
	if l.Pages == 0 {
		return
	}
	p.Checks = append(p.Checks,
		Check{fmt.Sprintf("%d live pages: memory of one", l.Pages), float64(l.Memory) / (1 << 10), 64, " KB", ""},
		Check{fmt.Sprintf("live: %d changes a second against what was taken", liveChanges), liveChanges / l.Changes, 1.05, "×", ""},
		Check{"live: refetches of the busiest page", l.Refetches, 1.05, " a second", ""}, // one more than seconds is right
		Check{"live: a change is seen by agents, p99", l.Seen.Seconds(), 2, " s", ""},
		Check{"live: a comment that may be seen is seen by customers, p99", l.Public.Seconds(), 2, " s", ""},
		Check{"live: list p99, busy against quiet", l.Busy.Seconds() / l.Quiet.Seconds(), 2, "×", ""},
		Check{"live: pages that lost their stream", float64(l.Lost), 0, "", ""},
	)
}
