package page

import (
	"time"

	"github.com/a-h/templ"

	"balie/internal/locale"
)

// DeadlineView is a promise with the moment it began. The zero Due is no
// promise and shows nothing.
type DeadlineView struct {
	Due     time.Time
	Since   time.Time // when its clock began: from three quarters on it is near
	Stopped bool      // waiting for the customer, or on hold
}

var deadlineIcons = map[string]string{"calm": "clock", "soon": "timer", "over": "circle-alert", "paused": "pause"}

// read gives the look (calm, soon, over, paused; "" without a promise) and the
// words, which say all of it.
func (d DeadlineView) read(l *locale.Locale, now time.Time) (look, text string) {
	if d.Due.IsZero() {
		return "", ""
	}
	if d.Stopped {
		return "paused", l.T("common.stopped")
	}
	text, look = l.Left(d.Due, now)
	if look == locale.Calm && !d.Since.IsZero() && 4*now.Sub(d.Since) >= 3*d.Due.Sub(d.Since) {
		look = "soon"
	}
	return look, text
}

// Deadline is quiet until it matters; the exact moment is in the title.
func Deadline(l *locale.Locale, d DeadlineView, now time.Time) templ.Component {
	return drawn(func(m *markup) { m.deadline(l, d, now) })
}

func (m *markup) deadline(l *locale.Locale, d DeadlineView, now time.Time) {
	look, text := d.read(l, now)
	if look == "" {
		return
	}
	m.within(`<span class="sla" data-s="`, look, `">`)
	m.icon(deadlineIcons[look], "i")
	m.moment(l, d.Due, text)
	m.raw(`</span>`)
}

// Stamp is a moment in few words, with the exact one in the title.
func Stamp(l *locale.Locale, at, now time.Time) templ.Component {
	return drawn(func(m *markup) { m.moment(l, at, l.Stamp(at, now)) })
}

// Ago is how long ago it was, with the exact moment in the title.
func Ago(l *locale.Locale, at, now time.Time) templ.Component {
	return drawn(func(m *markup) { m.moment(l, at, l.Ago(at, now)) })
}

// DayTime is a moment as the portal says it.
func DayTime(l *locale.Locale, at, now time.Time) templ.Component {
	return drawn(func(m *markup) { m.moment(l, at, l.Day(at, now)) })
}

// moment says it in the words given. What a machine reads is the moment to the
// minute, as people are told, too: a list has a hundred of them.
func (m *markup) moment(l *locale.Locale, at time.Time, words string) {
	m.raw(`<time datetime="`)
	m.b = at.UTC().AppendFormat(m.b, "2006-01-02T15:04Z")
	m.within(`" title="`, l.Full(at), `">`)
	m.within("", words, `</time>`)
}
