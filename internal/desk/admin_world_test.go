package desk_test

import (
	"slices"
	"strings"
	"testing"

	"balie/internal/access"
	"balie/internal/authn"
	"balie/internal/desk"
	"balie/internal/errs"
	"balie/internal/org"
	"balie/internal/store"
	"balie/internal/ticket"
)

// adminWorld is a mailWorld with a second partner, its administrator and its
// customer, whom the first partner may not know of.
type adminWorld struct {
	*mailWorld
	kade, tuin  org.ID
	lotte, gijs access.Actor
}

func eachAdminWorld(t *testing.T, fn func(t *testing.T, w *adminWorld)) {
	t.Helper()
	eachMailWorld(t, func(t *testing.T, m *mailWorld) {
		w := &adminWorld{mailWorld: m}
		w.write(func(tx *store.Tx) error {
			w.kade = w.organization(tx, org.Partner, w.vendor, "Kade Support", "")
			w.tuin = w.organization(tx, org.Entity, w.kade, "Groene Tuin", "")
			w.lotte = w.person(tx, "Lotte Linde", "en", w.kade, org.Partner, w.vendor, org.Agent|org.Administrator)
			w.gijs = w.person(tx, "Gijs Groen", "en", w.tuin, org.Entity, w.kade, org.SeesAll)
			return nil
		})
		w.run.Handle(desk.JobPass, w.d.PassOn)
		w.run.Handle(desk.JobRehome, w.d.Rehome)
		w.run.Handle(desk.JobIndex, w.d.Index)
		fn(t, w)
	})
}

// gone demands the answer that a thing which does not exist gets.
func (w *adminWorld) gone(what string, err error) {
	w.t.Helper()
	if !errs.Is(err, errs.NotFound) {
		w.t.Errorf("%s: %v, want absent", what, err)
	}
}

// at demands a refusal of one field.
func (w *adminWorld) at(err error, field, key string) {
	w.t.Helper()
	if e := errs.From(err); e == nil || len(e.Fields) != 1 || e.Fields[0].Name != field || e.Fields[0].Key != key {
		w.t.Errorf("%v, want %s at %s", err, key, field)
	}
}

func (w *adminWorld) opened(a access.Actor, id ticket.ID) desk.Opened {
	w.t.Helper()
	o, err := w.d.Open(w.t.Context(), a, id)
	w.must(err)
	return o
}

// finds says on how many tickets an agent finds the words.
func (w *adminWorld) finds(a access.Actor, words string) int {
	w.t.Helper()
	got, err := w.d.Search(w.t.Context(), a, desk.SearchInput{Words: words})
	w.must(err)
	return len(got.Rows)
}

func kinds(events []ticket.Event) string {
	var out []string
	for _, e := range events {
		out = append(out, e.Info().Name)
	}
	return strings.Join(out, " ")
}

func orgNames(list []org.Organization) []string {
	var out []string
	for _, o := range list {
		out = append(out, o.Name)
	}
	slices.Sort(out)
	return out
}

func fieldsOf(err error) []string {
	var out []string
	if e := errs.From(err); e != nil {
		for _, f := range e.Fields {
			out = append(out, f.Name)
		}
	}
	return out
}

func tokenHash(token string) []byte { return authn.TokenHash(token) }
