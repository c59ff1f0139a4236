package desk_test

import (
	"strings"
	"testing"

	"balie/internal/desk"
	"balie/internal/errs"
	"balie/internal/ticket"
)

func TestACustomerChangesTheirLastMessage(t *testing.T) {
	eachMailWorld(t, func(t *testing.T, w *mailWorld) {
		id := w.submits()
		w.works()
		was := w.open(w.sanne, id).Ticket
		edit := func(m ticket.MessageID, text string) error {
			return w.d.Edit(t.Context(), w.eva, desk.EditInput{Writing: desk.Writing{Text: text}, Ticket: id, Message: m})
		}
		p := w.portal(w.eva, id)
		if !p.Edits || w.portal(w.bram, id).Edits {
			t.Error("who may change it is wrong")
		}
		m := p.Messages[0].ID
		w.must(edit(m, "Only in Firefox."))
		if got := w.works(); names(got) != "joost sanne support" || !strings.Contains(got["support"].all, "Firefox") {
			t.Errorf("mails to %s", names(got))
		}
		w.must(edit(m, "Only in Firefox and Safari."))
		if got := w.works(); len(got) != 0 {
			t.Errorf("staff is told again: %s", names(got))
		}
		o, p := w.open(w.sanne, id), w.portal(w.eva, id)
		if len(p.Messages) != 1 || !p.Messages[0].Edited || !strings.Contains(p.Messages[0].Body, "Safari") {
			t.Errorf("the customer reads %+v", p.Messages)
		}
		if len(o.Former) != 2 || !strings.Contains(o.Former[0].Body, "white page") || !strings.Contains(o.Former[1].Body, "Only in Firefox.") {
			t.Errorf("kept for staff: %+v", o.Former)
		}
		if got := o.Ticket; !got.LineAt.Equal(was.LineAt) || got.Reason != was.Reason || !strings.Contains(got.Excerpt, "Safari") {
			t.Errorf("the ticket is %+v", got)
		}
		if err := edit(m, "  "); !errs.Is(err, errs.Invalid) {
			t.Errorf("without a word: %v", err)
		}
		w.says(w.joost, id, ticket.Note, hidden) // no answer
		w.must(edit(m, "Everywhere."))
		w.says(w.joost, id, ticket.Comment, "Thanks.")
		w.refused(edit(m, "More."), "error.edit_answered")
		w.sound()
	})
}

func TestDrafts(t *testing.T) {
	eachMailWorld(t, func(t *testing.T, w *mailWorld) {
		id := w.submits()
		save := func(hidden bool, text string, was int64) (string, int64) {
			w.clock.Advance(ticket.UndoTime)
			got, version, err := w.d.SaveDraft(t.Context(), w.sanne, desk.DraftInput{Ticket: id, Hidden: hidden, Text: text, Was: was})
			w.must(err)
			return got, version
		}
		_, v := save(false, "Dear Eva", 0)
		save(true, "between us", 0)
		if got, _ := save(false, "Dear Eva, it works", v); got != "Dear Eva, it works" {
			t.Errorf("kept %q", got)
		}
		if got, _ := save(false, "Hello", v); got != "Dear Eva, it works\n\nHello" { // from another browser
			t.Errorf("joined as %q", got)
		}
		if got := w.open(w.sanne, id).Drafts; len(got) != 2 || got[0].Hidden || !got[1].Hidden || len(w.open(w.joost, id).Drafts) != 0 {
			t.Errorf("drafts %+v", got)
		}
		w.says(w.sanne, id, ticket.Comment, "Dear Eva, it works\n\nHello")
		if got, _ := save(false, "Dear Eva, it works\n\nHello", v); got != "" { // late
			t.Errorf("a late copy is kept: %q", got)
		}
		w.settles()
		if got := w.open(w.sanne, id).Drafts; len(got) != 1 || got[0].Text != "between us" {
			t.Errorf("after sending: %+v", got)
		}
		w.says(w.sanne, id, ticket.Note, "between us")
		if got := w.open(w.sanne, id).Drafts; len(got) != 0 {
			t.Errorf("after sending both: %+v", got)
		}
		e := w.elsewhere()
		if _, _, err := w.d.SaveDraft(t.Context(), e.lotte, desk.DraftInput{Ticket: id, Text: "x"}); !errs.Is(err, errs.NotFound) {
			t.Errorf("another partner's draft: %v", err)
		}
	})
}

func TestClosingAsksWhenNobodyAnswered(t *testing.T) {
	eachMailWorld(t, func(t *testing.T, w *mailWorld) {
		id := w.submits()
		w.settles()
		in := desk.CloseInput{Ticket: id}
		w.refused(w.d.Close(t.Context(), w.sanne, in), desk.KeyUnanswered)
		in.Anyway = true
		w.must(w.d.Close(t.Context(), w.sanne, in))
		answered := w.submits()
		w.says(w.sanne, answered, ticket.Comment, "It is repaired.")
		w.must(w.d.Close(t.Context(), w.sanne, desk.CloseInput{Ticket: answered}))
		w.settles()
		w.sound()
	})
}

func TestSimilarTicketsOfTheEntity(t *testing.T) {
	eachMailWorld(t, func(t *testing.T, w *mailWorld) {
		e := w.elsewhere()
		old := w.asks(w.eva, "Checkout gives an error", "x")
		w.asks(w.eva, "Holiday hours", "x")
		w.asks(e.gijs, "Checkout shows error 500", "x")
		got := w.open(w.sanne, w.submits()).Similar
		if len(got) != 1 || got[0].ID != old {
			t.Errorf("similar: %+v", got)
		}
	})
}
