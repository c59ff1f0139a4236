package locale

import (
	"strconv"
	"time"
)

// Clock returns the time of day as prose says it: 08:41, in Dutch 08.41 uur.
// Lists and tables use Stamp.
func (l *Locale) Clock(t time.Time) string { return l.words.when(l.words.clock, t.In(l.zone)) }

// Full returns the whole moment for title attributes: Tuesday 2 June 2026,
// 11:12.
func (l *Locale) Full(t time.Time) string { return l.words.when(l.words.full, t.In(l.zone)) }

// Stamp returns a moment as short as a list can have it: 08:41 on the day of
// now, Tue 15:20 less than seven days from it, 29 May in the same year,
// 29 May 2025 in another. Days are those of the reader's clock.
func (l *Locale) Stamp(t, now time.Time) string {
	w := &l.words
	return l.near(t, now, w.stampToday, w.stampWeek, w.stampYear, w.stampOlder)
}

// Day returns a moment as the portal says it: Today 09:20, Tuesday 11:12,
// 2 June, 11:12.
func (l *Locale) Day(t, now time.Time) string {
	w := &l.words
	return l.near(t, now, w.dayToday, w.dayWeek, w.dayYear, w.dayOlder)
}

func (l *Locale) near(t, now time.Time, today, week, year, older *template) string {
	t, now = t.In(l.zone), now.In(l.zone)
	way := older
	switch days := dayNumber(t) - dayNumber(now); {
	case days == 0:
		way = today
	case -7 < days && days < 7:
		way = week
	case t.Year() == now.Year():
		way = year
	}
	return l.words.when(way, t)
}

// Ago returns how long ago t was, for a narrow column: now, 4 min, 2 h within
// a day, then Tue, 29 May, 29 May 2025. A moment to come is "now".
func (l *Locale) Ago(t, now time.Time) string {
	w := &l.words
	switch past := now.Sub(t); {
	case past < time.Minute:
		return w.span(w.agoNow, 0, 0)
	case past < time.Hour:
		return w.span(w.agoMinutes, 0, int(past/time.Minute))
	case past < 24*time.Hour:
		return w.span(w.agoHours, int(past/time.Hour), 0)
	}
	return l.near(t, now, w.agoWeek, w.agoWeek, w.stampYear, w.stampOlder)
}

// States of a deadline. Whether a calm one is soon depends on its target, so
// the caller decides that.
const (
	Calm = "calm"
	Over = "over"
)

// Left returns how far off a deadline is, and whether it has passed: 12 min
// left, 3 h 05 min within half a day, else the moment (Thu 11:00); 26 min
// over, 3 h 05 min over, 2 days over. Time left is rounded up to minutes, time
// over is at least one.
func (l *Locale) Left(due, now time.Time) (text, state string) {
	if now.After(due) {
		return l.over(now.Sub(due)), Over
	}
	minutes := int((due.Sub(now) + time.Minute - 1) / time.Minute)
	w := &l.words
	switch {
	case minutes < 60:
		return w.span(w.leftMinutes, 0, minutes), Calm
	case minutes <= 12*60:
		return w.span(w.leftHours, minutes/60, minutes%60), Calm
	}
	return l.Stamp(due, now), Calm
}

func (l *Locale) over(past time.Duration) string {
	minutes := max(1, int(past/time.Minute))
	w := &l.words
	switch {
	case minutes < 60:
		return w.span(w.overMinutes, 0, minutes)
	case minutes < 24*60:
		return w.span(w.overHours, minutes/60, minutes%60)
	}
	return l.N("time.over_days", minutes/(24*60))
}

// dayNumber counts calendar days on t's own clock, whatever its zone did.
func dayNumber(t time.Time) int64 {
	_, offset := t.Zone()
	seconds := t.Unix() + int64(offset)
	days := seconds / 86400
	if seconds%86400 < 0 {
		days--
	}
	return days
}

func two(out []byte, n int) []byte {
	return append(out, byte('0'+n/10%10), byte('0'+n%10))
}

func small(out []byte, n int) []byte { return strconv.AppendInt(out, int64(n), 10) }
