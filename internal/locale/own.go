package locale

// With gives the same language with some sentences said otherwise, as they
// stand: an organization's own names of things. None is the locale itself.
func (l *Locale) With(own map[string]string) *Locale {
	if len(own) == 0 {
		return l
	}
	return &Locale{language: l.language, zone: l.zone, own: own}
}
