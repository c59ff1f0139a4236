package store_test

import (
	"slices"
	"testing"

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
