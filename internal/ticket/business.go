package ticket

import "time"

// OpeningDay is the first business day on or after t's own day, at t's time of
// day. Business days are Monday to Friday.
func OpeningDay(t time.Time) time.Time {
	for t.Weekday() == time.Saturday || t.Weekday() == time.Sunday {
		t = t.AddDate(0, 0, 1)
	}
	return t
}

// AfterBusinessDays is the same local time n business days after t in a zone;
// from a weekend it counts from the Monday.
func AfterBusinessDays(t time.Time, n int, zone *time.Location) time.Time {
	t = OpeningDay(t.In(zone))
	for range n {
		t = OpeningDay(t.AddDate(0, 0, 1))
	}
	return t
}
