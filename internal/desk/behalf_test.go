package desk_test

import (
	"strings"
	"testing"

	"balie/internal/access"
	"balie/internal/desk"
	"balie/internal/errs"
	"balie/internal/org"
	"balie/internal/store"
	"balie/internal/ticket"
)

func (w *mailWorld) writesDown(a access.Actor, in desk.BehalfInput) (ticket.ID, error) {
	w.t.Helper()
	if in.Subject == "" {
		in.Subject, in.Text = "The till is stuck", "It says 404."
	}
	if in.Kind == 0 {
		in.Kind = ticket.Incident
	}
	if in.Channel == 0 {
		in.Channel = ticket.Phone
	}
	return w.d.SubmitFor(w.t.Context(), a, in)
}

func TestAnAgentWritesAQuestionDown(t *testing.T) {
	eachMailWorld(t, func(t *testing.T, w *mailWorld) {
		w.write(func(tx *store.Tx) error { return tx.AddSystem(&org.System{Entity: w.bakkerij, Name: "Till"}) })
		id, err := w.writesDown(w.sanne, desk.BehalfInput{Requester: "eva@people.example", System: "till", Priority: 2})
		w.must(err)
		o := w.open(w.joost, id)
		tk := o.Ticket
		if tk.Requester != w.eva.User || tk.Entity != w.bakkerij || tk.Partner != w.lindehof || tk.Holder != w.lindehof ||
			tk.System == 0 || tk.Priority != 2 || tk.Channel != ticket.Phone || tk.State != ticket.Open {
			t.Errorf("the ticket is %+v", tk)
		}
		if m := o.Messages[0]; m.Author != w.eva.User || m.Desk != w.bakkerij || m.Hidden {
			t.Errorf("the message is %+v", m)
		}
		if e := o.Events; len(e) != 2 || e[0].Kind != ticket.Submitted || e[0].Actor != w.sanne.User || e[1].Kind != ticket.WrittenDown {
			t.Errorf("the history is %+v", e)
		}
		got := w.works()
		if names(got) != "eva joost support" {
			t.Errorf("mails to %s", names(got))
		}
		if p := w.portal(w.eva, id); len(p.Messages) != 1 || len(p.Events) != 2 {
			t.Errorf("who asked sees %+v", p)
		}
		w.sound()
	})
}

func TestWhoAskedIsFound(t *testing.T) {
	eachMailWorld(t, func(t *testing.T, w *mailWorld) {
		for typed, want := range map[string]org.UserID{
			"Bram": w.bram.User, "Eva van Dam <EVA@people.example>": w.eva.User, " eva@people.example ": w.eva.User,
		} {
			id, err := w.writesDown(w.sanne, desk.BehalfInput{Requester: typed})
			w.must(err)
			if got := w.open(w.sanne, id).Ticket; got.Requester != want || got.Entity != w.bakkerij {
				t.Errorf("%q is %d of %d", typed, got.Requester, got.Entity)
			}
		}
		id, err := w.writesDown(w.sanne, desk.BehalfInput{Requester: "Kim Post <kim@new.example>", Entity: w.bakkerij})
		w.must(err)
		kim := w.open(w.sanne, id).People[0]
		if kim.Name != "Kim Post" {
			t.Errorf("the new contact is %+v", kim)
		}
		if id, err = w.writesDown(w.sanne, desk.BehalfInput{Requester: "kim@new.example"}); err != nil || w.open(w.sanne, id).Ticket.Entity != w.bakkerij {
			t.Errorf("she is not known as one of the entity: %v", err)
		}
		id, err = w.writesDown(w.sanne, desk.BehalfInput{Requester: "stranger@new.example"})
		w.must(err)
		if got := w.open(w.sanne, id).Ticket; got.Entity != 0 || got.Partner != w.lindehof {
			t.Errorf("a stranger's ticket is %+v", got)
		}
		w.sound()
	})
}

// Who has the address is not told to a partner that does not know them anyway.
func TestWritingDownNamesNobodyOfAnotherPartner(t *testing.T) {
	eachMailWorld(t, func(t *testing.T, w *mailWorld) {
		e := w.elsewhere()
		gijs := e.gijs
		for _, entity := range []org.ID{0, w.bakkerij} {
			id, err := w.writesDown(w.sanne, desk.BehalfInput{Requester: "gijs@people.example", Entity: entity})
			w.must(err)
			w.finishes()
			o := w.open(w.sanne, id)
			if got := o.People[0].Name + o.Users[gijs.User].Name; strings.Contains(got, "Gijs") || o.Ticket.Requester != gijs.User {
				t.Errorf("the partner learns %q", got)
			}
			if p := w.portal(gijs, id); len(p.Messages) != 1 {
				t.Error("who asked does not see it")
			}
		}
		list, err := w.d.ListPublic(t.Context(), w.bram, desk.PublicInput{})
		w.must(err)
		for _, r := range list.Rows {
			if strings.Contains(r.RequesterName, "Gijs") {
				t.Errorf("a customer of the partner learns %q", r.RequesterName)
			}
		}
		if found, err := w.d.Search(t.Context(), w.sanne, desk.SearchInput{Words: "Groen"}); err != nil || len(found.Rows) != 0 {
			t.Errorf("found by the name: %v, %v", found.Rows, err)
		}
		for _, m := range w.sink.Messages() {
			if got := read(t, m); strings.Contains(got.all, "Gijs") {
				t.Errorf("the mail to %v says it:\n%s", m.To, got.all)
			}
		}
		for _, row := range w.outbox(w.sanne, "") {
			m, err := w.d.OutboxMail(t.Context(), w.sanne, row.ID)
			w.must(err)
			if strings.Contains(row.To+m.To+m.Text+m.HTML, "Gijs") {
				t.Errorf("the outbox says it: %q, %q\n%s", row.To, m.To, m.Text)
			}
			if row.To == "gijs@people.example" && row.Address != "" {
				t.Errorf("the outbox says the address twice: %+v", row)
			}
		}
		id, err := w.writesDown(e.lotte, desk.BehalfInput{Requester: "gijs@people.example"})
		w.must(err)
		if o := w.open(e.lotte, id); o.People[0].Name != gijs.Name || o.Users[gijs.User].Name != gijs.Name {
			t.Errorf("his own desk reads %+v", o.People)
		}
	})
}

func TestWhatAnAgentMayNotWriteDown(t *testing.T) {
	eachMailWorld(t, func(t *testing.T, w *mailWorld) {
		e := w.elsewhere()
		theirs := e.gijs.Entities()[0].Org
		for name, c := range map[string]struct {
			by    access.Actor
			in    desk.BehalfInput
			field string
		}{
			"nobody":                     {w.sanne, desk.BehalfInput{}, "requester"},
			"a name of two":              {w.sanne, desk.BehalfInput{Requester: "van"}, "requester"},
			"a name of nobody":           {w.sanne, desk.BehalfInput{Requester: "Zork"}, "requester"},
			"another partner's person":   {w.sanne, desk.BehalfInput{Requester: e.gijs.Name}, "requester"},
			"another partner's entity":   {w.sanne, desk.BehalfInput{Requester: "eva@people.example", Entity: theirs}, "entity"},
			"a desk as the entity":       {w.vera, desk.BehalfInput{Requester: "eva@people.example", Entity: w.lindehof}, "entity"},
			"a system that is not there": {w.sanne, desk.BehalfInput{Requester: "eva@people.example", System: "Zork"}, "system"},
			"a topic of nobody":          {w.sanne, desk.BehalfInput{Requester: "eva@people.example", Topic: 99}, "topic"},
			"a priority of none":         {w.sanne, desk.BehalfInput{Requester: "eva@people.example", Priority: 5}, "priority"},
			"by portal":                  {w.sanne, desk.BehalfInput{Requester: "eva@people.example", Channel: ticket.Portal}, "via"},
		} {
			_, err := w.writesDown(c.by, c.in)
			got := errs.From(err)
			if got == nil || got.Code != errs.Invalid || len(got.Fields) != 1 || got.Fields[0].Name != c.field {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := w.writesDown(w.eva, desk.BehalfInput{Requester: "eva@people.example"}); !errs.Is(err, errs.NotFound) {
			t.Errorf("a customer: %v", err)
		}
	})
}

func TestWritingDownTwiceIsOnce(t *testing.T) {
	eachMailWorld(t, func(t *testing.T, w *mailWorld) {
		in := desk.BehalfInput{Requester: "kim@new.example", Once: "t1"}
		first, err := w.writesDown(w.sanne, in)
		w.must(err)
		again, err := w.writesDown(w.sanne, in)
		if w.must(err); first != again {
			t.Errorf("made %d and %d", first, again)
		}
	})
}
