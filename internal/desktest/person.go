package desktest

import (
	"strings"

	"balie/internal/access"
	"balie/internal/org"
	"balie/internal/ticket"
)

// Person acts in a scenario. Every act fails the test when it is not possible,
// and lets a minute pass.
type Person struct {
	World *World
	ID    org.UserID
	Name  string
	Mail  string
	Of    org.Organization

	client *Client
}

// Ticket is one as people speak of it.
type Ticket struct {
	ID      ticket.ID
	Ref     string
	Subject string
}

// Step is what somebody may do with a ticket.
type Step int

// The steps; all but Take say something.
const (
	Take Step = iota
	Comment
	AskBack
	Note
	HandOver
	Close
	Answer
	Reopen
	Hold
)

// Staff reports whether the person works at a desk.
func (p *Person) Staff() bool { return p.Of.Tier != org.Entity }

// Actor is the person with their present rights.
func (p *Person) Actor() access.Actor { return p.World.actor(p) }

// Client is the person's own browser without a screen, signed in.
func (p *Person) Client() *Client {
	p.World.T.Helper()
	if p.client == nil {
		p.client = p.World.Visitor()
		if got := p.client.SignIn(p.Mail, Password); got.Status != 303 {
			p.World.T.Fatalf("%s can't sign in: %d %s", p.Name, got.Status, got.Text())
		}
	}
	return p.client
}

// Submits sends a new question.
func (p *Person) Submits(subject, text string, files ...File) *Ticket {
	p.World.T.Helper()
	id := p.World.Face.Submit(p, subject, text, files...)
	p.World.Settle()
	return &Ticket{ID: id, Ref: ticket.Ref("HD", id), Subject: subject}
}

func (p *Person) does(t *Ticket, s Step, text string) {
	p.World.T.Helper()
	p.World.Face.Do(p, t, s, text)
	p.World.Settle()
}

// Takes assigns the ticket to the person.
func (p *Person) Takes(t *Ticket) { p.World.T.Helper(); p.does(t, Take, "") }

// Comments adds a public comment.
func (p *Person) Comments(t *Ticket, text string) { p.World.T.Helper(); p.does(t, Comment, text) }

// AsksBack adds a comment and waits for the customer.
func (p *Person) AsksBack(t *Ticket, text string) { p.World.T.Helper(); p.does(t, AskBack, text) }

// Notes adds a hidden comment.
func (p *Person) Notes(t *Ticket, text string) { p.World.T.Helper(); p.does(t, Note, text) }

// HandsOver sends the ticket to the other desk with a hidden comment.
func (p *Person) HandsOver(t *Ticket, text string) { p.World.T.Helper(); p.does(t, HandOver, text) }

// Closes closes the ticket with a last word.
func (p *Person) Closes(t *Ticket, text string) { p.World.T.Helper(); p.does(t, Close, text) }

// Holds puts the ticket on hold, with a reason that the customer reads.
func (p *Person) Holds(t *Ticket, reason string) { p.World.T.Helper(); p.does(t, Hold, reason) }

// Answers writes as a customer.
func (p *Person) Answers(t *Ticket, text string) { p.World.T.Helper(); p.does(t, Answer, text) }

// Reopens says that it is not solved.
func (p *Person) Reopens(t *Ticket, text string) { p.World.T.Helper(); p.does(t, Reopen, text) }

// Sees demands words on the ticket's page.
func (p *Person) Sees(t *Ticket, words ...string) {
	p.World.T.Helper()
	text := p.World.Face.Text(p, t)
	for _, w := range words {
		if !strings.Contains(text, w) {
			p.World.T.Errorf("%s does not see %q on %s: %s", p.Name, w, t.Ref, text)
		}
	}
}

// Misses demands that words are not on the ticket's page.
func (p *Person) Misses(t *Ticket, words ...string) {
	p.World.T.Helper()
	text := p.World.Face.Text(p, t)
	for _, w := range words {
		if strings.Contains(text, w) {
			p.World.T.Errorf("%s sees %q on %s: %s", p.Name, w, t.Ref, text)
		}
	}
}

// Finds demands the ticket in a view of the person's desk.
func (p *Person) Finds(t *Ticket, v ticket.View) {
	p.World.T.Helper()
	if !p.World.Face.Lists(p, t, v) {
		p.World.T.Errorf("%s does not find %s in %s", p.Name, t.Ref, v)
	}
}

// FindsNot demands that the view is without the ticket.
func (p *Person) FindsNot(t *Ticket, v ticket.View) {
	p.World.T.Helper()
	if p.World.Face.Lists(p, t, v) {
		p.World.T.Errorf("%s finds %s in %s", p.Name, t.Ref, v)
	}
}
