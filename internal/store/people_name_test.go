package store_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"balie/internal/access"
	"balie/internal/org"
	"balie/internal/store"
	"balie/internal/store/storetest"
)

// nameWords are what people of these tests are called.
var nameWords = strings.Fields("Jan Janneke José van Van der de Vries Jansen Jan-Peter O'Brien Élodie Müller Mul mulder An Anna Anna")

// crowded gives the world people with such names, some at several places, and
// lets some of them leave, come back, take another name or another place.
func crowded(t *testing.T, st *store.Store, w *storetest.World, r *rand.Rand) {
	name := func() string {
		var out []string
		for range 1 + r.IntN(4) {
			out = append(out, nameWords[r.IntN(len(nameWords))])
		}
		return strings.Join(out, " ")
	}
	places := append(slices.Clone(w.Entities), w.Partners...)
	place := func() org.ID { return places[r.IntN(len(places))].ID }
	change(t, st, func(tx *store.Tx) error {
		var err error
		try := func(e error) {
			if err == nil {
				err = e
			}
		}
		for n := range 60 {
			u := org.User{Name: name(), Active: true, Language: "en"}
			u.Mail = fmt.Sprintf("%s.%d@People.example", []string{"jan", "jan.de", "x", "müller"}[n%4], n)
			try(tx.AddUser(&u, strings.ToLower(u.Mail), ""))
			for range r.IntN(4) {
				try(tx.AddMembership(u.ID, place(), org.Rights(r.IntN(2))))
			}
			switch r.IntN(6) {
			case 0:
				try(tx.Deactivate(u.ID))
			case 1:
				try(tx.Deactivate(u.ID))
				try(tx.Reactivate(u.ID))
			case 2:
				u.Name = name()
				try(tx.SetProfile(u))
			case 3:
				try(tx.RemoveMembership(u.ID, place()))
			}
		}
		try(tx.SetParent(w.Entities[0].ID, w.Partners[1].ID))
		try(tx.SetParent(w.Entities[6].ID, w.Partners[0].ID))
		try(tx.SetParent(w.Entities[3].ID, w.Vendor.ID))
		return err
	})
}

// plainly reads names without accents and signs, as the words of these tests
// need it.
func plainly(s string) string {
	s = strings.NewReplacer("é", "e", "ü", "u", "-", " ", "'", " ", "@", " ", ".", " ").Replace(strings.ToLower(s))
	return strings.Join(strings.Fields(s), " ")
}

// naively finds people by reading all of them.
func naively(t *testing.T, tx *store.Tx, w *storetest.World, desk org.ID, typed string) []store.Acquaintance {
	type one struct {
		store.Acquaintance
		by string
	}
	found := map[org.UserID]one{}
	parents := map[org.ID]org.ID{w.Entities[0].ID: w.Partners[1].ID, w.Entities[6].ID: w.Partners[0].ID, w.Entities[3].ID: w.Vendor.ID}
	for _, o := range append(append([]org.Organization{w.Vendor}, w.Partners...), w.Entities...) { // by their ids
		parent := o.Parent
		if moved, ok := parents[o.ID]; ok {
			parent = moved
		}
		if desk != org.VendorID && desk != o.ID && desk != parent {
			continue
		}
		members, err := tx.Members(o.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range members {
			starts := []string{strings.ToLower(m.User.Mail)}
			for words := strings.Fields(plainly(m.User.Name)); len(words) > 0; words = words[1:] {
				starts = append(starts, strings.Join(words, " "))
			}
			slices.Sort(starts)
			for _, s := range starts {
				fits := strings.HasPrefix(s, plainly(typed)) && plainly(typed) != "" || strings.HasPrefix(s, strings.ToLower(typed))
				if _, known := found[m.User.ID]; fits && m.User.Active && !known {
					found[m.User.ID] = one{store.Acquaintance{ID: m.User.ID, Name: m.User.Name, Mail: m.User.Mail, Org: o.ID}, s}
				}
			}
		}
	}
	var list []one
	for _, f := range found {
		list = append(list, f)
	}
	slices.SortFunc(list, func(a, b one) int { return cmp.Or(cmp.Compare(a.by, b.by), cmp.Compare(a.ID, b.ID)) })
	var out []store.Acquaintance
	for _, f := range list {
		out = append(out, f.Acquaintance)
	}
	return out
}

var namesTyped = []string{
	"j", "jan", "JAN ", "jan j", "jan de v", "van der", "vries", "élo", "elo", "Mül", "mul", "jan-p", "o'b", "obrien", "an", "anna",
	"jan.", "jan.de.1", "müller.3@people", "x.2", "agent 1", "person 2 of entity 1", "%", "_", "@", "zz", strings.Repeat("jan ", 60),
}

func TestPeopleAreFoundAsANaiveReadingFindsThem(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store, _ storetest.Env) {
		seed := uint64(time.Now().UnixNano())
		t.Logf("seed %d", seed)
		w := storetest.NewWorld(t, st)
		crowded(t, st, w, rand.New(rand.NewPCG(seed, 1)))
		found := 0
		look(t, st, func(tx *store.Tx) error {
			for _, a := range []access.Actor{w.Staff[0], w.Staff[3], w.Staff[5]} {
				for _, typed := range namesTyped {
					want := naively(t, tx, w, a.Memberships[0].Org, typed)
					found += len(want)
					for _, limit := range []int{100, 3, 1} {
						got, err := tx.PeopleNamed(access.DeskScope(a), typed, limit)
						if err != nil {
							return err
						}
						if cut := want[:min(limit, len(want))]; !slices.Equal(got, cut) {
							t.Errorf("%d of %q at %d: %v, want %v", limit, typed, a.Memberships[0].Org, got, cut)
						}
					}
				}
			}
			for _, s := range []access.Scope{access.PortalScope(w.Customers[0]), access.DeskScope(access.Actor{}), {}} {
				if got, err := tx.PeopleNamed(s, "person", 9); len(got) > 0 || err != nil {
					t.Errorf("who is no agent finds %v: %v", got, err)
				}
			}
			return nil
		})
		if found < 100 {
			t.Errorf("only %d were there to be found", found)
		}
		if problems, err := st.Verify(t.Context()); len(problems) > 0 || err != nil {
			t.Errorf("%v, %v", problems, err)
		}
	})
}

// A store from before people had such rows gets them when it opens.
func TestNamesOfAnOlderStoreAreMadeWhenItOpens(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store, e storetest.Env) {
		w := storetest.NewWorld(t, st)
		crowded(t, st, w, rand.New(rand.NewPCG(1, 1)))
		read := func(s *store.Store) []string {
			got, err := store.Strings(t.Context(), s, "SELECT desk_id || ' ' || name || ' ' || user_id || ' ' || org_id FROM people_name ORDER BY desk_id, name, user_id")
			if err != nil {
				t.Fatal(err)
			}
			return got
		}
		want := read(st)
		if err := store.Break(t.Context(), st, "DELETE FROM people_name"); err != nil {
			t.Fatal(err)
		}
		if got := read(storetest.OpenAt(t, e.Options)); len(want) < 200 || !slices.Equal(got, want) {
			t.Errorf("%d rows, want %d", len(got), len(want))
		}
	})
}

// What the index says too much of is not believed.
func TestAPersonOfAnotherDeskIsNotFoundWhateverTheIndexSays(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store, _ storetest.Env) {
		w := storetest.NewWorld(t, st)
		theirs := w.Customers[9]
		if err := store.Break(t.Context(), st, "INSERT INTO people_name (desk_id, name, user_id, org_id) VALUES (?, 'zebra', ?, ?)",
			int64(w.Partners[0].ID), int64(theirs.User), int64(theirs.Memberships[0].Org)); err != nil {
			t.Fatal(err)
		}
		look(t, st, func(tx *store.Tx) error {
			got, err := tx.PeopleNamed(access.DeskScope(w.Staff[3]), "zebra", 5)
			if len(got) > 0 {
				t.Errorf("found %v", got)
			}
			return err
		})
	})
}
