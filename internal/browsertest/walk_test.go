package browsertest_test

import (
	"strings"
	"testing"

	"balie/internal/browsertest"
	"balie/internal/desktest"
)

func TestAskedBackAndReopened(t *testing.T) {
	each(t, func(t *testing.T, w *desktest.World, _ *chrome) { desktest.AskedBackAndReopened(w) })
}

func TestHandedOverAndBack(t *testing.T) {
	w, c := alone(t)
	desktest.HandedOverAndBack(w)
	eva := c.tab(w.Eva)
	for _, path := range []string{"/", "/tickets/HD-00001"} {
		eva.Go(path)
		eva.See("Till prints twice")
		eva.Window("walk hidden from the customer " + strings.Trim(path, "/"))
		for name, js := range map[string]string{"page": "document.documentElement.outerHTML", "memory": "JSON.stringify([localStorage, sessionStorage])"} {
			if eva.Has(js + ".includes('" + desktest.Sentinel + "')") {
				t.Errorf("the %s of %s holds the sentinel", name, path)
			}
		}
	}
	if sanne := c.at(w.Sanne, "/desk/tickets/HD-00001"); !sanne.Has("document.documentElement.outerHTML.includes('" + desktest.Sentinel + "')") {
		t.Error("nothing hidden was said")
	}
}

// Two people look at what a third changes: the list and the thread follow
// without being loaded again.
func TestLive(t *testing.T) {
	each(t, func(t *testing.T, w *desktest.World, c *chrome) {
		w.Face = desktest.Web{}
		q := w.Eva.Submits("Live", "Does it move?")
		list, thread, desk := c.tab(w.Mira), c.tab(w.Eva), c.tab(w.Sanne)
		list.Go("/?entity=" + bakery(w))
		thread.Go("/tickets/" + q.Ref)
		desk.Go("/desk/open")
		for _, b := range []*browsertest.Tab{list, thread, desk} {
			b.Stay()
		}
		w.Sanne.AsksBack(q, "It moved by itself")
		thread.See("It moved by itself")
		thread.See("We need your answer")
		list.See("Waiting for you")
		desk.Holds("the row to be marked gone", `document.querySelector('[data-item][data-gone]')`)
		w.Eva.Answers(q, "Yes it does")
		thread.See("Yes it does")
		list.See("Waiting for us")
		desk.Holds("the row to be back", `!document.querySelector('[data-item][data-gone]')`)
		w.Joost.Submits("Another one", "New in the list")
		desk.See("1 new")
		list.See("Another one")
		for _, b := range []*browsertest.Tab{list, thread, desk} {
			b.Stayed()
		}
	})
}
