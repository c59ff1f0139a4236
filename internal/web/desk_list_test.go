package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"balie/internal/authn"
	"balie/internal/desktest"
	"balie/internal/store/storetest"
)

// Tickets of a dozen steps that are assigned at once, without any script: the
// page says how far it is, and at the end one mail tells of all. Five thousand
// are assigned in a browser, see TestFiveThousandInBulk.
func TestAllThatMatchAreAssignedAtOnce(t *testing.T) {
	for _, engine := range storetest.Engines(t) {
		t.Run(engine, func(t *testing.T) {
			w := desktest.New(t, engine)
			w.Many(1200)
			w.Gijs.Submits("Theirs", "Not for this partner.")
			c := w.Sanne.Client()
			list := c.Get("/desk/open")
			form := list.Form("Noor Noord")
			started := form.Set("all", "1").Press("Noor Noord")
			at := started.Header.Get("Location")
			if started.Status != http.StatusSeeOther || !strings.Contains(at, "bulk=") {
				t.Fatalf("%d to %q", started.Status, at)
			}
			if text := started.Follow().Text(); !strings.Contains(text, "Assigning 1,200 tickets to Noor Noord. 0 of 1,200 so far.") {
				t.Errorf("while it runs the page says %s", text)
			}
			if again := form.Press("Noor Noord"); again.Header.Get("Location") != at {
				t.Errorf("sent twice it goes to %q", again.Header.Get("Location"))
			}
			before := len(w.Mails.Messages())
			w.Settle()
			page := c.Get(at)
			if text := page.Text(); !strings.Contains(text, "1,200 tickets assigned to Noor Noord.") || !strings.Contains(text, "My tickets 0") {
				t.Errorf("at the end the page says %s", text)
			}
			if text := w.Noor.Client().Get("/desk/mine").Text(); !strings.Contains(text, "My tickets 1,200") {
				t.Errorf("noor sees %s", text)
			}
			w.Settle()
			to := map[string]int{}
			for _, m := range w.Mails.Messages()[before:] {
				to[m.To[0]]++
			}
			if to[w.Noor.Mail] != 1 || to[w.Eva.Mail] != 1 || len(to) != 2 {
				t.Errorf("mails: %v", to)
			}
			undone := page.Form("Undo").Press("Undo")
			w.Settle()
			if text := c.Get(undone.Header.Get("Location")).Text(); !strings.Contains(text, "1,200 tickets put back as they were.") {
				t.Errorf("after undoing the page says %s", text)
			}
		})
	}
}

var chipLink = regexp.MustCompile(`<a class="chip" href="([^"]+)"`)

func TestAListIsFilteredSavedAndWalked(t *testing.T) {
	for _, engine := range storetest.Engines(t) {
		t.Run(engine, func(t *testing.T) {
			w := desktest.New(t, engine)
			tickets := []*desktest.Ticket{w.Eva.Submits("First", "one"), w.Fien.Submits("Second", "two"), w.Eva.Submits("Third", "three")}
			c := w.Sanne.Client()
			filtered := c.Get("/desk/open?entity=" + fmt.Sprint(w.Bakery.ID))
			if text := filtered.Text(); strings.Contains(text, "Second") || !strings.Contains(text, "Entity Bakkerij Meijer") {
				t.Errorf("filtered: %s", text)
			}
			if by := c.Get("/desk/open?entity=bakkerij").Text(); !strings.Contains(by, "Third") || strings.Contains(by, "Second") {
				t.Errorf("by its name: %s", by)
			}
			if by := c.Get("/desk/open?subject=IR+th").Text(); !strings.Contains(by, "Third") || strings.Contains(by, "First") || !strings.Contains(by, "Subject IR th") {
				t.Errorf("by words of the subject: %s", by)
			}
			without := chipLink.FindStringSubmatch(filtered.Body)
			if without == nil || !strings.Contains(c.Get(without[1]).Text(), "Second") {
				t.Errorf("the filter is not taken away by %v", without)
			}
			saved := filtered.Form("Save as new view").Set("name", "The bakery").Press("Save as new view")
			tab := saved.Header.Get("Location")
			kept := saved.Follow()
			if text := kept.Text(); !strings.Contains(text, "The bakery 2") || strings.Contains(text, "Second") {
				t.Errorf("saved: %s", text)
			}
			if refused := filtered.Form("Save as new view").Set("name", " ").Press("Save as new view"); refused.Status != http.StatusUnprocessableEntity ||
				!strings.Contains(refused.Text(), "Give the view a name.") || strings.Contains(refused.Text(), "Second") {
				t.Errorf("without a name: %d %s", refused.Status, refused.Text())
			}
			link := regexp.MustCompile(`href="(/desk/tickets/` + tickets[2].Ref + `[^"]*)"`).FindStringSubmatch(kept.Body)
			if link == nil {
				t.Fatal("the list has no link to its first ticket")
			}
			one := c.Get(strings.ReplaceAll(link[1], "&amp;", "&"))
			if text := one.Text(); !strings.Contains(text, "1 of 2") || !strings.Contains(one.Body, tickets[0].Ref+"?from=") {
				t.Errorf("in the list it is at %s", text)
			}
			back := regexp.MustCompile(`href="(/desk/open[^"]*saved=[^"]*)"`).FindStringSubmatch(one.Body)
			if back == nil || strings.Contains(c.Get(strings.ReplaceAll(back[1], "&amp;", "&")).Text(), "Second") {
				t.Errorf("no way back to %s", tab)
			}
			hidden := c.Get("/desk/open?hide=created,due")
			if !strings.Contains(hidden.Body, `data-hide="due created"`) {
				t.Error("the columns are not hidden")
			}
			w.Vera.Client().PostForm("/admin/entities/"+fmt.Sprint(w.Bakery.ID), url.Values{
				"do": {"move"}, "to": {fmt.Sprint(w.OtherPartner.ID)}, "once": {authn.NewToken()},
			})
			gone := c.Get(tab)
			if text := gone.Text(); gone.Status != http.StatusOK || !strings.Contains(text, "asks for something that is gone") ||
				strings.Contains(text, "Bakkerij Meijer") || strings.Contains(text, "Second") {
				t.Errorf("its customer gone, the saved view is %d %s", gone.Status, text)
			}
			if removed := gone.Form("Delete").Press("Delete").Follow(); strings.Contains(removed.Text(), "The bakery") {
				t.Errorf("removed, the tab stays: %s", removed.Text())
			}
		})
	}
}

func TestSearchShowsWhatItFoundToWhoMayReadIt(t *testing.T) {
	for _, engine := range storetest.Engines(t) {
		t.Run(engine, func(t *testing.T) {
			w := desktest.New(t, engine)
			tk := w.Eva.Submits("Blank pages", "The <b>printer</b> prints nothing & more.")
			w.Sanne.Notes(tk, "It is the zebra driver.")
			find := func(p *desktest.Person, words string) *desktest.Page {
				return p.Client().Get("/desk/search?q=" + url.QueryEscape(words))
			}
			if p := find(w.Sanne, "print"); !strings.Contains(p.Body, "&lt;b&gt;<mark>printer</mark>&lt;/b&gt; <mark>prints</mark> nothing &amp; more.") {
				t.Errorf("found %s", p.Body)
			}
			for who, sees := range map[*desktest.Person]bool{w.Sanne: true, w.Victor: true, w.Lotte: false} {
				p := find(who, "zebra")
				if strings.Contains(p.Body, "<mark>zebra</mark> driver") != sees || strings.Contains(p.Text(), tk.Ref) != sees {
					t.Errorf("%s finds %s", who.Name, p.Text())
				}
			}
			if p := find(w.Sanne, "zebra"); !strings.Contains(p.Text(), "Hidden It is the zebra driver.") {
				t.Errorf("hidden is not said: %s", p.Text())
			}
			if p := find(w.Sanne, "nothingofthekind"); !strings.Contains(p.Text(), "Nothing found") {
				t.Errorf("nothing: %s", p.Text())
			}
			if p := w.Sanne.Client().Get("/desk/go?q=blank", "Balie-Fragment", "go"); !strings.Contains(p.Body, `role="option"`) || strings.Contains(p.Body, "<html") {
				t.Errorf("the palette offers %s", p.Body)
			}
			if p := w.Lotte.Client().Get("/desk/go?recent=" + fmt.Sprint(tk.ID)); strings.Contains(p.Text(), tk.Ref) {
				t.Errorf("another partner's palette offers %s", p.Text())
			}
		})
	}
}
