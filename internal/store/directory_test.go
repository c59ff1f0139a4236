package store_test

import (
	"slices"
	"testing"
	"time"

	"balie/internal/org"
	"balie/internal/store"
	"balie/internal/store/storetest"
)

func TestNamesInTheOrderOfReading(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store, _ storetest.Env) {
		ctx := t.Context()
		if err := s.Write(ctx, func(tx *store.Tx) error {
			if err := tx.AddOrganization(&org.Organization{Tier: org.Vendor, Name: "Vendor"}); err != nil {
				return err
			}
			for _, name := range []string{"beta", "Alfa", "Gamma", "alfa 2"} {
				if err := tx.AddOrganization(&org.Organization{Tier: org.Entity, Parent: org.VendorID, Name: name, Language: "en", Zone: "UTC"}); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		s.DropNames()
		names, err := s.Directory(ctx)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, o := range names.ByName {
			if o.Tier == org.Entity {
				got = append(got, o.Name)
			}
		}
		if want := []string{"Alfa", "alfa 2", "beta", "Gamma"}; !slices.Equal(got, want) || len(names.ByName) != len(names.Orgs) {
			t.Errorf("%q of %d, want %q", got, len(names.Orgs), want)
		}
	})
}

func TestPartiesAndSystemsAreFoundByTheirNames(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store, _ storetest.Env) {
		w := storetest.NewWorld(t, st)
		change(t, st, func(tx *store.Tx) error {
			o := org.Organization{Tier: org.Entity, Parent: w.Partners[0].ID, Name: "Bakkerij 't Wünder-Huis", Language: "nl", Zone: "UTC"}
			if err := tx.AddOrganization(&o); err != nil {
				return err
			}
			return tx.AddSystem(&org.System{Entity: o.ID, Name: "Kassa Één"})
		})
		names, err := st.Directory(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		all := func(o org.Organization) bool { return o.Tier == org.Entity }
		theirs := func(o org.Organization) bool { return o.Tier == org.Entity && o.Parent == w.Partners[1].ID }
		for _, c := range []struct {
			text          string
			most          int
			sees          func(org.Organization) bool
			orgs, systems int
		}{
			{"", 100, all, 0, 15},
			{"%", 100, all, 0, 0},
			{"entity", 100, all, 7, 14},
			{"ENTITY ", 3, all, 3, 3},
			{"ntity", 100, all, 0, 14},
			{"entity", 100, theirs, 3, 6},
			{"wunder", 100, all, 1, 0},
			{"wünder-h", 100, all, 1, 0},
			{"wunder", 100, theirs, 0, 0},
			{"partner", 100, all, 0, 0},
			{"een", 100, all, 0, 1},
			{"sa ee", 100, all, 0, 1},
			{"system 2 of", 100, all, 0, 7},
		} {
			if orgs, systems := names.OrgsNamed(c.text, c.most, c.sees), names.SystemsNamed(c.text, c.most, c.sees); len(orgs) != c.orgs || len(systems) != c.systems {
				t.Errorf("%d of %q: %d and %d, want %d and %d", c.most, c.text, len(orgs), len(systems), c.orgs, c.systems)
			}
		}
		list := names.SystemsNamed("", 100, all)
		if list[0].Name != "Kassa Één" || list[1].Name != "System 1 of Entity 1" || list[14].Name != "System 2 of Entity 7" {
			t.Errorf("in the order %v", list)
		}
	})
}

// Names that another process changed are read beside while the old ones serve;
// too old ones, and those changed here, serve no more.
func TestOldNamesServeWhileNewOnesAreRead(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store, e storetest.Env) {
		w := storetest.NewWorld(t, st)
		elsewhere := storetest.OpenAt(t, e.Options)
		called := func() string {
			t.Helper()
			names, err := st.Directory(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			return names.Orgs[w.Vendor.ID].Name
		}
		rename := func(at *store.Store, name string) {
			t.Helper()
			o := w.Vendor
			o.Name = name
			change(t, at, func(tx *store.Tx) error { return tx.SaveOrganization(o) })
		}
		called()
		rename(elsewhere, "Second")
		store.AgeNames(st, 6*time.Second)
		if got := called(); got != "Vendor" {
			t.Errorf("a page waited for %q", got)
		}
		for deadline := time.Now().Add(5 * time.Second); called() != "Second"; time.Sleep(time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatal("the new name does not come")
			}
		}
		rename(elsewhere, "Third")
		store.AgeNames(st, 11*time.Second)
		if got := called(); got != "Third" {
			t.Errorf("after eleven seconds still %q", got)
		}
		rename(st, "Fourth")
		if got := called(); got != "Fourth" {
			t.Errorf("after a change here still %q", got)
		}
	})
}
