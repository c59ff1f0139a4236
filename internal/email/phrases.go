package email

import (
	"iter"
	"strings"
)

// eachPhrase walks a list of phrases, which are separated by "|" and may be
// broken into rows.
func eachPhrase(list string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for row := range strings.SplitSeq(list, "\n") {
			for p := range strings.SplitSeq(row, "|") {
				if p != "" && !yield(p) {
					return
				}
			}
		}
	}
}

// mentions reports that s, in lower case, contains one of the phrases.
func mentions(list, s string) bool {
	for p := range eachPhrase(list) {
		if strings.Contains(s, p) {
			return true
		}
	}
	return false
}

// beginsWith reports that s, in lower case, starts with one of the phrases.
func beginsWith(list, s string) bool {
	for p := range eachPhrase(list) {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	return false
}
