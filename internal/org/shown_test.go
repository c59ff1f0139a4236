package org_test

import (
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"

	"balie/internal/org"
)

// Rounds show letters, never the signs around a name, and the same ones
// however the name is typed.
func TestInitialsAreLetters(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.StringOf(rapid.RuneFrom([]rune("aé Ż-('\".ß李\u00a0"))).Draw(t, "name")
		got := org.Initials(name)
		if n := utf8.RuneCountInString(got); n > 2 {
			t.Fatalf("%q has %d initials: %q", name, n, got)
		}
		for _, r := range got {
			if unicode.IsPunct(r) || unicode.IsSpace(r) || unicode.ToUpper(r) != r {
				t.Fatalf("%q has the initials %q", name, got)
			}
		}
	})
	for name, want := range map[string]string{
		"ömer çelik": "ÖÇ", "émile zola": "ÉZ", "жанна орлова": "ЖО", "Eva (Bakkerij)": "EB", "\"Eva\" de Vries": "EV", "Dr. J. Kade": "DK",
		"Eva\tde\u00a0Vries": "EV", "Eva - Jansen": "EJ", "O'Brien": "O", "d'Arc, Jeanne": "DJ", "eva@example.nl": "E", "3M": "3", "🎂 Eva": "🎂E", "(?)": "",
	} {
		if got := org.Initials(name); got != want {
			t.Errorf("initials of %q: %q, want %q", name, got, want)
		}
	}
}

func TestTheDeskIsToldWhereItSays(t *testing.T) {
	for _, c := range []struct{ mail, notify, want string }{
		{"help@example.nl", "team@example.nl", "team@example.nl"}, {"help@example.nl", "", "help@example.nl"}, {"", "team@example.nl", "team@example.nl"}, {"", "", ""},
	} {
		if got := (org.Organization{Mail: c.mail, Notify: c.notify}).ToldAt(); got != c.want {
			t.Errorf("%q and %q: told at %q, want %q", c.mail, c.notify, got, c.want)
		}
	}
}
