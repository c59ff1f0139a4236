package desk_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"balie/internal/access"
	"balie/internal/desk"
	"balie/internal/errs"
	"balie/internal/live"
	"balie/internal/org"
	"balie/internal/store"
	"balie/internal/store/storetest"
	"balie/internal/ticket"
)

// eachBulkWorld is a mailWorld whose runner does bulks, with another partner
// that has a ticket of its own.
func eachBulkWorld(t *testing.T, fn func(t *testing.T, w *bulkWorld)) {
	t.Helper()
	eachMailWorld(t, func(t *testing.T, m *mailWorld) {
		w := &bulkWorld{mailWorld: m}
		m.run.Handle(desk.JobBulk, m.d.RunBulk)
		m.run.Handle(desk.JobBulkTell, m.d.TellBulk)
		m.run.Handle(desk.JobRehome, m.d.Rehome)
		m.write(func(tx *store.Tx) error {
			other := m.organization(tx, org.Partner, m.vendor, "Noorderzon", "")
			garden := m.organization(tx, org.Entity, other, "Groene Tuin", "")
			w.lotte = m.person(tx, "Lotte Linde", "en", other, org.Partner, m.vendor, org.Agent)
			gijs := m.person(tx, "Gijs Groen", "en", garden, org.Entity, other, 0)
			tk, err := storetest.Add(tx, ticket.Ticket{Subject: "Theirs", Kind: ticket.Question, Partner: other, Entity: garden, Requester: gijs.User},
				gijs.Customer(garden, ticket.Portal))
			w.theirs = tk.ID
			return err
		})
		fn(t, w)
	})
}

type bulkWorld struct {
	*mailWorld
	lotte  access.Actor
	theirs ticket.ID
}

// asks stores n questions of Eva's at once.
func (w *bulkWorld) asks(n int) []ticket.ID {
	w.t.Helper()
	var out []ticket.ID
	w.write(func(tx *store.Tx) error {
		for i := range n {
			tk, err := storetest.Add(tx, ticket.Ticket{
				Subject: fmt.Sprintf("Question %d", i), Excerpt: "Q", Kind: ticket.Question, Partner: w.lindehof, Entity: w.bakkerij, Requester: w.eva.User,
			}, w.eva.Customer(w.bakkerij, ticket.Portal))
			if err != nil {
				return err
			}
			out = append(out, tk.ID)
		}
		return nil
	})
	return out
}

func (w *bulkWorld) starts(a access.Actor, in desk.BulkInput) int64 {
	w.t.Helper()
	id, err := w.d.StartBulk(w.t.Context(), a, in)
	w.must(err)
	return id
}

func (w *bulkWorld) progress(a access.Actor, id int64) desk.BulkProgress {
	w.t.Helper()
	p, err := w.d.Bulk(w.t.Context(), a, id)
	w.must(err)
	return p
}

func (w *bulkWorld) ticket(id ticket.ID) (t ticket.Ticket, assigned int) {
	w.t.Helper()
	w.must(w.st.Read(w.t.Context(), func(tx *store.Tx) error {
		var err error
		if t, err = tx.Ticket(access.DeskScope(w.vera), id); err != nil {
			return err
		}
		events, err := tx.Events(id)
		for _, e := range events {
			if e.Kind == ticket.Assigned {
				assigned++
			}
		}
		return err
	}))
	return t, assigned
}

func TestABulkTellsEachReceiverOnce(t *testing.T) {
	eachBulkWorld(t, func(t *testing.T, w *bulkWorld) {
		list := w.asks(12)
		id := w.starts(w.sanne, desk.BulkInput{Tickets: list, Act: desk.BulkAssign, To: w.joost.User})
		if p := w.progress(w.sanne, id); !p.Ended || p.Done != 12 || p.Total != 12 {
			t.Errorf("a small bulk is not done at once: %+v", p)
		}
		got := w.works()
		if names(got) != "eva joost" {
			t.Fatalf("mails to %s", names(got))
		}
		if m := got["joost"].all; !strings.Contains(m, "12 tickets zijn aan je toegewezen") || !strings.Contains(m, "Question 11") || !strings.Contains(m, "/desk/mine") {
			t.Errorf("joost reads %s", m)
		}
		if m := got["eva"].all; !strings.Contains(m, "12 tickets") || strings.Contains(m, "/desk/") {
			t.Errorf("eva reads %s", m)
		}
		if p, err := w.d.Notices(t.Context(), w.joost, 0); err != nil || len(p.List) != 1 || p.List[0].Others != 11 {
			t.Errorf("joost is noticed %+v, %v", p.List, err)
		}
		w.starts(w.sanne, desk.BulkInput{Tickets: list, Act: desk.BulkClose, Text: "All done."})
		if got := w.works(); names(got) != "eva joost" || !strings.Contains(got["eva"].all, "12 tickets zijn gesloten") {
			t.Errorf("mails to %s", names(got))
		}
	})
}

func TestABulkOfOneTellsAsThatOne(t *testing.T) {
	eachBulkWorld(t, func(t *testing.T, w *bulkWorld) {
		w.starts(w.sanne, desk.BulkInput{Tickets: w.asks(1), Act: desk.BulkAssign, To: w.joost.User})
		if m := w.works()["joost"]; !strings.Contains(m.header.Get("Subject"), "[HD-") {
			t.Errorf("joost reads %s", m.all)
		}
	})
}

// What lies at another partner answers as what does not exist.
func TestABulkRefusesWhatOneMayNotSee(t *testing.T) {
	eachBulkWorld(t, func(t *testing.T, w *bulkWorld) {
		mine := w.asks(2)
		const none ticket.ID = 99999
		for _, in := range []desk.BulkInput{
			{Act: desk.BulkAssign, To: w.joost.User}, {Act: desk.BulkPriority, Priority: 1}, {Act: desk.BulkClose},
		} {
			in.Tickets = []ticket.ID{mine[0], w.theirs, none, mine[0]}
			p := w.progress(w.sanne, w.starts(w.sanne, in))
			if p.Done != 1 || p.Refused != 2 || p.Total != 3 || len(p.Refusals) != 2 {
				t.Fatalf("%s: %+v", in.Act, p)
			}
			if a, b := p.Refusals[0], p.Refusals[1]; a.Ticket != w.theirs || b.Ticket != none || a.Key != "error.not_found" || a.Key != b.Key {
				t.Errorf("%s: refused %+v", in.Act, p.Refusals)
			}
		}
		if got, _ := w.ticket(w.theirs); got.Priority == 1 || got.State != ticket.Open {
			t.Errorf("it was changed: %+v", got)
		}
		id := w.starts(w.sanne, desk.BulkInput{Tickets: mine, Act: desk.BulkClose})
		if p := w.progress(w.sanne, id); p.Done != 1 || p.Same != 1 {
			t.Errorf("one was closed already: %+v", p)
		}
		if _, err := w.d.Bulk(t.Context(), w.joost, id); !errs.Is(err, errs.NotFound) {
			t.Errorf("a colleague's bulk: %v", err)
		}
		if _, err := w.d.UndoBulk(t.Context(), w.lotte, id, ""); !errs.Is(err, errs.NotFound) {
			t.Errorf("another partner's bulk: %v", err)
		}
	})
}

func TestBadBulksAreRefused(t *testing.T) {
	eachBulkWorld(t, func(t *testing.T, w *bulkWorld) {
		list := w.asks(1)
		for name, c := range map[string]struct {
			who access.Actor
			in  desk.BulkInput
		}{
			"nothing selected":     {w.sanne, desk.BulkInput{Act: desk.BulkClose}},
			"no act":               {w.sanne, desk.BulkInput{Tickets: list}},
			"undo is no act":       {w.sanne, desk.BulkInput{Tickets: list, Act: desk.BulkUndo}},
			"no tag":               {w.sanne, desk.BulkInput{Tickets: list, Act: desk.BulkTag, Tag: " , "}},
			"no priority":          {w.sanne, desk.BulkInput{Tickets: list, Act: desk.BulkPriority, Priority: 5}},
			"no kind":              {w.sanne, desk.BulkInput{Tickets: list, Act: desk.BulkKind}},
			"nothing said":         {w.sanne, desk.BulkInput{Tickets: list, Act: desk.BulkSay, Say: ticket.Comment, Text: " "}},
			"said too much":        {w.sanne, desk.BulkInput{Tickets: list, Act: desk.BulkSay, Say: ticket.Comment, Text: strings.Repeat("x", desk.BulkSayMax+1)}},
			"said as no comment":   {w.sanne, desk.BulkInput{Tickets: list, Act: desk.BulkSay, Say: ticket.Close, Text: "x"}},
			"another desk's agent": {w.sanne, desk.BulkInput{Tickets: list, Act: desk.BulkAssign, To: w.lotte.User}},
			"a customer":           {w.eva, desk.BulkInput{Tickets: list, Act: desk.BulkClose}},
			"a view that is none":  {w.sanne, desk.BulkInput{All: &desk.ListInput{View: "x"}, Act: desk.BulkClose}},
			"another's entity": {w.lotte, desk.BulkInput{
				All: &desk.ListInput{View: ticket.ViewAll, Filter: desk.Filter{Entity: w.bakkerij}}, Act: desk.BulkClose,
			}},
			"too many": {w.sanne, desk.BulkInput{Tickets: make([]ticket.ID, desk.BulkMax+1), Act: desk.BulkClose}},
		} {
			if _, err := w.d.StartBulk(t.Context(), c.who, c.in); err == nil || errs.Is(err, errs.Internal) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if got, _ := w.ticket(list[0]); got.State != ticket.Open {
			t.Error("it was closed")
		}
	})
}

// A process that dies in the middle leaves whole transactions; the next one
// goes on with the first ticket that was not done.
func TestABulkGoesOnAfterACrash(t *testing.T) {
	eachBulkWorld(t, func(t *testing.T, w *bulkWorld) {
		list := w.asks(250)
		once := "the same form"
		in := desk.BulkInput{
			All: &desk.ListInput{View: ticket.ViewOpen, Filter: desk.Filter{Assignee: desk.AssigneeNobody}},
			Act: desk.BulkAssign, To: w.joost.User, Once: once,
		}
		id := w.starts(w.sanne, in)
		if again := w.starts(w.sanne, in); again != id {
			t.Errorf("the form sent twice began %d and %d", id, again)
		}
		late := w.asks(1)[0] // it matches, but came after
		claimed, err := w.st.ClaimJobs(t.Context(), store.AnyLane, 1, time.Minute)
		if err != nil || len(claimed) != 1 || claimed[0].Kind != desk.JobBulk {
			t.Fatalf("claimed %+v: %v", claimed, err)
		}
		ctx, stop := context.WithCancel(t.Context())
		w.d.Elsewhere = func(live.News) { stop() } // after the first hundred are committed
		if err := w.d.RunBulk(ctx, claimed[0]); !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
		w.d.Elsewhere = func(live.News) {}
		p := w.progress(w.sanne, id)
		if p.Ended || p.Done != 100 {
			t.Fatalf("after the crash: %+v", p)
		}
		if _, err := w.d.UndoBulk(t.Context(), w.sanne, id, ""); !errs.Is(err, errs.Conflict) {
			t.Errorf("undone while it runs: %v", err)
		}
		w.must(w.st.ReleaseLeftJobs(t.Context()))
		w.finishes()
		if p = w.progress(w.sanne, id); !p.Ended || p.Done != 250 || p.Refused != 0 || p.Total != 250 {
			t.Errorf("at the end: %+v", p)
		}
		for _, id := range list {
			if got, n := w.ticket(id); n != 1 || got.PartnerAssignee != w.joost.User {
				t.Fatalf("%d was assigned %d times, to %d", id, n, got.PartnerAssignee)
			}
		}
		if _, n := w.ticket(late); n != 0 {
			t.Error("what came after the bulk began was changed too")
		}
		if got := w.works(); names(got) != "eva joost" || !strings.Contains(got["joost"].all, "250 tickets") {
			t.Errorf("mails to %s", names(got))
		}
	})
}

func TestABulkIsUndoneByTheOpposite(t *testing.T) {
	eachBulkWorld(t, func(t *testing.T, w *bulkWorld) {
		list := w.asks(4)
		w.must(w.d.Assign(t.Context(), w.sanne, desk.AssignInput{Ticket: list[0], To: w.sanne.User}))
		w.works()
		assign := w.starts(w.sanne, desk.BulkInput{Tickets: list, Act: desk.BulkAssign, To: w.joost.User})
		w.must(w.d.Assign(t.Context(), w.sanne, desk.AssignInput{Ticket: list[3], To: w.sanne.User, Anyway: true}))
		undo, err := w.d.UndoBulk(t.Context(), w.sanne, assign, "")
		w.must(err)
		if p := w.progress(w.sanne, undo); p.Done != 3 || p.Refused != 1 || p.Refusals[0].Key != "error.bulk_changed_since" {
			t.Errorf("undoing: %+v", p)
		}
		for i, want := range []org.UserID{w.sanne.User, 0, 0, w.sanne.User} {
			if got, _ := w.ticket(list[i]); got.PartnerAssignee != want {
				t.Errorf("%d is %d's, want %d", i, got.PartnerAssignee, want)
			}
		}
		if again, err := w.d.UndoBulk(t.Context(), w.sanne, assign, ""); err != nil || again != undo {
			t.Errorf("undone twice: %d, %v", again, err)
		}
		if got := w.works(); strings.Contains(got["joost"].all, "3 tickets") {
			t.Error("joost hears of what was undone in time")
		}
		for _, c := range []struct {
			in   desk.BulkInput
			here func(ticket.Ticket) bool
		}{
			{desk.BulkInput{Act: desk.BulkPriority, Priority: 1}, func(t ticket.Ticket) bool { return t.Priority != 1 }},
			{desk.BulkInput{Act: desk.BulkKind, Kind: ticket.Incident}, func(t ticket.Ticket) bool { return t.Kind == ticket.Question }},
			{desk.BulkInput{Act: desk.BulkClose}, func(t ticket.Ticket) bool { return t.State == ticket.Open }},
		} {
			c.in.Tickets = list
			undo, err := w.d.UndoBulk(t.Context(), w.sanne, w.starts(w.sanne, c.in), "")
			w.must(err)
			if got, _ := w.ticket(list[1]); w.progress(w.sanne, undo).Done != 4 || !c.here(got) {
				t.Errorf("%s is not undone: %+v", c.in.Act, got)
			}
			if _, err := w.d.UndoBulk(t.Context(), w.sanne, undo, ""); !errs.Is(err, errs.NotFound) {
				t.Errorf("the undoing of %s is undone: %v", c.in.Act, err)
			}
		}
	})
}

// Closed tickets open again together, each customer hears of it once, and what
// was open stays as it is.
func TestABulkReopens(t *testing.T) {
	eachBulkWorld(t, func(t *testing.T, w *bulkWorld) {
		list := w.asks(3)
		w.starts(w.sanne, desk.BulkInput{Tickets: list[:2], Act: desk.BulkClose})
		w.works()
		before := len(w.sink.Messages())
		again := w.starts(w.sanne, desk.BulkInput{Tickets: list, Act: desk.BulkReopen})
		if p := w.progress(w.sanne, again); p.Done != 2 || p.Same != 1 {
			t.Errorf("reopening: %+v", p)
		}
		for _, id := range list {
			if got, _ := w.ticket(id); got.State != ticket.Open {
				t.Errorf("%d is %v", id, got.State)
			}
		}
		w.works()
		mails := 0
		for _, m := range w.sink.Messages()[before:] {
			if m.To[0] == "eva@people.example" {
				mails++
			}
		}
		if mails != 1 {
			t.Errorf("Eva got %d mails", mails)
		}
		w.replies(w.eva, list[1], "It is not solved indeed.")
		undo, err := w.d.UndoBulk(t.Context(), w.sanne, again, "")
		w.must(err)
		got, _ := w.ticket(list[0])
		if p := w.progress(w.sanne, undo); p.Done != 1 || p.Refused != 1 || p.Refusals[0].Ticket != list[1] || got.State != ticket.Closed {
			t.Errorf("undone: %+v, %+v", p, got)
		}
		w.sound()
	})
}

// The same words on many tickets: each has them, its customer gets them once,
// hidden ones not at all, and what can't wait says why.
func TestABulkSaysTheSameOnAll(t *testing.T) {
	eachBulkWorld(t, func(t *testing.T, w *bulkWorld) {
		list := w.asks(3)
		w.starts(w.sanne, desk.BulkInput{Tickets: list[2:], Act: desk.BulkClose})
		w.works()
		say := func(act ticket.Act, text string) (desk.BulkProgress, map[string]letterIn) {
			t.Helper()
			id := w.starts(w.sanne, desk.BulkInput{Tickets: list, Act: desk.BulkSay, Say: act, Text: text})
			if _, err := w.d.UndoBulk(t.Context(), w.sanne, id, ""); !errs.Is(err, errs.NotFound) {
				t.Errorf("it can be undone: %v", err)
			}
			return w.progress(w.sanne, id), w.works()
		}
		hidden, mails := say(ticket.Note, "A secret of the desk")
		if _, told := mails["eva"]; told || hidden.Done != 3 {
			t.Errorf("%+v; mails to %s", hidden, names(mails))
		}
		said, mails := say(ticket.Comment, "The line is being repaired")
		if got := mails["eva"]; said.Done != 3 || !strings.Contains(got.all, "The line is being repaired") || !strings.Contains(got.all, ticket.Ref("HD", list[0])) ||
			strings.Contains(got.all, "secret") {
			t.Errorf("%+v; Eva reads %s", said, got.all)
		}
		asked, mails := say(ticket.Ask, "Does it work again?")
		if asked.Done != 2 || asked.Refused != 1 || asked.Refusals[0].Ticket != list[2] || !strings.Contains(mails["eva"].all, "Does it work again?") {
			t.Errorf("%+v", asked)
		}
		got := w.portal(w.eva, list[0])
		if got.Ticket.State != ticket.Waiting || strings.Contains(bodies(got), "secret") || !strings.Contains(bodies(got), "repaired") {
			t.Errorf("Eva sees %v: %s", got.Ticket.State, bodies(got))
		}
		if w.absent(w.bram, w.theirs); len(w.open(w.sanne, list[1]).Messages) < 3 {
			t.Error("the second ticket lacks them")
		}
		w.sound()
	})
}

// Who follows tickets of two partners gets a mail from each, of its tickets
// alone, though they left the first meanwhile.
func TestABulkTellsOfEachPartnersTicketsApart(t *testing.T) {
	eachBulkWorld(t, func(t *testing.T, w *bulkWorld) {
		ours := w.asks(3)
		all := append(slices.Clone(ours), w.theirs)
		for _, id := range all {
			w.must(w.d.AddPerson(t.Context(), w.vera, desk.PersonInput{Ticket: id, Mail: "lars@out.example", Name: "Lars Lind"}))
		}
		w.settles()
		before := len(w.sink.Messages())
		w.starts(w.vera, desk.BulkInput{Tickets: all, Act: desk.BulkSay, Say: ticket.Comment, Text: "News for all"})
		people := w.open(w.vera, ours[0]).People
		i := slices.IndexFunc(people, func(p store.Involved) bool { return p.Mail == "lars@out.example" })
		w.must(w.d.RemovePerson(t.Context(), w.vera, ours[0], people[i].User, ""))
		w.settles()
		mails := 0
		for _, m := range w.sink.Messages()[before:] {
			if m.To[0] != "lars@out.example" {
				continue
			}
			mails++
			got := read(t, m).all
			a, b := strings.Contains(got, ticket.Ref("HD", ours[1])), strings.Contains(got, ticket.Ref("HD", w.theirs))
			if a == b || !strings.Contains(got, "News for all") || strings.Contains(got, ticket.Ref("HD", ours[0])) {
				t.Errorf("one mail says %s", got)
			}
		}
		if mails != 2 {
			t.Errorf("%d mails", mails)
		}
	})
}

func TestABulkTagsAndSetsTopics(t *testing.T) {
	eachBulkWorld(t, func(t *testing.T, w *bulkWorld) {
		list := w.asks(3)
		var topic, foreign ticket.TopicID
		w.write(func(tx *store.Tx) (err error) {
			if topic, err = tx.AddTopic(w.lindehof, "Server issue"); err == nil {
				foreign, err = tx.AddTopic(w.vendor, "Theirs")
			}
			return err
		})
		w.must(w.d.Tag(t.Context(), w.sanne, list[0], "Billing", ""))
		tagged := w.starts(w.sanne, desk.BulkInput{Tickets: list, Act: desk.BulkTag, Tag: "billing "})
		if p := w.progress(w.sanne, tagged); p.Done != 2 || p.Same != 1 || p.Tag != "billing" {
			t.Errorf("tagging: %+v", p)
		}
		l, err := w.d.Labels(t.Context(), w.sanne)
		w.must(err)
		by := desk.Filter{Tag: l.Tags[0].ID}
		with := func(f desk.Filter) int {
			n, _, err := w.d.CountList(t.Context(), w.sanne, desk.ListInput{View: ticket.ViewAll, Filter: f})
			w.must(err)
			return n
		}
		if n := with(by); n != 3 {
			t.Errorf("%d have the tag", n)
		}
		_, err = w.d.UndoBulk(t.Context(), w.sanne, tagged, "")
		w.must(err)
		if n := with(by); n != 1 {
			t.Errorf("%d have the tag after undoing", n)
		}
		if _, _, err := w.d.CountList(t.Context(), w.vera, desk.ListInput{View: ticket.ViewAll, Filter: by}); !errs.Is(err, errs.NotFound) {
			t.Errorf("another desk's tag: %v", err)
		}
		set := w.starts(w.sanne, desk.BulkInput{Tickets: list, Act: desk.BulkTopic, Topic: topic})
		if p := w.progress(w.sanne, set); p.Done != 3 || p.Topic != "Server issue" || with(desk.Filter{Topic: topic}) != 3 {
			t.Errorf("topic: %+v", p)
		}
		p := w.progress(w.sanne, w.starts(w.sanne, desk.BulkInput{Tickets: list, Act: desk.BulkTopic, Topic: foreign}))
		if p.Refused != 3 || p.Refusals[0].Key != "error.value_unknown" {
			t.Errorf("another desk's topic: %+v", p)
		}
		_, err = w.d.UndoBulk(t.Context(), w.sanne, set, "")
		w.must(err)
		if with(desk.Filter{Topic: topic}) != 0 {
			t.Error("the topic is not taken back")
		}
	})
}
