package demo

import (
	"testing"
	"time"
)

// TestTimesAreNatural: whenever the demo is started, what was earlier stays
// earlier, nothing lies ahead, and what is older than today was on a working
// day in working hours, a few evenings aside.
func TestTimesAreNatural(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		t.Fatal(err)
	}
	stories, err := readStories()
	if err != nil {
		t.Fatal(err)
	}
	for hour := range 7 * 24 {
		now := time.Date(2026, time.March, 27, hour, 1, 0, 0, zone) // the clocks change on the 29th
		in := times{now, zone}
		for _, s := range stories {
			var before time.Time
			for _, st := range s.Steps {
				age, err := parseAge(st.At)
				if err != nil {
					t.Fatal(err)
				}
				at := in.at(age)
				if !at.After(before) || at.After(now) {
					t.Fatalf("at %s, %q: %s is at %s, after %s", now, s.Subject, st.At, at, before)
				}
				if before = at; age < sameDay {
					continue
				}
				if day := at.Weekday(); day == time.Saturday || day == time.Sunday || at.Hour() < 7 || at.Hour() > 21 {
					t.Fatalf("at %s, %q: %s is at %s", now, s.Subject, st.At, at)
				}
			}
		}
	}
}

func TestParseAge(t *testing.T) {
	for in, want := range map[string]time.Duration{
		"-31m": 31 * time.Minute, "-1d": 24 * time.Hour, "-2d3h1m": 51*time.Hour + time.Minute, "+9d": 9 * 24 * time.Hour,
	} {
		if got, err := parseAge(in); err != nil || got != want {
			t.Errorf("parseAge(%q) = %s, %v; want %s", in, got, err, want)
		}
	}
	for _, in := range []string{"", "1d", "-d", "-1x", "-1d5"} {
		if got, err := parseAge(in); err == nil {
			t.Errorf("parseAge(%q) = %s", in, got)
		}
	}
}
