package desk_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"balie/internal/desk"
	"balie/internal/errs"
	"balie/internal/store"
	"balie/internal/ticket"
)

func TestAutomaticMailIsStoredAndNeverAnswered(t *testing.T) {
	eachInWorld(t, func(t *testing.T, w *inWorld) {
		id := w.submits()
		w.finishes()
		address := w.mailOf("eva").header.Get("Reply-To")
		before := len(w.sink.Messages())

		away := "Auto-Submitted: auto-replied\r\n"
		m := w.arrives(away + mailTo("eva@people.example", address, "Out of office") + with("<v1@people.example>", "I am away."))
		tk, said := w.landed(m, "aside")
		if tk.ID != id || !said.Hidden || tk.State != ticket.Open || said.Author != w.eva.User {
			t.Errorf("%+v, %+v", tk, said)
		}
		w.refusedMail(w.arrives(away+mailTo("who@outside.example", "support@lindehof.example", "Out of office")+with("<v2@x>", "Away.")), "auto_reply")
		w.refusedMail(w.arrives(away+mailTo("sanne@people.example", w.mailOf("sanne").header.Get("Reply-To"), "Out of office")+with("<v3@x>", "Away.")), "auto_reply")
		if now := len(w.sink.Messages()); now != before {
			t.Errorf("%d mails went out", now-before)
		}
		desk := 0
		for _, c := range []struct{ header, why string }{
			{"List-Id: <all.example>\r\n", "new_list"}, {"Auto-Submitted: auto-generated\r\n", "new_auto_generated"},
		} {
			m := w.arrives(c.header + mailTo("program@people.example", "support@lindehof.example", "News") + with("<"+c.why+"@x>", "News of today, "+c.why))
			w.landed(m, c.why)
		}
		for _, m := range w.sink.Messages()[before:] {
			if strings.HasPrefix(m.To[0], "program@") {
				t.Error("a program is answered")
			}
			desk++
		}
		if desk == 0 {
			t.Error("the desk is not told")
		}
		own := w.mailOf("eva")
		w.refusedMail(w.arrives(mailTo("support@lindehof.example", "reply@tessel.example", "x")+"Message-ID: "+own.id()+"\r\n\r\nours\r\n"), "own")
		w.whole()
	})
}

func bounce(action, to, id string) string {
	return mailTo("MAILER-DAEMON@mx.example", "support@lindehof.example", "Undelivered") + "Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n" +
		"Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n" +
		"--b\r\nContent-Type: text/plain\r\n\r\nIt came back.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n" +
		"Final-Recipient: rfc822; " + to + "\r\nAction: " + action + "\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 no such user\r\n\r\n" +
		"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: " + id + "\r\nSubject: x\r\n\r\n--b--\r\n"
}

func TestABounceMarksTheMail(t *testing.T) {
	eachInWorld(t, func(t *testing.T, w *inWorld) {
		id := w.submits()
		w.finishes()
		sent := w.mailOf("eva").id()
		w.refusedMail(w.arrives(bounce("delayed", "eva@people.example", sent)), "bounce_delayed")
		if got := w.outbox(w.vera, "failed"); len(got) != 0 {
			t.Errorf("a delay is a failure: %+v", got)
		}
		for range 2 {
			w.refusedMail(w.arrives(bounce("failed", "eva@people.example", sent)), "bounce_failed")
		}
		w.refusedMail(w.arrives(bounce("failed", "eva@people.example", "<guess@tessel.example>")), "bounce_failed_unknown")
		failed := w.outbox(w.vera, "failed")
		if len(failed) != 1 || !strings.Contains(failed[0].Reason, "no such user") {
			t.Errorf("%+v", failed)
		}
		o, err := w.d.Open(t.Context(), w.sanne, id)
		w.must(err)
		n := 0
		for _, e := range o.Events {
			if e.Kind == ticket.MailFailed && e.To == "eva@people.example" {
				n++
			}
		}
		if n != 1 || len(o.Messages) != 1 {
			t.Errorf("%d events, %d messages", n, len(o.Messages))
		}
		if m := w.inbound()[1]; m.Ticket != id {
			t.Errorf("the log names ticket %d", m.Ticket)
		}
		w.whole()
	})
}

// confirmations counts what went to an address since a point.
func (w *inWorld) confirmations(to string, since int) (n int) {
	for _, m := range w.sink.Messages()[since:] {
		if m.To[0] == to {
			n++
		}
	}
	return n
}

func TestTwoHelpdesksStop(t *testing.T) {
	eachInWorld(t, func(t *testing.T, w *inWorld) {
		w.write(func(tx *store.Tx) error {
			return tx.SetMailDomain(store.MailDomain{Domain: "known.example", Entity: w.bakkerij, Policy: store.DomainOpen})
		})
		for _, from := range []string{"desk@unknown.example", "desk@known.example", "eva@people.example"} {
			// The other side answers all it gets with a new mail that no sign marks.
			rounds := 0
			before := len(w.sink.Messages())
			for n := 0; n < 10; n++ {
				answers := w.confirmations(from, before)
				w.arrives(mailTo(from, "support@lindehof.example", "Your message was received") + with(fmt.Sprintf("<%d-%s>", n, from), fmt.Sprintf("Thank you. Ticket %d.", n)))
				if w.confirmations(from, before) == answers {
					break
				}
				rounds++
				w.clock.Advance(20 * time.Second)
			}
			if most := map[string]int{"eva@people.example": 2}[from]; rounds > max(1, most) {
				t.Errorf("%s is answered %d times", from, rounds)
			}
		}
		w.clock.Advance(23 * time.Hour)
		before := len(w.sink.Messages())
		w.arrives(mailTo("desk@unknown.example", "support@lindehof.example", "Again") + with("<again@x>", "Again."))
		if w.confirmations("desk@unknown.example", before) != 0 {
			t.Error("an unknown address is answered twice within a day")
		}
		w.clock.Advance(2 * time.Hour)
		w.arrives(mailTo("desk@unknown.example", "support@lindehof.example", "A day later") + with("<later@x>", "Later."))
		if w.confirmations("desk@unknown.example", before) != 1 {
			t.Error("it is not answered a day later")
		}
		w.whole()
	})
}

func TestAConfirmationToAStrangerEchoesNothing(t *testing.T) {
	eachInWorld(t, func(t *testing.T, w *inWorld) {
		write := func(auth, from, id string) {
			w.arrives(auth + mailTo("Sentinelname <"+from+">", "support@lindehof.example", "Sentinelsubject") + with(id, "Sentineltext"))
		}
		write("", "victim@outside.example", "<1@x>")
		got := w.mailOf("victim")
		for _, word := range []string{"Sentinelname", "Sentinelsubject", "Sentineltext"} {
			if strings.Contains(got.all, word) {
				t.Errorf("it says %s:\n%s", word, got.all)
			}
		}
		if !strings.Contains(got.header.Get("Subject"), "[HD-") || got.header.Get("Auto-Submitted") != "auto-replied" || strings.Contains(got.all, "Hello ,") {
			t.Errorf("%s", got.all)
		}
		write(proven("vouched.example"), "friend@vouched.example", "<2@x>")
		if got := w.mailOf("friend"); !strings.Contains(got.all, "Sentinelsubject") {
			t.Error("a proven sender is not told what it is about")
		}
		w.whole()
	})
}

func TestAccessMail(t *testing.T) {
	eachInWorld(t, func(t *testing.T, w *inWorld) {
		ask := func(from, subject, id string) store.Inbound {
			return w.arrives(mailTo("Some One <"+from+">", "support@lindehof.example", subject) + with(id, "Please let me in."))
		}
		before := len(w.sink.Messages())
		w.refusedMail(ask("eva@people.example", "SUPPORT portal login!", "<1@x>"), "access")
		if got := w.mailOf("eva"); !strings.Contains(got.all, "https://help.example/password?token=") {
			t.Errorf("no link to set a password:\n%s", got.all)
		}
		if w.confirmations("eva@people.example", before) != 1 {
			t.Error("more than the link is mailed")
		}
		w.refusedMail(ask("who@outside.example", "Inloggen supportportaal", "<2@x>"), "access")
		if w.confirmations("who@outside.example", 0) != 0 {
			t.Error("an unknown address is told something")
		}
		page, err := w.d.List(t.Context(), w.sanne, desk.ListInput{View: ticket.ViewOpen})
		w.must(err)
		if len(page.Rows) != 1 || page.Rows[0].Entity != 0 {
			t.Errorf("the desk of the mailbox has %+v", page.Rows)
		}
		for n := range 5 {
			ask("eva@people.example", "Support Portal login", fmt.Sprintf("<m%d@x>", n))
		}
		w.refusedMail(w.inbound()[0], "access_often")
		w.whole()
	})
}

// A desk has its own words for asking; the shipped ones then ask for nothing.
func TestADeskChoosesTheSubjectThatAsks(t *testing.T) {
	eachInWorld(t, func(t *testing.T, w *inWorld) {
		ask := func(to, subject, id string) store.Inbound {
			return w.arrives(mailTo("eva@people.example", to, subject) + with(id, "Please let me in."))
		}
		save := func(texts ...string) error {
			return w.d.SaveAccessSubjects(t.Context(), w.sanne, []desk.AccessSubject{{Language: "en", Text: texts[0]}, {Language: "nl", Text: texts[1]}}, "")
		}
		w.must(save(" Let me  in! ", "Inloggen supportportaal"))
		rules, err := w.d.AccessRules(t.Context(), w.sanne)
		w.must(err)
		if fmt.Sprint(rules.Subjects) != "[{en Let me in!} {nl Inloggen supportportaal}]" {
			t.Errorf("%v", rules.Subjects)
		}
		w.refusedMail(ask("support@lindehof.example", "LET ME IN", "<1@x>"), "access")
		w.refusedMail(ask("support@lindehof.example", "Inloggen supportportaal", "<2@x>"), "access")
		w.landed(ask("support@lindehof.example", "Support Portal login", "<3@x>"), "new")
		w.landed(ask("balie@tessel.example", "Let me in", "<4@x>"), "new") // another desk's mailbox
		w.must(save("", ""))
		w.refusedMail(ask("support@lindehof.example", "Support Portal login", "<5@x>"), "access")

		w.wrongAt(save("!!!", "Inloggen"), "subject-en", "access.subject.unreadable")
		w.wrongAt(save("Login", strings.Repeat("x", 101)), "subject-nl", "error.too_long")
		if err := w.d.SaveAccessSubjects(t.Context(), w.joost, nil, ""); !errs.Is(err, errs.NotFound) {
			t.Errorf("who administers nothing: %v", err)
		}
		w.whole()
	})
}

// Two people are away, and their programs answer all mail with an ordinary one.
func TestTwoProgramsOnOneTicketStop(t *testing.T) {
	eachInWorld(t, func(t *testing.T, w *inWorld) {
		id := w.submits()
		w.finishes()
		w.says(w.sanne, id, ticket.Comment, "We look at it.")
		w.settles()
		answered, rounds := 0, 0
		for ; rounds < 40; rounds++ {
			list := w.sink.Messages()
			if answered == len(list) {
				break
			}
			for _, m := range list[answered:] {
				answered++
				if name, _, _ := strings.Cut(m.To[0], "@"); name == "eva" || name == "bram" || name == "sanne" || name == "joost" {
					got := read(t, m)
					w.hands(mailTo(m.To[0], got.header.Get("Reply-To"), "Re: "+got.header.Get("Subject")) + "In-Reply-To: " + got.id() + "\r\n" +
						with(fmt.Sprintf("<%d@auto.example>", answered), fmt.Sprintf("I am away, %d.", answered)))
				}
			}
			w.settles()
		}
		if rounds > 6 {
			t.Errorf("they talk for %d rounds, with %d mails", rounds, answered)
		}
		o, err := w.d.Open(t.Context(), w.sanne, id)
		w.must(err)
		done := 0
		for _, m := range w.inbound() {
			if m.State == store.InboundDone {
				done++
			}
		}
		if len(o.Messages) != done+2 || done == 0 {
			t.Errorf("%d mails became %d messages", done, len(o.Messages)-2)
		}
		w.whole()
	})
}

func TestMailFromWhereADeskIsToldIsNotTakenIn(t *testing.T) {
	eachInWorld(t, func(t *testing.T, w *inWorld) {
		w.write(func(tx *store.Tx) error {
			list, err := w.d.Names(t.Context())
			w.must(err)
			o := list.Orgs[w.lindehof]
			o.Notify = "team@lindehof.example"
			return tx.SaveOrganization(o)
		})
		w.refusedMail(w.arrives(mailTo("team@lindehof.example", "support@lindehof.example", "Received")+with("<1@x>", "Thank you.")), "own")
	})
}
