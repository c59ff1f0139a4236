package desk_test

import (
	"strings"
	"testing"

	"balie/internal/desk"
	"balie/internal/errs"
	"balie/internal/notify"
	"balie/internal/store"
	"balie/internal/ticket"
)

func TestMergeAndPart(t *testing.T) {
	eachMailWorld(t, func(t *testing.T, w *mailWorld) {
		w.run.Handle(desk.JobIndex, w.d.Index)
		main, twin := w.asks(w.eva, "Labels", "Labels come out twice."), w.asks(w.bram, "Printer", "The printer repeats itself.")
		w.says(w.sanne, twin, ticket.Note, hidden)
		w.says(w.sanne, twin, ticket.Ask, "Is it the new one?")
		w.settles()
		w.must(w.d.Merge(t.Context(), w.sanne, twin, main, ""))
		w.settles()

		o := w.open(w.sanne, main)
		if len(o.Messages) != 4 || len(o.Links) != 1 || o.Links[0].ID != twin || o.Links[0].Kind != desk.LinkMerged || !o.Links[0].From {
			t.Errorf("%d messages, links %+v", len(o.Messages), o.Links)
		}
		gone := w.open(w.sanne, twin)
		if gone.Ticket.State != ticket.Closed || gone.Ticket.Merged != main || len(gone.Messages) != 0 {
			t.Errorf("the duplicate is %+v with %d messages", gone.Ticket, len(gone.Messages))
		}
		p := w.portal(w.bram, main)
		if got := bodies(p); strings.Contains(got, hidden) || !strings.Contains(got, "come out twice") || !strings.Contains(got, "Is it the new one") {
			t.Errorf("Bram reads %s", got)
		}
		if got := w.portal(w.bram, twin); got.Ticket.Merged != main {
			t.Errorf("the duplicate's page: %+v", got.Ticket)
		}
		found, err := w.d.Search(t.Context(), w.sanne, desk.SearchInput{Words: "repeats"})
		w.must(err)
		if len(found.Rows) != 1 || found.Rows[0].ID != main {
			t.Errorf("its words are found in %+v", found.Rows)
		}
		w.must(w.d.Reply(t.Context(), w.bram, desk.ReplyInput{Writing: desk.Writing{Text: "Yes, the new one."}, Ticket: twin, Channel: ticket.Portal}))
		if got := w.open(w.sanne, main); len(got.Messages) != 5 || got.Ticket.State != ticket.Open {
			t.Errorf("the later reply: %d messages, %s", len(got.Messages), got.Ticket.State)
		}
		w.refused(w.d.Comment(t.Context(), w.sanne, desk.CommentInput{Writing: desk.Writing{Text: "x"}, Ticket: twin, Act: ticket.Comment}), "error.ticket_merged")
		w.refused(w.d.Reopen(t.Context(), w.sanne, twin, ""), "error.ticket_merged")
		w.sound()

		w.must(w.d.Unmerge(t.Context(), w.sanne, twin, ""))
		w.settles()
		back := w.open(w.sanne, twin)
		if back.Ticket.State != ticket.Waiting || back.Ticket.Merged != 0 || len(back.Messages) != 3 || len(back.Links) != 0 {
			t.Errorf("apart again: %+v with %d messages", back.Ticket, len(back.Messages))
		}
		if got := w.open(w.sanne, main); len(got.Messages) != 2 {
			t.Errorf("the other keeps %d messages", len(got.Messages))
		}
		w.absent(w.bram, main)
		w.without(hidden)
		w.sound()
	})
}

func TestMergeIsRefused(t *testing.T) {
	eachMailWorld(t, func(t *testing.T, w *mailWorld) {
		e := w.elsewhere()
		a, b, c := w.asks(w.eva, "A", "a"), w.asks(w.eva, "B", "b"), w.asks(w.eva, "C", "c")
		theirs := w.asks(e.gijs, "Theirs", "t")
		w.refused(w.d.Merge(t.Context(), w.sanne, a, a, ""), "error.merge_same")
		w.refused(w.d.Merge(t.Context(), w.vera, a, theirs, ""), "error.merge_entity")
		if err := w.d.Merge(t.Context(), w.sanne, a, theirs, ""); !errs.Is(err, errs.Invalid) { // as one that is not there
			t.Errorf("another partner's: %v", err)
		}
		if err := w.d.Merge(t.Context(), e.lotte, a, b, ""); !errs.Is(err, errs.NotFound) {
			t.Errorf("by another partner: %v", err)
		}
		w.must(w.d.Merge(t.Context(), w.sanne, a, b, ""))
		w.refused(w.d.Merge(t.Context(), w.sanne, a, c, ""), "error.ticket_merged")
		w.refused(w.d.Merge(t.Context(), w.sanne, b, c, ""), "error.merge_other_way")
	})
}

func TestSplitKeepsWhatIsHiddenHidden(t *testing.T) {
	eachMailWorld(t, func(t *testing.T, w *mailWorld) {
		id := w.submits()
		w.says(w.joost, id, ticket.Note, hidden)
		w.replies(w.bram, id, "And the invoices are late.")
		w.settles()
		o := w.open(w.sanne, id)
		w.write(func(tx *store.Tx) error { // with a file
			return tx.AddFiles(ticket.Message{ID: o.Messages[2].ID, Files: []ticket.File{{Name: "a.txt", Size: 3, Hash: "h"}}})
		})
		split := func(m ticket.Message, subject string) desk.Opened {
			made, err := w.d.Split(t.Context(), w.sanne, desk.SplitInput{Ticket: id, Message: m.ID, Subject: subject})
			w.must(err)
			return w.open(w.sanne, made)
		}
		public, secret := split(o.Messages[2], "Invoices are late"), split(o.Messages[1], "Look into it")
		for _, made := range []desk.Opened{public, secret} {
			if made.Ticket.Requester != w.eva.User || made.Ticket.State != ticket.Open || len(made.Links) != 1 || made.Links[0].ID != id {
				t.Errorf("made %+v, links %+v", made.Ticket, made.Links)
			}
			if len(made.Messages) != 1 || len(made.People) != 1 {
				t.Errorf("made with %d messages and %d people", len(made.Messages), len(made.People))
			}
		}
		w.finishes()
		w.mails(func(m store.MailOut) {
			if m.Ticket == secret.Ticket.ID && m.Kind != string(notify.HiddenComment) {
				t.Errorf("the ticket of a hidden comment is told of by %s", m.Kind)
			}
		})
		if f := public.Files[public.Messages[0].ID]; len(f) != 1 || f[0].Hash != "h" || public.Messages[0].Author != w.bram.User {
			t.Errorf("the copy has files %+v", f)
		}
		if m := secret.Messages[0]; !m.Hidden || m.Partner != w.lindehof || strings.Contains(secret.Ticket.Excerpt, hidden) {
			t.Errorf("the hidden one became %+v, %q", m, secret.Ticket.Excerpt)
		}
		p := w.portal(w.eva, secret.Ticket.ID)
		if len(p.Messages) != 0 || len(w.portal(w.eva, public.Ticket.ID).Messages) != 1 {
			t.Errorf("the customer reads %s", bodies(p))
		}
		if got := w.open(w.sanne, id); len(got.Messages) != 3 || len(got.Links) != 2 {
			t.Errorf("the first ticket has %d messages, links %+v", len(got.Messages), got.Links)
		}
		w.settles()
		w.without(hidden)
		w.sound()
	})
}

func TestSplitNeedsAMessageOneMayRead(t *testing.T) {
	eachMailWorld(t, func(t *testing.T, w *mailWorld) {
		e := w.elsewhere()
		id, other := w.submits(), w.asks(w.eva, "B", "b")
		w.says(w.joost, id, ticket.Note, hidden)
		w.settles()
		note := w.open(w.joost, id).Messages[1].ID
		_, err := w.d.Split(t.Context(), w.sanne, desk.SplitInput{Ticket: other, Message: note, Subject: "x"})
		w.refused(err, "error.not_found")
		w.must(w.d.Move(t.Context(), w.vera, desk.MoveInput{Ticket: id, Entity: e.entity, Was: w.bakkerij}))
		_, err = w.d.Split(t.Context(), e.lotte, desk.SplitInput{Ticket: id, Message: note, Subject: "x"})
		w.refused(err, "error.not_found")
	})
}

func TestLinks(t *testing.T) {
	eachMailWorld(t, func(t *testing.T, w *mailWorld) {
		e := w.elsewhere()
		a, b, theirs := w.asks(w.eva, "A", "a"), w.asks(w.eva, "B", "b"), w.asks(e.gijs, "C", "c")
		w.refused(w.d.Link(t.Context(), w.sanne, a, a, ""), "error.check_fields")
		w.refused(w.d.Link(t.Context(), w.sanne, a, theirs, ""), "error.check_fields")
		w.refused(w.d.Link(t.Context(), w.vera, a, theirs, ""), "error.link_partner")
		w.must(w.d.Link(t.Context(), w.sanne, a, b, ""))
		w.must(w.d.Link(t.Context(), w.sanne, b, a, "")) // it is there already
		for _, id := range []ticket.ID{a, b} {
			if got := w.open(w.sanne, id).Links; len(got) != 1 {
				t.Errorf("%d has links %+v", id, got)
			}
		}
		w.must(w.d.Move(t.Context(), w.vera, desk.MoveInput{Ticket: b, Entity: e.entity, Was: w.bakkerij}))
		if got := w.open(w.sanne, a).Links; len(got) != 0 {
			t.Errorf("a link shows another partner's ticket: %+v", got)
		}
		w.must(w.d.Unlink(t.Context(), w.vera, a, b, ""))
		if got := w.open(w.vera, a).Links; len(got) != 0 {
			t.Errorf("unlinked, and still %+v", got)
		}
	})
}
