package browsertest_test

import (
	"strings"
	"testing"

	"balie/internal/desktest"
)

// Two agents at one ticket see each other, looking and then writing. Who sends
// second is told at once that the other wrote, keeps the typed text, and can
// send it anyway; who reads first is not asked again.
func TestTwoAgentsAtOneTicket(t *testing.T) {
	w, c := alone(t)
	w.Face = desktest.Web{}
	q := w.Eva.Submits("Whose is it?", strings.Repeat("A long story.\n\n", 60))
	sanne, noor := c.tab(w.Sanne), c.tab(w.Noor)
	sanne.Go("/desk/tickets/" + q.Ref)
	noor.Go("/desk/tickets/" + q.Ref)
	sanne.See("Noor Noord is viewing")
	noor.See("Sanne Noord is viewing")
	noor.Fill("Comment", "Noor is faster.")
	sanne.See("Noor Noord is writing")
	sanne.Fill("Comment", "Sanne typed this meanwhile.")
	noor.See("Sanne Noord is writing")
	noor.Window("walk together writing")
	sanne.Stay()

	top(sanne)
	noor.Submit("Add comment and wait for user")
	sanne.See("Noor Noord wrote here while you were writing. Your text is kept.")
	sanne.Holds("an alert", `document.querySelector('[data-answered][role=alert]').checkVisibility()`)
	sanne.Holds("the text in its place", typed("Sanne typed this meanwhile."))
	sanne.Stayed()
	sanne.Window("walk together answered")
	top(sanne)
	sanne.Submit("Add comment and wait for user")
	sanne.See("This ticket changed while you were writing.")
	sanne.See("Noor Noord")
	sanne.Holds("the text in its place", typed("Sanne typed this meanwhile."))
	sanne.Window("walk together warned")
	w.Eva.Misses(q, "Sanne typed this")
	sanne.Submit("Send anyway")
	sanne.Holds("the comment in the thread", `document.querySelector('.thread').innerText.includes('Sanne typed this meanwhile.')`)
	w.Settle()
	w.Eva.Sees(q, "Noor is faster.", "Sanne typed this meanwhile.")

	sanne.Go("/desk/tickets/" + q.Ref)
	sanne.Fill("Comment", "And one more thing.")
	top(sanne)
	w.Eva.Answers(q, "Thank you both.")
	sanne.See("Eva Meijer wrote here while you were writing.")
	sanne.Click("Read it")
	sanne.Holds("the answer read", `document.querySelector('[data-answered]').hidden &&
		document.querySelector('form[data-composer] [name=seen]').value === [...document.querySelectorAll('[data-event]')].at(-1).dataset.event`)
	sanne.Submit("Add comment and wait for user")
	sanne.Gone("This ticket changed while you were writing.")
	sanne.Holds("the comment in the thread", `document.querySelector('.thread').innerText.includes('And one more thing.')`)
}

// typed is whether the composer holds these words.
func typed(words string) string {
	return `document.querySelector('textarea[name=body]').value.includes('` + words + `')`
}

// top goes to the beginning of the page, away from what comes in below.
func top(b interface{ Has(string) bool }) { b.Has("scrollTo({ top: 0, behavior: 'instant' })") }
