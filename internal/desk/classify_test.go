package desk_test

import (
	"strings"
	"testing"

	"balie/internal/desk"
	"balie/internal/errs"
	"balie/internal/org"
	"balie/internal/store"
	"balie/internal/ticket"
)

func TestTagsAreEachDesksOwn(t *testing.T) {
	eachMailWorld(t, func(t *testing.T, w *mailWorld) {
		id := w.submits()
		before := w.open(w.sanne, id).Ticket.UpdatedAt
		w.settles()
		w.must(w.d.Tag(t.Context(), w.sanne, id, " Invoice, ", ""))
		w.must(w.d.Tag(t.Context(), w.joost, id, "invoice", "")) // is there
		w.must(w.d.Tag(t.Context(), w.vera, id, "regression", ""))
		w.refused(w.d.Tag(t.Context(), w.sanne, id, " ,", ""), "error.check_fields")
		mine, theirs := w.open(w.sanne, id), w.open(w.vera, id)
		if len(mine.Tags) != 1 || mine.Tags[0].Name != "invoice" || len(theirs.Tags) != 1 || theirs.Tags[0].Name != "regression" {
			t.Errorf("tags %+v and %+v", mine.Tags, theirs.Tags)
		}
		if !mine.Ticket.UpdatedAt.Equal(before) {
			t.Error("a tag moved the last update")
		}
		w.must(w.d.Untag(t.Context(), w.sanne, id, theirs.Tags[0].ID, "")) // not theirs to remove
		w.must(w.d.Untag(t.Context(), w.sanne, id, mine.Tags[0].ID, ""))
		if n := len(w.open(w.vera, id).Tags); n != 1 || len(w.open(w.sanne, id).Tags) != 0 {
			t.Errorf("%d tags are left to the vendor", n)
		}
		if e := lastEvent(w.open(w.sanne, id)); e.Kind != ticket.Untagged || e.From != "invoice" {
			t.Errorf("recorded as %+v", e)
		}
	})
}

func TestClassify(t *testing.T) {
	eachMailWorld(t, func(t *testing.T, w *mailWorld) {
		id := w.submits()
		shop, strange := org.System{Entity: w.bakkerij, Name: "Shop"}, org.System{}
		var topic, foreign ticket.TopicID
		e := w.elsewhere()
		w.write(func(tx *store.Tx) (err error) {
			w.must(tx.AddSystem(&shop))
			strange = org.System{Entity: e.entity, Name: "Theirs"}
			w.must(tx.AddSystem(&strange))
			topic, err = tx.AddTopic(w.lindehof, "Invoices")
			w.must(err)
			foreign, err = tx.AddTopic(e.partner, "Invoices")
			return err
		})
		set := func(f ticket.Field, to, was int64) error {
			return w.d.Classify(t.Context(), w.sanne, desk.ClassifyInput{Ticket: id, Field: f, To: to, Was: was})
		}
		w.must(set(ticket.FieldSystem, int64(shop.ID), 0))
		w.must(set(ticket.FieldTopic, int64(topic), 0))
		w.must(set(ticket.FieldKind, int64(ticket.Question), int64(ticket.Incident)))
		for f, to := range map[ticket.Field]int64{ticket.FieldSystem: int64(strange.ID), ticket.FieldTopic: int64(foreign), ticket.FieldKind: 9, "x": 1} {
			if err := set(f, to, w.open(w.sanne, id).Ticket.Value(f)); !errs.Is(err, errs.Invalid) {
				t.Errorf("%s: %v", f, err)
			}
		}
		w.refused(set(ticket.FieldTopic, 0, 0), "error.field_changed")
		got := w.open(w.sanne, id)
		if got.Ticket.System != shop.ID || got.Ticket.Topic != topic || got.Ticket.Kind != ticket.Question {
			t.Errorf("set to %+v", got.Ticket)
		}
		if e := lastEvent(got); e.Kind != ticket.KindSet || e.From != "2" || e.To != "1" {
			t.Errorf("recorded as %+v", e)
		}
		w.sound()
	})
}

func TestMoveToAnotherPartner(t *testing.T) {
	eachMailWorld(t, func(t *testing.T, w *mailWorld) {
		w.run.Handle(desk.JobIndex, w.d.Index)
		e := w.elsewhere()
		id := w.submits()
		w.must(w.d.Assign(t.Context(), w.sanne, desk.AssignInput{Ticket: id, To: w.sanne.User}))
		w.says(w.joost, id, ticket.Note, hidden)
		w.says(w.sanne, id, ticket.Ask, "Is it yours?")
		w.settles()
		to := desk.MoveInput{Ticket: id, Entity: e.entity, Was: w.bakkerij}
		w.refused(w.d.Move(t.Context(), w.sanne, to), "error.check_fields")
		w.must(w.d.Move(t.Context(), w.vera, to))
		_, err := w.d.Open(t.Context(), w.sanne, id)
		w.refused(err, "error.not_found")
		o := w.open(e.lotte, id)
		if got := o.Ticket; got.Partner != e.partner || got.Holder != e.partner || got.Answered != e.partner || got.PartnerAssignee != 0 {
			t.Errorf("moved to %+v", got)
		}
		for _, m := range o.Messages {
			if strings.Contains(m.Body, hidden) {
				t.Error("the new partner reads what the old one shared")
			}
		}
		w.absent(w.bram, id) // a follower of the old entity
		w.settles()
		for name, a := range map[string]desk.SearchInput{"hidden": {Words: hidden}, "subject": {Words: "checkout"}} {
			page, err := w.d.Search(t.Context(), w.sanne, a)
			w.must(err)
			if len(page.Rows) != 0 {
				t.Errorf("the old partner finds it by its %s", name)
			}
		}
		page, err := w.d.Search(t.Context(), e.lotte, desk.SearchInput{Words: hidden})
		w.must(err)
		if len(page.Rows) != 0 {
			t.Error("the new partner finds hidden words of the old one")
		}
		w.sound()
	})
}

func TestMoveWithinAPartner(t *testing.T) {
	eachMailWorld(t, func(t *testing.T, w *mailWorld) {
		e := w.elsewhere()
		id := w.submits()
		w.must(w.d.Assign(t.Context(), w.sanne, desk.AssignInput{Ticket: id, To: w.sanne.User}))
		w.refused(w.d.Move(t.Context(), w.sanne, desk.MoveInput{Ticket: id, Entity: e.second, Was: e.second}), "error.field_changed")
		w.must(w.d.Move(t.Context(), w.sanne, desk.MoveInput{Ticket: id, Entity: e.second, Was: w.bakkerij}))
		if got := w.open(w.sanne, id).Ticket; got.Entity != e.second || got.PartnerAssignee != w.sanne.User {
			t.Errorf("moved to %+v", got)
		}
	})
}
