package desk_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"balie/internal/access"
	"balie/internal/authn"
	"balie/internal/desk"
	"balie/internal/org"
	"balie/internal/smtpout/smtptest"
	"balie/internal/store"
	"balie/internal/store/storetest"
	"balie/internal/ticket"
)

// refuses has the relay answer to one person's address.
func (w *bulkWorld) refuses(name string, code int) {
	w.sink.OnRcpt(func(to string) error {
		if strings.HasPrefix(to, name+"@") {
			return smtptest.Reply(code, "not this time")
		}
		return nil
	})
}

func (w *bulkWorld) follows(mail string, list ...ticket.ID) (who org.UserID) {
	w.t.Helper()
	for _, id := range list {
		w.must(w.d.AddPerson(w.t.Context(), w.vera, desk.PersonInput{Ticket: id, Mail: mail, Name: "Lars Lind"}))
	}
	people := w.open(w.vera, list[0]).People
	return people[slices.IndexFunc(people, func(p store.Involved) bool { return p.Mail == mail })].User
}

// settlesAnyway is settles where the relay may fail.
func (w *bulkWorld) settlesAnyway() {
	w.clock.Advance(ticket.UndoTime)
	w.run.RunDue(w.t.Context()) // its error is the relay's, as it should be
}

func (w *bulkWorld) saysOn(list []ticket.ID, text string) {
	w.t.Helper()
	w.starts(w.sanne, desk.BulkInput{Tickets: list, Act: desk.BulkSay, Say: ticket.Comment, Text: text})
}

// failures counts what tells an agent that a mail about the ticket failed: in
// the history and under messages.
func (w *bulkWorld) failures(a access.Actor, id ticket.ID) (told, under int) {
	w.t.Helper()
	o := w.open(a, id)
	for _, e := range o.Events {
		if e.Kind == ticket.MailFailed {
			told++
		}
	}
	for _, list := range o.Failed {
		under += len(list)
	}
	return told, under
}

func TestAFailedMailAboutManyShowsOnEach(t *testing.T) {
	eachBulkWorld(t, func(t *testing.T, w *bulkWorld) {
		list := w.asks(3)
		other := w.asks(1)[0]
		w.refuses("eva", 550)
		w.saysOn(list, "The line is being repaired")
		w.works()
		for _, id := range list {
			o := w.open(w.sanne, id)
			said := o.Messages[len(o.Messages)-1].ID
			if failed := o.Failed[said]; len(failed) != 1 || failed[0].Mail != "eva@people.example" || !strings.Contains(failed[0].Reason, "550") {
				t.Errorf("under the message of %d: %+v", id, o.Failed)
			}
			if last := lastEvent(o); last.Kind != ticket.MailFailed || last.To != "eva@people.example" {
				t.Errorf("the last event of %d is %+v", id, last)
			}
			for _, e := range w.portal(w.eva, id).Events {
				if e.Kind == ticket.MailFailed {
					t.Error("the customer sees it")
				}
			}
		}
		if told, under := w.failures(w.sanne, other); told != 0 || under != 0 {
			t.Error("a ticket that the mail did not tell of has it")
		}
		w.sound()
	})
}

// That mail to the vendor's agent failed is the vendor's to know, on each ticket.
func TestAFailedMailToAnAgentAboutManyIsTheirDesksToKnow(t *testing.T) {
	eachBulkWorld(t, func(t *testing.T, w *bulkWorld) {
		list := w.asks(3)
		var pim access.Actor
		w.write(func(tx *store.Tx) error {
			pim = w.person(tx, "Pim Smit", "en", w.vendor, org.Vendor, 0, org.Agent)
			return nil
		})
		w.refuses("pim", 550)
		w.starts(w.vera, desk.BulkInput{Tickets: list, Act: desk.BulkAssign, To: pim.User})
		w.works()
		for _, id := range list {
			if told, _ := w.failures(w.vera, id); told != 1 {
				t.Errorf("the vendor sees %d failures on %d", told, id)
			}
			if told, _ := w.failures(w.sanne, id); told != 0 {
				t.Errorf("the partner sees %d failures on %d", told, id)
			}
		}
	})
}

// A later mail about the first ticket alone is in its conversation, to which
// the one about many does not belong.
func TestAMailAboutManyIsInNoConversation(t *testing.T) {
	eachBulkWorld(t, func(t *testing.T, w *bulkWorld) {
		list := w.asks(2)
		w.saysOn(list, "The line is being repaired")
		many := w.works()["eva"]
		w.says(w.sanne, list[0], ticket.Comment, "Yours works again")
		one := w.works()["eva"]
		if refs := one.header.Get("References"); strings.Contains(refs, many.id()) || one.header.Get("In-Reply-To") == many.id() {
			t.Errorf("it continues %s", refs)
		}
	})
}

// Only mail about one ticket has the link that ends following it.
func TestAMailAboutManyOffersNoLeaving(t *testing.T) {
	eachBulkWorld(t, func(t *testing.T, w *bulkWorld) {
		w.d.Links = authn.LinkKey(strings.Repeat("k", 32))
		list := w.asks(2)
		w.follows("lars@out.example", list...)
		w.settles()
		w.saysOn(list[:1], "To one")
		if one := w.works()["lars"]; one.header.Get("List-Unsubscribe") == "" || one.header.Get("List-Unsubscribe-Post") == "" {
			t.Error("the mail about one ticket has none")
		}
		w.saysOn(list, "To all")
		if many := w.works()["lars"]; many.header.Get("List-Unsubscribe") != "" || strings.Contains(many.all, "/leave?") {
			t.Errorf("the mail about many has one: %s", many.all)
		}
	})
}

// Whatever became of the tickets between two tries, the second is the same mail.
func TestARetryAboutManyHasTheSameBytes(t *testing.T) {
	eachBulkWorld(t, func(t *testing.T, w *bulkWorld) {
		list := w.asks(120)
		w.sink.OnData(func(smtptest.Message) error { return smtptest.ErrDrop })
		w.saysOn(list, "The line is being repaired")
		w.starts(w.sanne, desk.BulkInput{Tickets: list, Act: desk.BulkAssign, To: w.joost.User})
		w.settlesAnyway() // the bulks
		w.settlesAnyway() // their mails
		first := byReceiver(w.sink.Messages())
		n := len(w.sink.Messages())
		w.sink.OnData(nil)
		w.write(func(tx *store.Tx) error {
			tk, err := tx.Ticket(access.DeskScope(w.vera), list[1])
			if err != nil {
				return err
			}
			tk.Subject = "Renamed meanwhile"
			return tx.SaveTicket(tk)
		})
		w.follows("lars@out.example", list[2])
		w.must(w.d.Merge(t.Context(), w.sanne, list[3], list[4], ""))
		w.must(w.d.Close(t.Context(), w.sanne, desk.CloseInput{Ticket: list[0], Anyway: true}))
		w.clock.Advance(time.Minute)
		w.finishes()
		again := byReceiver(w.sink.Messages()[n:])
		if names(first) != "eva@people.example joost@people.example support@lindehof.example" {
			t.Fatalf("tried: %s", names(first))
		}
		for to, data := range first {
			if !bytes.Contains(again[to], data) {
				t.Errorf("the retry to %s differs:\n%s\n%s", to, data, again[to])
			}
		}
	})
}

// What its receiver may hear no more leaves the mail, which then is another one.
func TestARetryTellsOnlyOfWhatItsReceiverStillSees(t *testing.T) {
	eachBulkWorld(t, func(t *testing.T, w *bulkWorld) {
		list := w.asks(3)
		lars := w.follows("lars@out.example", list...)
		w.settles()
		w.refuses("lars", 451)
		w.saysOn(list, "The line is being repaired")
		w.settlesAnyway()
		w.sink.OnRcpt(nil)
		var was store.MailOut
		w.mails(func(m store.MailOut) {
			if m.User == lars && m.State == store.MailWaiting {
				was = m
			}
		})
		w.must(w.d.RemovePerson(t.Context(), w.sanne, list[0], lars, ""))
		w.clock.Advance(time.Minute)
		w.finishes()
		last := w.sink.Messages()[len(w.sink.Messages())-1]
		got := read(t, last)
		if last.To[0] != "lars@out.example" || strings.Contains(got.all, ticket.Ref("HD", list[0])) || !strings.Contains(got.all, ticket.Ref("HD", list[1])) ||
			!strings.Contains(got.all, "2 tickets") {
			t.Errorf("lars reads %s", got.all)
		}
		if was.MessageID == "" || got.id() == was.MessageID {
			t.Errorf("both are %s", got.id())
		}
		w.mails(func(m store.MailOut) {
			if m.ID == was.ID && (m.State != store.MailSent || m.MessageID != got.id()) {
				t.Errorf("it is stored as %+v", m)
			}
		})
	})
}

// What a mail did not tell of does not show that it failed: neither the ticket
// that it is stored with nor another.
func TestAFailedMailShowsWhereItsReceiverStillWas(t *testing.T) {
	eachBulkWorld(t, func(t *testing.T, w *bulkWorld) {
		list := w.asks(3)
		lars := w.follows("lars@out.example", list...)
		w.settles()
		w.refuses("lars", 451)
		w.saysOn(list, "The line is being repaired")
		w.settlesAnyway()
		w.refuses("lars", 550)
		for _, id := range []ticket.ID{list[0], list[2]} {
			w.must(w.d.RemovePerson(t.Context(), w.sanne, id, lars, ""))
		}
		w.clock.Advance(time.Minute)
		w.finishes()
		for n, id := range list {
			want := n % 2
			if told, under := w.failures(w.sanne, id); told != want || under != want {
				t.Errorf("ticket %d of three shows %d failures, and %d under its messages", n, told, under)
			}
		}
		w.sound()
	})
}

// Who left, or sees none of the tickets any more, gets nothing.
func TestAMailAboutManyToWhoLeftIsNotSent(t *testing.T) {
	eachBulkWorld(t, func(t *testing.T, w *bulkWorld) {
		list := w.asks(3)
		lars := w.follows("lars@out.example", list...)
		w.settles()
		w.refuses("lars", 451)
		w.saysOn(list, "The line is being repaired")
		w.settlesAnyway()
		w.sink.OnRcpt(nil)
		n := len(w.sink.Messages())
		for _, id := range list {
			w.must(w.d.RemovePerson(t.Context(), w.sanne, id, lars, ""))
		}
		w.clock.Advance(time.Minute)
		w.finishes()
		for _, m := range w.sink.Messages()[n:] {
			if m.To[0] == "lars@out.example" {
				t.Errorf("lars reads %s", m.Data)
			}
		}
		failed := w.outbox(w.sanne, "failed")
		if len(failed) != 1 {
			t.Fatalf("in the outbox: %+v", failed)
		}
		if m, err := w.d.OutboxMail(t.Context(), w.sanne, failed[0].ID); err != nil || !strings.Contains(m.Text, ticket.Ref("HD", list[2])) {
			t.Errorf("it would have said %s: %v", m.Text, err)
		}
	})
}

// A partner's agent who follows a ticket of another partner and is told of it
// in a bulk reads as a customer there, though they followed the first no more.
func TestAnAgentWhoFollowsReadsAManyMailAsACustomer(t *testing.T) {
	eachBulkWorld(t, func(t *testing.T, w *bulkWorld) {
		list := w.asks(3)
		var lotte string
		w.must(w.st.Read(t.Context(), func(tx *store.Tx) error {
			u, err := tx.User(w.lotte.User)
			lotte = u.Mail
			return err
		}))
		w.follows(lotte, list...)
		w.settles()
		w.saysOn(list, "The line is being repaired")
		w.must(w.d.RemovePerson(t.Context(), w.sanne, list[0], w.lotte.User, ""))
		got, ok := w.works()["lotte"]
		if !ok || strings.Contains(got.all, "/desk/") || !strings.Contains(got.header.Get("From"), "support@lindehof.example") ||
			strings.Contains(got.all, ticket.Ref("HD", list[0])) {
			t.Errorf("lotte reads %s", got.all)
		}
	})
}

// A long list has an end, and says how many more there are.
func TestAMailAboutVeryManyHasAnEnd(t *testing.T) {
	eachBulkWorld(t, func(t *testing.T, w *bulkWorld) {
		list := w.asks(130)
		w.starts(w.sanne, desk.BulkInput{Tickets: list, Act: desk.BulkClose})
		w.settles() // the bulk
		w.settles() // its mail
		got := read(t, w.sink.Messages()[len(w.sink.Messages())-1])
		if !strings.Contains(got.all, "130 tickets zijn gesloten") || !strings.Contains(got.all, "En nog 30.") ||
			!strings.Contains(got.all, "Question 99\r\n") || strings.Contains(got.all, "Question 100\r\n") {
			t.Errorf("it says %s", got.all)
		}
		if link := fmt.Sprintf("https://help.example/tickets/%s", ticket.Ref("HD", list[7])); !strings.Contains(got.all, link) {
			t.Errorf("no link %s", link)
		}
	})
}

// When one of two customers went to another partner meanwhile, the first
// partner's mail tells of what it still has, and the other's administrators
// read nothing else in it.
func TestAMailAboutManyAfterAnEntityMoved(t *testing.T) {
	eachBulkWorld(t, func(t *testing.T, w *bulkWorld) {
		moves, stays := w.asks(2), ticket.ID(0)
		other := w.lotte.Memberships[0].Org
		var admin access.Actor
		w.write(func(tx *store.Tx) error {
			admin = w.person(tx, "Nico Noord", "en", other, org.Partner, w.vendor, org.Agent|org.Administrator)
			shop := w.organization(tx, org.Entity, w.lindehof, "Slagerij Kok", "")
			kok := w.person(tx, "Koos Kok", "en", shop, org.Entity, w.lindehof, 0)
			tk, err := storetest.Add(tx, ticket.Ticket{Subject: "Of another shop", Kind: ticket.Question, Partner: w.lindehof, Entity: shop, Requester: kok.User},
				kok.Customer(shop, ticket.Portal))
			stays = tk.ID
			return err
		})
		w.follows("lars@out.example", moves[0], moves[1], stays)
		w.settles()
		w.refuses("lars", 451)
		w.saysOn([]ticket.ID{moves[0], moves[1], stays}, "The line is being repaired")
		w.settlesAnyway()
		w.sink.OnRcpt(nil)
		w.must(w.d.MoveEntity(t.Context(), w.vera, w.bakkerij, other, ""))
		w.clock.Advance(time.Minute)
		w.finishes()
		got := read(t, w.sink.Messages()[len(w.sink.Messages())-1])
		if got.from != "support@lindehof.example" || strings.Contains(got.all, ticket.Ref("HD", moves[0])) || !strings.Contains(got.all, "Of another shop") {
			t.Errorf("from %s: %s", got.from, got.all)
		}
		rows := w.outbox(admin, "")
		i := slices.IndexFunc(rows, func(r desk.OutboxRow) bool { return r.Address == "lars@out.example" && r.Kind == "new_reply" })
		if i < 0 {
			t.Fatalf("in the outbox: %+v", rows)
		}
		read, err := w.d.OutboxMail(t.Context(), admin, rows[i].ID)
		w.must(err)
		if strings.Contains(read.Text, "Of another shop") {
			t.Errorf("the other partner reads %s", read.Text)
		}
	})
}

// Customers of a partner hear of what the vendor's people did from their partner.
func TestAMailAboutManyToAPartnersCustomer(t *testing.T) {
	eachBulkWorld(t, func(t *testing.T, w *bulkWorld) {
		w.starts(w.vera, desk.BulkInput{Tickets: w.asks(2), Act: desk.BulkSay, Say: ticket.Comment, Text: "The line is being repaired"})
		got := w.works()["eva"]
		if got.from != "support@lindehof.example" || strings.Contains(got.all, "Smit") || strings.Contains(got.all, "Tessel") {
			t.Errorf("from %s: %s", got.from, got.all)
		}
	})
}

// A mail about many tickets that an earlier version queued says nothing of them
// with itself: it tells of those that its receiver sees, and can be read still.
func TestAMailAboutManyOfAnEarlierVersion(t *testing.T) {
	eachBulkWorld(t, func(t *testing.T, w *bulkWorld) {
		list := w.asks(3)
		w.saysOn(list, "The line is being repaired")
		w.works()
		bulk := w.starts(w.sanne, desk.BulkInput{Tickets: list, Act: desk.BulkPriority, Priority: 2})
		w.works()
		var told []store.BulkMail
		for _, id := range list {
			for _, e := range w.open(w.sanne, id).Events {
				if e.Kind == ticket.Commented {
					told = append(told, store.BulkMail{User: w.eva.User, Kind: "new_reply", Ticket: id, Event: e.ID})
				}
			}
		}
		var id int64
		w.write(func(tx *store.Tx) error {
			added, err := tx.AddMailOut(store.MailOut{Event: told[1].Event, Ticket: list[1], User: w.eva.User, Kind: "bulk_new_reply", MessageID: "<was@help.example>"})
			if err != nil {
				return err
			}
			id = added[0].ID
			if err := tx.AddBulkMail(bulk, told); err != nil {
				return err
			}
			if err := tx.TellBulkMail(bulk, told, id); err != nil {
				return err
			}
			return tx.Enqueue(store.NewJob{Kind: desk.JobSendMail, Args: fmt.Sprintf(`{"mail":%d}`, id), Lane: store.Outside})
		})
		got, ok := w.works()["eva"]
		if !ok || got.from != "support@lindehof.example" || got.id() != "<was@help.example>" || !strings.Contains(got.all, ticket.Ref("HD", list[2])) {
			t.Errorf("%v: %s from %s reads %s", ok, got.id(), got.from, got.all)
		}
		if m, err := w.d.OutboxMail(t.Context(), w.sanne, id); err != nil || !strings.Contains(m.Text, ticket.Ref("HD", list[2])) {
			t.Errorf("the outbox: %s, %v", m.Text, err)
		}
	})
}
