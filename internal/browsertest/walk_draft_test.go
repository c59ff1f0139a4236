package browsertest_test

import (
	"testing"
	"time"

	"balie/internal/browsertest"
	"balie/internal/desktest"
)

// What a customer types outlives the tab, even one that is closed at once, and
// is gone when it is sent.
func TestAClosedTabLosesNothing(t *testing.T) {
	w, c := alone(t)
	w.Face = desktest.Direct{}
	q := w.Eva.Submits("The closed tab", "What now?")
	w.Sanne.AsksBack(q, "Which one?")
	w.Clock.Advance(time.Minute)
	w.Settle()
	again := func() *browsertest.Tab {
		delete(c.tabs, w.Eva)
		return c.tab(w.Eva)
	}

	eva := c.tab(w.Eva)
	eva.Go("/tickets/" + q.Ref)
	eva.Fill("Your answer", "The one by the door")
	eva.Close()
	eva = again()
	eva.Go("/tickets/" + q.Ref)
	eva.Holds("the answer waits", holds("text", "The one by the door"))
	eva.See("Draft saved")
	eva.Picture("walk draft ticket")
	eva.Accessible("a ticket with a draft")

	eva.Go("/new")
	eva.Click("Incident")
	eva.Choose("What is it about?", "Till")
	eva.Fill("Subject", "Half a subject")
	eva.Fill("Description", "Half a question")
	eva.See("Draft saved")
	eva.Close()
	eva = again()
	eva.Go("/new")
	eva.Holds("the question waits", holds("text", "Half a question")+" && "+holds("subject", "Half a subject")+
		" && document.querySelector('[name=system]').selectedOptions[0].text === 'Till' && document.querySelector('[name=kind]:checked').value === 'incident'")
	eva.Size(390, 844)
	eva.Picture("walk draft new")
	eva.Size(1440, 900)
	eva.Fill("Description", "A whole question")
	eva.Submit("Send ticket")
	eva.See("Half a subject")
	eva.Go("/new")
	eva.Holds("nothing waits any more", holds("text", "")+" && "+holds("subject", ""))

	eva.Go("/tickets/" + q.Ref)
	eva.Submit("Discard draft")
	eva.See("The draft is discarded")
	eva.Holds("the answer is gone", holds("text", ""))
	eva.Fill("Your answer", "The one by the window")
	eva.Submit("Send answer")
	eva.See("The one by the window")
	eva.Go("/tickets/" + q.Ref)
	eva.Holds("the answer is sent", holds("text", ""))
}

func holds(name, value string) string {
	return "document.querySelector('[name=" + name + "]').value === '" + value + "'"
}
