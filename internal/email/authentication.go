package email

import (
	"cmp"
	"slices"
	"strings"

	"github.com/emersion/go-msgauth/authres"
	"golang.org/x/net/publicsuffix"
)

// Authentication is what a trusted server found about the sender (RFC 8601).
// Results are the words of the RFC, such as "pass", "fail" and "none"; "" when
// the server did not say.
type Authentication struct {
	SPF, DKIM, DMARC string
	SPFDomain        string   // of the envelope sender
	DKIMDomains      []string // of the signatures that passed
	FromDomain       string   // the author's domain, as the server read it for DMARC
	Aligned          bool     // SPF or DKIM passed for a domain that belongs with From's (RFC 7489 §3.1, relaxed)
}

// Authentication reads the Authentication-Results of the server that names
// itself authservID; those of others are anybody's claim and are not read. Of
// each method the topmost result counts, which the last server wrote. That
// server must remove fields that others wrote in its name (RFC 8601 §5).
func (m *Message) Authentication(authservID string) Authentication {
	var a Authentication
	if authservID == "" {
		return a
	}
	seen := map[string]bool{}
	for i, value := range m.fields.all("authentication-results") {
		if i >= 20 {
			break
		}
		id, results, ok := authResults(clip(value, 16<<10))
		if !ok || !strings.EqualFold(id, authservID) {
			continue
		}
		here := map[string]bool{}
		for _, r := range results {
			if method := a.take(r, seen); method != "" {
				here[method] = true
			}
		}
		for method := range here {
			seen[method] = true
		}
	}
	a.Aligned = m.OneAuthor && a.aligned(domainOf(m.From.Addr))
	return a
}

// Proves reports that DMARC passed for the domain of this message's one
// author, so that From may be believed as far as its domain goes.
func (a Authentication) Proves(m *Message) bool {
	return m.OneAuthor && a.DMARC == "pass" && a.FromDomain != "" && a.FromDomain == domainOf(m.From.Addr)
}

// authResults parses one field. The parser gives up at what it does not know,
// so comments and methods without "=" go first.
func authResults(value string) (id string, results []authres.Result, ok bool) {
	parts := strings.Split(bareResults(value), ";")
	fields := strings.Fields(parts[0])
	if len(fields) == 0 || strings.Contains(fields[0], "=") {
		return "", nil, false
	}
	id = fields[0]
	for _, p := range parts[1:] {
		if p = strings.TrimSpace(p); !strings.Contains(p, "=") || len(results) >= 50 {
			continue
		}
		if _, list, err := authres.Parse(id + "; " + p); err == nil {
			results = append(results, list...)
		}
	}
	return id, results, true
}

// take adds one result and names its method; "" for one that does not count.
func (a *Authentication) take(r authres.Result, seen map[string]bool) string {
	switch r := r.(type) {
	case *authres.SPFResult:
		if !seen["spf"] && (a.SPF == "" || r.From != "") {
			a.SPF, a.SPFDomain = resultWord(r.Value), domainOf(r.From)
			return "spf"
		}
	case *authres.DKIMResult:
		if seen["dkim"] {
			return ""
		}
		if value := resultWord(r.Value); a.DKIM != "pass" {
			a.DKIM = value
		}
		if domain := domainOf(cmp.Or(r.Domain, r.Identifier)); r.Value == authres.ResultPass && domain != "" && !slices.Contains(a.DKIMDomains, domain) {
			a.DKIMDomains = append(a.DKIMDomains, domain)
		}
		return "dkim"
	case *authres.DMARCResult:
		if !seen["dmarc"] && a.DMARC == "" {
			a.DMARC, a.FromDomain = resultWord(r.Value), domainOf(r.From)
			return "dmarc"
		}
	}
	return ""
}

func resultWord(v authres.ResultValue) string {
	if s := lower(string(v)); isToken(s) {
		return s
	}
	return ""
}

func (a Authentication) aligned(from string) bool {
	if a.SPF == "pass" && sameOrganization(a.SPFDomain, from) {
		return true
	}
	return slices.ContainsFunc(a.DKIMDomains, func(d string) bool { return sameOrganization(d, from) })
}

// sameOrganization reports equal registered domains.
func sameOrganization(a, b string) bool {
	if a == "" || b == "" {
		return false
	}
	ra, errA := publicsuffix.EffectiveTLDPlusOne(a)
	rb, errB := publicsuffix.EffectiveTLDPlusOne(b)
	return a == b || errA == nil && errB == nil && ra == rb
}

// domainOf is the domain of an address, or of what is a domain already.
func domainOf(s string) string {
	s = strings.Trim(s, "<>\" ")
	s = s[strings.LastIndexByte(s, '@')+1:]
	if d, err := asciiDomain(s); err == nil {
		s = d
	}
	return lower(strings.TrimSuffix(s, "."))
}

// bareResults takes comments out (RFC 5322 §3.2.2), and of quoted strings
// everything that could read as another result: senders get their words there.
func bareResults(s string) string {
	var b strings.Builder
	depth, quote := 0, false
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c == '\\' && i+1 < len(s):
			i++
			c = '_'
		case c == '"' && depth == 0:
			quote = !quote
			continue
		case c == '(' && !quote:
			depth++
			continue
		case c == ')' && !quote && depth > 0:
			depth--
			continue
		}
		if quote && (c == ';' || c == '=' || c <= ' ') {
			c = '_'
		}
		if depth == 0 {
			b.WriteByte(c)
		}
	}
	return b.String()
}
