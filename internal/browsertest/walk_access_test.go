package browsertest_test

import (
	"testing"

	"balie/internal/browsertest"
)

// Somebody new asks for access, follows the link that the administrator finds
// in the outbox, sets a password and signs in with it.
func TestAccessByTheOutbox(t *testing.T) {
	w, c := alone(t)
	w.Desk.Relay = nil // no mail server: mails wait in the outbox
	vera := c.tab(w.Vera)
	vera.Go("/admin/access")
	vera.Fill("Domain", "bakery.example")
	vera.Choose("Organization", w.Bakery.Name)
	vera.Choose("Who decides", "Nobody: they get a link at once")
	vera.Submit("Open domain")
	vera.See("bakery.example")
	vera.Window("walk access domain")

	daan := browsertest.Open(t, w.Base.String())
	daan.Go("/sign-in")
	daan.Submit("Request access")
	daan.Fill("Your name", "Daan Bos")
	daan.Fill("Work email address", "daan@bakery.example")
	daan.Window("walk access request")
	daan.Submit("Request access")
	daan.See("Your request has arrived")
	w.Settle()

	vera.Go("/admin/outbox")
	vera.See("daan@bakery.example")
	vera.Window("walk access outbox")
	vera.Leave(func() { vera.Has(`document.querySelector('.tt__link').click()`) })
	vera.See("daan@bakery.example")
	vera.Window("walk access mail")
	daan.Go(vera.Value(`(a => a.pathname + a.search + a.hash)([...document.querySelectorAll('main a')].find(a => a.pathname === '/invitation'))`))
	daan.Fill("New password", "three calm ducks")
	daan.Fill("The same password again", "three calm ducks")
	daan.Window("walk access password")
	daan.Submit("Save and sign in")
	daan.See("No tickets yet")
	daan.Click("Daan Bos")
	daan.Submit("Sign out")

	daan.Go("/sign-in")
	daan.Fill("Email address", "daan@bakery.example")
	daan.Fill("Password", "three calm ducks")
	daan.Submit("Sign in")
	daan.See("Daan Bos")
	daan.See("No tickets yet")
}
