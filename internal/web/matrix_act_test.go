package web_test

import "strings"

// impossible is an act that the ticket's state forbids.
const impossible = "409"

// outcomes is what those of the callers get who see an object.
func outcomes(outcome string, objects map[string]string, callers string) map[string]string {
	out := map[string]string{}
	for object, who := range objects {
		for _, c := range who {
			if strings.ContainsRune(callers, c) {
				out[object+" "+string(c)] = outcome
			}
		}
	}
	return out
}

// seen is outcomes for the tickets that desks see.
func seen(outcome, callers string) map[string]string { return outcomes(outcome, desks, callers) }

// seenBy narrows who is answered to some of those who see a ticket.
func seenBy(callers string) map[string]string {
	out := map[string]string{}
	for object, who := range desks {
		for _, c := range who {
			if strings.ContainsRune(callers, c) {
				out[object] += string(c)
			}
		}
	}
	return out
}
