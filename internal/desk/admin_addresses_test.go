package desk_test

import (
	"testing"

	"balie/internal/access"
	"balie/internal/desk"
	"balie/internal/errs"
	"balie/internal/org"
	"balie/internal/store"
	"balie/internal/ticket"
)

// wrongAt demands that a form was refused because of one field.
func (w *inWorld) wrongAt(err error, field, key string) {
	w.t.Helper()
	for _, f := range errs.From(err).Fields {
		if f.Name == field && f.Key == key {
			return
		}
	}
	w.t.Errorf("%s is not refused because of %s: %v", field, key, err)
}

func TestAnAddressSaysWhatItsTicketsAreAbout(t *testing.T) {
	eachInWorld(t, func(t *testing.T, w *inWorld) {
		other := w.elsewhere()
		w.d.ReplyAddress, w.d.MailFor = "reply@tessel.example", []string{"help@tessel.example"}
		var shop, bikes, theirs org.System
		var topic, foreign ticket.TopicID
		w.write(func(tx *store.Tx) (err error) {
			shop, theirs = org.System{Entity: w.bakkerij, Name: "Shop"}, org.System{Entity: other.entity, Name: "Site"}
			w.must(tx.AddSystem(&shop))
			w.must(tx.AddSystem(&theirs))
			bikes = org.System{Entity: other.second, Name: "Bikes"}
			w.must(tx.AddSystem(&bikes))
			w.must(tx.AddMembership(w.bram.User, other.second, 0))
			foreign, err = tx.AddTopic(other.partner, "Foreign")
			w.must(err)
			topic, err = tx.AddTopic(w.lindehof, "Orders")
			return err
		})
		save := func(a access.Actor, in desk.MailAddressInput) error { return w.d.SaveMailAddress(t.Context(), a, in) }
		w.must(save(w.sanne, desk.MailAddressInput{Address: " Shop@Lindehof.example ", System: shop.ID, Topic: topic}))
		w.must(save(w.sanne, desk.MailAddressInput{Address: "support+orders@lindehof.example", Topic: topic}))
		w.must(save(w.sanne, desk.MailAddressInput{Address: "bikes@lindehof.example", System: bikes.ID}))
		w.must(save(w.vera, desk.MailAddressInput{Address: "help@tessel.example"}))

		got, err := w.d.MailAddresses(t.Context(), w.sanne)
		w.must(err)
		if got.Own != "support@lindehof.example" || len(got.Rows) != 3 || got.Rows[0] != (desk.MailAddressRow{Address: "Shop@lindehof.example", System: shop.ID, Topic: topic}) ||
			len(got.Systems) != 2 || got.Systems[0].Of != "Bakkerij Van Dam" || len(got.Topics) != 1 {
			t.Errorf("%+v", got)
		}
		ours, err := w.d.TakesMailFor(t.Context(), "shop+x@lindehof.example")
		if w.must(err); !ours {
			t.Error("a door would not take mail for it")
		}

		for n, c := range []struct {
			from, to string
			system   org.SystemID
			topic    ticket.TopicID
			entity   org.ID
		}{
			{"eva@people.example", "shop@lindehof.example", shop.ID, topic, w.bakkerij},
			{"eva@people.example", "support+orders@lindehof.example", 0, topic, w.bakkerij},
			{"eva@people.example", "support@lindehof.example", 0, 0, w.bakkerij},
			{"bram@people.example", "support@lindehof.example", 0, 0, w.bakkerij},
			{"bram@people.example", "shop@lindehof.example", shop.ID, topic, w.bakkerij}, // of two entities the system's
			{"bram@people.example", "bikes@lindehof.example", bikes.ID, 0, other.second},
			{"who@outside.example", "shop@lindehof.example", 0, topic, 0}, // a stranger asks for no entity
		} {
			tk, _ := w.landed(w.arrives(mailTo(c.from, c.to, "Question")+with("<"+string(rune('a'+n))+"@x>", "Help.")), "new")
			if tk.System != c.system || tk.Topic != c.topic || tk.Entity != c.entity || tk.Partner != w.lindehof {
				t.Errorf("%s to %s: system %d, topic %d, entity %d", c.from, c.to, tk.System, tk.Topic, tk.Entity)
			}
		}

		w.wrongAt(save(w.sanne, desk.MailAddressInput{Address: "no address"}), "address", "mail.address_invalid")
		w.wrongAt(save(w.sanne, desk.MailAddressInput{Address: "eva@people.example"}), "address", "admin.address.person")
		for _, taken := range []string{"help@tessel.example", "reply@tessel.example", "help@zuiderzon.example", "balie@tessel.example", "help+x@zuiderzon.example"} {
			w.wrongAt(save(w.sanne, desk.MailAddressInput{Address: taken}), "address", "admin.address.taken")
		}
		w.wrongAt(save(w.vera, desk.MailAddressInput{Address: "shop@lindehof.example"}), "address", "admin.address.taken")
		w.wrongAt(save(w.sanne, desk.MailAddressInput{Address: "a@lindehof.example", System: theirs.ID}), "system", "error.value_unknown")
		w.wrongAt(save(w.sanne, desk.MailAddressInput{Address: "a@lindehof.example", Topic: foreign}), "topic", "error.value_unknown")
		if err := save(w.joost, desk.MailAddressInput{Address: "b@lindehof.example"}); !errs.Is(err, errs.NotFound) {
			t.Errorf("who administers nothing: %v", err)
		}

		w.must(w.d.DropMailAddress(t.Context(), w.vera, "shop@lindehof.example", "")) // not theirs
		w.must(w.d.DropMailAddress(t.Context(), w.sanne, "support+orders@lindehof.example", ""))
		if got, err = w.d.MailAddresses(t.Context(), w.sanne); err != nil || len(got.Rows) != 2 {
			t.Errorf("%+v, %v", got.Rows, err)
		}
		// What moved away or was given up says no more what a ticket is about.
		w.write(func(tx *store.Tx) error {
			return tx.SaveTopic(store.Topic{ID: topic, Org: w.lindehof, Name: "Orders"})
		})
		tk, _ := w.landed(w.arrives(mailTo("eva@people.example", "shop@lindehof.example", "Later")+with("<late@x>", "Help.")), "new")
		if tk.Topic != 0 || tk.System != shop.ID {
			t.Errorf("system %d, topic %d", tk.System, tk.Topic)
		}
		w.must(w.d.MoveEntity(t.Context(), w.vera, other.second, other.partner, ""))
		if got, err = w.d.MailAddresses(t.Context(), w.sanne); err != nil || len(got.Systems) != 1 || got.Rows[1].System != 0 {
			t.Errorf("a system of somebody else's shows: %+v, %v", got, err)
		}
		w.whole()
	})
}

// What is told at an address of the desk would come back as mail, so only people
// are told.
func TestADeskIsNotToldAtAnAddressOfItsOwn(t *testing.T) {
	eachInWorld(t, func(t *testing.T, w *inWorld) {
		toldAt := func(address string) int {
			w.write(func(tx *store.Tx) error {
				list, err := w.d.Names(t.Context())
				w.must(err)
				o := list.Orgs[w.lindehof]
				o.Notify = address
				return tx.SaveOrganization(o)
			})
			before := len(w.sink.Messages())
			w.submits()
			w.finishes()
			return w.confirmations(address, before)
		}
		if toldAt("team@lindehof.example") != 1 {
			t.Error("a team's address is not told")
		}
		w.must(w.d.SaveMailAddress(t.Context(), w.sanne, desk.MailAddressInput{Address: "shop@lindehof.example"}))
		if toldAt("shop@lindehof.example") != 0 {
			t.Error("an address of the desk is told")
		}
	})
}
