package desk_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"balie/internal/desk"
	"balie/internal/email"
	"balie/internal/ticket"
)

func references(l letterIn) []string { return strings.Fields(l.header.Get("References")) }

func index(t *testing.T, l letterIn) email.ThreadIndex {
	t.Helper()
	i := email.ParseThreadIndex(l.header.Get("Thread-Index"))
	if i == (email.ThreadIndex{}) {
		t.Fatalf("Thread-Index is %q", l.header.Get("Thread-Index"))
	}
	return i
}

func TestMailsOfATicketAreOneConversation(t *testing.T) {
	eachMailWorld(t, func(t *testing.T, w *mailWorld) {
		id := w.submits()
		first := w.works()
		w.says(w.sanne, id, ticket.Ask, "Which browser is it?")
		second := w.works()["eva"]
		w.says(w.sanne, id, ticket.Comment, "Any will do.")
		third := w.works()["eva"]
		root := references(first["eva"])
		want := [][]string{{root[0], first["eva"].id()}, {root[0], first["eva"].id(), second.id()}}
		for n, got := range []letterIn{second, third} {
			if !slices.Equal(references(got), want[n]) || got.header.Get("In-Reply-To") != want[n][n+1] {
				t.Errorf("References %v, In-Reply-To %s; want %v", references(got), got.header.Get("In-Reply-To"), want[n])
			}
		}
		begun := index(t, first["eva"])
		for n, got := range []letterIn{second, third} {
			i := index(t, got)
			if i.Root != begun.Root || i.Depth() != 1 || i == begun || got.header.Get("Thread-Topic") != "Checkout shows error 500" {
				t.Errorf("mail %d: Thread-Index %v after %v, topic %q", n, i, begun, got.header.Get("Thread-Topic"))
			}
		}
		if other := index(t, first["sanne"]); other.Root == begun.Root && first["sanne"].from != first["eva"].from {
			t.Error("two brands share a conversation")
		}
		w.submits()
		if again := w.works()["eva"]; index(t, again).Root == begun.Root {
			t.Error("two tickets share a conversation")
		}
	})
}

func TestOutlooksConversationGoesOn(t *testing.T) {
	eachInWorld(t, func(t *testing.T, w *inWorld) {
		outlook := func(n byte) email.ThreadIndex {
			return email.NewThreadIndex([16]byte{n}, w.clock.Now()).Answer(w.clock.Now().Add(time.Minute))
		}
		write := func(from, answers, n string, i email.ThreadIndex) {
			m := w.arrives("Thread-Index: " + i.String() + "\r\n" + answers + mailTo(from, "support@lindehof.example", "RE: The oven") +
				"Cc: bram@people.example\r\n" + with("<"+n+"@people.example>", "It is cold, "+n+"."))
			w.landed(m, map[bool]string{true: "new", false: "thread"}[answers == ""])
		}
		evas, brams := outlook(1), outlook(2)
		write("eva@people.example", "", "e1", evas)
		id := w.inbound()[0].Ticket
		for name, got := range w.answers(id, "Since when?") {
			i := index(t, got)
			if i.Root != evas.Root || i.Depth() != evas.Depth()+1 || got.header.Get("Thread-Topic") != "The oven" {
				t.Errorf("to %s: %v %q", name, i, got.header.Get("Thread-Topic"))
			}
			if got.header.Get("In-Reply-To") != "<e1@people.example>" || !slices.Contains(references(got), "<e1@people.example>") {
				t.Errorf("to %s it answers %s", name, got.header.Get("In-Reply-To"))
			}
		}
		write("bram@people.example", "In-Reply-To: <e1@people.example>\r\n", "b1", brams)
		for name, root := range map[string]string{"eva": evas.Root, "bram": brams.Root} {
			got := w.answers(id, "Thank you, "+name+".")[name]
			if i := index(t, got); i.Root != root {
				t.Errorf("to %s: %s, want %s", name, i.Root, root)
			}
			if got.header.Get("In-Reply-To") != "<b1@people.example>" {
				t.Errorf("to %s it answers %s", name, got.header.Get("In-Reply-To"))
			}
		}
		w.whole()
	})
}

// answers comments as Sanne and gives the mails of it to customers.
func (w *inWorld) answers(id ticket.ID, text string) map[string]letterIn {
	w.t.Helper()
	w.says(w.sanne, id, ticket.Comment, text)
	got := w.works()
	out := map[string]letterIn{"bram": got["bram"], "eva": got["eva"]}
	if out["bram"].header == nil || out["eva"].header == nil {
		w.t.Fatalf("mails to %s", names(got))
	}
	return out
}

// TestCustomersOfAPartnerNeverSeeTheVendor has the vendor's agent answer by
// mail, too: neither the name nor the domain may be anywhere in what customers
// get, whatever the mail is about.
func TestCustomersOfAPartnerNeverSeeTheVendor(t *testing.T) {
	eachInWorld(t, func(t *testing.T, w *inWorld) {
		w.d.ReplyAlso = []string{"reply@lindehof.example"}
		seen := 0
		look := func() {
			t.Helper()
			w.settles()
			for _, m := range w.sink.Messages()[seen:] {
				seen++
				if to := m.To[0]; to != "eva@people.example" && to != "bram@people.example" {
					continue
				}
				got := read(t, m)
				whole := strings.ToLower(m.From + "\n" + got.all)
				for _, word := range []string{"tessel", "vera", "smit"} {
					if strings.Contains(whole, word) {
						t.Errorf("a customer of the partner reads %s:\n%s", word, got.all)
					}
				}
			}
		}
		id := w.submits()
		look()
		if got := w.mailOf("eva").header.Get("Reply-To"); !strings.HasSuffix(got, "@lindehof.example>") {
			t.Errorf("answers go to %s", got)
		}
		w.says(w.sanne, id, ticket.Send, "Please look.")
		look()
		by := w.mailOf("vera")
		m := w.arrives(proven("people.example") + mailTo("Vera Smit <vera@people.example>", "reply@tessel.example", "Re: x") +
			"In-Reply-To: " + by.id() + "\r\n" + with("<v0@tessel.example>", "Hidden from customers."))
		w.landed(m, "agent_hidden")
		m = w.arrives(mailTo("eva@people.example", w.mailOf("eva").header.Get("Reply-To"), "Re: x")+with("<e1@people.example>", "Any news?"), strings.Trim(w.mailOf("eva").header.Get("Reply-To"), "<>"))
		w.landed(m, "address")
		look()
		by = w.mailOf("vera") // about Eva's words
		m = w.arrives(proven("people.example") + mailTo("Vera Smit <vera@people.example>", "reply@tessel.example", "Re: x") +
			"In-Reply-To: " + by.id() + "\r\n" + with("<v1@tessel.example>", "We found the cause."))
		if _, said := w.landed(m, "agent"); said.Hidden {
			t.Fatal("it is hidden")
		}
		look()
		w.says(w.sanne, id, ticket.Comment, "It is solved.")
		look()
		w.must(w.d.Close(t.Context(), w.vera, desk.CloseInput{Ticket: id, Anyway: true}))
		look()
		w.must(w.d.Forgot(t.Context(), "eva@people.example", desk.Browser{Address: "192.0.2.1"}))
		look()
		if got := w.mailOf("eva"); !strings.Contains(got.all, "token=") || seen < 12 {
			t.Errorf("%d mails were looked at, the last:\n%s", seen, got.all)
		}
		w.whole()
	})
}
