package demo

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"time"
)

//go:embed data
var data embed.FS

// story is one ticket of the example and everything that happened to it.
type story struct {
	Subject   string
	Entity    string
	System    string
	By        string
	Kind      string
	Priority  int
	Followers []string
	Steps     []step
}

// step is one thing somebody did; each of them is a use case of the desk.
type step struct {
	Do     string
	By     string
	At     string // its age, as in -1d2h30m
	Text   string
	Reason string // of a hold
	Until  string // of a hold, from now, as in +9d
	Files  []file
	To     json.RawMessage // a person of assign, a number of priority
}

type file struct{ Name, Text string }

// moment is a step with its time and its story.
type moment struct {
	at    time.Time
	story int
	step
}

func readStories() ([]story, error) {
	paths, err := fs.Glob(data, "data/tickets-*.json")
	if err != nil {
		return nil, err
	}
	var all []story
	for _, path := range paths {
		var some []story
		if err := readJSON(path, &some); err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	return all, nil
}

func readJSON(path string, v any) error {
	raw, err := data.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(raw, v)
	}
	if err != nil {
		return fmt.Errorf("example %s: %w", path, err)
	}
	return nil
}

// moments puts all steps of all stories in the order of their times.
func moments(stories []story, t times, triager func(story) string) ([]moment, error) {
	var all []moment
	for i, s := range stories {
		list, err := s.moments(i, t)
		if err != nil {
			return nil, fmt.Errorf("example %q: %w", s.Subject, err)
		}
		all = append(all, triaged(list, s, t.now, triager(s))...)
	}
	slices.SortStableFunc(all, func(a, b moment) int { return a.at.Compare(b.at) })
	return all, nil
}

// moments gives each step a time with seconds, always after the one before.
func (s story) moments(number int, t times) ([]moment, error) {
	list := make([]moment, len(s.Steps))
	for i, st := range s.Steps {
		age, err := parseAge(st.At)
		if err != nil {
			return nil, err
		}
		at := t.at(age).Add(time.Duration((number*7+i*23)%50) * time.Second)
		if i > 0 && !at.After(list[i-1].at) {
			at = list[i-1].at.Add(time.Second)
		}
		list[i] = moment{at: at, story: number, step: st}
	}
	return list, nil
}

// triaged puts a look at the priority behind the question, before whatever came
// next: a form does not ask customers for it.
func triaged(list []moment, s story, now time.Time, by string) []moment {
	asked, next := list[0].at, now
	if len(list) > 1 {
		next = list[1].at
	}
	wait := min(6*time.Minute+13*time.Second, next.Sub(asked)/2)
	m := moment{at: asked.Add(wait), story: list[0].story}
	m.step = step{Do: "priority", By: by, To: json.RawMessage(strconv.Itoa(s.Priority))}
	return slices.Insert(list, 1, m)
}
