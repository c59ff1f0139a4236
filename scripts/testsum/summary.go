package main

import (
	"bufio"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// event is one line of `go test -json`. The action "suite" is ours: from there
// on packages are those of the suite named in Package.
type event struct {
	Action     string
	Package    string
	ImportPath string
	Test       string
	Output     string
	Elapsed    float64
}

// place is a test, or with an empty test a package, in one suite.
type place struct{ suite, pkg, test string }

type took struct {
	name    string
	seconds float64
}

type summary struct {
	out            io.Writer
	suite          string
	output         map[place]*strings.Builder
	parents        map[place]bool // tests with subtests: those are counted instead
	broken         map[place]bool // packages and parents in which a test failed
	packages       []took
	tests          []took // of the first level, with all inside them
	failures       []string
	skipped        []string
	passed, failed int
}

func newSummary(out io.Writer) *summary {
	return &summary{
		out:     out,
		output:  map[place]*strings.Builder{},
		parents: map[place]bool{},
		broken:  map[place]bool{},
	}
}

// read takes events until the end of in; a line that is no event is passed on
// as it is.
func (s *summary) read(in io.Reader) error {
	lines := bufio.NewReader(in)
	for {
		line, err := lines.ReadBytes('\n')
		if len(line) > 0 {
			var e event
			if json.Unmarshal(line, &e) == nil && e.Action != "" {
				s.take(e)
			} else {
				s.out.Write(line)
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

func (s *summary) take(e event) {
	at := place{s.suite, e.Package, e.Test}
	switch e.Action {
	case "suite":
		s.suite = e.Package
	case "build-output":
		fmt.Fprint(s.out, e.Output)
	case "run":
		if parent, ok := at.parent(); ok {
			s.parents[parent] = true
		}
	case "output":
		if s.output[at] == nil {
			s.output[at] = &strings.Builder{}
		}
		s.output[at].WriteString(e.Output)
	case "pass", "fail", "skip":
		if e.Test == "" {
			s.endPackage(at, e)
		} else {
			s.endTest(at, e)
		}
	}
}

func (s *summary) endTest(at place, e event) {
	if _, inside := at.parent(); !inside {
		s.tests = append(s.tests, took{at.String(), e.Elapsed})
	}
	switch {
	case e.Action == "fail":
		s.fail(at)
	case e.Action == "skip":
		s.skipped = append(s.skipped, at.String())
	case !s.parents[at]:
		s.passed++
	}
	delete(s.output, at)
}

// endPackage counts a failed package in which no test failed (it did not
// build, or it crashed outside one) as one failure.
func (s *summary) endPackage(at place, e event) {
	if e.Action == "fail" {
		s.fail(at)
	}
	if e.Action != "skip" {
		s.packages = append(s.packages, took{at.String(), e.Elapsed})
	}
	for p := range s.output {
		if p.suite == at.suite && p.pkg == at.pkg {
			delete(s.output, p)
		}
	}
}

// fail prints what the test or package at fault said, and counts it unless
// something inside it already was.
func (s *summary) fail(at place) {
	fmt.Fprintf(s.out, "FAILED %s\n", at)
	if said := s.output[at]; said != nil {
		fmt.Fprintln(s.out, said)
	}
	if !s.broken[at] {
		s.failed++
		s.failures = append(s.failures, at.String())
	}
	if parent, ok := at.parent(); ok {
		s.broken[parent] = true
	}
	s.broken[place{at.suite, at.pkg, ""}] = true
}

// slowTests is how many tests are named as the slowest.
const slowTests = 12

// print writes the packages and some tests, slowest first, what failed, and the
// count as the last line; false means failure.
func (s *summary) print() bool {
	s.printSlowest(s.packages, len(s.packages))
	fmt.Fprintln(s.out)
	s.printSlowest(s.tests, slowTests)
	for _, name := range s.failures {
		fmt.Fprintf(s.out, "failed %s\n", name)
	}
	for _, name := range s.skipped {
		fmt.Fprintf(s.out, "skipped %s\n", name)
	}
	if s.passed+s.failed == 0 {
		fmt.Fprintln(s.out, "No test ran.")
	}
	fmt.Fprintf(s.out, "%d passed, %d failed\n", s.passed, s.failed)
	return s.failed == 0 && s.passed > 0
}

func (s *summary) printSlowest(list []took, most int) {
	slices.SortStableFunc(list, func(a, b took) int { return cmp.Compare(b.seconds, a.seconds) })
	for _, t := range list[:min(most, len(list))] {
		fmt.Fprintf(s.out, "%8.1f s  %s\n", t.seconds, t.name)
	}
}

func (p place) parent() (place, bool) {
	i := strings.LastIndexByte(p.test, '/')
	if i < 0 {
		return place{}, false
	}
	return place{p.suite, p.pkg, p.test[:i]}, true
}

func (p place) String() string {
	words := []string{p.pkg}
	if p.test != "" {
		words = append(words, p.test)
	}
	if p.suite != "" {
		words = append(words, "("+p.suite+")")
	}
	return strings.Join(words, " ")
}
