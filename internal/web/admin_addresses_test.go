package web_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"balie/internal/desktest"
	"balie/internal/ticket"
)

func TestMailAddressesByForms(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *desktest.World) {
		noor := w.Noor.Client()
		saved(t, noor.Get("/admin/topics").Form("Add").Set("name", "Orders"), "Add")
		holds(t, "the own address", noor.Get("/admin/addresses"), w.Partner.Mail)
		p := noor.Get("/admin/addresses")
		topic := regexp.MustCompile(`<option value="(\d+)">Orders`).FindStringSubmatch(p.Body)
		if topic == nil {
			t.Fatalf("the topic cannot be chosen: %s", p.Text())
		}
		saved(t, p.Form("Save address").Set("address", "orders@partner.example").Set("topic", topic[1]), "Save address")
		holds(t, "the addresses", noor.Get("/admin/addresses"), "orders@partner.example", "Orders")
		m := w.Receives(mailText(w.Eva.Mail, "orders@partner.example", "", "Where is it?"))
		holds(t, "the ticket", w.Sanne.Client().Get("/desk/tickets/"+ticket.Ref("HD", m.Ticket)), "Orders")

		again := noor.Get("/admin/addresses").Form("Save address").Set("address", w.Eva.Mail).Press("Save address")
		if again.Status != http.StatusUnprocessableEntity || !strings.Contains(again.Body, "Somebody with this address is known here") || !strings.Contains(again.Body, `value="`+w.Eva.Mail) {
			t.Errorf("%d: somebody's own address", again.Status)
		}
		if strings.Contains(w.Lotte.Client().Get("/admin/addresses").Body, "orders@") {
			t.Error("another partner sees it")
		}
		saved(t, noor.Get("/admin/addresses").Form("Remove orders@partner.example"), "Remove orders@partner.example")
		if strings.Contains(noor.Get("/admin/addresses").Body, "orders@") {
			t.Error("it is still there")
		}
	})
}

func TestTheSubjectThatAsksForAccessByForm(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *desktest.World) {
		vera := w.Vera.Client()
		p := saved(t, vera.Get("/admin/access").Form("Save subjects").Set("subject-en", "Let me in"), "Save subjects")
		holds(t, "the page", p, "Let me in", "Inloggen supportportaal")
		refusal := vera.Get("/admin/access").Form("Save subjects").Set("subject-nl", "???").Press("Save subjects")
		if refusal.Status != http.StatusUnprocessableEntity {
			t.Errorf("%d", refusal.Status)
		}
		holds(t, "the refusal", refusal, "This needs letters or digits", "???", "Let me in")
	})
}
