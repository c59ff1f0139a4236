package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"balie/internal/desk"
	"balie/internal/desktest"
	"balie/internal/org"
)

// helped is a ticket in which the vendor does whatever customers see: it takes
// it up, writes, asks back and adds somebody, and its Vera gets copies.
func helped(t *testing.T, w *desktest.World, subject string) *desktest.Ticket {
	t.Helper()
	q := w.Eva.Submits(subject, "What now?")
	w.Sanne.HandsOver(q, "Please look")
	w.Vera.Takes(q)
	for _, mail := range []string{w.Joost.Mail, w.Vera.Mail} {
		in := desk.PersonInput{Ticket: q.ID, Mail: mail}
		if err := w.Desk.AddPerson(t.Context(), w.Vera.Actor(), in); err != nil {
			t.Fatal(err)
		}
	}
	w.Vera.Comments(q, "We found the cause")
	w.Eva.Answers(q, "Good")
	w.Vera.AsksBack(q, "Which browser?")
	return q
}

// mailsTo are all mails to somebody since the first n, as they were sent.
func mailsTo(w *desktest.World, to string, n int) string {
	var all strings.Builder
	for _, m := range w.Mails.Messages()[n:] {
		if m.To[0] == to {
			all.Write(m.Data)
		}
	}
	return strings.NewReplacer("=\r\n", "", "=\n", "", "=20", " ").Replace(all.String())
}

// TestCustomersOfAPartnerKnowTheVendorAsItsSpecialist walks over every page and
// mail that names who helps, under both settings.
func TestCustomersOfAPartnerKnowTheVendorAsItsSpecialist(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *desktest.World) {
		for naming, says := range map[org.Naming]string{org.AsSpecialist: "Specialist", org.ByFirstName: "Vera"} {
			sent := len(w.Mails.Messages())
			form := w.Vera.Client().Get("/admin/organization").Form("Save names").Set("naming", string(naming))
			saved(t, form, "Save names")
			q := helped(t, w, "Nobody is named")
			secret := []string{"Vera", "Kade", "vera.", ">VK<"}
			if naming == org.ByFirstName {
				secret = secret[1:] // her first name alone
			}
			if p := w.Vera.Client().Get("/admin/organization").Form("Save names"); p.Value("naming") != string(naming) {
				t.Errorf("the page shows %q, want %q", p.Value("naming"), naming)
			}
			hides := func(what, text string) {
				t.Helper()
				for _, s := range secret {
					if strings.Contains(text, s) {
						t.Errorf("%s as %s says %q:\n%s", what, says, s, text)
					}
				}
			}
			ticket := w.Eva.Client().Get("/tickets/" + q.Ref)
			shows(t, ticket, says+" is working on it", says+" Noorderzon", says+" added Joost Bakker", "added "+says)
			hides("the ticket", ticket.Body)
			hides("the list", w.Eva.Client().Get("/").Body)
			for _, words := range []string{"vera", "kade", "from:vera", "from:ver"} {
				found := w.Eva.Client().Get("/search?q=" + url.QueryEscape(words))
				if status(t, found, http.StatusOK); strings.Contains(found.Body, "/tickets/"+q.Ref) {
					t.Errorf("as %s: a customer finds it by %q", says, words)
				}
			}
			if !strings.Contains(w.Sanne.Client().Get("/desk/search?q=from:vera").Body, q.Ref) {
				t.Error("the partner does not find it by who wrote")
			}
			for _, p := range []*desktest.Person{w.Eva, w.Joost} {
				mails := mailsTo(w, p.Mail, sent)
				if !strings.Contains(mails, says+" of Noorderzon") {
					t.Errorf("no mail to %s names %s:\n%s", p.Name, says, mails)
				}
				hides("a mail to "+p.Name, mails)
			}
			printed := w.Sanne.Client().Get("/desk/tickets/" + q.Ref + "?print=public").Body
			for _, want := range []string{`<span class="scr">Vera Kade</span><span class="pap">` + says + `</span>`, `<span class="pap">` + says + ` `} {
				if !strings.Contains(printed, want) {
					t.Errorf("on paper: no %s", want)
				}
			}
			w.Sanne.Sees(q, "Vera Kade")
		}
	})
}

// TestTheVendorsOwnCustomersSeeFullNames, whatever those of partners see, and
// who is invited by the vendor hears from the partner.
func TestTheVendorsOwnCustomersSeeFullNames(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *desktest.World) {
		q := w.Dora.Submits("Cheese is off", "What now?")
		w.Vera.Comments(q, "We found the cause")
		w.Dora.Sees(q, "Vera Kade", "Kade")
		if !strings.Contains(mailsTo(w, w.Dora.Mail, 0), "Vera Kade of Kade") {
			t.Error("the mail does not name her")
		}
		if strings.Contains(w.Vera.Client().Get("/desk/tickets/"+q.Ref).Body, `class="pap"`) {
			t.Error("paper says something else")
		}
		for naming, says := range map[org.Naming]string{org.AsSpecialist: "Noorderzon", org.ByFirstName: "Vera"} {
			if err := w.Desk.SaveNaming(t.Context(), w.Vera.Actor(), naming, ""); err != nil {
				t.Fatal(err)
			}
			mail := "daan." + strings.ToLower(says) + "@people.example"
			in := desk.InviteInput{Org: w.Bakery.ID, Name: "Daan Bos", Mail: mail}
			if err := w.Desk.Invite(t.Context(), w.Vera.Actor(), in); err != nil {
				t.Fatal(err)
			}
			w.Settle()
			if got := mailsTo(w, mail, 0); !strings.Contains(got, says+" invites you") || strings.Contains(got, "Kade") {
				t.Errorf("invited by %s:\n%s", says, got)
			}
		}
	})
}

// TestNamingIsTheVendorsToChoose refuses others, and what it does not know.
func TestNamingIsTheVendorsToChoose(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *desktest.World) {
		if strings.Contains(w.Noor.Client().Get("/admin/organization").Body, "/admin/naming") {
			t.Error("a partner is offered it")
		}
		fields := url.Values{"naming": {string(org.ByFirstName)}}
		status(t, w.Noor.Client().PostForm("/admin/naming", fields), http.StatusNotFound)
		status(t, w.Victor.Client().PostForm("/admin/naming", fields), http.StatusNotFound)
		status(t, w.Vera.Client().PostForm("/admin/naming", url.Values{"naming": {"x"}}), http.StatusUnprocessableEntity)
		if names, err := w.Desk.Names(t.Context()); err != nil || names.Naming() != org.AsSpecialist {
			t.Errorf("%v, %v", names.Naming(), err)
		}
	})
}
