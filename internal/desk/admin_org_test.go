package desk_test

import (
	"fmt"
	"slices"
	"testing"

	"balie/internal/access"
	"balie/internal/desk"
	"balie/internal/errs"
	"balie/internal/org"
	"balie/internal/store"
	"balie/internal/ticket"
)

func organization(id org.ID) desk.OrgInput {
	return desk.OrgInput{ID: id, Name: "  New   name ", Language: "nl", Zone: "Europe/Paris", Hue: 5, Mail: fmt.Sprintf("desk%d@new.example", id), Notify: "told@new.example"}
}

// An own address decides whose mail is read and what counts as ours: nobody gets
// one that is somebody else's.
func TestAnOrganizationTakesNobodysAddress(t *testing.T) {
	eachAdminWorld(t, func(t *testing.T, w *adminWorld) {
		w.d.MailFor = []string{"hello@tessel.example"}
		saves := func(a access.Actor, id org.ID, mail string) error {
			in := organization(id)
			in.Mail = mail
			_, err := w.d.SaveOrganization(t.Context(), a, in)
			return err
		}
		w.must(saves(w.lotte, w.kade, "help@kade.example"))
		w.must(saves(w.lotte, w.kade, "Help@Kade.example")) // its own
		for name, mail := range map[string]string{
			"another desk's": "help@kade.example", "the installation's": "hello@tessel.example", "a person's": "eva@people.example",
		} {
			err := saves(w.sanne, w.lindehof, mail)
			if e := errs.From(err); e == nil || len(e.Fields) != 1 || e.Fields[0].Key != "admin.address.taken" {
				t.Errorf("%s address: %v", name, err)
			}
		}
		w.must(saves(w.vera, w.lindehof, "hello@tessel.example")) // the vendor gives it
	})
}

// TestOrganizationsAreTheirAdministrators lets everybody try to change
// everybody's organization.
func TestOrganizationsAreTheirAdministrators(t *testing.T) {
	eachAdminWorld(t, func(t *testing.T, w *adminWorld) {
		people := map[string]access.Actor{"vera": w.vera, "sanne": w.sanne, "joost": w.joost, "eva": w.eva, "lotte": w.lotte, "nobody": {}}
		for _, c := range []struct {
			what string
			id   org.ID
			may  []string
		}{
			{"the vendor", w.vendor, []string{"vera"}},
			{"a partner", w.lindehof, []string{"vera", "sanne"}},
			{"the other partner", w.kade, []string{"vera", "lotte"}},
			{"an entity", w.bakkerij, []string{"vera", "sanne"}},
			{"the other's entity", w.tuin, []string{"vera", "lotte"}},
			{"none", 9999, nil},
		} {
			for name, a := range people {
				_, err := w.d.SaveOrganization(t.Context(), a, organization(c.id))
				if slices.Contains(c.may, name) {
					w.must(err)
				} else if name != "nobody" {
					w.gone(name+" changes "+c.what, err)
				} else if err == nil {
					t.Errorf("nobody changes %s", c.what)
				}
			}
		}
		names, err := w.d.Names(t.Context())
		w.must(err)
		o := names.Orgs[w.lindehof]
		if o.Name != "New name" || o.Zone != "Europe/Paris" || o.Language != "nl" || o.Hue != 5 || o.ToldAt() != "told@new.example" || o.Tier != org.Partner || o.Parent != w.vendor {
			t.Errorf("it is %+v", o)
		}
		if e := names.Orgs[w.bakkerij]; e.Mail != "" || e.Parent != w.lindehof {
			t.Errorf("an entity is %+v", e)
		}
	})
}

func TestAddOrganizations(t *testing.T) {
	eachAdminWorld(t, func(t *testing.T, w *adminWorld) {
		add := func(a access.Actor, tier org.Tier, parent org.ID, once string) (org.ID, error) {
			in := organization(0)
			in.Tier, in.Parent, in.Once = tier, parent, once
			return w.d.SaveOrganization(t.Context(), a, in)
		}
		_, err := add(w.sanne, org.Partner, 0, "")
		w.gone("a partner adds a partner", err)
		_, err = add(w.sanne, org.Entity, w.kade, "")
		w.gone("a partner adds an entity to another", err)
		_, err = add(w.sanne, org.Entity, w.bakkerij, "")
		w.gone("an entity at an entity", err)
		_, err = add(w.vera, org.Vendor, 0, "")
		w.gone("a second vendor", err)
		first, err := add(w.sanne, org.Entity, 0, "twice")
		w.must(err)
		again, err := add(w.sanne, org.Entity, 0, "twice")
		w.must(err)
		partner, err := add(w.vera, org.Partner, 0, "")
		w.must(err)
		if _, err := add(w.vera, org.Entity, partner, ""); err != nil {
			t.Error(err)
		}
		names, err := w.d.Names(t.Context())
		w.must(err)
		if first != again || names.Orgs[first].Parent != w.lindehof || names.Orgs[partner].Parent != w.vendor {
			t.Errorf("%d and %d at %d, the partner at %d", first, again, names.Orgs[first].Parent, names.Orgs[partner].Parent)
		}
		list, err := w.d.ListOrganizations(t.Context(), w.sanne, org.Entity, "", 0)
		w.must(err)
		if got := orgNames(list.Rows); !slices.Equal(got, []string{"Bakkerij Van Dam", "New name"}) {
			t.Errorf("the partner lists %v", got)
		}
		_, err = w.d.ListOrganizations(t.Context(), w.sanne, org.Partner, "", 0)
		w.gone("a partner lists partners", err)
		bad := desk.OrgInput{ID: w.vendor, Name: " ", Language: "xx", Zone: "Mars/Base", Hue: 24, Mail: "x", Notify: "@"}
		_, err = w.d.SaveOrganization(t.Context(), w.vera, bad)
		if got := fieldsOf(err); !slices.Equal(got, []string{"name", "language", "zone", "hue", "mail", "notify"}) {
			t.Errorf("refused at %v", got)
		}
	})
}

func TestSystems(t *testing.T) {
	eachAdminWorld(t, func(t *testing.T, w *adminWorld) {
		add := desk.SystemInput{Entity: w.bakkerij, Name: "Web shop", Once: "twice"}
		w.must(w.d.SaveSystem(t.Context(), w.sanne, add))
		w.must(w.d.SaveSystem(t.Context(), w.sanne, add))
		p, err := w.d.OpenOrganization(t.Context(), w.sanne, w.bakkerij, org.Entity)
		w.must(err)
		if len(p.Systems) != 1 || len(p.People) != 2 || len(p.Homes) != 0 {
			t.Fatalf("the page has %+v", p)
		}
		id := p.Systems[0].ID
		w.must(w.d.SaveSystem(t.Context(), w.sanne, desk.SystemInput{Entity: w.bakkerij, ID: id, Name: "Shop"}))
		w.gone("another partner's entity", w.d.SaveSystem(t.Context(), w.lotte, add))
		w.gone("another partner retires", w.d.ArchiveSystem(t.Context(), w.lotte, w.bakkerij, id, true))
		w.gone("a system of another entity is retired", w.d.ArchiveSystem(t.Context(), w.lotte, w.tuin, id, true))
		w.gone("a system of another entity", w.d.SaveSystem(t.Context(), w.lotte, desk.SystemInput{Entity: w.tuin, ID: id, Name: "Stolen"}))
		w.gone("an agent", w.d.SaveSystem(t.Context(), w.joost, add))
		w.at(w.d.SaveSystem(t.Context(), w.sanne, desk.SystemInput{Entity: w.bakkerij}), "system", "error.name_missing")
		_, err = w.d.OpenOrganization(t.Context(), w.lotte, w.bakkerij, org.Entity)
		w.gone("another's page", err)
		names, err := w.d.Names(t.Context())
		w.must(err)
		if names.Systems[id].Name != "Shop" || len(names.Systems) != 1 {
			t.Errorf("systems are %+v", names.Systems)
		}
	})
}

// TestAMovedEntityIsTheOtherDesks moves a customer with a ticket on which the
// old partner and the vendor wrote hidden comments.
func TestAMovedEntityIsTheOtherDesks(t *testing.T) {
	eachAdminWorld(t, func(t *testing.T, w *adminWorld) {
		id := w.submits()
		w.must(w.d.Assign(t.Context(), w.sanne, desk.AssignInput{Ticket: id, To: w.sanne.User}))
		w.says(w.sanne, id, ticket.Note, "Zebra words of the old partner.")
		w.must(w.d.Assign(t.Context(), w.vera, desk.AssignInput{Ticket: id, To: w.vera.User}))
		w.settles()
		if w.finds(w.sanne, "checkout") != 1 || w.finds(w.lotte, "checkout") != 0 {
			t.Fatal("search does not know the ticket as it is")
		}
		w.gone("the partner moves it", w.d.MoveEntity(t.Context(), w.sanne, w.bakkerij, w.kade, ""))
		w.gone("the other partner fetches it", w.d.MoveEntity(t.Context(), w.lotte, w.bakkerij, w.kade, ""))
		w.at(w.d.MoveEntity(t.Context(), w.vera, w.bakkerij, w.tuin, ""), "to", "admin.move.where")
		w.gone("a partner moves", w.d.MoveEntity(t.Context(), w.vera, w.kade, w.lindehof, ""))
		w.must(w.d.MoveEntity(t.Context(), w.vera, w.bakkerij, w.kade, "twice"))
		w.must(w.d.MoveEntity(t.Context(), w.vera, w.bakkerij, w.kade, "twice"))

		_, err := w.d.Open(t.Context(), w.sanne, id) // before any job
		w.gone("the old partner opens it", err)
		if n := w.finds(w.sanne, "checkout"); n != 0 {
			t.Errorf("the old partner finds %d", n)
		}
		all, err := w.d.List(t.Context(), w.sanne, desk.ListInput{View: ticket.ViewAll})
		w.must(err)
		if len(all.Rows) != 0 {
			t.Errorf("the old partner lists %d", len(all.Rows))
		}
		w.settles()
		o := w.opened(w.lotte, id)
		if o.Ticket.Partner != w.kade || o.Ticket.Holder != w.kade || o.Ticket.PartnerAssignee != 0 {
			t.Errorf("it is %+v", o.Ticket)
		}
		if len(o.Messages) != 1 || w.finds(w.lotte, "zebra") != 0 || w.finds(w.lotte, "checkout") != 1 || w.finds(w.sanne, "zebra") != 0 {
			t.Errorf("the new partner reads %d messages", len(o.Messages))
		}
		for _, e := range o.Events {
			if e.Desk == w.lindehof && !e.Info().Public {
				t.Errorf("the new partner reads that the old one %s to %s", e.Info().Name, e.To)
			}
		}
		if n := count(o.Events, ticket.Assigned); n != 1 {
			t.Errorf("the new partner reads %d assignments, and the vendor's own is one", n)
		}
		if o = w.opened(w.vera, id); len(o.Messages) != 2 || o.Events[len(o.Events)-1].Kind != ticket.Rehomed {
			t.Errorf("the vendor reads %d messages, %s", len(o.Messages), kinds(o.Events))
		}
		if n := count(o.Events, ticket.Rehomed); n != 1 {
			t.Errorf("moved %d times", n)
		}
		list, err := w.d.ListPeople(t.Context(), w.sanne, desk.PeopleInput{})
		w.must(err)
		if len(list.Rows) != 2 {
			t.Errorf("the old partner lists %d people", len(list.Rows))
		}
		w.sound()
	})
}

// A question that came in while its entity moved is brought after it.
func TestAStragglerIsBroughtAfter(t *testing.T) {
	eachAdminWorld(t, func(t *testing.T, w *adminWorld) {
		w.must(w.d.MoveEntity(t.Context(), w.vera, w.bakkerij, w.kade, ""))
		id := w.submits() // with the membership of before
		if w.opened(w.vera, id).Ticket.Partner != w.lindehof {
			t.Fatal("the test proves nothing")
		}
		w.settles()
		if got := w.opened(w.lotte, id).Ticket; got.Partner != w.kade || got.Holder != w.kade {
			t.Errorf("it is at %d", got.Partner)
		}
		w.sound()
	})
}

func count(events []ticket.Event, k ticket.EventKind) (n int) {
	for _, e := range events {
		if e.Kind == k {
			n++
		}
	}
	return n
}

// members gives who is active in an organization.
func (w *adminWorld) members(of org.ID) (out []org.UserID) {
	w.t.Helper()
	w.must(w.st.Read(w.t.Context(), func(tx *store.Tx) error {
		list, err := tx.Members(of)
		for _, m := range list {
			if m.User.Active {
				out = append(out, m.User.ID)
			}
		}
		return err
	}))
	return out
}
