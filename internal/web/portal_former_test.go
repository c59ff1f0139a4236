package web_test

import (
	"strings"
	"testing"

	"balie/internal/desktest"
	"balie/internal/page"
)

// TestFormerUsersInThePortal lets go of Eva and reads on as Mira, who sees all
// of the bakery, and as Sanne.
func TestFormerUsersInThePortal(t *testing.T) {
	eachEngine(t, func(t *testing.T, w *desktest.World) {
		tk := ask(w, "eva's")
		mira, sanne := w.Mira.Client(), w.Sanne.Client()
		paths := map[*desktest.Client][]string{mira: {page.PortalListURL(w.Bakery.ID, false), "/tickets/" + tk.Ref}, sanne: {"/desk/tickets/" + tk.Ref}}
		for c, list := range paths {
			for _, path := range list {
				if p := c.Get(path); !strings.Contains(p.Body, w.Eva.Name) {
					t.Fatalf("%s (%d) does not name her before", path, p.Status)
				}
			}
		}
		if err := w.Desk.LetGo(t.Context(), w.Noor.Actor(), w.Eva.ID, ""); err != nil {
			t.Fatal(err)
		}
		for c, list := range paths {
			for _, path := range list {
				p := c.Get(path)
				if strings.Contains(p.Body, w.Eva.Name) || !strings.Contains(strings.ToLower(p.Text()), "former user") {
					t.Errorf("%s:\n%s", path, p.Text())
				}
			}
		}
	})
}
