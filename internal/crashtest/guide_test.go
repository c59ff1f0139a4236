package crashtest

import (
	"strings"
	"testing"

	"balie/internal/browsertest"
)

// The guides' walk through the example company: what they tell is there, and
// their pictures are made on the way.
func TestGuides(t *testing.T) {
	p := serve(t, "--demo", "--data", t.TempDir())
	g := &guide{t: t, base: p.url, password: map[string]string{}}
	for _, line := range p.before {
		if f := strings.Fields(line); len(f) == 4 && f[0] == "sign-in" {
			g.password[f[1]] = f[2] + " " + f[3]
		}
	}
	t.Run("customer", g.customer)
	t.Run("agent", g.agent)
	t.Run("administrator", g.administrator)
	if e := p.errors(); len(e) > 0 {
		t.Errorf("logged: %s", strings.Join(e, "\n"))
	}
}

type guide struct {
	t        *testing.T
	base     string
	password map[string]string
}

// as signs one of the example company's people in.
func (g *guide) as(t *testing.T, role string) *browsertest.Tab {
	t.Helper()
	mail, password, ok := strings.Cut(g.password[role], " ")
	if !ok {
		t.Fatalf("the demo has no %s", role)
	}
	b := browsertest.Open(t, g.base)
	b.Size(1280, 800)
	b.Theme("light")
	b.Go("/sign-in")
	b.Fill("Email address", mail)
	b.Fill("Password", password)
	b.Submit("Sign in")
	if b.Has("document.documentElement.lang !== 'en'") {
		b.Go("/profile")
		b.Choose("Taal", "English")
		b.Submit("Opslaan")
	}
	return b
}

// illustrate opens an address, demands what it must say, and keeps a picture.
func illustrate(b *browsertest.Tab, path, says, picture string) {
	b.T.Helper()
	b.Go(path)
	b.See(says)
	b.Illustrate(picture)
}

func (g *guide) customer(t *testing.T) {
	visitor := browsertest.Open(t, g.base)
	visitor.Size(1280, 800)
	visitor.Cookie("language", "en")
	illustrate(visitor, "/sign-in", "Forgot your password?", "customer-sign-in")
	illustrate(visitor, "/request-access", "Request access", "customer-request-access")

	eva := g.as(t, "customer")
	illustrate(eva, "/", "We need your answer", "customer-tickets")
	eva.Submit("Extra field on the order form")
	eva.See("We need your answer")
	eva.Illustrate("customer-ticket")
	illustrate(eva, "/search?q=order", "Extra field on the order form", "customer-search")
	eva.Go("/new")
	eva.Click("Incident")
	eva.Fill("Subject", "The label printer prints everything twice")
	eva.Fill("Description", "Since this morning every label comes out twice, for each order. One would do.")
	eva.Illustrate("customer-new")

	bram := g.as(t, "customer-admin")
	illustrate(bram, "/people", "Eva van Dam", "customer-people")
}

func (g *guide) agent(t *testing.T) {
	sanne := g.as(t, "partner-agent")
	illustrate(sanne, "/desk/open", "Checkout shows error 500 after payment", "agent-list")
	sanne.Submit("Checkout shows error 500 after payment")
	sanne.See("Similar tickets of this entity")
	sanne.Illustrate("agent-ticket")
	sanne.Click("Hidden comment")
	sanne.Illustrate("agent-hidden")
	illustrate(sanne, "/desk/search?q=order", "Extra field on the order form", "agent-search")
	illustrate(sanne, "/desk/new", "How it came", "agent-new")
	illustrate(sanne, "/desk/notices", "Notifications", "agent-notices")
	illustrate(sanne, "/profile", "Where you are signed in", "agent-profile")
}

func (g *guide) administrator(t *testing.T) {
	hanneke := g.as(t, "vendor-admin")
	illustrate(hanneke, "/admin/organization", "Simple states", "admin-organization")
	illustrate(hanneke, "/admin/entities", "Bakkerij Van Dam", "admin-entities")
	hanneke.Submit("Bakkerij Van Dam")
	hanneke.See("Move to another desk")
	hanneke.Illustrate("admin-entity")
	illustrate(hanneke, "/admin/people", "Eva van Dam", "admin-people")
	illustrate(hanneke, "/admin/teams", "New team", "admin-teams")
	illustrate(hanneke, "/admin/closing", "What customers read", "admin-closing")
	illustrate(hanneke, "/admin/texts/confirmation", "First sentences", "admin-texts")
	illustrate(hanneke, "/admin/access", "Mail domains", "admin-access")
	illustrate(hanneke, "/admin/outbox", "Outgoing mail", "admin-outbox")
}
