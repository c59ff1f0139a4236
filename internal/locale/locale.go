// Package locale says things in the reader's language: sentences from the
// catalogues, plurals, numbers, and times in words on the reader's clock.
package locale

import "time"

// Locale is one language on one clock. It is small, never changes, and may be
// used by many goroutines at once.
type Locale struct {
	*language
	zone *time.Location
	own  map[string]string // said instead of the catalogue's sentences
}

// Lang returns the language's code, as in the lang attribute of a page.
func (l *Locale) Lang() string { return l.code }

// Zone returns the clock on which times are shown.
func (l *Locale) Zone() *time.Location { return l.zone }

// Has reports whether key is known, as one of an organization's own sentences,
// as a sentence of the catalogue or as the base of a plural.
func (l *Locale) Has(key string) bool {
	if _, ok := l.own[key]; ok {
		return true
	}
	if _, ok := l.sentences[key]; ok {
		return true
	}
	_, ok := l.plurals[key]
	return ok
}

// T returns the sentence of key with each {name} filled from args, which
// alternate name and value. Strings stand as they are, whole numbers are
// grouped as the language does. A missing key returns the key; a placeholder
// without a value stays as written. The result is plain text: pages escape it.
func (l *Locale) T(key string, args ...any) string {
	if text, ok := l.own[key]; ok {
		return l.ownText(text, args)
	}
	t, ok := l.sentences[key]
	if !ok {
		return key
	}
	if t.plain() {
		return t.source
	}
	var buf [160]byte
	return string(l.fill(buf[:0], t, args))
}

// N returns the sentence for n things: key with the ending that the language's
// plural rule (CLDR) gives for n, ".other" where that one is absent. {n} is n
// as Number writes it; args fill the rest as in T.
func (l *Locale) N(key string, n int, args ...any) string {
	p, ok := l.plurals[key]
	if !ok {
		return key
	}
	var buf [160]byte
	out := buf[:0]
	for _, s := range p.pick(l.tag, n).segments {
		if s.name == "n" {
			out = l.appendNumber(out, int64(n))
		} else {
			out = l.appendSegment(out, s, args)
		}
	}
	return string(out)
}
