package locale

import (
	"testing"
	"time"
)

func load(t testing.TB, lang, zone string) *Locale {
	t.Helper()
	c, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	z, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	return c.In(lang, z)
}

func at(t testing.TB, s string) time.Time {
	t.Helper()
	m, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestStampAndDay(t *testing.T) {
	for _, c := range []struct{ name, zone, lang, at, now, stamp, day string }{
		{"today", "Europe/Amsterdam", "en", "2026-06-02T06:41:00Z", "2026-06-02T12:00:00Z", "08:41", "Today 08:41"},
		{"today in Dutch", "Europe/Amsterdam", "nl", "2026-06-02T06:41:00Z", "2026-06-02T12:00:00Z", "08:41", "Vandaag 08:41"},
		{"yesterday within the hour", "Europe/Amsterdam", "en", "2026-06-01T21:50:00Z", "2026-06-01T22:10:00Z", "Mon 23:50", "Monday 23:50"},
		{"the same moment, west of it", "America/New_York", "en", "2026-06-01T21:50:00Z", "2026-06-01T22:10:00Z", "17:50", "Today 17:50"},
		{"six days", "Europe/Amsterdam", "nl", "2026-05-27T13:20:00Z", "2026-06-02T12:00:00Z", "wo 15:20", "Woensdag 15:20"},
		{"seven days", "Europe/Amsterdam", "en", "2026-05-26T13:20:00Z", "2026-06-02T12:00:00Z", "26 May", "26 May, 15:20"},
		{"seven days in Dutch", "Europe/Amsterdam", "nl", "2026-03-26T13:20:00Z", "2026-06-02T12:00:00Z", "26 mrt", "26 maart, 14:20"},
		{"another year", "Europe/Amsterdam", "en", "2025-05-29T13:20:00Z", "2026-06-02T12:00:00Z", "29 May 2025", "29 May 2025, 15:20"},
		{"new year is near", "Europe/Amsterdam", "en", "2025-12-30T13:20:00Z", "2026-01-01T12:00:00Z", "Tue 14:20", "Tuesday 14:20"},
		{"the year of the reader", "Pacific/Auckland", "en", "2025-12-31T12:00:00Z", "2026-06-02T12:00:00Z", "1 Jan", "1 January, 01:00"},
		{"to come", "Europe/Amsterdam", "en", "2026-06-04T09:00:00Z", "2026-06-02T12:00:00Z", "Thu 11:00", "Thursday 11:00"},
		{"before clocks go forward", "Europe/Amsterdam", "en", "2026-03-29T00:59:00Z", "2026-03-29T10:00:00Z", "01:59", "Today 01:59"},
		{"after clocks went forward", "Europe/Amsterdam", "en", "2026-03-29T01:00:00Z", "2026-03-29T10:00:00Z", "03:00", "Today 03:00"},
		{"the short day ends", "Europe/Amsterdam", "en", "2026-03-28T23:00:00Z", "2026-03-29T21:59:00Z", "00:00", "Today 00:00"},
		{"the first of two hours", "Europe/Amsterdam", "en", "2026-10-25T00:30:00Z", "2026-10-25T12:00:00Z", "02:30", "Today 02:30"},
		{"the second of two hours", "Europe/Amsterdam", "en", "2026-10-25T01:30:00Z", "2026-10-25T12:00:00Z", "02:30", "Today 02:30"},
		{"the long day ends", "Europe/Amsterdam", "en", "2026-10-24T22:00:00Z", "2026-10-25T22:59:00Z", "00:00", "Today 00:00"},
		{"half an hour off", "Asia/Kolkata", "en", "2026-06-01T18:30:00Z", "2026-06-02T12:00:00Z", "00:00", "Today 00:00"},
		{"before 1970", "UTC", "en", "1969-12-31T23:00:00Z", "1970-01-01T01:00:00Z", "Wed 23:00", "Wednesday 23:00"},
	} {
		l := load(t, c.lang, c.zone)
		if got := l.Stamp(at(t, c.at), at(t, c.now)); got != c.stamp {
			t.Errorf("%s: Stamp %q, want %q", c.name, got, c.stamp)
		}
		if got := l.Day(at(t, c.at), at(t, c.now)); got != c.day {
			t.Errorf("%s: Day %q, want %q", c.name, got, c.day)
		}
	}
}

func TestClockAndFull(t *testing.T) {
	moment := at(t, "2026-06-02T07:05:00Z")
	for lang, want := range map[string][2]string{
		"en": {"09:05", "Tuesday 2 June 2026, 09:05"},
		"nl": {"09.05 uur", "Dinsdag 2 juni 2026, 09:05"},
	} {
		l := load(t, lang, "Europe/Amsterdam")
		if got := [2]string{l.Clock(moment), l.Full(moment)}; got != want {
			t.Errorf("%s: got %q, want %q", lang, got, want)
		}
	}
}

func TestAgo(t *testing.T) {
	now := at(t, "2026-06-04T12:00:00Z")
	for _, c := range []struct {
		past   time.Duration
		en, nl string
	}{
		{-time.Minute, "now", "nu"},
		{59 * time.Second, "now", "nu"},
		{time.Minute, "1 min", "1 min"},
		{time.Hour - 1, "59 min", "59 min"},
		{time.Hour, "1 h", "1 u"},
		{24*time.Hour - 1, "23 h", "23 u"},
		{48 * time.Hour, "Tue", "di"},
		{6 * 24 * time.Hour, "Fri", "vr"},
		{7 * 24 * time.Hour, "28 May", "28 mei"},
		{400 * 24 * time.Hour, "30 Apr 2025", "30 apr 2025"},
	} {
		for lang, want := range map[string]string{"en": c.en, "nl": c.nl} {
			if got := load(t, lang, "Europe/Amsterdam").Ago(now.Add(-c.past), now); got != want {
				t.Errorf("%v %s: got %q, want %q", c.past, lang, got, want)
			}
		}
	}
}

func TestLeft(t *testing.T) {
	now := at(t, "2026-06-02T08:00:00Z")
	for _, c := range []struct {
		left          time.Duration
		en, nl, state string
	}{
		{0, "0 min left", "nog 0 min", Calm},
		{1, "1 min left", "nog 1 min", Calm},
		{12 * time.Minute, "12 min left", "nog 12 min", Calm},
		{59*time.Minute + 1, "1 h 00 min", "1 u 00 min", Calm},
		{3*time.Hour + 5*time.Minute, "3 h 05 min", "3 u 05 min", Calm},
		{13 * time.Hour, "23:00", "23:00", Calm},
		{49 * time.Hour, "Thu 11:00", "do 11:00", Calm},
		{-1, "1 min over", "1 min te laat", Over},
		{-26*time.Minute - 40*time.Second, "26 min over", "26 min te laat", Over},
		{-185 * time.Minute, "3 h 05 min over", "3 u 05 min te laat", Over},
		{-30 * time.Hour, "1 day over", "1 dag te laat", Over},
		{-50 * time.Hour, "2 days over", "2 dagen te laat", Over},
	} {
		for lang, want := range map[string]string{"en": c.en, "nl": c.nl} {
			got, state := load(t, lang, "Europe/Amsterdam").Left(now.Add(c.left), now)
			if got != want || state != c.state {
				t.Errorf("%v %s: got %q %s, want %q %s", c.left, lang, got, state, want, c.state)
			}
		}
	}
}

func BenchmarkStamp(b *testing.B) {
	l := load(b, "nl", "Europe/Amsterdam")
	moment, now := at(b, "2026-05-29T13:20:00Z"), at(b, "2026-06-02T12:00:00Z")
	b.ReportAllocs()
	for b.Loop() {
		l.Stamp(moment, now)
	}
}
