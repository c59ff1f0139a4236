package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"balie/internal/desktest"
	"balie/internal/store"
)

func TestAnAgentWritesDownAPhoneCall(t *testing.T) {
	eachEngine(t, func(t *testing.T, w *desktest.World) {
		sanne := w.Sanne.Client()
		form := sanne.Get("/desk/new?via=chat&subject=Stuck&text_html=<b>x</b>").Form("Create ticket")
		if form.Value("via") != "chat" || form.Value("subject") != "Stuck" {
			t.Errorf("the link fills in %q and %q", form.Value("via"), form.Value("subject"))
		}
		got := form.Set("text", "It is stuck.").Press("Create ticket")
		if got.Status != http.StatusUnprocessableEntity || got.Form("Create ticket").Value("text") != "It is stuck." {
			t.Fatalf("without a requester: %d %s", got.Status, got.Text())
		}
		shows(t, got, "Say who asked")
		got = got.Form("Create ticket").Set("requester", w.Eva.Name).Press("Create ticket")
		if got.Status != http.StatusSeeOther {
			t.Fatalf("written down: %d %s", got.Status, got.Text())
		}
		shows(t, got.Follow(), "Stuck", "It is stuck.", w.Sanne.Name+" wrote this down for "+w.Eva.Name, "by chat")
		shows(t, w.Eva.Client().Get("/"), "Stuck")
	})
}

func TestTheFormOffersOnlyOnesOwn(t *testing.T) {
	eachEngine(t, func(t *testing.T, w *desktest.World) {
		own := w.Sanne.Client().Get("/desk/new/people?q=" + url.QueryEscape(w.Eva.Name)).Body
		if !strings.Contains(own, w.Eva.Name) {
			t.Errorf("her own customer: %s", own)
		}
		if others := w.Sanne.Client().Get("/desk/new/people?q=" + url.QueryEscape(w.Gijs.Name)).Body; others != "[]" {
			t.Errorf("another partner's: %s", others)
		}
		all, theirs := w.Victor.Client().Get("/desk/new/systems").Body, w.Lotte.Client().Get("/desk/new/systems").Body
		if len(theirs) >= len(all) || all == "[]" {
			t.Errorf("the vendor is offered %s, a partner %s", all, theirs)
		}
	})
}

func TestALinkFillsInThePortalsForm(t *testing.T) {
	eachEngine(t, func(t *testing.T, w *desktest.World) {
		m := w.Eva.Actor().Entities()[0]
		err := w.Store.Write(t.Context(), func(tx *store.Tx) error {
			_, err := tx.AddTopic(m.Parent, "Printing")
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		names, err := w.Desk.Names(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var system string
		for _, s := range names.Systems {
			if s.Entity == m.Org {
				system = s.Name
			}
		}
		q := url.Values{"topic": {"printing"}, "system": {strings.ToUpper(system)}, "subject": {"No paper"}, "via": {"chat"}, "kept": {"1"}}
		form := w.Eva.Client().Get("/new?" + q.Encode()).Form("Send ticket")
		if form.Value("subject") != "No paper" || form.Value("system") == "" || form.Value("topic") == "" {
			t.Errorf("the form has %q, system %q, topic %q", form.Value("subject"), form.Value("system"), form.Value("topic"))
		}
		got := form.Set("kind", "question").Set("text", "Where is it?").Press("Send ticket")
		if got.Status != http.StatusSeeOther {
			t.Fatalf("sent: %d %s", got.Status, got.Text())
		}
		ref := got.Header.Get("Location")[len("/tickets/"):]
		shows(t, w.Sanne.Client().Get("/desk/tickets/"+ref), "Printing", "by chat", system)
	})
}
