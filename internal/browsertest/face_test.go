package browsertest_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"balie/internal/browsertest"
	"balie/internal/desktest"
	"balie/internal/store/storetest"
	"balie/internal/ticket"
)

func TestMain(m *testing.M) { os.Exit(browsertest.Main(m)) }

// chrome is the face of scenarios in a browser: each person has a tab.
type chrome struct {
	t      *testing.T
	tabs   map[*desktest.Person]*browsertest.Tab
	script bool
}

func newChrome(t *testing.T, w *desktest.World) *chrome {
	t.Helper()
	c := &chrome{t: t, tabs: map[*desktest.Person]*browsertest.Tab{}, script: true}
	w.Face = c
	t.Cleanup(func() {
		for _, v := range w.Violations() {
			t.Errorf("against the content security policy: %s", v)
		}
	})
	return c
}

// tab is the person's, signed in.
func (c *chrome) tab(p *desktest.Person) *browsertest.Tab {
	c.t.Helper()
	if b := c.tabs[p]; b != nil {
		return b
	}
	b := browsertest.Open(c.t, p.World.Base.String())
	if !c.script {
		b.WithoutScript()
	}
	b.Go("/sign-in")
	signIn(b, p)
	c.tabs[p] = b
	return b
}

// signIn fills the form that the tab shows.
func signIn(b *browsertest.Tab, p *desktest.Person) {
	b.T.Helper()
	b.Fill("Email address", p.Mail)
	b.Fill("Password", desktest.Password)
	b.Submit("Sign in")
}

// at is the person's tab at an address, signed in again where that is asked.
func (c *chrome) at(p *desktest.Person, path string) *browsertest.Tab {
	c.t.Helper()
	b := c.tab(p)
	b.Go(path)
	if b.Has("location.pathname === '/sign-in'") {
		signIn(b, p)
	}
	return b
}

func (c *chrome) Submit(p *desktest.Person, subject, text string, files ...desktest.File) ticket.ID {
	c.t.Helper()
	b := c.at(p, "/")
	b.Submit("New ticket")
	b.Click("Incident")
	b.Choose("What is it about?", "Web shop")
	b.Fill("Subject", subject)
	b.Fill("Description", text)
	for _, f := range files {
		path := filepath.Join(c.t.TempDir(), f.Name)
		if err := os.WriteFile(path, []byte(f.Content), 0o600); err != nil {
			c.t.Fatal(err)
		}
		b.Attach(path)
	}
	b.Submit("Send ticket")
	b.See(subject)
	_, ref, _ := strings.Cut(b.Text(), "HD-")
	id, ok := ticket.ParseRef("HD", "HD-"+ref[:5])
	if !ok {
		c.t.Fatalf("no reference on %s", b.Text())
	}
	return id
}

func (c *chrome) Do(p *desktest.Person, t *desktest.Ticket, s desktest.Step, text string) {
	c.t.Helper()
	b := c.at(p, desktest.PathOf(p, t))
	switch s {
	case desktest.Answer, desktest.Reopen:
		c.write(b, s, text)
		return
	case desktest.Take:
	case desktest.Hold:
		b.Click("More actions")
		b.Fill("What it waits for (the customer reads this)", text)
	case desktest.Note, desktest.HandOver:
		b.Click("Hidden comment")
		b.Fill("Comment", text)
	default:
		b.Fill("Comment", text)
	}
	if s == desktest.Comment || s == desktest.Close || s == desktest.HandOver {
		b.Click("Other ways to send")
	}
	b.Submit(desktest.Button(p, s))
}

// write fills a customer's form, whose words follow the ticket's state.
func (c *chrome) write(b *browsertest.Tab, s desktest.Step, text string) {
	c.t.Helper()
	button, label := "Send message", "Want to add something?"
	switch page := b.Text(); {
	case s == desktest.Reopen:
		b.Click("It is not solved")
		button, label = "Reopen ticket", "Message"
	case strings.Contains(page, "Send answer"):
		button, label = "Send answer", "Your answer"
	case strings.Contains(page, "Add remark"):
		button, label = "Add remark", "Message"
	}
	b.Fill(label, text)
	b.Submit(button)
}

func (c *chrome) Text(p *desktest.Person, t *desktest.Ticket) string {
	c.t.Helper()
	return c.at(p, desktest.PathOf(p, t)).Text()
}

func (c *chrome) Lists(p *desktest.Person, t *desktest.Ticket, v ticket.View) bool {
	c.t.Helper()
	b := c.at(p, "/desk/"+string(v))
	return strings.Contains(b.Text(), t.Ref)
}

// alone runs a test on one engine: for what no engine changes.
func alone(t *testing.T) (*desktest.World, *chrome) {
	t.Helper()
	t.Parallel()
	w := desktest.New(t, storetest.Engines(t)[0])
	return w, newChrome(t, w)
}

// each runs a test on each engine.
func each(t *testing.T, fn func(t *testing.T, w *desktest.World, c *chrome)) {
	t.Helper()
	for _, engine := range storetest.Engines(t) {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			w := desktest.New(t, engine)
			fn(t, w, newChrome(t, w))
		})
	}
}
