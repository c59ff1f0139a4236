package ticket_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"balie/internal/ticket"
)

func hours(list ...float64) (out []time.Duration) {
	for _, h := range list {
		out = append(out, time.Duration(h*float64(time.Hour)))
	}
	return out
}

func TestPace(t *testing.T) {
	for name, c := range map[string]struct {
		answered, waiting []time.Duration
		want              time.Duration
	}{
		"nothing is known":                   {nil, nil, 0},
		"four answers are too few":           {hours(1, 1, 1, 1), nil, 0},
		"one of five may take longer":        {hours(1, 1, 1, 2, 90), nil, 2 * time.Hour},
		"two of six may not":                 {hours(1, 1, 1, 2, 3, 3), nil, 4 * time.Hour},
		"a quick desk":                       {hours(.1, .1, .1, .1, .1), nil, 15 * time.Minute},
		"just a step":                        {hours(.25, .25, .25, .25, .25), nil, 15 * time.Minute},
		"days":                               {hours(30, 30, 30, 30, 30), nil, 48 * time.Hour},
		"who asked just now changes nothing": {hours(4, 4, 4, 4, 4), hours(.1, .1, .1, .1, .1), 4 * time.Hour},
		"who waits longer counts":            {hours(1, 1, 1, 1, 1), hours(20, 20), 24 * time.Hour},
		"longer than anybody would say":      {hours(300, 300, 300, 300, 300), nil, 0},
	} {
		if got := ticket.Pace(c.answered, c.waiting); got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

// Whatever it says held for four of five, and it changes nothing that it was
// given.
func TestPaceHolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		one := rapid.Custom(func(t *rapid.T) time.Duration {
			return time.Duration(rapid.Int64Range(0, int64(10*24*time.Hour)).Draw(t, "took"))
		})
		answered := rapid.SliceOfN(one, 0, 60).Draw(t, "answered")
		was := append([]time.Duration(nil), answered...)
		within := ticket.Pace(answered, rapid.SliceOfN(one, 0, 60).Draw(t, "waiting"))
		held := 0
		for i, took := range answered {
			if took != was[i] {
				t.Fatal("the list was sorted")
			}
			if took <= within {
				held++
			}
		}
		if within != 0 && held*5 < len(answered)*4 {
			t.Fatalf("%v held for %d of %d", within, held, len(answered))
		}
	})
}
