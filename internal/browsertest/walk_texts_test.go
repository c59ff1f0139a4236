package browsertest_test

import "testing"

// An administrator words a mail: the preview beside the form shows what is
// typed and leaves the page as it is, and the form can be sent right after.
func TestWordingAMail(t *testing.T) {
	w, c := alone(t)
	noor := c.tab(w.Noor)
	noor.Go("/admin/texts")
	noor.Submit("Confirmation")
	noor.Has(`(globalThis.loads = 0, document.querySelector('iframe').addEventListener('load', () => loads++))`)
	noor.Stay()
	noor.Fill("First sentences", "Hi {name}, we have {reference}.")
	noor.Click("Preview")
	noor.Holds("the preview", "loads === 1")
	noor.Window("walk texts preview")
	noor.Fill("First sentences", "Hi {nmae}.")
	noor.Click("Preview")
	noor.Holds("the refused preview", "loads === 2")
	noor.Window("walk texts preview refused")
	noor.Stayed()
	noor.Submit("Save")
	noor.See("{nmae} is not known in this text")
	noor.Window("walk texts refused")
	noor.Fill("First sentences", "Hi {name}, we have {reference}.")
	noor.Submit("Save")
	noor.See("Your own text")
	noor.Submit("Back to the shipped text")
	noor.See("The text that came with Balie")
}
