package desk_test

import (
	"strings"
	"testing"

	"balie/internal/access"
	"balie/internal/desk"
	"balie/internal/errs"
	"balie/internal/org"
	"balie/internal/smtpout/smtptest"
	"balie/internal/store"
)

func (w *accessWorld) readdresses(a access.Actor, mail string) {
	w.t.Helper()
	w.must(w.d.SetDetails(w.t.Context(), w.vera, desk.DetailsInput{User: a.User, Name: a.Name, Mail: mail}))
}

// What was mailed to a former address gives nobody anything, whoever reads it;
// who could sign in is told there.
func TestAFormerAddressOpensNothing(t *testing.T) {
	eachAccessWorld(t, func(t *testing.T, w *accessWorld) {
		ctx, e := t.Context(), w.elsewhere()
		e.lotte.Memberships[0].Rights |= org.Administrator
		w.write(func(tx *store.Tx) error {
			return tx.SetMailDomain(store.MailDomain{Domain: "people.example", Entity: w.bakkerij, Policy: store.DomainAsk})
		})
		w.must(w.d.Forgot(ctx, "eva@people.example", w.home))
		password := w.token(w.works(), "eva", "password")
		w.must(w.invites(e.lotte, e.entity, "Eva", "eva@people.example", 0))
		invitation := w.token(w.works(), "eva", "invitation")
		w.must(w.d.RequestAccess(ctx, desk.AccessInput{Name: "Nico Nieuw", Mail: "nico@people.example", Language: "en", Browser: w.home}))
		grant := w.token(w.works(), "eva", "grant")
		session := w.mustSignIn("eva@people.example", firstPassword)

		w.readdresses(w.eva, "new@people.example")
		mails := w.works()
		if names(mails) != "eva new" {
			t.Fatalf("mails to %s", names(mails))
		}
		if told := mails["eva"]; !strings.Contains(told.header.Get("Subject"), "e-mailadres") || strings.Contains(told.all, "new@") {
			t.Errorf("the former address is told:\n%s", told.all)
		}
		_, offered := w.d.PasswordOffer(ctx, password)
		_, set := w.d.SetPassword(ctx, desk.SetPasswordInput{Token: password, Password: "another good one 7", Again: "another good one 7", Browser: w.home})
		_, invited := w.d.InvitationOffer(ctx, invitation)
		_, accepted := w.d.AcceptInvitation(ctx, desk.AcceptInput{Token: invitation, Password: "another good one 7", Again: "another good one 7", Browser: w.home})
		for what, err := range map[string]error{
			"the page to set a password": offered, "setting one": set, "the invitation": invited, "accepting it": accepted,
			"letting somebody in": w.d.Grant(ctx, grant, true, w.home),
		} {
			if e := errs.From(err); e == nil || e.Key != "link.unknown" {
				t.Errorf("%s: %v", what, err)
			}
		}
		if _, err := w.d.Session(ctx, session); !errs.Is(err, errs.Unauthenticated) {
			t.Errorf("the session lives on: %v", err)
		}
		if _, err := w.signIn("eva@people.example", firstPassword); err == nil {
			t.Error("the former address signs in")
		}
		w.mustSignIn("new@people.example", firstPassword)
		w.must(w.d.Grant(ctx, w.token(mails, "new", "grant"), true, w.home))
		w.sound()
	})
}

// A link that waited for the relay does not follow the person either, and who
// never signed in, or whose address is only written otherwise, is told nothing.
func TestAFormerAddressIsToldWhatItNeeds(t *testing.T) {
	eachAccessWorld(t, func(t *testing.T, w *accessWorld) {
		w.sink.OnMail(func(string) error { return smtptest.Reply(451, "later") })
		w.must(w.d.Forgot(t.Context(), "eva@people.example", w.home))
		w.run.RunDue(t.Context()) // leaves the mail waiting
		w.readdresses(w.eva, "new@people.example")
		w.readdresses(w.bram, "bram.new@people.example")
		w.sink.OnMail(nil)
		if got := w.works(); names(got) != "eva" || strings.Contains(got["eva"].all, "token=") {
			t.Errorf("mails to %s", names(got))
		}
		if failed := w.outbox(w.vera, "failed"); len(failed) != 1 || failed[0].Kind != "password_link" || failed[0].Reason != "outbox.why.not_theirs" {
			t.Errorf("in the outbox: %+v", failed)
		}
		session := w.mustSignIn("new@people.example", firstPassword)
		w.readdresses(w.eva, "New@people.example")
		if got := w.works(); len(got) != 0 {
			t.Errorf("of another way of writing it, mails to %s", names(got))
		}
		if _, err := w.d.Session(t.Context(), session); err != nil {
			t.Errorf("the session ended: %v", err)
		}
	})
}
