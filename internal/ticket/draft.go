package ticket

import "strings"

// MergeDraft joins what was typed in two places: the longer one when it
// contains the other, else both, what was stored first.
func MergeDraft(stored, typed string) string {
	s, t := strings.TrimSpace(stored), strings.TrimSpace(typed)
	switch {
	case strings.Contains(t, s):
		return typed
	case strings.Contains(s, t):
		return stored
	}
	return s + "\n\n" + t
}
