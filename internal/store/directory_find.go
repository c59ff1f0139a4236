package store

import (
	"cmp"
	"slices"
	"strings"

	"balie/internal/org"
)

// called is a party or a system with its name as it is looked for.
type called[T any] struct {
	it   T
	name string // folded, its words with one space between
}

func lookedFor(name string) string { return strings.Join(terms(name), " ") }

// byCall prepares what OrgsNamed and SystemsNamed look through.
func (d *Directory) byCall() {
	d.orgsCalled = make([]called[org.Organization], len(d.ByName))
	for i, o := range d.ByName {
		d.orgsCalled[i] = called[org.Organization]{o, lookedFor(o.Name)}
	}
	for _, s := range d.Systems {
		if s.Archived {
			continue
		}
		d.systemsCalled = append(d.systemsCalled, called[org.System]{s, lookedFor(s.Name)})
	}
	slices.SortFunc(d.systemsCalled, func(a, b called[org.System]) int {
		return cmp.Or(cmp.Compare(a.name, b.name), cmp.Compare(d.Orgs[a.it.Entity].Name, d.Orgs[b.it.Entity].Name), cmp.Compare(a.it.ID, b.it.ID))
	})
}

// OrgsNamed gives the first of those that sees says yes to, in whose name a
// word begins with the text.
func (d *Directory) OrgsNamed(text string, most int, sees func(org.Organization) bool) []org.Organization {
	text = lookedFor(text)
	if text == "" {
		return nil
	}
	return first(d.orgsCalled, most, func(name string) bool {
		return strings.HasPrefix(name, text) || strings.Contains(name, " "+text)
	}, sees)
}

// SystemsNamed gives the first of those whose entity sees says yes to, and
// whose name has the text somewhere; on no text of any name.
func (d *Directory) SystemsNamed(text string, most int, sees func(org.Organization) bool) []org.System {
	wanted := lookedFor(text)
	if wanted == "" && strings.TrimSpace(text) != "" {
		return nil
	}
	return first(d.systemsCalled, most, func(name string) bool { return strings.Contains(name, wanted) },
		func(s org.System) bool { return sees(d.Orgs[s.Entity]) })
}

func first[T any](list []called[T], most int, fits func(name string) bool, sees func(T) bool) []T {
	var out []T
	for _, c := range list {
		if len(out) == most {
			break
		}
		if fits(c.name) && sees(c.it) {
			out = append(out, c.it)
		}
	}
	return out
}
