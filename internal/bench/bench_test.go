package bench

import (
	"context"
	"io"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"balie/internal/store"
)

// TestEveryWorkRuns measures nothing worth knowing: it proves that what make
// bench does can be done.
func TestEveryWorkRuns(t *testing.T) {
	o := Options{Sizes: []int{1000}, Engines: []string{"sqlite"}, Dir: t.TempDir(), Slice: time.Millisecond, Rounds: 1, Progress: io.Discard}
	r, err := Run(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	p := r.Parts[0]
	for _, name := range []string{listHTTP, openHTTP, floorSQL, floorPage, floorBare, countWork, floorRow, submitHTTP, commentHTTP, "search: phrase, customer", "http: admin, people", manyPage, "http: all, page 500"} {
		if p.largest(name) <= 0 {
			t.Errorf("%s was not measured", name)
		}
	}
	if p.Says[manyPage][0] == 0 || p.Says[floorRow] != nil {
		t.Errorf("what pages say: %v", p.Says)
	}
	var out strings.Builder
	r.Write(&out)
	if !strings.Contains(out.String(), "| "+strings.TrimPrefix(listHTTP, pagePrefix)+" |") || strings.Contains(out.String(), o.Dir) {
		t.Errorf("the report:\n%s", out.String())
	}
	if left, err := filepath.Glob(filepath.Join(o.Dir, "*-written")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	again, m, err := o.data(t.Context(), "sqlite", 1000)
	if err != nil || m.Filled.Long == 0 || again.Data == "" {
		t.Errorf("the data is not kept: %v, %v, %v", again, m, err)
	}
}

func TestHalfMadeDataIsMadeAgain(t *testing.T) {
	o := Options{Dir: t.TempDir(), Progress: io.Discard}
	at, _, err := o.place(t.Context(), "sqlite", 1000)
	if err != nil {
		t.Fatal(err)
	}
	st, err := store.Open(t.Context(), at)
	if err != nil {
		t.Fatal(err)
	}
	st.Close()
	if _, m, err := o.data(t.Context(), "sqlite", 1000); err != nil || m.Filled.Long == 0 {
		t.Errorf("%v, %v", m, err)
	}
}

// A smaller size may have too few tickets for a page; what says more may take
// longer, and what says the same may not.
func TestJudgePages(t *testing.T) {
	p := &Part{Sizes: []int{1000, 10000, 100000}, Times: times{
		listHTTP: {1, 1, 1}, "http: all, page 1": {1, 1, 1}, "http: all, page 500": {0, 1, 1.6}, "http: all filtered by x": {1, 1, 3.1},
		"http: search, rare": {1, 1, 4.1}, "http: profile": {1, 1.1, 1.6}, "http: people": {1, 4, 5}, "http: orgs": {1, 2, 9},
	}, Says: map[string][]int{
		listHTTP: {9, 9, 9}, "http: all, page 1": {9, 9, 9}, "http: all, page 500": {0, 9, 9}, "http: all filtered by x": {9, 9, 9},
		"http: search, rare": {1, 9, 9}, "http: profile": {9, 9, 9}, "http: people": {1, 9, 9}, "http: orgs": {1, 2, 9},
	}, Seeded: make([]float64, 3), Bytes: make([]int64, 3), Processes: make([]Process, 3), Live: Live{Pages: 10, Memory: 65 << 10, Changes: 100, Refetches: 1, Seen: time.Second, Quiet: time.Second, Busy: 3 * time.Second}}
	for name := range p.Times {
		p.Order = append(p.Order, name)
	}
	p.judge()
	got := map[string]int{}
	for _, c := range p.Checks {
		got[c.Page]++
		if !c.OK() {
			got["missed "+c.Page]++
		}
	}
	for name, want := range map[string]int{
		"missed http: all, page 1": 0, "missed http: all, page 500": 1, "missed http: all filtered by x": 1, "missed http: search, rare": 2,
		"missed http: profile": 1, "missed http: people": 0, "http: people": 1, "http: orgs": 0, "missed ": 3,
	} {
		if got[name] != want {
			t.Errorf("%s: %d, want %d", name, got[name], want)
		}
	}
	var out strings.Builder
	(&Report{Parts: []*Part{p}}).Write(&out)
	if line := "| all, page 500 | | 1000000 | 1600000 | 0 | 1.60× page 1, 1.5× | **MISS** |"; !strings.Contains(out.String(), line) {
		t.Errorf("%s is not in the report:\n%s", line, out.String())
	}
}

func TestJudge(t *testing.T) {
	p := &Part{Sizes: []int{1000, 10000}, Times: times{
		listHTTP: {1e-3, 1.4e-3}, listStore: {4e-4, 4e-4}, floorSQL: {2e-4, 2e-4}, floorPage: {2e-4, 2e-4}, floorBare: {1e-4, 1e-4},
		"search: common, vendor": {1e-3, 4e-3}, "store: all by updated, page 1": {1e-3, 1e-3}, "store: all by updated, page 500": {1e-3, 1e-3},
		"store: all filtered by x": {1e-3, 9e-3}, submitHTTP: {1e-3, 3e-3}, floorRow: {1e-3, 2e-3},
	}, Processes: make([]Process, 2)}
	for name := range p.Times {
		p.Order = append(p.Order, name)
	}
	p.judge()
	got := map[string]bool{}
	for _, c := range p.Checks {
		got[c.What] = c.OK()
	}
	for what, ok := range map[string]bool{
		"open view with counts, 10000 against 1000 tickets":  true,
		"open view against its SQL and its rendering alone":  false,
		"open view against a bare handler with its bytes":    true,
		"search: common, vendor, against the list":           true,
		"search: common, vendor, 10000 against 1000 tickets": false,
		"store: all by updated, page 500 against page 1":     true,
		"store: all filtered by x against page 1":            false,
		"submit against one durable row":                     true,
	} {
		if found, there := got[what]; !there || found != ok {
			t.Errorf("%s: ok is %v (judged: %v), want %v", what, found, there, ok)
		}
	}
	if n := (&Report{Parts: []*Part{p}}).Missed(); n != 3 {
		t.Errorf("%d missed, want 3", n)
	}
}

// Among others the shortest of what reads counts, and of what writes still the
// time of one of several.
func TestMeasuredAlone(t *testing.T) {
	o := Options{Alone: true, Slice: 20 * time.Millisecond, Rounds: 2, Progress: io.Discard}
	var mu sync.Mutex
	calls, most, now := 0, 0, 0
	count := func(by int) (took time.Duration) {
		mu.Lock()
		defer mu.Unlock()
		calls++
		now += by
		most = max(most, now)
		return time.Millisecond * time.Duration(1+3*min(calls%3, 1))
	}
	slow := func(context.Context, int) error {
		time.Sleep(count(1))
		count(-1)
		return nil
	}
	for name, want := range map[string]int{"http: a page": 1, submitHTTP: Workers} {
		part := &Part{Times: times{}}
		most = 0
		if err := o.measure(t.Context(), [][]work{{{name, slow}}}, part); err != nil {
			t.Fatal(err)
		}
		if got := part.Times[name][0]; most != want || want == 1 && (got < 0.001 || got > 0.003) {
			t.Errorf("%s: %v s, %d at a time", name, got, most)
		}
	}
}
