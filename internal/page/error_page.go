package page

import (
	"balie/internal/errs"
	"balie/internal/locale"
)

// Failure is what an error page tells. Text replaces the general sentence of
// the code where the error has one of its own.
type Failure struct {
	Code errs.Code
	Text string // already translated; "" for the general sentence
	Log  string // the number under which our log has it; "" when it is not logged
	Max  int64  // bytes one request may have, for TooLarge
	Back string // address of the way out
	Way  string // what the way out is called, translated
	Kept *Kept  // what was typed, where nothing could be stored
}

// Kept is a form that could not be taken, to be sent again as it was. Files are
// not in it: a browser does not give them twice.
type Kept struct {
	Action string
	Fields []KeptField
	Text   string // what was written, shown to be copied
}

// KeptField is one input of the form.
type KeptField struct{ Name, Value string }

// failureWords are the icon and the catalogue keys of each code.
var failureWords = map[errs.Code]struct{ icon, title, text string }{
	errs.NotFound:    {"map-pin-off", "error.page.not_found.title", "error.page.not_found.text"},
	errs.Forbidden:   {"lock-keyhole", "error.page.forbidden.title", "error.page.forbidden.text"},
	errs.TooLarge:    {"upload", "error.page.too_large.title", "error.page.too_large.text"},
	errs.RateLimited: {"timer", "error.page.rate_limited.title", "error.page.rate_limited.text"},
	errs.Conflict:    {"history", "error.page.conflict.title", "error.page.conflict.text"},
	errs.Invalid:     {"circle-alert", "error.page.invalid.title", "error.page.invalid.text"},
	errs.Unavailable: {"wifi-off", "error.page.unavailable.title", "error.page.unavailable.text"},
	errs.Internal:    {"plug-zap", "error.page.internal.title", "error.page.internal.text"},
}

// words falls back on Internal for a code without a page of its own.
func (f Failure) words() struct{ icon, title, text string } {
	if w, ok := failureWords[f.Code]; ok {
		return w
	}
	return failureWords[errs.Internal]
}

func (f Failure) text(l *locale.Locale) string {
	if f.Text != "" {
		return f.Text
	}
	return l.T(f.words().text, "size", l.Size(f.Max))
}

func (f Failure) title(l *locale.Locale) string { return l.T(f.words().title) }

// desk names the page in the workspace.
func (f Failure) desk(b Base) Base {
	b.Face, b.Title = FaceAgent, f.title(b.L)
	return b
}
