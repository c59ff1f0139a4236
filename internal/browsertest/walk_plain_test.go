package browsertest_test

import (
	"os"
	"path/filepath"
	"testing"

	"balie/internal/browsertest"
)

// The whole portal without script: everything can be done, and nothing typed is
// lost by a form that comes back.
func TestThePortalWithoutScript(t *testing.T) {
	w, c := alone(t)
	c.script = false
	visitor := browsertest.Open(t, w.Base.String())
	visitor.WithoutScript()
	visitor.Go("/sign-in")
	visitor.Submit("Request access")
	visitor.Fill("Your name", "Daan Bos")
	visitor.Fill("Work email address", "daan@new.example")
	visitor.Submit("Request access")
	visitor.See("Your request has arrived")

	eva := c.tab(w.Eva)
	eva.See("No tickets yet")
	eva.Submit("New ticket")
	path := filepath.Join(t.TempDir(), "receipt.txt")
	if err := os.WriteFile(path, []byte("twice"), 0o600); err != nil {
		t.Fatal(err)
	}
	eva.Choose("What is it about?", "Till")
	eva.Fill("Subject", "Plain and simple")
	eva.Fill("Description", "Typed without script.")
	eva.Attach(path)
	eva.Submit("Send ticket")
	eva.See("Choose a question or an incident.")
	eva.See("receipt.txt")
	eva.Holds("what was typed", `document.querySelector('[name=subject]').value === 'Plain and simple' &&
		document.querySelector('[name=text]').value === 'Typed without script.' && document.querySelector('[name=system]').selectedOptions[0].text === 'Till'`)
	eva.Window("walk plain new problems")
	eva.Click("Incident")
	eva.Submit("Send ticket")
	eva.See("Plain and simple")
	eva.See("receipt.txt")

	eva.Fill("Your last message", "Typed without script, and changed.")
	eva.Submit("Save my message")
	eva.See("and changed.")
	eva.Click("Send a new message")
	eva.Fill("Want to add something?", "One more thing.")
	eva.Submit("Send message")
	eva.See("One more thing.")
	eva.Click("Add someone")
	eva.Fill("Add someone of your organization by mail address", w.Joost.Mail)
	eva.Submit("Add")
	eva.See("Joost Bakker")
	eva.Window("walk plain ticket")
	eva.Submit("Close this ticket")
	eva.See("This ticket is closed")
	eva.Submit("My tickets")
	eva.Submit("Closed")
	eva.See("Plain and simple")
	eva.Window("walk plain list")
	eva.Submit("Plain and simple")
	eva.Click("It is not solved")
	eva.Fill("Message", "It is back.")
	eva.Submit("Reopen ticket")
	eva.See("It is our turn")
	eva.See("It is back.")

	eva.Submit("My tickets")
	w.Settle() // it is in the index
	eva.Fill("Search my tickets", "simple")
	eva.Enter()
	eva.See("Plain and simple")
	eva.Window("walk plain search")
	eva.Submit("Plain and simple")

	joost := c.tab(w.Joost)
	joost.Submit("Plain and simple")
	joost.See("It is back.")
	mira := c.tab(w.Mira)
	mira.Submit("All of " + w.Bakery.Name)
	mira.Submit("Plain and simple")
	mira.See("It is back.")

	eva.Click("Eva Meijer")
	eva.Submit("Sign out")
	eva.Go("/")
	eva.See("Keep me signed in on this device")
}
