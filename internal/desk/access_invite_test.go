package desk_test

import (
	"strings"
	"testing"
	"time"

	"balie/internal/access"
	"balie/internal/desk"
	"balie/internal/errs"
	"balie/internal/org"
	"balie/internal/store"
	"balie/internal/ticket"
)

func (w *accessWorld) invites(a access.Actor, to org.ID, name, mail string, r org.Rights) error {
	return w.d.Invite(w.t.Context(), a, desk.InviteInput{Org: to, Name: name, Mail: mail, Rights: r, Browser: w.home})
}

func (w *accessWorld) accepts(token, password string) (desk.Entry, error) {
	return w.d.AcceptInvitation(w.t.Context(), desk.AcceptInput{Token: token, Password: password, Again: password, Browser: w.home})
}

func TestInvitation(t *testing.T) {
	eachAccessWorld(t, func(t *testing.T, w *accessWorld) {
		ctx := t.Context()
		w.must(w.invites(w.eva, w.bakkerij, "Daan Bos", "daan@people.example", org.SeesAll))
		first := w.token(w.works(), "daan", "invitation")
		p, err := w.d.People(ctx, w.eva, w.bakkerij)
		if err != nil || len(p.Invited) != 1 || p.Invited[0].Mail != "daan@people.example" {
			t.Fatalf("%+v, %v", p.Invited, err)
		}
		w.must(w.d.InviteAgain(ctx, w.sanne, p.Invited[0].ID, w.home)) // the desk may, too
		token := w.token(w.works(), "daan", "invitation")
		_, err = w.d.InvitationOffer(ctx, first)
		w.refused("the link before", err, errs.NotFound)
		o, err := w.d.InvitationOffer(ctx, token)
		if err != nil || o.Name != "Daan Bos" || o.Entity != "Bakkerij Van Dam" || o.SignsIn || o.Until.Sub(w.clock.Now()) > 7*24*time.Hour {
			t.Fatalf("%+v, %v", o, err)
		}
		entry, err := w.accepts(token, "three calm ducks swim")
		w.must(err)
		who, err := w.d.Session(ctx, entry.Session)
		if err != nil || len(who.Actor.Memberships) != 1 || who.Actor.Memberships[0].Org != w.bakkerij || who.Actor.Memberships[0].Rights != org.SeesAll {
			t.Errorf("%+v, %v", who.Actor, err)
		}
		if twice, err := w.accepts(token, "three calm ducks swim"); err != nil || twice.Session == "" {
			t.Errorf("pressed twice: %v", err)
		}
		_, err = w.accepts(token, "another calm duck swims")
		w.refused("a used invitation", err, errs.NotFound)

		w.must(w.invites(w.eva, w.bakkerij, "Finn", "finn@people.example", 0))
		gone := w.token(w.works(), "finn", "invitation")
		p, _ = w.d.People(ctx, w.eva, w.bakkerij)
		w.must(w.d.Uninvite(ctx, w.eva, p.Invited[0].ID, w.home))
		_, err = w.d.InvitationOffer(ctx, gone)
		w.refused("an invitation that was taken back", err, errs.NotFound)
	})
}

func TestWhoMayInvite(t *testing.T) {
	eachAccessWorld(t, func(t *testing.T, w *accessWorld) {
		var other, theirs org.ID
		var lotte access.Actor
		w.write(func(tx *store.Tx) error {
			other = w.organization(tx, org.Partner, w.vendor, "Noorderzon", "")
			theirs = w.organization(tx, org.Entity, other, "Groene Tuin", "")
			lotte = w.person(tx, "Lotte Linde", "en", other, org.Partner, w.vendor, org.Agent|org.Administrator)
			return nil
		})
		w.st.DropNames()
		for name, row := range map[string]struct {
			by     access.Actor
			to     org.ID
			rights org.Rights
			want   errs.Code
		}{
			"a member":                            {w.bram, w.bakkerij, 0, errs.NotFound},
			"a customer, colleagues of the desk":  {w.eva, w.lindehof, org.Agent, errs.NotFound},
			"more than one's own":                 {w.eva, w.bakkerij, org.Approver, errs.Invalid},
			"a customer with a role":              {w.sanne, w.bakkerij, org.Agent, errs.Invalid},
			"another partner's":                   {lotte, w.bakkerij, 0, errs.NotFound},
			"an agent, colleagues":                {w.joost, w.lindehof, org.Agent, errs.NotFound},
			"a partner, the vendor's":             {w.sanne, w.vendor, org.Agent, errs.NotFound},
			"a colleague without a role":          {w.sanne, w.lindehof, 0, errs.Invalid},
			"an agent, a customer":                {w.joost, w.bakkerij, org.SeesAll, ""},
			"an administrator, a colleague":       {w.sanne, w.lindehof, org.Agent, ""},
			"the vendor's administrator, all":     {w.vera, theirs, org.Administrator, ""},
			"the vendor's, a partner's first one": {w.vera, other, org.Agent | org.Administrator, ""},
		} {
			err := w.invites(row.by, row.to, "New One", strings.NewReplacer(" ", "-", ",", "", "'", "").Replace(name)+"@new.example", row.rights)
			if row.want == "" {
				w.must(err)
				continue
			}
			w.refused(name, err, row.want)
		}
	})
}

// TestExistingPeople: whom the inviter meets anyway belongs at once, whom they
// can't know of is invited like anybody.
func TestExistingPeople(t *testing.T) {
	eachAccessWorld(t, func(t *testing.T, w *accessWorld) {
		ctx := t.Context()
		var garage, other, theirs org.ID
		var gijs access.Actor
		w.write(func(tx *store.Tx) error {
			garage = w.organization(tx, org.Entity, w.lindehof, "Garage", "")
			other = w.organization(tx, org.Partner, w.vendor, "Noorderzon", "")
			theirs = w.organization(tx, org.Entity, other, "Groene Tuin", "")
			gijs = w.person(tx, "Gijs Groen", "en", theirs, org.Entity, other, 0)
			c, err := tx.CredentialOf(w.eva.User)
			w.must(err)
			return tx.SetPassword(gijs.User, c.Password)
		})
		w.st.DropNames()
		w.must(w.invites(w.sanne, garage, "Eva", "eva@people.example", org.SeesAll))
		if l := w.works()["eva"]; l.all == "" || strings.Contains(l.all, "token=") {
			t.Errorf("Eva, who can sign in, is told so without a secret link:\n%s", l.all)
		}
		w.refused("twice", w.invites(w.sanne, garage, "Eva", "eva@people.example", 0), errs.Invalid)

		w.must(w.invites(w.eva, w.bakkerij, "Gijs?", "gijs@people.example", 0))
		token := w.token(w.works(), "gijs", "invitation")
		p, err := w.d.People(ctx, w.eva, w.bakkerij)
		w.must(err)
		for _, m := range p.Members {
			if m.User == gijs.User {
				t.Error("a stranger belongs without having said so")
			}
		}
		if len(p.Invited) != 1 || p.Invited[0].Name != "Gijs?" {
			t.Errorf("the list tells what a stranger is called: %+v", p.Invited)
		}
		o, err := w.d.InvitationOffer(ctx, token)
		if err != nil || !o.SignsIn {
			t.Fatalf("%+v, %v", o, err)
		}
		entry, err := w.accepts(token, "")
		w.must(err)
		if entry.Session != "" {
			t.Error("an invitation signs somebody in who has a password")
		}
		w.must(w.st.Read(ctx, func(tx *store.Tx) error {
			m, err := tx.Memberships(gijs.User)
			if len(m) != 2 {
				t.Errorf("memberships %+v", m)
			}
			return err
		}))
	})
}

func TestPeopleOfAnEntity(t *testing.T) {
	eachAccessWorld(t, func(t *testing.T, w *accessWorld) {
		ctx := t.Context()
		w.write(func(tx *store.Tx) error {
			return tx.AddMembership(w.bram.User, w.bakkerij, org.Approver)
		})
		w.must(w.d.SetRights(ctx, w.eva, w.bakkerij, w.bram.User, org.SeesAll))
		w.must(w.st.Read(ctx, func(tx *store.Tx) error {
			m, err := tx.Memberships(w.bram.User)
			if m[0].Rights != org.SeesAll|org.Approver { // Approver is not Eva's to take
				t.Errorf("rights %v", m[0].Rights.Names())
			}
			return err
		}))
		w.refused("rights by a member", w.d.SetRights(ctx, w.bram, w.bakkerij, w.eva.User, 0), errs.NotFound)
		w.refused("a stranger's rights", w.d.SetRights(ctx, w.eva, w.bakkerij, w.joost.User, 0), errs.NotFound)
		w.refused("oneself", w.d.RemoveMember(ctx, w.eva, w.bakkerij, w.eva.User), errs.Conflict)
		w.refused("one's own administration", w.d.SetRights(ctx, w.eva, w.bakkerij, w.eva.User, org.SeesAll), errs.Conflict)
		w.must(w.d.RemoveMember(ctx, w.eva, w.bakkerij, w.bram.User))
		w.refused("somebody who is gone", w.d.RemoveMember(ctx, w.eva, w.bakkerij, w.bram.User), errs.NotFound)
	})
}

func (w *accessWorld) asks(name, mail string) map[string]letterIn {
	w.t.Helper()
	w.must(w.d.RequestAccess(w.t.Context(), desk.AccessInput{Name: name, Mail: mail, Why: "To see our tickets", Language: "nl", Browser: w.home}))
	return w.works()
}

func TestRequestForAccess(t *testing.T) {
	eachAccessWorld(t, func(t *testing.T, w *accessWorld) {
		ctx := t.Context()
		contact := w.asks("Bram", "bram@people.example")
		_, err := w.d.SetPassword(ctx, desk.SetPasswordInput{
			Token: w.token(contact, "bram", "password"), Password: "three calm ducks", Again: "three calm ducks", Browser: w.home,
		})
		w.must(err)
		w.mustSignIn("bram@people.example", "three calm ducks")

		w.must(w.d.OpenDomain(ctx, w.sanne, desk.DomainInput{Domain: "@VanDam.example", Entity: w.bakkerij}))
		w.must(w.d.OpenDomain(ctx, w.sanne, desk.DomainInput{Domain: "ask.example", Entity: w.bakkerij, Ask: true}))
		for _, bad := range []string{"", "nodot", "gmail.com", "a b.example", "x@y.example"} {
			w.refused("the domain "+bad, w.d.OpenDomain(ctx, w.sanne, desk.DomainInput{Domain: bad, Entity: w.bakkerij}), errs.Invalid)
		}
		open := w.asks("Daan <b>Bos", "daan@vandam.example")
		if names(open) != "daan" || strings.Contains(open["daan"].all, "Daan") {
			t.Errorf("mails to %s; what a stranger typed is in it: %v", names(open), strings.Contains(open["daan"].all, "Daan"))
		}
		_, err = w.accepts(w.token(open, "daan", "invitation"), "three calm ducks")
		w.must(err)

		asked := w.asks("Fenna", "fenna@ask.example")
		if names(asked) != "eva" {
			t.Fatalf("mails to %s, want to the administrator", names(asked))
		}
		token := w.token(asked, "eva", "grant")
		o, err := w.d.GrantOffer(ctx, token)
		if err != nil || o.Name != "Fenna" || o.Mail != "fenna@ask.example" || o.Entity != "Bakkerij Van Dam" {
			t.Fatalf("%+v, %v", o, err)
		}
		w.must(w.d.Grant(ctx, token, true, w.home))
		w.refused("said yes twice", w.d.Grant(ctx, token, true, w.home), errs.NotFound)
		_, err = w.accepts(w.token(w.works(), "fenna", "invitation"), "three calm ducks")
		w.must(err)

		lotte := w.elsewhere().lotte
		w.refused("closed by another desk", w.d.CloseDomain(ctx, lotte, "vandam.example"), errs.NotFound)
		w.refused("closed by an agent", w.d.CloseDomain(ctx, w.joost, "vandam.example"), errs.NotFound)
		w.must(w.d.CloseDomain(ctx, w.sanne, "vandam.example"))
		w.refused("closed twice", w.d.CloseDomain(ctx, w.sanne, "vandam.example"), errs.NotFound)
		if got := w.asks("Dirk", "dirk@vandam.example"); strings.Contains(names(got), "dirk") {
			t.Errorf("after the domain was closed mails go to %s", names(got))
		}

		no := w.token(w.asks("Guus", "guus@ask.example"), "eva", "grant")
		w.must(w.d.Grant(ctx, no, false, w.home))
		if got := w.works(); len(got) != 0 {
			t.Errorf("a refusal is mailed to %s", names(got))
		}
	})
}

// Who follows a ticket from outside can come and read it: that ticket alone.
func TestAFollowerFromOutsideComesIn(t *testing.T) {
	eachAccessWorld(t, func(t *testing.T, w *accessWorld) {
		ctx := t.Context()
		followed := w.submits()
		w.works()
		other := w.submits()
		w.works()
		w.must(w.d.AddPerson(ctx, w.sanne, desk.PersonInput{Ticket: followed, Mail: "lars@studio.example", Name: "Lars Lind"}))
		w.works()
		mails := w.asks("Lars", "lars@studio.example")
		if names(mails) != "lars" || !strings.Contains(mails["lars"].all, "Lindehof") {
			t.Fatalf("mails to %s", names(mails))
		}
		entry, err := w.d.SetPassword(ctx, desk.SetPasswordInput{
			Token: w.token(mails, "lars", "password"), Password: "three calm ducks", Again: "three calm ducks", Browser: w.home,
		})
		w.must(err)
		lars, err := w.d.Session(ctx, entry.Session)
		w.must(err)
		w.portal(lars.Actor, followed)
		if _, err := w.d.OpenPublic(ctx, lars.Actor, other); !errs.Is(err, errs.NotFound) {
			t.Errorf("he reads another: %v", err)
		}
		w.refused("closing", w.d.CloseOwn(ctx, lars.Actor, followed, ""), errs.Forbidden)
		w.must(w.d.Forgot(ctx, "lars@studio.example", w.home))
		if mails = w.works(); names(mails) != "lars" {
			t.Errorf("forgotten, mails to %s", names(mails))
		}
		w.must(w.d.RemovePerson(ctx, w.sanne, followed, lars.User.ID, ""))
		if _, err := w.d.OpenPublic(ctx, lars.Actor, followed); !errs.Is(err, errs.NotFound) {
			t.Errorf("he reads it still: %v", err)
		}
	})
}

func TestAStrangerBecomesATicket(t *testing.T) {
	eachAccessWorld(t, func(t *testing.T, w *accessWorld) {
		ctx := t.Context()
		got := w.asks("Zeger", "zeger@elsewhere.example")
		if _, ok := got["zeger"]; ok || len(got) == 0 {
			t.Errorf("mails to %s: the desk's people, never who asks", names(got))
		}
		page, err := w.d.List(ctx, w.vera, desk.ListInput{View: ticket.ViewOpen})
		if err != nil || len(page.Rows) != 1 || page.Rows[0].Subject != "Request for access: Zeger" {
			t.Fatalf("%+v, %v", page.Rows, err)
		}
		o, err := w.d.Open(ctx, w.vera, page.Rows[0].ID)
		w.must(err)
		if o.Ticket.Entity != 0 || o.Ticket.Partner != w.vendor || o.Events[0].To != ticket.AccessRequest || !strings.Contains(o.Messages[0].Body, "zeger@elsewhere.example") {
			t.Errorf("%+v", o.Ticket)
		}
		theirs, err := w.d.List(ctx, w.sanne, desk.ListInput{View: ticket.ViewAll})
		if err != nil || len(theirs.Rows) != 0 {
			t.Errorf("a partner sees it: %v", err)
		}
	})
}
