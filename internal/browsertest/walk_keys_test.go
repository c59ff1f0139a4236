package browsertest_test

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"balie/internal/browsertest"
	"balie/internal/desktest"
	"balie/internal/ticket"
)

// With the keyboard alone: sign in, open the ticket, reply.
func TestKeyboardAlone(t *testing.T) {
	w, _ := alone(t)
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

// Every key of the lists does what it says, with a cursor that can be seen.
func TestKeysOfTheList(t *testing.T) {
	w, c := alone(t)
	w.Face = desktest.Web{}
	for _, subject := range []string{"Apples", "Bread", "Cakes", "Doughnuts"} {
		w.Eva.Submits(subject, "About "+subject)
	}
	b := c.tab(w.Sanne)
	at := func(words string) {
		t.Helper()
		b.Holds("the cursor on "+words, "document.activeElement.textContent.includes('"+words+"')")
		if name, seen := b.Focus(); !seen {
			t.Errorf("the cursor on %q can't be seen", name)
		}
	}
	b.Go("/desk/open") // the newest first: Doughnuts, Cakes, Bread, Apples
	b.Press("j")
	at("Doughnuts")
	b.Press("j")
	at("Cakes")
	b.Press("k")
	at("Doughnuts")
	b.Press("x")
	b.See("1 selected")
	b.Press("J", chromedp.ModifierShift)
	b.Press("J", chromedp.ModifierShift)
	at("Bread")
	b.See("3 selected")
	b.Window("walk keys selected")
	b.Press(kb.Escape)
	b.Holds("nothing selected", "!document.querySelector('tbody .cb:checked')")
	b.Press("a")
	at("me")
	b.See("1 selected")
	b.Press(kb.ArrowDown)
	at("Noor Noord")
	b.Enter()
	w.Settle()
	b.See("1 ticket assigned to Noor Noord.")
	b.See("Undo")
	b.Leave(func() { b.Press("z") })
	w.Settle()
	b.See("1 ticket put back as it was.")

	b.Press("j")
	b.Press("x")
	b.Press("p")
	at("P1")
	b.Enter()
	w.Settle()
	b.See("1 ticket set to P1.")
	b.Press("j")
	b.Press("e")
	b.Holds("the cursor in the last word", "document.activeElement.id === 'bulk-text'")
	b.Press("Done, e.")
	b.Press(kb.Escape)
	b.Press(kb.Escape)
	b.Holds("the menu closed", "!document.querySelector('details.menu[open]')")
	b.Press("f")
	b.Holds("the cursor in the filter", "document.activeElement.closest('.filters form')")
	b.Window("walk keys filter")
	b.Press(kb.Escape)
	b.Holds("the menu closed", "!document.querySelector('details.menu[open]')")
	b.Press("/")
	b.Holds("the cursor in the search", "document.activeElement.id === 'q'")
	b.Press("bread")
	b.Enter()
	b.See("About Bread")
	b.Press("j")
	at("Bread")
	b.Leave(func() { b.Press("o") })
	b.See("About Bread")
	b.See("Add comment")

	b.Size(390, 844)
	b.Go("/desk/all")
	b.Holds("the state of a ticket on a phone", "document.querySelector('tbody .c-st .l1').offsetParent")
	b.Size(1440, 900)
	b.Go("/desk/open?kind=incident")
	tab := w.Sanne.Client().Get("/desk/open?kind=incident").Form("Save as new view").Set("name", "Incidents").Press("Save as new view")
	b.Go(tab.Header.Get("Location"))
	b.Leave(func() { b.Press("s") })
	b.Holds("the star", "document.querySelector('.views [aria-current] svg')")
}

// Every key of a ticket, and those that work anywhere.
func TestKeysOfATicket(t *testing.T) {
	w, c := alone(t)
	w.Face = desktest.Web{}
	first := w.Eva.Submits("First", "One message.")
	w.Sanne.Comments(first, "A second message.")
	second := w.Eva.Submits("Second", "Alone.")
	b := c.tab(w.Sanne)
	b.Go("/desk/open")
	b.Press("j")
	b.Enter()
	b.See("Second")
	b.Leave(func() { b.Press("j") })
	b.See("A second message.")
	b.Leave(func() { b.Press("k") })
	b.See("Alone.")
	b.Leave(func() { b.Press("j") })
	for _, step := range []struct{ key, words string }{{"n", "One message."}, {"n", "A second message."}, {"b", "One message."}} {
		b.Press(step.key)
		b.Holds(step.key+" goes to "+step.words, "document.activeElement.closest('.msg')?.innerText.includes('"+step.words+"')")
		if _, seen := b.Focus(); !seen {
			t.Errorf("%s: the cursor can't be seen", step.key)
		}
	}
	b.Press("p")
	b.Holds("the cursor on a priority", "document.activeElement.value.includes('priority=1')")
	b.Press(kb.ArrowDown)
	b.Enter()
	b.Holds("the priority", "document.querySelector('.bar .prio').textContent.includes('P2')")
	b.Press("a")
	b.Holds("the cursor on a colleague", "document.activeElement.formAction?.endsWith('/assign')")
	b.Window("walk keys assign")
	b.Press(kb.Escape)
	b.Holds("the menu closed", "!document.querySelector('details.menu[open]')")
	b.Click("Add a tag")
	b.Fill("Add a tag", "checkout")
	b.Leave(b.Enter)
	b.Holds("the tag", "document.querySelector('#rail-tags .tag--x')?.innerText.includes('checkout')")

	b.Press("r")
	b.Holds("the cursor in the reply", inComposer("reply"))
	b.Press("jk") // typed, not moved
	b.Press(kb.Escape)
	b.Holds("the cursor out of the text", "document.activeElement === document.body")
	b.Press("h")
	b.Holds("the cursor in the hidden comment", inComposer("hidden"))
	b.Press(kb.Escape)
	b.Press("e")
	b.Holds("hidden words not to close with", "document.getElementById('vis-hidden').checked && "+typed("jk"))
	b.Press("v")
	b.See("sent the ticket to Kade")
	w.Settle()
	w.Sanne.Finds(first, ticket.ViewEscalated)
	w.Eva.Misses(first, "jk")

	b.Go("/desk/tickets/" + second.Ref)
	b.Press("v")
	b.Holds("the cursor in the hidden comment", inComposer("hidden"))
	b.Holds("sending on as the main button", mainSends("send"))
	b.Press(kb.Escape)
	b.Press("h")
	b.Holds("a plain hidden comment again", mainSends("hidden"))
	b.Press(kb.Escape)
	b.Press("e")
	b.Holds("closing asked for", "document.activeElement.value === 'close' && document.getElementById('vis-hidden').checked === false")
	b.Window("walk keys close")
	b.Enter()
	b.See("The customer wrote last and has no answer yet. Close it anyway?")
	b.Press("r")
	b.Press("It is done.")
	b.Press(kb.Escape)
	b.Leave(func() { b.Press("e") })
	w.Settle()
	w.Eva.Sees(second, "It is done.", "Closed")
	b.Leave(func() { b.Press("u") })

	for key, title := range map[string]string{
		"o": "Open", "m": "My tickets", "u": "Unassigned", "w": "Waiting for user", "h": "On hold", "e": "Escalated", "c": "Closed", "a": "All tickets",
	} {
		b.Leave(func() { b.Press("g" + key) })
		b.Holds(title, "document.querySelector('h1').innerText.startsWith('"+title+"')")
	}
	b.Press("?")
	b.See("Keyboard shortcuts")
	b.Window("walk keys sheet")
	b.Press(kb.Escape)
	b.Holds("the sheet closed", "!document.querySelector('dialog[open]')")
	b.Press("k", chromedp.ModifierCtrl)
	b.Holds("the palette", "document.activeElement.closest('#palette')")
	b.Press("second")
	b.Holds("what it found", "document.querySelector('#palette [aria-selected=true]')?.innerText.includes('Second')")
	b.Window("walk keys palette")
	b.Enter()
	b.See("It is done.")
	b.Leave(func() { b.Press("c") })
	b.See("Who asked")

	noor := c.tab(w.Noor)
	noor.Leave(func() { noor.Press("gd") })
	noor.Holds("the administration", "location.pathname.startsWith('/admin/')")
}

// mainSends is whether the button that Ctrl+Enter presses does this.
func mainSends(do string) string {
	return "[...document.querySelectorAll('.composer [data-main]')].find(b => b.offsetParent).value === '" + do + "'"
}

// inComposer is whether the cursor is in the comment of this side.
func inComposer(side string) string {
	return "document.querySelector('[name=vis]:checked').value === '" + side + "' && document.activeElement?.matches('#f-body, .composer .ed__text')"
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

// Who switched the keys off types without acting.
func TestKeysAreOff(t *testing.T) {
	w, c := alone(t)
	w.Face = desktest.Web{}
	w.Eva.Submits("Keys off", "Nothing happens.")
	b := c.tab(w.Sanne)
	b.Go("/profile")
	b.Has("document.querySelector('[name=keys]').click() ?? true")
	b.Submit("Save")
	b.Go("/desk/open")
	b.Has("document.querySelector('.tt__link').focus() ?? true")
	b.Press("xaeJ?c")
	if b.Has("document.querySelector('tbody :checked, details[open], dialog[open]') || document.activeElement.textContent !== 'Keys off'") {
		t.Errorf("a key acted: %s", b.Text())
	}
}
