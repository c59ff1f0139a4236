package ticket_test

import (
	"testing"
	"time"

	"balie/internal/ticket"
)

func TestBusinessDays(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		t.Fatal(err)
	}
	const layout = "Mon 2006-01-02 15:04 MST"
	for _, c := range []struct {
		from string
		n    int
		want string
	}{
		{"2026-06-03T09:00:00Z", 0, "Wed 2026-06-03 11:00 CEST"},
		{"2026-06-03T09:00:00Z", 1, "Thu 2026-06-04 11:00 CEST"},
		{"2026-06-03T09:00:00Z", 5, "Wed 2026-06-10 11:00 CEST"},
		{"2026-06-05T09:00:00Z", 1, "Mon 2026-06-08 11:00 CEST"},
		{"2026-06-06T09:00:00Z", 0, "Mon 2026-06-08 11:00 CEST"},
		{"2026-06-07T09:00:00Z", 5, "Mon 2026-06-15 11:00 CEST"},
		{"2026-06-07T22:30:00Z", 0, "Mon 2026-06-08 00:30 CEST"}, // already Monday there
		{"2026-10-23T09:00:00Z", 1, "Mon 2026-10-26 11:00 CET"},  // the clock goes back on Sunday
		{"2026-03-27T10:00:00Z", 5, "Fri 2026-04-03 11:00 CEST"},
	} {
		from, err := time.Parse(time.RFC3339, c.from)
		if err != nil {
			t.Fatal(err)
		}
		if got := ticket.AfterBusinessDays(from, c.n, zone).Format(layout); got != c.want {
			t.Errorf("%d after %s: %s, want %s", c.n, c.from, got, c.want)
		}
	}
}
