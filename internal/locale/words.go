package locale

import (
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// words are a language's names of months and days and its ways to write a
// time, found once so that lists don't look them up.
type words struct {
	months, monthsShort, days, daysShort, daysTitle []string // days from Sunday

	clock, full                                    *template
	stampToday, stampWeek, stampYear, stampOlder   *template
	dayToday, dayWeek, dayYear, dayOlder           *template
	agoNow, agoMinutes, agoHours, agoWeek          *template
	leftMinutes, leftHours, overMinutes, overHours *template
}

func readWords(texts map[string]string, l *language) (words, error) {
	var w words
	names := map[string]*[]string{
		"time.months": &w.months, "time.months_short": &w.monthsShort,
		"time.days": &w.days, "time.days_short": &w.daysShort,
	}
	for key, list := range names {
		*list = strings.Fields(texts[key])
		if want := 12; strings.HasPrefix(key, "time.months") && len(*list) != want {
			return w, fmt.Errorf("%s: %d names, not %d", key, len(*list), want)
		}
		if want := 7; strings.HasPrefix(key, "time.days") && len(*list) != want {
			return w, fmt.Errorf("%s: %d names, not %d", key, len(*list), want)
		}
	}
	for _, d := range w.days {
		first, size := utf8.DecodeRuneInString(d)
		w.daysTitle = append(w.daysTitle, string(unicode.ToTitle(first))+d[size:])
	}
	ways := map[string]**template{
		"time.clock": &w.clock, "time.full": &w.full,
		"time.stamp_today": &w.stampToday, "time.stamp_week": &w.stampWeek,
		"time.stamp_year": &w.stampYear, "time.stamp_older": &w.stampOlder,
		"time.day_today": &w.dayToday, "time.day_week": &w.dayWeek,
		"time.day_year": &w.dayYear, "time.day_older": &w.dayOlder,
		"time.ago_now": &w.agoNow, "time.ago_minutes": &w.agoMinutes,
		"time.ago_hours": &w.agoHours, "time.ago_week": &w.agoWeek,
		"time.left_minutes": &w.leftMinutes, "time.left_hours": &w.leftHours,
		"time.over_minutes": &w.overMinutes, "time.over_hours": &w.overHours,
	}
	for key, way := range ways {
		if *way = l.sentences[key]; *way == nil {
			return w, fmt.Errorf("%s is absent", key)
		}
	}
	return w, nil
}

// when writes a moment, already on the reader's clock, the way t says.
func (w *words) when(t *template, at time.Time) string {
	var buf [80]byte
	out := buf[:0]
	year, month, day := at.Date()
	hour, minute, _ := at.Clock()
	for _, s := range t.segments {
		switch s.name {
		case "hh":
			out = two(out, hour)
		case "mm":
			out = two(out, minute)
		case "d":
			out = small(out, day)
		case "day":
			out = append(out, w.daysShort[at.Weekday()]...)
		case "weekday":
			out = append(out, w.days[at.Weekday()]...)
		case "Weekday":
			out = append(out, w.daysTitle[at.Weekday()]...)
		case "mon":
			out = append(out, w.monthsShort[month-1]...)
		case "month":
			out = append(out, w.months[month-1]...)
		case "year":
			out = small(out, year)
		default:
			out = append(out, s.text...)
		}
	}
	return string(out)
}

// span writes a length of time the way t says: {h} hours, {m} minutes, {mm}
// minutes in two digits.
func (w *words) span(t *template, hours, minutes int) string {
	var buf [48]byte
	out := buf[:0]
	for _, s := range t.segments {
		switch s.name {
		case "h":
			out = small(out, hours)
		case "m":
			out = small(out, minutes)
		case "mm":
			out = two(out, minutes)
		default:
			out = append(out, s.text...)
		}
	}
	return string(out)
}
