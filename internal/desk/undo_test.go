package desk_test

import (
	"strings"
	"testing"
	"time"

	"balie/internal/access"
	"balie/internal/desk"
	"balie/internal/errs"
	"balie/internal/ticket"
)

func (w *mailWorld) open(a access.Actor, id ticket.ID) desk.Opened {
	w.t.Helper()
	o, err := w.d.Open(w.t.Context(), a, id)
	w.must(err)
	return o
}

func (w *mailWorld) portal(a access.Actor, id ticket.ID) desk.OpenedPublic {
	w.t.Helper()
	o, err := w.d.OpenPublic(w.t.Context(), a, id)
	w.must(err)
	return o
}

// refused demands an error with the key.
func (w *mailWorld) refused(err error, key string) {
	w.t.Helper()
	e := errs.From(err)
	if e == nil || e.Key != key {
		w.t.Fatalf("got %v, want %s", err, key)
	}
}

func (w *mailWorld) sound() {
	w.t.Helper()
	found, err := w.st.Verify(w.t.Context())
	w.must(err)
	for _, p := range found {
		w.t.Error(p)
	}
}

func TestACommentIsPublicAfterTenSeconds(t *testing.T) {
	eachMailWorld(t, func(t *testing.T, w *mailWorld) {
		id := w.submits()
		w.works()
		before := w.portal(w.eva, id)
		w.says(w.sanne, id, ticket.Ask, "Which browser is it?")
		if got := w.open(w.sanne, id); got.Ticket.State != ticket.Waiting || len(got.Messages) != 2 {
			t.Errorf("staff sees state %s and %d messages", got.Ticket.State, len(got.Messages))
		}
		w.clock.Advance(ticket.UndoTime - time.Millisecond)
		w.finishes()
		if got := w.portal(w.eva, id); got.Ticket != before.Ticket || len(got.Messages) != 1 || len(got.Events) != len(before.Events) {
			t.Errorf("within the time to undo the customer sees %+v with %d messages", got.Ticket, len(got.Messages))
		}
		w.sound()
		if got := w.works(); names(got) != "bram eva joost support" {
			t.Errorf("mails to %s", names(got))
		}
		if got := w.portal(w.eva, id); got.Ticket.State != ticket.Waiting || len(got.Messages) != 2 || got.Ticket.Last == before.Ticket.Last {
			t.Errorf("afterwards the customer sees %+v with %d messages", got.Ticket, len(got.Messages))
		}
		page, err := w.d.ListPublic(t.Context(), w.eva, desk.PublicInput{Shelves: desk.ShelvesWaiting, Own: true})
		w.must(err)
		if len(page.Rows) != 1 || page.Rows[0].State != ticket.Waiting {
			t.Errorf("the customer's list: %+v", page.Rows)
		}
		w.sound()
	})
}

func TestUndoTakesBackWordsAndState(t *testing.T) {
	const words = "kwikstaart"
	eachMailWorld(t, func(t *testing.T, w *mailWorld) {
		id := w.submits()
		w.works()
		w.says(w.sanne, id, ticket.Send, "Please look.")
		w.works()
		was := w.open(w.sanne, id).Ticket
		w.says(w.sanne, id, ticket.Ask, words) // takes it over, too
		w.clock.Advance(5 * time.Second)
		w.must(w.d.Undo(t.Context(), w.sanne, id, ""))
		o := w.open(w.sanne, id)
		if got := o.Ticket; got.State != was.State || got.Holder != was.Holder || !got.LineAt.Equal(was.LineAt) || got.Reason != was.Reason {
			t.Errorf("the ticket is %+v, was %+v", got, was)
		}
		for _, m := range o.Messages {
			if strings.Contains(m.Body, words) {
				t.Error("the message is still there")
			}
		}
		if len(o.Drafts) != 1 || o.Drafts[0].Text != words || o.Drafts[0].Event != 0 {
			t.Errorf("the text is not back: %+v", o.Drafts)
		}
		if last := o.Events[len(o.Events)-1]; last.Kind != ticket.Withdrawn {
			t.Errorf("the last event is %s", last.Info().Name)
		}
		if got := w.works(); len(got) != 0 {
			t.Errorf("mails to %s", names(got))
		}
		if got := w.portal(w.eva, id); len(got.Messages) != 1 || got.Ticket.State != ticket.Open {
			t.Errorf("the customer sees %+v", got)
		}
		w.sound()
		w.refused(w.d.Undo(t.Context(), w.sanne, id, ""), "error.undo_late")
		w.says(w.sanne, id, ticket.Comment, "Another word.")
		if got := w.works(); names(got) != "bram eva vera" || strings.Contains(got["bram"].all, words) {
			t.Errorf("afterwards mails to %s", names(got))
		}
	})
}

func TestUndoIsRefusedWhenItIsTooLate(t *testing.T) {
	eachMailWorld(t, func(t *testing.T, w *mailWorld) {
		id := w.submits()
		w.works()
		w.says(w.sanne, id, ticket.Ask, "One?")
		w.refused(w.d.Undo(t.Context(), w.joost, id, ""), "error.undo_late") // another's
		w.must(w.d.Prioritise(t.Context(), w.joost, id, 2, ""))
		w.refused(w.d.Undo(t.Context(), w.sanne, id, ""), "error.undo_meanwhile")
		w.works()
		w.says(w.sanne, id, ticket.Comment, "Two.")
		w.clock.Advance(ticket.UndoTime)
		w.refused(w.d.Undo(t.Context(), w.sanne, id, ""), "error.undo_late")
	})
}

// A customer who writes while a question can still be undone answers what they
// saw; the question shows at once, and can't be undone any more.
func TestAReplyEndsTheHush(t *testing.T) {
	eachMailWorld(t, func(t *testing.T, w *mailWorld) {
		id := w.submits()
		w.works()
		w.says(w.sanne, id, ticket.Ask, "Which browser?")
		seen := w.portal(w.eva, id).Ticket.Last
		w.clock.Advance(time.Second)
		w.must(w.d.Reply(t.Context(), w.eva, desk.ReplyInput{Writing: desk.Writing{Text: "And the till."}, Ticket: id, Seen: seen, Channel: ticket.Portal}))
		if got := w.portal(w.eva, id); got.Ticket.State != ticket.Open || len(got.Messages) != 3 {
			t.Errorf("the customer sees %+v with %d messages", got.Ticket, len(got.Messages))
		}
		w.refused(w.d.Undo(t.Context(), w.sanne, id, ""), "error.undo_late")
		w.sound()
		w.clock.Advance(ticket.UndoTime)
		w.finishes()
		w.sound()
	})
}

// Two comments within ten seconds: undoing the second leaves the first to be
// shown in its time.
func TestUndoLeavesAnEarlierComment(t *testing.T) {
	eachMailWorld(t, func(t *testing.T, w *mailWorld) {
		id := w.submits()
		w.works()
		w.says(w.sanne, id, ticket.Ask, "One?")
		w.clock.Advance(4 * time.Second)
		w.says(w.sanne, id, ticket.Comment, "Two.")
		w.clock.Advance(8 * time.Second)
		w.finishes()
		w.must(w.d.Undo(t.Context(), w.sanne, id, ""))
		w.finishes()
		if got := w.portal(w.eva, id); got.Ticket.State != ticket.Waiting || len(got.Messages) != 2 {
			t.Errorf("the customer sees %+v with %d messages", got.Ticket, len(got.Messages))
		}
		w.works()
		w.sound()
	})
}
