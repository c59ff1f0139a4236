package mailroom

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"balie/internal/access"
	"balie/internal/desk"
	"balie/internal/desktest"
	"balie/internal/store"
	"balie/internal/ticket"
)

// The doors by their number, as hands takes them.
const (
	bySMTP = iota
	byExim
	byDovecot
)

// writes is a mail of the bakery's people or others, with a Message-ID of its
// own.
func (p *postOffice) writes(from, to, subject, more, text string) string {
	p.wrote++
	return fmt.Sprintf("%sFrom: %s\r\nTo: %s\r\nSubject: %s\r\nMessage-ID: <r%d@example.com>\r\n\r\n%s\r\n", more, from, to, subject, p.wrote, text)
}

// landed demands where and why a mail landed; on 0 it must be a new ticket.
func (p *postOffice) landed(m store.Inbound, why string, on ticket.ID) ticket.ID {
	p.T.Helper()
	known := m.Ticket < p.newest
	p.newest = max(p.newest, m.Ticket+1)
	if m.State != store.InboundDone || m.Reason != why || on != 0 && m.Ticket != on || on == 0 && known {
		p.T.Fatalf("it is %s on %d because %q %s, not on %d because %q", m.State, m.Ticket, m.Reason, m.Error, on, why)
	}
	return m.Ticket
}

func (p *postOffice) done(err error) {
	p.T.Helper()
	if err != nil {
		p.T.Fatal(err)
	}
	p.Settle()
}

// suggested are the tickets that one may belong to, as an agent reads it.
func (p *postOffice) suggested(a access.Actor, id ticket.ID) (list []ticket.ID) {
	p.T.Helper()
	o, err := p.Desk.Open(p.T.Context(), a, id)
	if err != nil {
		p.T.Fatal(err)
	}
	for _, l := range o.Links {
		if l.Kind == store.LinkSuggested {
			list = append(list, l.ID)
		}
	}
	return list
}

// TestRepliesToOurMails answers what the helpdesk sent, as a relay got it, through
// real programs.
func TestRepliesToOurMails(t *testing.T) {
	p := openPostOffice(t)
	const desks, proven = "support@desk.example.nl", "Authentication-Results: mx.desk.example; dmarc=pass header.from=example.com\r\n"
	eva, bram := p.person("Eva de Vries", "eva@example.com"), p.person("Bram de Vries", "bram@example.com")
	id := p.landed(p.lands(p.writes(eva.Mail, desks+", "+bram.Mail, "Printer", "", "It does not print."), byExim), "new", 0)
	tk := &desktest.Ticket{ID: id, Ref: ticket.Ref("HD", id)}
	p.Sanne.AsksBack(tk, "Which printer is it?")
	toEva, toBram := p.letterTo(eva.Mail), p.letterTo(bram.Mail)

	// The signed address passes Exim as a recipient; the subject says nothing.
	address := "reply+" + replyTag(toEva) + "@desk.example.nl"
	p.landed(p.lands(p.writes(eva.Mail, address, "Something else", "", "The left one."), byExim, address), "address", id)
	// By Message-ID alone, without anything that was signed.
	p.landed(p.lands(p.writes(bram.Mail, desks, "Re: x", "In-Reply-To: "+toBram.Header.Get("Message-ID")+"\r\n", "I saw it."), byDovecot), "thread", id)
	// By the subject alone only when the domain vouches for the sender.
	other := p.landed(p.lands(p.writes(eva.Mail, desks, "["+tk.Ref+"] news?", "", "News?"), bySMTP), "suggested", 0)
	p.landed(p.lands(p.writes(eva.Mail, desks, "["+tk.Ref+"] news?", proven, "Is there news?"), byDovecot), "subject", id)
	if got := p.suggested(p.Sanne.Actor(), other); !slices.Equal(got, []ticket.ID{id}) {
		t.Errorf("it may belong to %v", got)
	}

	// Two of our own addresses, and one that is nobody's: one message.
	both := p.lands(p.writes(eva.Mail, address+", "+desks, "Re: Printer", "", "To both."), bySMTP, address, desks)
	p.landed(both, "address", id)

	// Merged: what answers the one that went lands on the one that goes on.
	p.Sanne.Comments(&desktest.Ticket{ID: other, Ref: ticket.Ref("HD", other)}, "See there.")
	gone := p.letterTo(eva.Mail)
	p.done(p.Desk.Merge(t.Context(), p.Sanne.Actor(), other, id, ""))
	p.landed(p.lands(p.writes(eva.Mail, "reply+"+replyTag(gone)+"@desk.example.nl", "Re: x", "", "About both."), byExim), "address", id)

	// A follower who was taken off writes to nobody's ticket but a new one.
	p.done(p.Desk.RemovePerson(t.Context(), p.Sanne.Actor(), id, bram.ID, ""))
	p.landed(p.lands(p.writes(bram.Mail, "reply+"+replyTag(toBram)+"@desk.example.nl", "Re: x", "", "Am I here?"), byExim), "suggested", 0)

	// Closed, within the time in which a mail reopens it and after.
	closes := func() {
		p.done(p.Desk.Close(t.Context(), p.Sanne.Actor(), desk.CloseInput{Ticket: id, Anyway: true}))
	}
	closes()
	p.Clock.Advance(29 * 24 * time.Hour)
	p.landed(p.lands(p.writes(eva.Mail, address, "Re: x", "", "Again."), byDovecot), "reopened", id)
	closes()
	p.Clock.Advance(31 * 24 * time.Hour)
	p.landed(p.lands(p.writes(eva.Mail, address, "Re: x", "", "And again."), byExim), "follow_up", 0)

	// A colleague answers before the mail that they answer is here.
	early := p.landed(p.lands(p.writes(bram.Mail, eva.Mail+", "+desks, "Re: Ink", "In-Reply-To: <ink@example.com>\r\n", "Black."), bySMTP), "new", 0)
	late := "From: " + eva.Mail + "\r\nTo: " + bram.Mail + ", " + desks + "\r\nSubject: Ink\r\nMessage-ID: <ink@example.com>\r\n\r\nWe need ink.\r\n"
	p.landed(p.lands(late, byDovecot), "thread", early)

	// The number of another partner's ticket leads to a new one. Only who sees
	// both is told that they may belong together.
	foreign, err := p.Desk.Submit(t.Context(), p.Gijs.Actor(), desk.SubmitInput{Writing: desk.Writing{Text: "The pond."}, Subject: "Pond", Kind: ticket.Question, Channel: ticket.Portal})
	p.done(err)
	p.newest = max(p.newest, foreign+1)
	quoted := "[" + ticket.Ref("HD", foreign) + "] mine?"
	apart := p.landed(p.lands(p.writes(eva.Mail, desks, quoted, proven, "Is it mine?"), byExim), "new", 0)
	if got := p.suggested(p.Sanne.Actor(), apart); len(got) != 0 {
		t.Errorf("a partner is told of %v", got)
	}
	direct := p.landed(p.lands(p.writes("who@example.org", desks, quoted, "", "Is it mine?"), bySMTP), "suggested", 0)
	if got := p.suggested(p.Vera.Actor(), direct); !slices.Equal(got, []ticket.ID{foreign}) {
		t.Errorf("the vendor is told of %v", got)
	}
	if problems, err := p.Store.Verify(t.Context()); err != nil || len(problems) > 0 {
		t.Errorf("%v, %v", problems, err)
	}
}
