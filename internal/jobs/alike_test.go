package jobs

import (
	"fmt"
	"testing"
	"time"
)

func TestWhatManyJobsFailOfIsToldOnceAMinute(t *testing.T) {
	start := time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC)
	away, full := failure{"send_mail", "connection refused"}, failure{"send_mail", "disk full"}
	var a alike
	for n, step := range []struct {
		what    failure
		at      time.Duration
		tell    bool
		leftOut int
	}{
		{away, 0, true, 0},
		{away, time.Second, false, 0},
		{full, 2 * time.Second, true, 0},
		{away, 59 * time.Second, false, 0},
		{away, time.Minute, true, 2},
		{away, 61 * time.Second, false, 0},
		{full, time.Hour, true, 0},
		{failure{"tell", "connection refused"}, time.Hour, true, 0},
	} {
		leftOut, tell := a.tell(step.what, start.Add(step.at))
		if tell != step.tell || leftOut != step.leftOut {
			t.Errorf("%d: %v %v: told %t with %d left out", n, step.what, step.at, tell, leftOut)
		}
	}
}

func TestReasonsThatAreAllDifferentAreNotKeptForEver(t *testing.T) {
	var a alike
	for n := range 5000 {
		if _, tell := a.tell(failure{"send_mail", fmt.Sprint("mail ", n)}, time.Unix(0, 0)); !tell {
			t.Fatalf("%d was not told", n)
		}
	}
	if len(a.told) > 1000 {
		t.Errorf("%d reasons are kept", len(a.told))
	}
}
