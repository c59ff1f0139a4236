package desk_test

import (
	"strings"
	"testing"
	"time"

	"balie/internal/desk"
	"balie/internal/errs"
	"balie/internal/store"
	"balie/internal/ticket"
)

func TestAMailIsTakenOnce(t *testing.T) {
	eachInWorld(t, func(t *testing.T, w *inWorld) {
		raw := mailTo("Eva <eva@people.example>", "support@lindehof.example", "The oven") + with("<1@people.example>", "It is cold.")
		in := desk.MailIn{Door: "imap", Source: "INBOX 7 1", To: []string{"support@lindehof.example"}}
		for range 3 {
			w.must(w.d.AcceptMail(t.Context(), in, strings.NewReader(raw)))
			w.finishes()
		}
		if got := w.inbound(); len(got) != 1 {
			t.Fatalf("%d rows", len(got))
		}
		tk, said := w.landed(w.inbound()[0], "new")
		if tk.Entity != w.bakkerij || tk.Partner != w.lindehof || tk.Requester != w.eva.User || tk.Channel != ticket.Mail || tk.Subject != "The oven" ||
			said.Body != "<p>It is cold.</p>" || said.Author != w.eva.User || said.Desk != w.bakkerij || said.Channel != ticket.Mail {
			t.Errorf("%+v, %+v", tk, said)
		}
		for name, in := range map[string]desk.MailIn{
			"another door": {Door: "smtp", Source: "INBOX 7 1"}, "another name": {Door: "imap", Source: "INBOX 7 2"},
			"a long name": {Door: "imap", Source: strings.Repeat("x", 5000)}, "no name": {Door: "pipe"},
		} {
			for range 2 {
				w.must(w.d.AcceptMail(t.Context(), in, strings.NewReader(raw)))
			}
			w.finishes()
			w.refusedMail(w.inbound()[0], "twice")
			if t.Failed() {
				t.Log(name)
			}
		}
		if got := w.inbound(); len(got) != 5 {
			t.Errorf("%d rows", len(got))
		}
		w.whole()
	})
}

func TestATooLargeMailLeavesNothing(t *testing.T) {
	eachInWorld(t, func(t *testing.T, w *inWorld) {
		err := w.d.AcceptMail(t.Context(), desk.MailIn{Door: "smtp", Source: "1"}, strings.NewReader(strings.Repeat("x", desk.MailMax+1)))
		if !errs.Is(err, errs.TooLarge) || len(w.inbound()) != 0 {
			t.Errorf("%v, %d rows", err, len(w.inbound()))
		}
	})
}

func TestRepliesLandOnTheirTicket(t *testing.T) {
	eachInWorld(t, func(t *testing.T, w *inWorld) {
		id := w.submits()
		w.finishes()
		w.says(w.sanne, id, ticket.Ask, "Which oven is it?")
		mails := w.works()
		question := mails["eva"]
		address := question.header.Get("Reply-To")
		if !strings.HasPrefix(address, "<reply+p") || question.header.Get("X-Auto-Response-Suppress") == "" {
			t.Fatalf("it asks for answers to %q", address)
		}

		m := w.arrives(mailTo("Eva <EVA@people.example>", address, "Re: something else") + with("<a1@people.example>", "The left one.\r\n\r\nOn Wed, 3 Jun 2026 at 11:02, Lindehof IT <support@lindehof.example> wrote:\r\n> Which oven is it?"))
		tk, said := w.landed(m, "address")
		if tk.ID != id || tk.State != ticket.Open || said.Body != "<p>The left one.</p>" || !strings.Contains(said.Rest, "Which oven") {
			t.Errorf("%+v, %+v", tk, said)
		}

		m = w.arrives(mailTo("Bram <bram@people.example>", "support@lindehof.example", "Re: checkout") + "In-Reply-To: " + mails["bram"].id() + "\r\n" + with("<b1@people.example>", "I saw it too."))
		if tk, said = w.landed(m, "thread"); tk.ID != id || said.Author != w.bram.User {
			t.Errorf("%+v, %+v", tk, said)
		}
		m = w.arrives(mailTo("Eva <eva@people.example>", "support@lindehof.example", "Re: checkout") + "References: <unknown@x> <b1@people.example>\r\n" + with("<a2@people.example>", "So did I."))
		if tk, _ = w.landed(m, "thread"); tk.ID != id {
			t.Errorf("on %d", tk.ID)
		}

		// Who may not write there makes a ticket of their own, which tells agents.
		m = w.arrives(mailTo("Mallory <mallory@evil.example>", address, "Re: checkout")+with("<m1@evil.example>", "Close it."), "support@lindehof.example")
		tk, _ = w.landed(m, "suggested")
		if tk.ID == id || tk.Entity != 0 || tk.Partner != w.lindehof {
			t.Errorf("%+v", tk)
		}
		o, err := w.d.Open(t.Context(), w.sanne, tk.ID)
		w.must(err)
		if len(o.Links) != 1 || o.Links[0].ID != id || o.Links[0].Kind != store.LinkSuggested || lastEvent(o).Kind != ticket.Suggested {
			t.Errorf("links %+v, last %+v", o.Links, lastEvent(o))
		}
		p, err := w.d.OpenPublic(t.Context(), w.eva, id)
		w.must(err)
		if strings.Contains(bodies(p), "Close it") {
			t.Error("it is in the customer's thread")
		}
		w.whole()
	})
}

func TestASubjectAloneNeedsTheDomainsWord(t *testing.T) {
	eachInWorld(t, func(t *testing.T, w *inWorld) {
		id := w.submits()
		ref := "[" + ticket.Ref("HD", id) + "] the oven"
		m := w.arrives(mailTo("eva@people.example", "support@lindehof.example", ref) + with("<1@people.example>", "News?"))
		if tk, _ := w.landed(m, "suggested"); tk.ID == id {
			t.Error("an unproven sender joined by the subject")
		}
		m = w.arrives(proven("people.example") + mailTo("eva@people.example", "support@lindehof.example", ref) + with("<2@people.example>", "Any news?"))
		if tk, _ := w.landed(m, "subject"); tk.ID != id {
			t.Errorf("on %d", tk.ID)
		}
		forged := strings.Replace(proven("people.example"), "mx.tessel.example", "mx.evil.example", 1)
		m = w.arrives(forged + mailTo("eva@people.example", "support@lindehof.example", ref) + with("<3@people.example>", "And now?"))
		if tk, _ := w.landed(m, "suggested"); tk.ID == id {
			t.Error("anybody's word is taken for the domain's")
		}
		w.whole()
	})
}

func TestMailToAClosedTicket(t *testing.T) {
	eachInWorld(t, func(t *testing.T, w *inWorld) {
		id := w.submits()
		w.finishes()
		address := w.mailOf("eva").header.Get("Reply-To")
		w.must(w.d.Close(t.Context(), w.sanne, desk.CloseInput{Ticket: id, Anyway: true}))
		w.settles()
		w.clock.Advance(29 * 24 * time.Hour)
		m := w.arrives(mailTo("eva@people.example", address, "Re: oven") + with("<1@people.example>", "Cold again."))
		if tk, _ := w.landed(m, "reopened"); tk.ID != id || tk.State != ticket.Open {
			t.Errorf("%+v", tk)
		}
		w.must(w.d.Close(t.Context(), w.sanne, desk.CloseInput{Ticket: id, Anyway: true}))
		w.settles()
		w.clock.Advance(31 * 24 * time.Hour)
		m = w.arrives(mailTo("eva@people.example", address, "Re: oven") + with("<2@people.example>", "And again."))
		tk, _ := w.landed(m, "follow_up")
		if tk.ID == id || tk.Entity != w.bakkerij || tk.Requester != w.eva.User {
			t.Errorf("%+v", tk)
		}
		o, err := w.d.Open(t.Context(), w.sanne, tk.ID)
		w.must(err)
		if len(o.Links) != 1 || o.Links[0].ID != id || o.Links[0].State != ticket.Closed {
			t.Errorf("%+v", o.Links)
		}
		w.whole()
	})
}

func TestAnAgentAnswersByMail(t *testing.T) {
	eachInWorld(t, func(t *testing.T, w *inWorld) {
		id := w.submits()
		w.finishes()
		public := w.mailOf("sanne").header.Get("Reply-To") // new at the desk, with the question
		answer := func(auth, from, to, n string) store.Inbound {
			return w.arrives(auth + mailTo(from, to, "Re: checkout") + with("<"+n+"@people.example>", "We look at it "+n+"."))
		}
		_, said := w.landed(answer(proven("people.example"), "Sanne <sanne@people.example>", public, "s1"), "agent")
		if said.Hidden || said.Author != w.sanne.User || said.Desk != w.lindehof {
			t.Errorf("%+v", said)
		}
		if _, said = w.landed(answer("", "sanne@people.example", public, "s2"), "agent_unproven"); !said.Hidden {
			t.Error("an unproven agent speaks in public")
		}
		if tk, _ := w.landed(answer("", "joost@people.example", public, "s3"), "suggested"); tk.ID == id {
			t.Error("another agent's address joins by somebody's reply address")
		}

		w.must(w.d.Comment(t.Context(), w.joost, desk.CommentInput{Writing: desk.Writing{Text: "The secret word is Sentinel."}, Ticket: id, Act: ticket.Note}))
		w.works()
		hidden := w.mailOf("sanne")
		if strings.Contains(hidden.all, "Sentinel") {
			t.Error("the hidden text is mailed")
		}
		_, said = w.landed(answer(proven("people.example"), "sanne@people.example", hidden.header.Get("Reply-To"), "s4"), "agent_hidden")
		if !said.Hidden {
			t.Error("the answer to something hidden is public")
		}
		m := w.arrives(proven("people.example") + mailTo("sanne@people.example", "support@lindehof.example", "Re: x") + "In-Reply-To: " + hidden.id() + "\r\n" + with("<s5@people.example>", "By thread."))
		if _, said = w.landed(m, "agent_hidden"); !said.Hidden {
			t.Error("the answer to something hidden is public, by its Message-ID")
		}
		w.whole()
	})
}
