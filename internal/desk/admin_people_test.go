package desk_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"balie/internal/access"
	"balie/internal/desk"
	"balie/internal/errs"
	"balie/internal/org"
	"balie/internal/store"
	"balie/internal/ticket"
)

func TestPeopleAreListedWithinReach(t *testing.T) {
	eachAdminWorld(t, func(t *testing.T, w *adminWorld) {
		list := func(a access.Actor, in desk.PeopleInput) string {
			page, err := w.d.ListPeople(t.Context(), a, in)
			w.must(err)
			var out []string
			for _, p := range page.Rows {
				first, _, _ := strings.Cut(p.User.Name, " ")
				out = append(out, first)
			}
			return strings.Join(out, " ")
		}
		for _, c := range []struct {
			who  access.Actor
			in   desk.PeopleInput
			want string
		}{
			{w.vera, desk.PeopleInput{}, "Bram Eva Gijs Joost Lotte Sanne Vera"},
			{w.sanne, desk.PeopleInput{}, "Bram Eva Joost Sanne"},
			{w.lotte, desk.PeopleInput{}, "Gijs Lotte"},
			{w.vera, desk.PeopleInput{Words: "van d"}, "Bram Eva"},
			{w.vera, desk.PeopleInput{Words: "gijs@"}, "Gijs"},
			{w.sanne, desk.PeopleInput{Words: "gijs"}, ""},
			{w.vera, desk.PeopleInput{Words: "%"}, ""},
			{w.vera, desk.PeopleInput{AfterName: "Gijs Groen", AfterID: w.gijs.User}, "Joost Lotte Sanne Vera"},
		} {
			if got := list(c.who, c.in); got != c.want {
				t.Errorf("%s lists %q with %+v, want %q", c.who.Name, got, c.in, c.want)
			}
		}
		_, err := w.d.ListPeople(t.Context(), w.joost, desk.PeopleInput{})
		w.gone("an agent lists people", err)
		_, err = w.d.OpenPerson(t.Context(), w.sanne, w.gijs.User)
		w.gone("a person of another partner", err)
		_, err = w.d.OpenPerson(t.Context(), w.vera, 9999)
		w.gone("nobody", err)
	})
}

func TestPeoplePagesMeetWithoutGap(t *testing.T) {
	eachAdminWorld(t, func(t *testing.T, w *adminWorld) {
		w.write(func(tx *store.Tx) error {
			for n := range 120 {
				w.person(tx, fmt.Sprintf("p%03d Same Name", n), "en", w.bakkerij, org.Entity, w.lindehof, 0)
			}
			return nil
		})
		seen := map[org.UserID]bool{}
		for in, pages := (desk.PeopleInput{}), 0; ; pages++ {
			page, err := w.d.ListPeople(t.Context(), w.sanne, in)
			w.must(err)
			for _, p := range page.Rows {
				if seen[p.User.ID] {
					t.Errorf("%s comes twice", p.User.Name)
				}
				seen[p.User.ID] = true
				in.AfterName, in.AfterID = p.User.Name, p.User.ID
			}
			if !page.More {
				if pages != 2 {
					t.Errorf("%d pages before the last", pages)
				}
				break
			}
		}
		if len(seen) != 124 {
			t.Errorf("%d people", len(seen))
		}
	})
}

// TestACustomerLeaves lets go of Eva, who asked and follows.
func TestACustomerLeaves(t *testing.T) {
	eachAdminWorld(t, func(t *testing.T, w *adminWorld) {
		mine, followed := w.submits(), w.asks(w.bram, "Bram asks", "Text")
		w.write(func(tx *store.Tx) error {
			tk, err := tx.LockTicketForJob(followed)
			if err == nil {
				_, err = tx.AddFollower(tk, w.eva.User)
			}
			return err
		})
		closed := w.submits()
		w.must(w.d.Close(t.Context(), w.sanne, desk.CloseInput{Ticket: closed, Anyway: true}))
		w.settles()
		token := w.session(w.eva)
		w.gone("another partner lets go", w.d.LetGo(t.Context(), w.lotte, w.eva.User, ""))
		w.gone("an agent lets go", w.d.LetGo(t.Context(), w.joost, w.eva.User, ""))
		w.must(w.d.LetGo(t.Context(), w.sanne, w.eva.User, "twice"))
		w.must(w.d.LetGo(t.Context(), w.sanne, w.eva.User, "twice"))
		if _, err := w.d.Session(t.Context(), token); !errs.Is(err, errs.Unauthenticated) {
			t.Errorf("the session lives on: %v", err)
		}
		if people := w.opened(w.sanne, followed).People; len(people) != 1 {
			t.Errorf("%d people follow what Eva followed", len(people))
		}
		w.settles()
		if o := w.opened(w.sanne, mine); o.Ticket.Requester != w.eva.User || count(o.Events, ticket.RequesterLeft) != 1 {
			t.Errorf("without an administrator: %s", kinds(o.Events))
		}
		if o := w.opened(w.sanne, closed); count(o.Events, ticket.RequesterLeft) != 0 {
			t.Errorf("a closed ticket: %s", kinds(o.Events))
		}
		before := len(w.sink.Messages())
		w.says(w.sanne, mine, ticket.Comment, "Nobody named Eva gets this.")
		w.settles()
		for _, m := range w.sink.Messages()[before:] {
			if m.To[0] == "eva@people.example" {
				t.Error("Eva got mail")
			}
		}
		w.gone("another partner lets in", w.d.LetIn(t.Context(), w.lotte, w.eva.User, ""))
		w.must(w.d.LetIn(t.Context(), w.sanne, w.eva.User, ""))
		if !slices.Contains(w.members(w.bakkerij), w.eva.User) {
			t.Error("Eva did not come back")
		}
		w.sound()
	})
}

// An administrator corrects a name, the vendor an address; who belongs to
// another partner as well is nobody's but the vendor's to change.
func TestDetailsAreCorrected(t *testing.T) {
	eachAdminWorld(t, func(t *testing.T, w *adminWorld) {
		id := w.submits()
		w.settles()
		set := func(who access.Actor, user org.UserID, name, mail string) error {
			return w.d.SetDetails(t.Context(), who, desk.DetailsInput{User: user, Name: name, Mail: mail})
		}
		w.must(set(w.sanne, w.eva.User, "  Eva   Bakker ", ""))
		w.must(set(w.sanne, w.eva.User, "Eva Bakker", "eva@people.example"))
		w.settles()
		if got := w.opened(w.joost, id).Users[w.eva.User].Name; got != "Eva Bakker" {
			t.Errorf("the ticket's page calls her %q", got)
		}
		if w.finds(w.sanne, "bakker") != 1 {
			t.Error("the ticket is not found by the new name of its requester")
		}
		w.gone("another partner", set(w.lotte, w.eva.User, "X", ""))
		w.gone("an agent", set(w.joost, w.eva.User, "X", ""))
		for what, err := range map[string]error{
			"no name":                 set(w.sanne, w.eva.User, " ", ""),
			"no address":              set(w.vera, w.eva.User, "Eva", "eva"),
			"an address of a partner": set(w.sanne, w.eva.User, "Eva", "new@people.example"),
			"the address of somebody": set(w.vera, w.eva.User, "Eva", "gijs@people.example"),
		} {
			if err == nil {
				t.Errorf("%s was taken", what)
			}
		}
		w.must(set(w.vera, w.eva.User, "Eva Bakker", "Eva.New@people.example"))
		p, err := w.d.OpenPerson(t.Context(), w.sanne, w.eva.User)
		if err != nil || p.User.Mail != "Eva.New@people.example" || !p.Name || p.Mail {
			t.Errorf("the partner's administrator sees %+v, %v", p, err)
		}
		w.settles()
		w.sound()
		w.must(w.d.AddTo(t.Context(), w.vera, w.eva.User, w.tuin, 0, ""))
		if err := set(w.sanne, w.eva.User, "Another", ""); !errs.Is(err, errs.Forbidden) {
			t.Errorf("a name that another partner knows, too: %v", err)
		}
		w.must(set(w.vera, w.eva.User, "Eva van Dam", ""))
		w.settles()
		w.sound()
	})
}

// Open tickets of somebody who left are the entity's administrator's.
func TestOpenTicketsPassToTheAdministrator(t *testing.T) {
	eachAdminWorld(t, func(t *testing.T, w *adminWorld) {
		id := w.submits() // Bram follows
		w.must(w.d.SetRights(t.Context(), w.sanne, w.bakkerij, w.bram.User, org.Administrator))
		w.must(w.d.LetGo(t.Context(), w.sanne, w.eva.User, ""))
		w.settles()
		o := w.opened(w.sanne, id)
		if o.Ticket.Requester != w.bram.User || count(o.Events, ticket.Passed) != 1 || len(o.People) != 1 || o.People[0].Role != store.RoleRequester {
			t.Errorf("it is %d's, with %+v; %s", o.Ticket.Requester, o.People, kinds(o.Events))
		}
		w.must(w.d.LetIn(t.Context(), w.sanne, w.eva.User, ""))
		if _, err := w.d.OpenPublic(t.Context(), w.eva, id); !errs.Is(err, errs.NotFound) {
			t.Errorf("Eva reads what passed on: %v", err)
		}
		w.settles()
		if w.finds(w.sanne, "bram") != 1 {
			t.Error("it is not found by its new requester")
		}
		w.sound()
	})
}

// Whom the entity's own administrator removes from the only place they belong to
// has left, like whom an agent lets go: what they once asked is closed to them.
func TestWhoIsRemovedFromTheirLastEntityHasLeft(t *testing.T) {
	eachAdminWorld(t, func(t *testing.T, w *adminWorld) {
		w.must(w.d.SetRights(t.Context(), w.sanne, w.bakkerij, w.eva.User, org.Administrator))
		eva := w.eva
		eva.Memberships[0].Rights = org.Administrator
		closed := w.asks(w.bram, "Bram asks", "Text")
		w.must(w.d.Close(t.Context(), w.sanne, desk.CloseInput{Ticket: closed, Anyway: true}))
		active := func() bool {
			var u org.User
			w.must(w.st.Read(t.Context(), func(tx *store.Tx) (err error) {
				u, err = tx.User(w.bram.User)
				return err
			}))
			return u.Active
		}
		w.must(w.d.AddTo(t.Context(), w.vera, w.bram.User, w.tuin, 0, ""))
		w.must(w.d.RemoveMember(t.Context(), w.vera, w.tuin, w.bram.User))
		if !active() {
			t.Fatal("who belongs elsewhere has left")
		}
		w.must(w.d.RemoveMember(t.Context(), eva, w.bakkerij, w.bram.User))
		w.gone("removing them twice", w.d.RemoveMember(t.Context(), eva, w.bakkerij, w.bram.User))
		w.settles()
		if active() {
			t.Error("who belongs nowhere may still sign in, to what they once asked")
		}
		w.must(w.d.LetIn(t.Context(), w.sanne, w.bram.User, ""))
		w.portal(w.bram, closed)
		w.sound()
	})
}

// A hundred tickets and more are passed on by several jobs, the desk is told
// once, and coming back in between ends it.
func TestAnAgentLeaves(t *testing.T) {
	eachAdminWorld(t, func(t *testing.T, w *adminWorld) {
		var list []ticket.ID
		for range 103 {
			list = append(list, w.submits())
		}
		for _, id := range list[:102] {
			w.must(w.d.Assign(t.Context(), w.joost, desk.AssignInput{Ticket: id, To: w.joost.User}))
		}
		w.must(w.d.Assign(t.Context(), w.joost, desk.AssignInput{Ticket: list[102], To: w.sanne.User}))
		w.settles()
		before := len(w.sink.Messages())
		w.must(w.d.LetGo(t.Context(), w.sanne, w.joost.User, ""))
		w.settles()
		for i, id := range list {
			o := w.opened(w.vera, id)
			left := i < 102
			if free := o.Ticket.PartnerAssignee == 0; free != left || (count(o.Events, ticket.Unassigned) == 1) != left {
				t.Fatalf("ticket %d has %d, %s", i, o.Ticket.PartnerAssignee, kinds(o.Events))
			}
		}
		mails := w.sink.Messages()[before:]
		if len(mails) != 1 || mails[0].To[0] != "support@lindehof.example" {
			t.Fatalf("%d mails", len(mails))
		}
		if m := read(t, mails[0]); !strings.Contains(m.all, "Joost Bakker") || !strings.Contains(m.all, "https://help.example/desk/unassigned") {
			t.Errorf("it says %s", m.all)
		}
		if rows := w.outbox(w.sanne, "sent"); rows[0].Kind != "agent_left" {
			t.Errorf("the outbox has %+v first", rows[0])
		}
		w.sound()
	})
}

func TestTheLastAdministratorStays(t *testing.T) {
	eachAdminWorld(t, func(t *testing.T, w *adminWorld) {
		var second access.Actor
		w.write(func(tx *store.Tx) error {
			second = w.person(tx, "Second Smit", "en", w.vendor, org.Vendor, 0, org.Agent|org.Administrator)
			return nil
		})
		w.refused(w.d.LetGo(t.Context(), w.vera, w.vera.User, ""), "access.people.not_yourself")
		w.gone("a partner lets the vendor's go", w.d.LetGo(t.Context(), w.sanne, w.vera.User, ""))
		w.must(w.d.LetGo(t.Context(), w.vera, second.User, ""))
		// Second acts on a page loaded before: their rights are still known.
		w.refused(w.d.LetGo(t.Context(), second, w.vera.User, ""), "admin.person.last")
		w.refused(w.d.SetRights(t.Context(), second, w.vendor, w.vera.User, org.Agent), "admin.person.last")
		w.refused(w.d.RemoveMember(t.Context(), second, w.vendor, w.vera.User), "admin.person.last")
		if got := w.members(w.vendor); !slices.Contains(got, w.vera.User) {
			t.Errorf("the vendor has %v", got)
		}
	})
}

func TestASecondMembership(t *testing.T) {
	eachAdminWorld(t, func(t *testing.T, w *adminWorld) {
		var fietsen org.ID
		w.write(func(tx *store.Tx) error {
			fietsen = w.organization(tx, org.Entity, w.lindehof, "Fietsen Visser", "")
			return nil
		})
		add := func(a access.Actor, user org.UserID, to org.ID, rights org.Rights, once string) error {
			return w.d.AddTo(t.Context(), a, user, to, rights, once)
		}
		w.must(add(w.sanne, w.eva.User, fietsen, org.SeesAll, "twice"))
		w.must(add(w.sanne, w.eva.User, fietsen, org.SeesAll, "twice"))
		w.refused(add(w.sanne, w.eva.User, fietsen, 0, ""), "access.invite.belongs")
		w.gone("into another partner's entity", add(w.sanne, w.eva.User, w.tuin, 0, ""))
		w.gone("somebody of another partner", add(w.sanne, w.gijs.User, fietsen, 0, ""))
		w.gone("into the vendor", add(w.sanne, w.joost.User, w.vendor, org.Agent, ""))
		w.gone("an agent", add(w.joost, w.bram.User, fietsen, 0, ""))
		w.at(add(w.sanne, w.bram.User, fietsen, org.Agent, ""), "rights", "access.rights.not_yours")
		w.refused(add(w.vera, w.sanne.User, w.kade, org.Agent, ""), "admin.person.one_desk")

		// Beyond the reach of who lets go, a person stays.
		w.must(add(w.vera, w.eva.User, w.tuin, 0, ""))
		w.must(w.d.LetGo(t.Context(), w.sanne, w.eva.User, ""))
		if slices.Contains(w.members(w.bakkerij), w.eva.User) || slices.Contains(w.members(fietsen), w.eva.User) || !slices.Contains(w.members(w.tuin), w.eva.User) {
			t.Error("Eva belongs to the wrong ones")
		}
		_, err := w.d.OpenPerson(t.Context(), w.sanne, w.eva.User)
		w.gone("who left the partner's customers", err)
	})
}

// session signs somebody in behind the form.
func (w *adminWorld) session(a access.Actor) string {
	w.t.Helper()
	token := desk.Token()
	w.write(func(tx *store.Tx) error {
		return tx.AddSession(store.Session{
			Hash: tokenHash(token), User: a.User, CreatedAt: tx.Now, UsedAt: tx.Now, ExpiresAt: tx.Now.AddDate(1, 0, 0),
		})
	})
	if _, err := w.d.Session(w.t.Context(), token); err != nil {
		w.t.Fatal(err)
	}
	return token
}
