package locale

import (
	"embed"
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/feature/plural"
	tags "golang.org/x/text/language"
)

// fallback is the language of readers whose own we don't speak.
const fallback = "en"

//go:embed catalogue/*.json
var files embed.FS

// Catalogues holds every language that Balie speaks: one file in catalogue/
// each, named by its code.
type Catalogues struct {
	byCode  map[string]*language
	codes   []string
	matcher tags.Matcher
	order   []string // the matcher's order, the fallback first
}

// language is one catalogue, ready to be read.
type language struct {
	code      string
	tag       tags.Tag
	sentences map[string]*template
	plurals   map[string]*forms
	words     words
	group     string
	decimal   string
}

// forms are the sentences of one plural key; other is always there.
type forms struct {
	other  *template
	byForm [plural.Many + 1]*template
}

// endings are CLDR's plural categories as keys end.
var endings = map[string]plural.Form{
	".zero": plural.Zero, ".one": plural.One, ".two": plural.Two,
	".few": plural.Few, ".many": plural.Many, ".other": plural.Other,
}

// Load reads the catalogues built into the program. It fails on a file that is
// not a flat JSON object, on a plural without ".other", and on a catalogue
// that lacks what numbers and times need.
func Load() (*Catalogues, error) {
	entries, err := files.ReadDir("catalogue")
	if err != nil {
		return nil, fmt.Errorf("catalogues: %w", err)
	}
	c := &Catalogues{byCode: map[string]*language{}}
	for _, e := range entries {
		raw, err := files.ReadFile(path.Join("catalogue", e.Name()))
		if err != nil {
			return nil, fmt.Errorf("catalogues: %w", err)
		}
		l, err := read(strings.TrimSuffix(e.Name(), ".json"), raw)
		if err != nil {
			return nil, fmt.Errorf("catalogue %s: %w", e.Name(), err)
		}
		c.byCode[l.code] = l
		c.codes = append(c.codes, l.code)
	}
	if c.byCode[fallback] == nil {
		return nil, fmt.Errorf("catalogues: %s.json is absent", fallback)
	}
	slices.Sort(c.codes)
	c.order = append([]string{fallback}, slices.DeleteFunc(slices.Clone(c.codes), func(s string) bool { return s == fallback })...)
	var known []tags.Tag
	for _, code := range c.order {
		known = append(known, c.byCode[code].tag)
	}
	c.matcher = tags.NewMatcher(known)
	return c, nil
}

// Languages returns the codes of all languages, sorted.
func (c *Catalogues) Languages() []string { return slices.Clone(c.codes) }

// Match returns the code of the language that serves an Accept-Language header
// (RFC 9110, 12.5.4) best, "en" where none does or the header is malformed.
func (c *Catalogues) Match(acceptLanguage string) string {
	const enough = 200
	if len(acceptLanguage) > enough {
		return fallback
	}
	wanted, _, err := tags.ParseAcceptLanguage(acceptLanguage)
	if err != nil || len(wanted) == 0 {
		return fallback
	}
	_, i, confidence := c.matcher.Match(wanted...)
	if confidence == tags.No {
		return fallback
	}
	return c.order[i]
}

// In returns the language on a clock. An unknown language is English, no zone
// is UTC. It is cheap enough to call per request.
func (c *Catalogues) In(lang string, zone *time.Location) *Locale {
	l, ok := c.byCode[lang]
	if !ok {
		l = c.byCode[fallback]
	}
	if zone == nil {
		zone = time.UTC
	}
	return &Locale{language: l, zone: zone}
}

func read(code string, raw []byte) (*language, error) {
	tag, err := tags.Parse(code)
	if err != nil {
		return nil, err
	}
	var texts map[string]string
	if err := json.Unmarshal(raw, &texts); err != nil {
		return nil, err
	}
	l := &language{
		code: code, tag: tag,
		sentences: make(map[string]*template, len(texts)),
		plurals:   map[string]*forms{},
		group:     texts["number.group"], decimal: texts["number.decimal"],
	}
	for key, text := range texts {
		t := parse(text)
		l.sentences[key] = t
		if dot := strings.LastIndexByte(key, '.'); dot >= 0 {
			if form, ok := endings[key[dot:]]; ok {
				l.addForm(key[:dot], form, t)
			}
		}
	}
	for base, f := range l.plurals {
		if f.other == nil {
			return nil, fmt.Errorf("%s has no .other", base)
		}
	}
	if l.group == "" || l.decimal == "" {
		return nil, fmt.Errorf("number.group and number.decimal are needed")
	}
	l.words, err = readWords(texts, l)
	return l, err
}

func (l *language) addForm(base string, form plural.Form, t *template) {
	f := l.plurals[base]
	if f == nil {
		f = &forms{}
		l.plurals[base] = f
	}
	if form == plural.Other {
		f.other = t
	}
	f.byForm[form] = t
}

func (f *forms) pick(tag tags.Tag, n int) *template {
	if n < 0 {
		n = -n
	}
	if t := f.byForm[plural.Cardinal.MatchPlural(tag, n, 0, 0, 0, 0)]; t != nil {
		return t
	}
	return f.other
}
