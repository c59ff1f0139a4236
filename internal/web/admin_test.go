package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"balie/internal/desktest"
	"balie/internal/ticket"
)

// saved presses a button and demands the page that says so.
func saved(t *testing.T, f *desktest.Form, button string) *desktest.Page {
	t.Helper()
	got := f.Press(button)
	if got.Status != http.StatusSeeOther {
		t.Fatalf("%s: %d %s", button, got.Status, got.Text())
	}
	page := got.Follow()
	if page.Status != http.StatusOK {
		t.Fatalf("after %s: %d %s", button, page.Status, page.Text())
	}
	return page
}

func holds(t *testing.T, what string, p *desktest.Page, words ...string) {
	t.Helper()
	for _, w := range words {
		if !strings.Contains(p.Text(), w) && !strings.Contains(p.Body, `value="`+w+`"`) {
			t.Errorf("%s lacks %q: %s", what, w, p.Text())
		}
	}
}

// TestAdministrationByForms walks through the pages without script.
func TestAdministrationByForms(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *desktest.World) {
		vera, noor := w.Vera.Client(), w.Noor.Client()
		holds(t, "the partner's menu", noor.Get("/admin/organization"), "Entities", "Teams", "Closing message")
		if strings.Contains(noor.Get("/admin/organization").Text(), "Partners") {
			t.Error("a partner is offered partners")
		}
		if strings.Contains(w.Sanne.Client().Get("/desk/open").Body, `"/admin/"`) {
			t.Error("an agent is offered the administration")
		}

		p := saved(t, vera.Get("/admin/partners").Form("Add").Set("name", "Oosterwind").Set("notify", "told@oost.example"), "Add")
		holds(t, "the new partner", p, "Oosterwind", "told@oost.example")
		p = saved(t, noor.Get("/admin/entities").Form("Add").Set("name", "Molen Zes"), "Add")
		holds(t, "the new entity", p, "Molen Zes", "Customer of Noorderzon")
		p = saved(t, p.Form("Add").Set("system", "Mill site"), "Add")
		holds(t, "its systems", p, "Mill site")
		bakery := "/admin/entities/" + fmt.Sprint(w.Bakery.ID)
		offered := func() bool {
			return strings.Contains(w.Eva.Client().Get("/new").Body, fmt.Sprintf(`<option value="%d"`, w.BakeryTill.ID))
		}
		if !offered() {
			t.Error("the till is not offered")
		}
		till := url.Values{"do": {"retire"}, "id": {fmt.Sprint(w.BakeryTill.ID)}}
		vera.PostForm(bakery, till)
		if offered() {
			t.Error("a retired till is offered")
		}
		holds(t, "the retired till", vera.Get(bakery), "Not in use", "Use again")
		till.Set("do", "use")
		vera.PostForm(bakery, till)
		if !offered() {
			t.Error("the till did not come back")
		}
		holds(t, "the list", noor.Get("/admin/entities?q=molen"), "Molen Zes")
		if strings.Contains(noor.Get("/admin/entities?q=molen").Text(), "Bakkerij") {
			t.Error("the search finds everything")
		}

		holds(t, "moving from the vendor", vera.Get("/admin/entities/"+fmt.Sprint(w.Cheese.ID)), "still sees them")
		holds(t, "moving from a partner", vera.Get("/admin/entities/"+fmt.Sprint(w.Bakery.ID)), "sees nothing of them any more")
		p = saved(t, noor.Get("/admin/people/"+fmt.Sprint(w.Eva.ID)).Form("Save").Set("name", "Eva Jansen"), "Save")
		holds(t, "the name", p, "Eva Jansen")

		refusal := noor.Get("/admin/entities").Form("Add").Set("name", "").Press("Add")
		if refusal.Status != http.StatusUnprocessableEntity {
			t.Errorf("without a name: %d", refusal.Status)
		}
		holds(t, "the refusal", refusal, "Fill in a name.")

		saved(t, noor.Get("/admin/teams").Form("Add").Set("name", "Web"), "Add")
		holds(t, "the teams", noor.Get("/admin/teams"), "Web", "0 members")
		saved(t, noor.Get("/admin/teams").Form("Remove team"), "Remove team")
		if p := noor.Get("/admin/teams"); strings.Contains(p.Text(), "0 members") {
			t.Errorf("the team is still there:\n%s", p.Text())
		}
		saved(t, noor.Get("/admin/topics").Form("Add").Set("name", "Moving"), "Add")
		holds(t, "the topics", noor.Get("/admin/topics"), "Moving")
	})
}

// TestOwnWords renames a state and turns simple states on: the desk and its
// customers see it, another desk does not.
func TestOwnWords(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *desktest.World) {
		eva, gijs := w.Eva.Submits("Waits", "Text"), w.Gijs.Submits("Waits, too", "Text")
		w.Sanne.AsksBack(eva, "Which one?")
		w.Lotte.AsksBack(gijs, "Which one?")
		w.Settle()
		noor := w.Noor.Client()
		saved(t, noor.Get("/admin/organization").Form("Save states").Set("waiting-en", "Awaiting"), "Save states")
		w.Sanne.Sees(eva, "Awaiting")
		w.Eva.Sees(eva, "Awaiting")
		w.Lotte.Misses(gijs, "Awaiting")
		w.Gijs.Misses(gijs, "Awaiting")
		holds(t, "the views", noor.Get("/desk/open"), "Awaiting")

		noor.PostForm("/admin/states", url.Values{"simple": {"1"}})
		open := noor.Get("/desk/open")
		for _, view := range []ticket.View{ticket.ViewWaiting, ticket.ViewHold, ticket.ViewOther} {
			if strings.Contains(open.Body, `"/desk/`+string(view)+`"`) {
				t.Errorf("%s is offered", view)
			}
		}
		if body := w.Sanne.Client().Get("/desk/tickets/" + eva.Ref).Body; strings.Contains(body, `data-st="wait"`) || strings.Contains(body, "Add comment") {
			t.Error("the ticket waits, or is commented on")
		}
		w.Sanne.Sees(eva, "Update", "Back to All tickets")
		if !strings.Contains(w.Lotte.Client().Get("/desk/open").Body, `"/desk/waiting"`) {
			t.Error("another desk lost its views")
		}
	})
}

// TestLeavingByForms lets somebody go and in again.
func TestLeavingByForms(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *desktest.World) {
		noor, path := w.Noor.Client(), "/admin/people/"+strconv.FormatInt(int64(w.Eva.ID), 10)
		eva := w.Eva.Client()
		if got := eva.Get("/"); got.Status != http.StatusOK {
			t.Fatalf("before: %d", got.Status)
		}
		saved(t, noor.Get(path).Form("End access"), "End access")
		if got := eva.Get("/"); outcome(got) != toSignIn {
			t.Errorf("afterwards: %d", got.Status)
		}
		p := noor.Get(path)
		holds(t, "who left", p, "Let in again")
		saved(t, p.Form("Let in again"), "Let in again")
		if got := w.Visitor().SignIn(w.Eva.Mail, desktest.Password); got.Header.Get("Location") != "/" {
			t.Errorf("let in again: %d %s", got.Status, got.Header.Get("Location"))
		}
	})
}
