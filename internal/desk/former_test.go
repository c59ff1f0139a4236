package desk_test

import (
	"strings"
	"testing"

	"balie/internal/desk"
	"balie/internal/errs"
	"balie/internal/org"
	"balie/internal/store"
	"balie/internal/ticket"
)

// TestAMemberIsRemoved takes Bram, who belongs elsewhere too, out of the bakery:
// what he had there ends at once.
func TestAMemberIsRemoved(t *testing.T) {
	eachAdminWorld(t, func(t *testing.T, w *adminWorld) {
		followed, asked := w.submits(), w.asks(w.bram, "Bram asks", "Text") // Eva's, which Bram follows
		w.write(func(tx *store.Tx) error {
			other := w.organization(tx, org.Entity, w.lindehof, "Fietsen Visser", "")
			return tx.AddMembership(w.bram.User, other, 0)
		})
		w.must(w.d.SetRights(t.Context(), w.sanne, w.bakkerij, w.eva.User, org.Administrator))
		w.settles()
		token := w.session(w.bram)
		if w.finds(w.sanne, "bram") != 2 {
			t.Error("he is not found at all")
		}
		w.must(w.d.RemoveMember(t.Context(), w.sanne, w.bakkerij, w.bram.User))
		if _, err := w.d.Session(t.Context(), token); !errs.Is(err, errs.Unauthenticated) {
			t.Errorf("the session lives on: %v", err)
		}
		w.absent(w.bram, followed)
		w.settles()
		if o := w.opened(w.sanne, asked); o.Ticket.Requester != w.eva.User || count(o.Events, ticket.Passed) != 1 {
			t.Errorf("what he asked is %d's: %s", o.Ticket.Requester, kinds(o.Events))
		}
		w.absent(w.bram, asked)
		before := len(w.sink.Messages())
		w.says(w.sanne, followed, ticket.Comment, "Not for Bram.")
		w.says(w.sanne, asked, ticket.Comment, "Not for Bram.")
		w.settles()
		for _, m := range w.sink.Messages()[before:] {
			if m.To[0] == "bram@people.example" {
				t.Error("Bram got mail")
			}
		}
		w.sound()
	})
}

// TestWhoLeftIsNotNamed looks for a name where it may not stand any more.
func TestWhoLeftIsNotNamed(t *testing.T) {
	eachAdminWorld(t, func(t *testing.T, w *adminWorld) {
		id := w.submits()
		w.says(w.joost, id, ticket.Comment, "We look into it.")
		w.settles()
		w.must(w.d.LetGo(t.Context(), w.sanne, w.joost.User, ""))
		w.must(w.d.LetGo(t.Context(), w.sanne, w.eva.User, ""))
		before := len(w.sink.Messages())
		w.replies(w.bram, id, "Any news?") // quotes Joost
		w.says(w.sanne, id, ticket.Comment, "Not yet.")
		w.settles()
		if len(w.sink.Messages()) == before {
			t.Fatal("nobody got mail")
		}
		for _, m := range w.sink.Messages()[before:] {
			l := read(t, m)
			if strings.Contains(l.all, "colleague left") || strings.Contains(l.header.Get("Subject"), "Joost") {
				continue // the desk is told by name who left
			}
			for _, name := range []string{"Joost Bakker", "Eva van Dam"} {
				if strings.Contains(l.all, name) {
					t.Errorf("the mail to %s names %s:\n%s", m.To[0], name, l.all)
				}
			}
		}
		if n := w.finds(w.sanne, "eva"); n != 0 {
			t.Errorf("%d tickets are found by the name", n)
		}
		w.must(w.d.LetIn(t.Context(), w.sanne, w.eva.User, ""))
		w.settles()
		if n := w.finds(w.sanne, "eva"); n != 1 {
			t.Errorf("back again, %d tickets are found", n)
		}
	})
}

func TestANewNameIsFound(t *testing.T) {
	eachAdminWorld(t, func(t *testing.T, w *adminWorld) {
		w.submits()
		w.settles()
		w.must(w.d.SetProfile(t.Context(), w.eva, desk.ProfileInput{Name: "Evelien Kwikstaart", Language: "nl"}))
		w.settles()
		if w.finds(w.sanne, "kwikstaart") != 1 {
			t.Error("it is not found by the new name")
		}
	})
}
