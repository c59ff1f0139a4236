package desk_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"balie/internal/org"
	"balie/internal/store"
	"balie/internal/ticket"
)

func TestWhoWritesDecidesWhereANewTicketStands(t *testing.T) {
	eachInWorld(t, func(t *testing.T, w *inWorld) {
		other := w.elsewhere()
		w.write(func(tx *store.Tx) error {
			w.must(tx.SetMailDomain(store.MailDomain{Domain: "vandam.example", Entity: w.bakkerij, Policy: store.DomainOpen}))
			w.must(tx.SetMailDomain(store.MailDomain{Domain: "visser.example", Entity: other.second, Policy: store.DomainAsk}))
			w.must(tx.AddMembership(w.bram.User, other.entity, 0))
			return tx.Deactivate(w.person(tx, "Former Friend", "en", w.bakkerij, org.Entity, w.lindehof, 0).User)
		})
		for n, c := range []struct {
			from, to        string
			entity, partner org.ID
			more            ticket.EventKind
		}{
			{"new@vandam.example", "support@lindehof.example", w.bakkerij, w.lindehof, 0},
			{"new@visser.example", "support@lindehof.example", other.second, w.lindehof, 0},
			{"new@nowhere.example", "support@lindehof.example", 0, w.lindehof, 0},
			{"other@nowhere.example", "Help@Zuiderzon.example", 0, other.partner, 0},
			{"third@nowhere.example", "whoever@else.example", 0, w.vendor, 0},
			{"eva@people.example", "help@zuiderzon.example", w.bakkerij, w.lindehof, 0},
			{"bram@people.example", "support@lindehof.example", w.bakkerij, w.lindehof, ticket.EntityGuessed},
			{"bram@people.example", "help@zuiderzon.example", other.entity, other.partner, ticket.EntityGuessed},
			{"bram@people.example", "balie@people.example", other.entity, other.partner, ticket.EntityGuessed}, // the last used
			{"former@people.example", "support@lindehof.example", 0, w.lindehof, 0},
		} {
			w.clock.Advance(time.Minute)
			m := w.arrives(mailTo("Some One <"+c.from+">", c.to, fmt.Sprintf("Question %d", n)) + with(fmt.Sprintf("<n%d@x.example>", n), "Please help."))
			tk, said := w.landed(m, "new")
			if tk.Entity != c.entity || tk.Partner != c.partner || tk.Holder != c.partner || said.Author != tk.Requester {
				t.Errorf("%s to %s: entity %d, partner %d", c.from, c.to, tk.Entity, tk.Partner)
			}
			o, err := w.d.Open(t.Context(), w.vera, tk.ID)
			w.must(err)
			is := func(e ticket.Event) bool { return e.Kind == ticket.EntityGuessed && e.To == ticket.IDText(c.entity) }
			if guessed := slices.ContainsFunc(o.Events, is); guessed != (c.more == ticket.EntityGuessed) {
				t.Errorf("%s to %s: guessed is %v", c.from, c.to, guessed)
			}
		}
		w.must(w.st.Read(t.Context(), func(tx *store.Tx) error {
			for address, members := range map[string]int{"new@vandam.example": 1, "new@visser.example": 0, "new@nowhere.example": 0} {
				u, err := tx.UserByMail(address)
				w.must(err)
				list, err := tx.Memberships(u.ID)
				w.must(err)
				if len(list) != members || u.Name != "Some One" {
					t.Errorf("%s %q belongs to %d", address, u.Name, len(list))
				}
			}
			return nil
		}))
		w.refusedMail(w.arrives("To: support@lindehof.example\r\nSubject: nobody\r\n\r\nWho am I?\r\n"), "no_sender")
		w.refusedMail(w.arrives(mailTo("support@lindehof.example", "balie@tessel.example", "x")+with("<o1@x>", "Ours.")), "own")
		w.whole()
	})
}

func TestColleaguesWhoGotTheFirstMailFollow(t *testing.T) {
	eachInWorld(t, func(t *testing.T, w *inWorld) {
		m := w.arrives(mailTo("eva@people.example", "support@lindehof.example, bram@people.example", "Oven") +
			"Cc: Who <who@outside.example>, sanne@people.example\r\n" + with("<1@people.example>", "Cold."))
		tk, _ := w.landed(m, "new")
		o, err := w.d.Open(t.Context(), w.sanne, tk.ID)
		w.must(err)
		if len(o.People) != 2 || o.People[1].User != w.bram.User {
			t.Errorf("%+v", o.People)
		}
		copied := func() (list []string) {
			o, err := w.d.Open(t.Context(), w.sanne, tk.ID)
			w.must(err)
			for _, e := range o.Events {
				if e.Kind == ticket.CopiedTo {
					list = append(list, e.To)
				}
			}
			return list
		}
		if got := strings.Join(copied(), " "); got != "who@outside.example sanne@people.example" {
			t.Errorf("copied to %q", got)
		}
		// A copy of a later mail lets nobody read what was said before.
		w.write(func(tx *store.Tx) error {
			w.person(tx, "Cees van Dam", "nl", w.bakkerij, org.Entity, w.lindehof, 0)
			return nil
		})
		m = w.arrives(mailTo("bram@people.example", "support@lindehof.example", "Re: Oven") + "In-Reply-To: <1@people.example>\r\nCc: cees@people.example\r\n" + with("<2@people.example>", "Still cold."))
		w.landed(m, "thread")
		o, err = w.d.Open(t.Context(), w.sanne, tk.ID)
		w.must(err)
		if len(o.People) != 2 || !strings.Contains(strings.Join(copied(), " "), "cees@people.example") {
			t.Errorf("%+v, copied to %v", o.People, copied())
		}
		w.whole()
	})
}

// What a door takes mail for is no copy to somebody, and mail from there is ours.
func TestAnAddressOfADoorIsOurs(t *testing.T) {
	eachInWorld(t, func(t *testing.T, w *inWorld) {
		w.d.MailFor = []string{"Help@door.example"}
		if ours, err := w.d.TakesMailFor(t.Context(), "help+tag@door.example"); err != nil || !ours {
			t.Errorf("it is not ours: %v", err)
		}
		tk, _ := w.landed(w.arrives(mailTo("eva@people.example", "help@door.example", "Oven")+with("<1@x>", "Cold.")), "new")
		o, err := w.d.Open(t.Context(), w.vera, tk.ID)
		w.must(err)
		for _, e := range o.Events {
			if e.Kind == ticket.CopiedTo {
				t.Errorf("it went to %s as well", e.To)
			}
		}
		w.refusedMail(w.arrives(mailTo("help@door.example", "help@door.example", "Oven")+with("<2@x>", "Received.")), "own")
	})
}

func TestAnAnswerThatComesBeforeWhatItAnswers(t *testing.T) {
	eachInWorld(t, func(t *testing.T, w *inWorld) {
		m := w.arrives(mailTo("bram@people.example", "eva@people.example, support@lindehof.example", "Re: Oven") +
			"In-Reply-To: <first@people.example>\r\n" + with("<second@people.example>", "I add them here."))
		tk, _ := w.landed(m, "new")
		m = w.arrives(mailTo("eva@people.example", "bram@people.example, support@lindehof.example", "Oven") + with("<first@people.example>", "The oven is cold."))
		if got, _ := w.landed(m, "thread"); got.ID != tk.ID {
			t.Errorf("on %d, not %d", got.ID, tk.ID)
		}
		w.whole()
	})
}
