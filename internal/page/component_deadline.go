package page

import (
	"time"

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
