package browsertest_test

import (
	"context"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"balie/internal/browsertest"
	"balie/internal/desktest"
	"balie/internal/store/storetest"
)

func bakery(w *desktest.World) string { return strconv.FormatInt(int64(w.Bakery.ID), 10) }

// shot is a page to look at: who opens which address, in which order.
type shot struct {
	name, path string
	who        *desktest.Person // nil: nobody is signed in
}

func shots(w *desktest.World, open, waiting, closed *desktest.Ticket) []shot {
	return []shot{
		{"sign-in", "/sign-in", nil},
		{"sign-in again", "/sign-in?expired=1&kept=1", nil},
		{"portal list", "/", w.Eva},
		{"portal list all", "/?entity=" + bakery(w), w.Mira},
		{"portal list empty", "/", w.Fien},
		{"portal new", "/new", w.Eva},
		{"portal ticket open", "/tickets/" + open.Ref, w.Eva},
		{"portal ticket waiting", "/tickets/" + waiting.Ref, w.Eva},
		{"portal ticket closed", "/tickets/" + closed.Ref, w.Eva},
		{"portal 404", "/tickets/HD-99999", w.Eva},
		{"desk open", "/desk/open", w.Sanne},
		{"desk hold empty", "/desk/hold", w.Sanne},
		{"desk ticket", "/desk/tickets/" + open.Ref, w.Sanne},
		{"desk ticket closed", "/desk/tickets/" + closed.Ref, w.Sanne},
		{"desk 404", "/desk/tickets/HD-99999", w.Sanne},
		{"outbox", "/admin/outbox", w.Noor},
		{"outbox mail", "/admin/outbox/1", w.Vera},
	}
}

// scene fills the lists.
func scene(w *desktest.World) (open, waiting, closed *desktest.Ticket) {
	w.Face = desktest.Web{}
	open = w.Eva.Submits("Orders vanish from the list after I save them, since this morning",
		"Since the update the orders vanish.\n\nError: order_not_found_in_the_list_that_the_till_prints_every_evening_at_six",
		desktest.File{Name: "orders-of-this-week-and-the-week-before.txt", Content: "orders"})
	w.Sanne.Takes(open)
	w.Sanne.Notes(open, "Looks like the driver of the till.")
	w.Sanne.Comments(open, "We look at it now.")
	waiting = w.Eva.Submits("Till prints twice", "Every receipt comes out twice.")
	w.Sanne.AsksBack(waiting, "Which till is it?")
	closed = w.Eva.Submits("Opening hours", "How do I change them?")
	w.Sanne.Closes(closed, "Under Settings, Hours.")
	w.Joost.Submits("A wish", "A darker oven page.")
	return open, waiting, closed
}

// Every main page in both languages and themes, wide and narrow: nothing
// serious for axe, nothing wider than the window, nothing against the policy.
func TestPages(t *testing.T) {
	w := desktest.New(t, storetest.Engines(t)[0])
	c := newChrome(t, w)
	open, waiting, closed := scene(w)
	visitor := browsertest.Open(t, w.Base.String())
	tabs := map[*desktest.Person]*browsertest.Tab{nil: visitor}
	for _, s := range shots(w, open, waiting, closed) {
		if s.who != nil {
			tabs[s.who] = c.tab(s.who)
		}
	}
	for _, language := range []string{"en", "nl"} {
		w.Speak(language, "")
		visitor.Cookie("language", language)
		for _, theme := range []string{"light", "dark"} {
			for _, width := range []int64{1440, 390} {
				for _, s := range shots(w, open, waiting, closed) {
					b := tabs[s.who]
					b.Theme(theme)
					b.Size(width, 900)
					b.Go(s.path)
					look(b, fmt.Sprintf("%s %s %s %d", s.name, language, theme, width), language == "en" || width == 390)
				}
			}
		}
	}
}

// look keeps a picture and checks the page; axe, which takes long, need not see
// it in every combination.
func look(b *browsertest.Tab, name string, axe bool) {
	b.T.Helper()
	b.Picture(name)
	if axe {
		b.Accessible(name)
	}
	if b.Has("document.documentElement.scrollWidth > innerWidth") {
		b.T.Errorf("%s: wider than the window", name)
	}
	if b.Has(`/(^|\s)(portal|desk|ticket|event|error|view|outbox|access|common|state)\.[a-z_.]+(\s|$)/.test(document.body.innerText)`) {
		b.T.Errorf("%s: shows a key of the catalogue: %s", name, b.Text())
	}
}

// The set-up page, and the forms as they come back with problems.
func TestPagesOfForms(t *testing.T) {
	engine := storetest.Engines(t)[0]
	fresh := desktest.Empty(t, engine)
	newChrome(t, fresh)
	link, err := fresh.Desk.SetUpLink(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	at, err := url.Parse(link)
	if err != nil {
		t.Fatal(err)
	}
	setup := browsertest.Open(t, fresh.Base.String())
	w := desktest.New(t, engine)
	c := newChrome(t, w)
	q := w.Eva.Submits("Forms", "Which come back.")
	eva, sanne := c.tab(w.Eva), c.tab(w.Sanne)
	for _, theme := range []string{"light", "dark"} {
		for _, width := range []int64{1440, 390} {
			for _, b := range []*browsertest.Tab{setup, eva, sanne} {
				b.Theme(theme)
				b.Size(width, 900)
			}
			name := fmt.Sprintf("en %s %d", theme, width)
			setup.Go(at.RequestURI())
			look(setup, "setup "+name, true)
			setup.Submit("Start")
			look(setup, "setup problems "+name, true)
			eva.Go("/new")
			eva.Submit("Send ticket")
			eva.See("Choose a question or an incident.")
			look(eva, "portal new problems "+name, true)
			sanne.Go("/desk/tickets/" + q.Ref)
			sanne.Fill("Comment", "typed while it changed")
			w.Face = desktest.Web{}
			w.Eva.Answers(q, "Something more, "+name)
			sanne.Has(`document.querySelector('form[data-composer]').addEventListener('formdata', e => e.formData.set('seen', '1')) ?? true`) // as if the answer had not been on screen
			sanne.Submit("Add comment and wait for user")
			sanne.See("This ticket changed while you were writing.")
			look(sanne, "desk conflict "+name, true)
			if !strings.Contains(sanne.Text(), "Eva Meijer") {
				t.Errorf("%s: the conflict does not say who", name)
			}
		}
	}
}
