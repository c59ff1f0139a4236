package browsertest_test

import (
	"testing"

	"balie/internal/desktest"
)

// Sending without a network leaves the page, and what was typed, where it is;
// with one again the same button sends it.
func TestSendingWaitsForTheNetwork(t *testing.T) {
	w, c := alone(t)
	w.Face = desktest.Web{}
	q := w.Eva.Submits("Is it down?", "It seems so.")
	sanne := c.tab(w.Sanne)
	sanne.Go("/desk/tickets/" + q.Ref)
	sanne.Fill("Comment", "Typed before the network went.")
	network := func(is string) {
		sanne.Holds("the network "+is, `(Object.defineProperty(navigator, 'onLine', { get: () => `+is+`, configurable: true }), navigator.onLine === `+is+`)`)
	}
	network("false")
	sanne.Stay()
	sanne.Click("Add comment and wait for user")
	sanne.See("No connection.")
	sanne.Holds("the text in its place", typed("Typed before the network went."))
	sanne.Stayed()
	network("true")
	sanne.Submit("Add comment and wait for user")
	sanne.Holds("the comment in the thread", `document.querySelector('.thread').innerText.includes('Typed before the network went.')`)
}
