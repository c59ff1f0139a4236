package desktest

import (
	"net/http"
	"strings"

	"balie/internal/ticket"
)

// Web fills the forms of the pages over HTTP.
type Web struct{}

// Submit implements Face.
func (Web) Submit(p *Person, subject, text string, files ...File) ticket.ID {
	p.World.T.Helper()
	f := p.Client().Get("/new").Form("Send ticket")
	f.Set("kind", "incident").Set("subject", subject).Set("text", text).Attach(files...)
	return submitted(f.Press("Send ticket"))
}

// submitted is the number of the ticket that the answer leads to.
func submitted(p *Page) ticket.ID {
	p.Client.World.T.Helper()
	ref := strings.TrimPrefix(p.Header.Get("Location"), "/tickets/")
	id, ok := ticket.ParseRef("HD", ref)
	if p.Status != http.StatusSeeOther || !ok {
		p.Client.World.T.Fatalf("not submitted: %d %s", p.Status, p.Text())
	}
	return id
}

// Do implements Face.
func (Web) Do(p *Person, t *Ticket, s Step, text string) {
	p.World.T.Helper()
	pg := p.Client().Get(PathOf(p, t))
	got := press(p, pg, s, text)
	if got.Status != http.StatusSeeOther {
		p.World.T.Fatalf("%s could not do step %d: %d %s", p.Name, s, got.Status, got.Text())
	}
}

// PathOf is where the person reads the ticket.
func PathOf(p *Person, t *Ticket) string {
	if p.Staff() {
		return "/desk/tickets/" + t.Ref
	}
	return "/tickets/" + t.Ref
}

// Button is what the person presses for a step.
func Button(p *Person, s Step) string {
	switch s {
	case Take:
		return "Take"
	case Comment:
		return "Add comment"
	case AskBack:
		return "Add comment and wait for user"
	case Note:
		return "Add hidden comment"
	case HandOver:
		if p.Of.ID == p.World.Vendor.ID {
			return "Add and send to " + p.World.Partner.Name
		}
		return "Add and send to " + p.World.Vendor.Name
	case Close:
		return "Close ticket"
	case Reopen:
		return "Reopen ticket"
	case Hold:
		return "Put on hold"
	}
	return ""
}

func press(p *Person, pg *Page, s Step, text string) *Page {
	p.World.T.Helper()
	if s == Answer {
		for _, words := range answers {
			if f := pg.find(words); f != nil {
				return f.Set("text", text).Press(words)
			}
		}
		p.World.T.Fatalf("%s can't answer: %s", p.Name, pg.Text())
	}
	words := Button(p, s)
	f := pg.Form(words)
	switch s {
	case Take:
	case Hold:
		f.Set("hold.reason", text)
	case Reopen:
		f.Set("mode", "reopen").Set("text", text)
	case Note, HandOver:
		f.Set("vis", "hidden").Set("body", text)
	default:
		f.Set("body", text)
	}
	return f.Press(words)
}

// answers are the words on the button by which a customer writes, by state.
var answers = []string{"Send answer", "Send message", "Add remark"}

// Text implements Face.
func (Web) Text(p *Person, t *Ticket) string {
	p.World.T.Helper()
	got := p.Client().Get(PathOf(p, t))
	if got.Status != http.StatusOK {
		p.World.T.Fatalf("%s opens %s: %d", p.Name, t.Ref, got.Status)
	}
	return got.Text()
}

// Lists implements Face.
func (Web) Lists(p *Person, t *Ticket, v ticket.View) bool {
	p.World.T.Helper()
	got := p.Client().Get("/desk/" + string(v))
	if got.Status != http.StatusOK {
		p.World.T.Fatalf("%s opens the view %s: %d", p.Name, v, got.Status)
	}
	return strings.Contains(got.Body, `href="/desk/tickets/`+t.Ref)
}
