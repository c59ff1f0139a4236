package ticket

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"balie/internal/org"
)

// Earlier is another ticket of the same entity, as far as a page names it.
type Earlier struct {
	ID      ID
	Subject string
	System  org.SystemID
	State   State
	Shelf   Shelf
	Reason  Reason
}

// SimilarMax is how many similar tickets a page names.
const SimilarMax = 5

// Similar picks from a ticket's earlier neighbours those that speak of the
// same thing: the most words of the subject shared first, then the same system,
// then the newest.
func (t Ticket) Similar(others []Earlier) []Earlier {
	mine := subjectWords(t.Subject)
	score := func(e Earlier) int {
		n := 0
		for w := range subjectWords(e.Subject) {
			if mine[w] {
				n += 2
			}
		}
		if e.System != 0 && e.System == t.System {
			n++
		}
		return n
	}
	var out []Earlier
	scores := map[ID]int{}
	for _, e := range others {
		if n := score(e); n > 0 && e.ID != t.ID {
			scores[e.ID] = n
			out = append(out, e)
		}
	}
	slices.SortStableFunc(out, func(a, b Earlier) int {
		return cmp.Or(cmp.Compare(scores[b.ID], scores[a.ID]), cmp.Compare(b.ID, a.ID))
	})
	return out[:min(len(out), SimilarMax)]
}

// subjectWords are the words that say something: four letters at least.
func subjectWords(s string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if len([]rune(w)) >= 4 {
			out[w] = true
		}
	}
	return out
}
