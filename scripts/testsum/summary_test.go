package main

import (
	"strings"
	"testing"
)

func TestSummary(t *testing.T) {
	for _, c := range []struct {
		name   string
		events string
		last   string
		shown  []string
		hidden []string
		ok     bool
	}{
		{name: "nothing ran", events: `{"Action":"skip","Package":"p"}`, last: "0 passed, 0 failed", shown: []string{"No test ran."}},
		{
			name: "subtests count, not their parent; passing output is hidden",
			events: `{"Action":"run","Package":"p","Test":"A"}
{"Action":"run","Package":"p","Test":"A/x"}
{"Action":"output","Package":"p","Test":"A/x","Output":"chatter\n"}
{"Action":"pass","Package":"p","Test":"A/x"}
{"Action":"pass","Package":"p","Test":"A"}
{"Action":"pass","Package":"p","Elapsed":1}`,
			last: "1 passed, 0 failed", hidden: []string{"chatter"}, ok: true,
		},
		{
			name: "a failure counts once and shows its output",
			events: `{"Action":"run","Package":"p","Test":"A"}
{"Action":"run","Package":"p","Test":"A/x"}
{"Action":"output","Package":"p","Test":"A/x","Output":"want 2\n"}
{"Action":"fail","Package":"p","Test":"A/x"}
{"Action":"fail","Package":"p","Test":"A"}
{"Action":"pass","Package":"p","Test":"B"}
{"Action":"fail","Package":"p","Elapsed":1}`,
			last: "1 passed, 1 failed", shown: []string{"want 2", "FAILED p A/x", "failed p A/x\n1 passed"}, hidden: []string{"failed p A\n"},
		},
		{
			name: "a parent that fails by itself counts",
			events: `{"Action":"run","Package":"p","Test":"A/x"}
{"Action":"pass","Package":"p","Test":"A/x"}
{"Action":"fail","Package":"p","Test":"A"}
{"Action":"fail","Package":"p"}`,
			last: "1 passed, 1 failed",
		},
		{
			name: "a package that does not build counts",
			events: `{"Action":"build-output","ImportPath":"p","Output":"undefined: x\n"}
{"Action":"build-fail","ImportPath":"p"}
{"Action":"fail","Package":"p","FailedBuild":"p"}
{"Action":"pass","Package":"q","Test":"B"}`,
			last: "1 passed, 1 failed", shown: []string{"undefined: x"},
		},
		{
			name: "suites are kept apart, the slowest package is first",
			events: `{"Action":"pass","Package":"p","Test":"A"}
{"Action":"pass","Package":"p","Elapsed":1}
{"Action":"suite","Package":"race"}
{"Action":"pass","Package":"p","Test":"A"}
{"Action":"pass","Package":"p","Elapsed":9}`,
			last: "2 passed, 0 failed", shown: []string{"9.0 s  p (race)\n     1.0 s  p\n"}, ok: true,
		},
		{
			name: "the slowest test is first, with what is inside it",
			events: `{"Action":"run","Package":"p","Test":"A/x"}
{"Action":"pass","Package":"p","Test":"A/x","Elapsed":3}
{"Action":"pass","Package":"p","Test":"B","Elapsed":2}
{"Action":"pass","Package":"p","Test":"A","Elapsed":4}
{"Action":"pass","Package":"p","Elapsed":6}`,
			last: "2 passed, 0 failed", shown: []string{"4.0 s  p A\n     2.0 s  p B\n"}, hidden: []string{"p A/x"}, ok: true,
		},
		{
			name: "skipped tests are named",
			events: `{"Action":"skip","Package":"p","Test":"A"}
{"Action":"pass","Package":"p","Test":"B"}`,
			last: "1 passed, 0 failed", shown: []string{"skipped p A\n"}, ok: true,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			var out strings.Builder
			s := newSummary(&out)
			if err := s.read(strings.NewReader(c.events)); err != nil {
				t.Fatal(err)
			}
			if ok := s.print(); ok != c.ok {
				t.Errorf("ok is %v, want %v", ok, c.ok)
			}
			if !strings.HasSuffix(out.String(), "\n"+c.last+"\n") {
				t.Errorf("the last line is not %q", c.last)
			}
			for _, want := range c.shown {
				if !strings.Contains(out.String(), want) {
					t.Errorf("%q is not shown", want)
				}
			}
			for _, unwanted := range c.hidden {
				if strings.Contains(out.String(), unwanted) {
					t.Errorf("%q is shown", unwanted)
				}
			}
			if t.Failed() {
				t.Log(out.String())
			}
		})
	}
}
