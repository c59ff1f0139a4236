package browsertest_test

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"balie/internal/browsertest"
	"balie/internal/desktest"
	"balie/internal/store/storetest"
)

func TestAskedBackAndReopened(t *testing.T) {
	each(t, func(t *testing.T, w *desktest.World, _ *chrome) { desktest.AskedBackAndReopened(w) })
}

func TestHandedOverAndBack(t *testing.T) {
	each(t, func(t *testing.T, w *desktest.World, _ *chrome) { desktest.HandedOverAndBack(w) })
}

// Without script everything can still be done, slower.
func TestWithoutScript(t *testing.T) {
	w := desktest.New(t, storetest.Engines(t)[0])
	newChrome(t, w).script = false
	desktest.AskedBackAndReopened(w)
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

// With the keyboard alone: sign in, open the ticket, reply.
func TestKeyboardAlone(t *testing.T) {
	w := desktest.New(t, storetest.Engines(t)[0])
	newChrome(t, w)
	w.Face = desktest.Web{}
	q := w.Eva.Submits("Keys", "No mouse here.")
	b := browsertest.Open(t, w.Base.String())
	b.Go("/sign-in")
	tabTo(t, b, "Email address")
	b.Press(w.Sanne.Mail)
	tabTo(t, b, "Password")
	b.Press(desktest.Password)
	b.Enter()
	b.See("Waiting for a reply from your desk")
	tabTo(t, b, "Keys")
	b.Enter()
	b.See("No mouse here.")
	b.Press("r")
	b.Holds("the cursor in the comment", `document.activeElement?.matches('#f-body, .composer .ed__text')`)
	b.Press("Typed without a mouse")
	b.Leave(func() { b.Press(kb.Enter, chromedp.ModifierCtrl) })
	b.See("Typed without a mouse")
	w.Settle() // the customer sees it once it can no longer be undone
	w.Eva.Sees(q, "Typed without a mouse", "Waiting for you")
	w.Eva.Misses(q, "rTyped")

	b.Press("h")
	b.Holds("the hidden comment chosen", `document.getElementById('vis-hidden').checked && document.activeElement?.matches('#f-body, .composer .ed__text')`)
	b.Press("Only for us")
	b.Leave(func() { b.Press(kb.Enter, chromedp.ModifierCtrl) })
	b.See("Only for us")
	w.Eva.Misses(q, "Only for us")
}

// tabTo presses Tab until the focus is on what has these words, and demands
// that the focus can be seen all the way.
func tabTo(t *testing.T, b *browsertest.Tab, words string) {
	t.Helper()
	for range 60 {
		b.Press(kb.Tab)
		name, outline := b.Focus()
		if !outline {
			t.Errorf("the focus on %q can't be seen", name)
		}
		if name == words {
			return
		}
	}
	t.Fatalf("Tab does not come to %q", words)
}
