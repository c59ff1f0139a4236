package locale

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

// pluralBase returns the key without its plural ending, and whether it had one.
func pluralBase(key string) (string, bool) {
	if dot := strings.LastIndexByte(key, '.'); dot >= 0 {
		if _, ok := endings[key[dot:]]; ok {
			return key[:dot], true
		}
	}
	return key, false
}

func placeholders(t *template) []string {
	names := map[string]bool{}
	for _, s := range t.segments {
		if s.name != "" {
			names[s.name] = true
		}
	}
	return slices.Sorted(maps.Keys(names))
}

// Languages may have different plural forms, so plural keys are compared by
// their base and by ".other".
func TestCataloguesSayTheSameThings(t *testing.T) {
	c, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	english := c.byCode[fallback]
	for _, code := range c.Languages() {
		other := c.byCode[code]
		for key, sentence := range english.sentences {
			base, plural := pluralBase(key)
			there, ok := other.sentences[key]
			switch {
			case plural && other.plurals[base] == nil, !plural && !ok:
				t.Errorf("%s lacks %s", code, key)
			case ok && !slices.Equal(placeholders(sentence), placeholders(there)):
				t.Errorf("%s: %s has %v, in English %v", code, key, placeholders(there), placeholders(sentence))
			}
		}
		for key, sentence := range other.sentences {
			base, plural := pluralBase(key)
			if plural && english.plurals[base] == nil || !plural && english.sentences[key] == nil {
				t.Errorf("%s has %s, which English lacks", code, key)
			}
			if strings.TrimSpace(sentence.source) == "" {
				t.Errorf("%s: %s is empty", code, key)
			}
		}
	}
}
