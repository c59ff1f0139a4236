package desktest

import (
	"testing"

	"balie/internal/store/storetest"
	"balie/internal/ticket"
)

// Face is a way to reach the desk. What is not possible fails the test.
type Face interface {
	// Submit sends a new question and gives its number.
	Submit(p *Person, subject, text string, files ...File) ticket.ID
	// Do takes a step on a ticket.
	Do(p *Person, t *Ticket, s Step, text string)
	// Text is what the person reads of the ticket.
	Text(p *Person, t *Ticket) string
	// Lists reports whether the ticket is in a view of the person's desk.
	Lists(p *Person, t *Ticket, v ticket.View) bool
}

// Each runs a scenario on every engine through the use cases and over HTTP.
func Each(t *testing.T, scenario func(*World)) {
	t.Helper()
	faces := []struct {
		name string
		face Face
	}{{"desk", Direct{}}, {"web", Web{}}}
	for _, engine := range storetest.Engines(t) {
		for _, f := range faces {
			t.Run(engine+"/"+f.name, func(t *testing.T) {
				w := New(t, engine)
				w.Face = f.face
				scenario(w)
			})
		}
	}
}
