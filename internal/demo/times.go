package demo

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// The example is written as if it were half past one in the afternoon, on a
// working day after a row of working days.
const (
	writtenAt = 13*60 + 30 // minutes after midnight
	dayLength = 24 * 60
	// sameDay is the age below which a step keeps its distance to now, so that
	// there is always something from the last hours.
	sameDay = 12 * time.Hour
)

// times turns the ages in the example into moments: the last hours as they are,
// what is older into the same time of an earlier working day.
type times struct {
	now  time.Time
	zone *time.Location
}

func (t times) at(age time.Duration) time.Time {
	if age < sameDay {
		return t.now.Add(-age)
	}
	minutes := writtenAt - int(age/time.Minute)
	back := 0
	for minutes < 0 {
		minutes += dayLength
		back++
	}
	day := t.now.In(t.zone)
	for back > 0 {
		day = day.AddDate(0, 0, -1)
		if day.Weekday() != time.Saturday && day.Weekday() != time.Sunday {
			back--
		}
	}
	return time.Date(day.Year(), day.Month(), day.Day(), minutes/60, minutes%60, 0, 0, t.zone)
}

// parseAge reads 1d2h30m with - or + in front.
func parseAge(s string) (time.Duration, error) {
	if s == "" || s[0] != '-' && s[0] != '+' {
		return 0, fmt.Errorf("age %q has no sign", s)
	}
	rest, days := s[1:], 0
	if d, after, ok := strings.Cut(rest, "d"); ok {
		n, err := strconv.Atoi(d)
		if err != nil {
			return 0, fmt.Errorf("age %q: %w", s, err)
		}
		rest, days = after, n
	}
	if rest == "" {
		rest = "0s"
	}
	part, err := time.ParseDuration(rest)
	if err != nil {
		return 0, fmt.Errorf("age %q: %w", s, err)
	}
	return time.Duration(days)*24*time.Hour + part, nil
}
