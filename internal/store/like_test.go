package store_test

import (
	"fmt"
	"slices"
	"testing"

	"balie/internal/access"
	"balie/internal/org"
	"balie/internal/store"
	"balie/internal/store/storetest"
	"balie/internal/ticket"
)

// TestLettersAreFoundInAnyCase on both engines, whatever they know of letters;
// what is a sign in their patterns stands for itself.
func TestLettersAreFoundInAnyCase(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store, _ storetest.Env) {
		w := storetest.NewWorld(t, st)
		texts := []string{
			"CAFÉ gesloten", "café open", "Über 100%", "übermorgen", "ΣΊΣΥΦΟΣ", "Straße [x] a*b?c", `é\d (é) é^é .é-é`, "a_b ÉÉN!", "Заказ",
		}
		for _, s := range texts {
			w.Submit(t, st, w.Customers[0], s)
		}
		change(t, st, func(tx *store.Tx) error {
			for i, name := range []string{"Zoë Ünal", "ÅSA Özil", "Éva %é"} {
				u := org.User{Name: name, Mail: fmt.Sprint(i, "@x.example"), Active: true}
				if err := tx.AddUser(&u, name+"@x.example", ""); err != nil {
					return err
				}
			}
			return nil
		})
		vendor := access.DeskScope(access.Actor{User: 1, Memberships: []org.Membership{{User: 1, Org: org.VendorID, Tier: org.Vendor}}})
		subjects := func(words string) (out []string) {
			t.Helper()
			err := st.Read(t.Context(), func(tx *store.Tx) error {
				l := store.List{Scope: vendor, View: ticket.ViewAll, Sort: ticket.SortCreated, Me: 1, Filter: store.Filter{Subject: words}}
				page, err := tx.ListTickets(l)
				for _, r := range page.Rows {
					out = append(out, r.Subject)
				}
				n, _, counted := tx.CountList(l)
				if n != len(out) || counted != nil {
					t.Errorf("%q: %d listed, %d counted, %v", words, len(out), n, counted)
				}
				return err
			})
			if err != nil {
				t.Fatalf("%q: %v", words, err)
			}
			slices.Reverse(out)
			return out
		}
		for words, want := range map[string][]int{
			"café": {0, 1}, "CAFÉ": {0, 1}, "É GES": {0}, "fÉ": {0, 1}, "über": {2, 3}, "ÜBER 100%": {2}, "Ü%": {}, "σίσυφος": {4}, "заКАЗ": {8},
			"straße": {5}, "ß [X] A*B?C": {5}, "e*b": {}, `é\D`: {6}, "(É)": {6}, "É^É": {6}, ".É-É": {6}, "é.é": {}, "één!": {7}, "a_B": {7}, "[é]": {}, "é\x00": {},
		} {
			var expected []string
			for _, i := range want {
				expected = append(expected, texts[i])
			}
			if got := subjects(words); !slices.Equal(got, expected) {
				t.Errorf("%q finds %q, want %q", words, got, expected)
			}
		}
		for words, want := range map[string]string{"ünal": "Zoë Ünal", "ÜNAL": "Zoë Ünal", "åsa öz": "ÅSA Özil", "ZOË": "Zoë Ünal", "éva %É": "Éva %é", "oë": "", "nal": ""} {
			var got string
			err := st.Read(t.Context(), func(tx *store.Tx) error {
				page, err := tx.ListPeople(store.PeopleAsk{Words: words})
				for _, p := range page.Rows {
					got += p.User.Name
				}
				return err
			})
			if err != nil || got != want {
				t.Errorf("%q finds %q, want %q, %v", words, got, want, err)
			}
		}
	})
}
