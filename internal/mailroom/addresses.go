package mailroom

import (
	"context"
	"slices"
	"strings"

	"balie/internal/email"
)

// Addresses says for which recipients a door takes mail. Nothing else is
// taken, so it can never be made to relay.
type Addresses struct {
	// List are whole addresses, or "@example.com" for all of a domain.
	List []string
	// Also asks for those that are not in List; nil: there are no others.
	Also func(ctx context.Context, addr string) (bool, error)
}

// take reports whether mail for a recipient is ours. What stands after a + in
// front of the @ belongs to the one who writes, such as a signed reply address.
func (a Addresses) take(ctx context.Context, rcpt string) (bool, error) {
	box, _, _ := email.SplitPlus(rcpt)
	for _, addr := range []string{email.CanonicalAddr(rcpt), box} {
		if slices.ContainsFunc(a.List, func(own string) bool { return matches(own, addr) }) {
			return true, nil
		}
		if a.Also == nil {
			continue
		}
		if ours, err := a.Also(ctx, addr); ours || err != nil {
			return ours, err
		}
	}
	return false, nil
}

func matches(own, addr string) bool {
	if domain, all := strings.CutPrefix(own, "@"); all {
		at := strings.LastIndexByte(addr, '@')
		return at > 0 && email.CanonicalAddr("x@"+domain) == email.CanonicalAddr("x"+addr[at:])
	}
	return email.CanonicalAddr(own) == addr
}
