package desk_test

import (
	"strings"

	"balie/internal/access"
	"balie/internal/desk"
	"balie/internal/org"
	"balie/internal/store"
	"balie/internal/ticket"
)

// elsewhere adds another partner with a customer, and a second entity of the
// first partner.
type elsewhere struct {
	partner, entity, second org.ID
	lotte, gijs             access.Actor
}

func (w *mailWorld) elsewhere() (e elsewhere) {
	w.t.Helper()
	w.write(func(tx *store.Tx) error {
		e.partner = w.organization(tx, org.Partner, w.vendor, "Zuiderzon", "help@zuiderzon.example")
		e.entity = w.organization(tx, org.Entity, e.partner, "Groene Tuin", "")
		e.second = w.organization(tx, org.Entity, w.lindehof, "Fietsen Visser", "")
		e.lotte = w.person(tx, "Lotte Linde", "en", e.partner, org.Partner, w.vendor, org.Agent)
		e.gijs = w.person(tx, "Gijs Groen", "en", e.entity, org.Entity, e.partner, 0)
		return nil
	})
	return e
}

// settles lets the time to undo pass and does what waits.
func (w *mailWorld) settles() {
	w.t.Helper()
	w.clock.Advance(ticket.UndoTime)
	w.finishes()
}

func (w *mailWorld) asks(a access.Actor, subject, text string) ticket.ID {
	w.t.Helper()
	id, err := w.d.Submit(w.t.Context(), a, desk.SubmitInput{
		Writing: desk.Writing{Text: text}, Subject: subject, Kind: ticket.Question, Channel: ticket.Portal,
	})
	w.must(err)
	w.settles()
	return id
}

func (w *mailWorld) replies(a access.Actor, id ticket.ID, text string) {
	w.t.Helper()
	w.must(w.d.Reply(w.t.Context(), a, desk.ReplyInput{Writing: desk.Writing{Text: text}, Ticket: id, Channel: ticket.Portal}))
}

// absent demands that the ticket does not exist for a customer.
func (w *mailWorld) absent(a access.Actor, id ticket.ID) {
	w.t.Helper()
	_, err := w.d.OpenPublic(w.t.Context(), a, id)
	w.refused(err, "error.not_found")
}

func lastEvent(o desk.Opened) ticket.Event { return o.Events[len(o.Events)-1] }

func bodies(o desk.OpenedPublic) string {
	var all []string
	for _, m := range o.Messages {
		all = append(all, m.Body)
	}
	return strings.Join(all, "|")
}

// without fails when a mail says the word.
func (w *mailWorld) without(word string) {
	w.t.Helper()
	for _, m := range w.sink.Messages() {
		if strings.Contains(read(w.t, m).all, word) {
			w.t.Errorf("the mail to %s says it", m.To[0])
		}
	}
}
