package locale

import "strings"

// With gives the same language with some sentences said otherwise: an
// organization's own words, in which T fills placeholders as in the
// catalogue's. None is the locale itself.
func (l *Locale) With(own map[string]string) *Locale {
	if len(own) == 0 {
		return l
	}
	return &Locale{language: l.language, zone: l.zone, own: own}
}

func (l *Locale) ownText(text string, args []any) string {
	if len(args) == 0 || !strings.Contains(text, "{") {
		return text
	}
	return string(l.fill(nil, parse(text), args))
}
