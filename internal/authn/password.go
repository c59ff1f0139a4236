package authn

import (
	_ "embed"
	"strings"
	"unicode/utf8"

	"balie/internal/errs"
)

// The bounds of a password's length in characters, for forms to name.
const (
	MinPassword = 10
	MaxPassword = 200
)

// worst holds one known bad password of at least MinPassword characters a
// line, in lower case.
//
//go:embed worst.txt
var worst string

// CheckPassword refuses a password nobody should choose: errs.Invalid with the
// field "password". Length is what counts; there are no rules about kinds of
// characters (NIST SP 800-63B, section 3.1.1.2).
func CheckPassword(password string) error {
	unfit := errs.New(errs.Invalid, "password.unfit")
	switch n := utf8.RuneCountInString(password); {
	case n < MinPassword:
		return unfit.At("password", "password.too_short", "min", MinPassword)
	case n > MaxPassword:
		return unfit.At("password", "password.too_long", "max", MaxPassword)
	case isCommon(password):
		return unfit.At("password", "password.common")
	}
	return nil
}

// isCommon also catches passwords of fewer than four different characters.
func isCommon(password string) bool {
	seen := map[rune]bool{}
	for _, r := range password {
		seen[r] = true
	}
	return len(seen) < 4 || strings.Contains("\n"+worst, "\n"+strings.ToLower(password)+"\n")
}
