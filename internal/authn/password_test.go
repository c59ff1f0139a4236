package authn

import (
	"strings"
	"testing"

	"balie/internal/errs"
)

func TestCheckPassword(t *testing.T) {
	for password, want := range map[string]string{
		"":                               "password.too_short",
		"kort":                           "password.too_short",
		"éééàààèèè":                      "password.too_short", // nine characters, eighteen bytes
		"éééàààèèèç":                     "",
		"paars konijn":                   "",
		strings.Repeat("aé7", 66):        "password.common",
		strings.Repeat("aé7x", 50):       "",
		strings.Repeat("aé7x", 50) + "y": "password.too_long",
		"aaaaaaaaaaaa":                   "password.common",
		"Password123":                    "password.common",
		"WELKOM2026":                     "password.common",
		"welkom2026x":                    "",
	} {
		err := CheckPassword(password)
		if want == "" {
			if err != nil {
				t.Errorf("%q: %v", password, err)
			}
			continue
		}
		e := errs.From(err)
		if e == nil || e.Code != errs.Invalid || len(e.Fields) != 1 || e.Fields[0].Name != "password" || e.Fields[0].Key != want {
			t.Errorf("%q: %v, want %s", password, err, want)
		}
	}
}

func TestWorstListIsOfUse(t *testing.T) {
	for line := range strings.Lines(worst) {
		p := strings.TrimSuffix(line, "\n")
		if len(p) < MinPassword || p != strings.ToLower(p) || CheckPassword(p) == nil {
			t.Errorf("%q is short, not in lower case, or not matched", p)
		}
	}
}
