package desk_test

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"balie/internal/access"
	"balie/internal/desk"
	"balie/internal/errs"
	"balie/internal/letter"
	"balie/internal/org"
	"balie/internal/ticket"
)

const hidden = "kwikstaart"

func TestAnAddedPersonGetsThePublicThread(t *testing.T) {
	eachMailWorld(t, func(t *testing.T, w *mailWorld) {
		id := w.asks(w.eva, "Labels", "The labels come out twice.")
		w.says(w.joost, id, ticket.Note, hidden)
		w.says(w.sanne, id, ticket.Ask, "Which printer is it?")
		w.settles()
		w.absent(w.bram, id)
		w.must(w.d.AddPerson(t.Context(), w.sanne, desk.PersonInput{Ticket: id, Mail: "BRAM@people.example"}))
		w.must(w.d.AddPerson(t.Context(), w.sanne, desk.PersonInput{Ticket: id, Mail: "bram@people.example"})) // again: nothing
		w.must(w.d.AddPerson(t.Context(), w.sanne, desk.PersonInput{Ticket: id, Mail: "print@shop.example", Name: "Pim Print"}))
		got := w.works()
		if names(got) != "bram print" {
			t.Fatalf("mails to %s", names(got))
		}
		for name, l := range got {
			for _, want := range []string{"come out twice", "Which printer", "Sanne de Wit", "/leave?"} {
				if !strings.Contains(l.all, want) {
					t.Errorf("the mail to %s lacks %q:\n%s", name, want, l.all)
				}
			}
		}
		w.without(hidden)
		if o := w.portal(w.bram, id); strings.Contains(bodies(o), hidden) || len(o.People) != 3 {
			t.Errorf("Bram sees %s and %d people", bodies(o), len(o.People))
		}
		if w.open(w.sanne, id).Ticket.UpdatedAt.After(w.portal(w.eva, id).Ticket.CreatedAt.Add(ticket.UndoTime)) {
			t.Error("adding somebody moved the last update")
		}
		w.sound()
	})
}

func TestWhoIsRemovedSeesNothing(t *testing.T) {
	eachMailWorld(t, func(t *testing.T, w *mailWorld) {
		id := w.submits()
		w.works()
		found := func(words string) int {
			page, err := w.d.SearchPublic(t.Context(), w.bram, desk.SearchInput{Words: words})
			w.must(err)
			return len(page.Rows)
		}
		w.run.Handle(desk.JobIndex, w.d.Index)
		w.says(w.sanne, id, ticket.Comment, "Bicycle weather.")
		w.settles()
		if found("bicycle") != 1 {
			t.Fatal("Bram does not find the ticket: the test proves nothing")
		}
		w.must(w.d.RemovePerson(t.Context(), w.sanne, id, w.bram.User, ""))
		if found("bicycle") != 0 {
			t.Error("Bram finds the ticket before the index was made again")
		}
		w.settles()
		w.absent(w.bram, id)
		page, err := w.d.ListPublic(t.Context(), w.bram, desk.PublicInput{Own: true})
		w.must(err)
		if len(page.Rows) != 0 || found("bicycle") != 0 {
			t.Error("Bram still finds the ticket")
		}
		w.says(w.sanne, id, ticket.Comment, "And now?")
		if got := w.works(); got["bram"].all != "" || got["eva"].all == "" {
			t.Errorf("mails to %s", names(got))
		}
		w.must(w.d.RemovePerson(t.Context(), w.sanne, id, w.eva.User, "")) // the requester stays
		w.portal(w.eva, id)
		w.sound()
	})
}

func TestCustomersAddColleagues(t *testing.T) {
	eachMailWorld(t, func(t *testing.T, w *mailWorld) {
		e := w.elsewhere()
		id := w.asks(w.eva, "Labels", "The labels come out twice.")
		for _, mail := range []string{"gijs@people.example", "nobody@people.example", "sanne@people.example", "no address"} {
			if err := w.d.AddColleague(t.Context(), w.eva, desk.PersonInput{Ticket: id, Mail: mail}); !errs.Is(err, errs.Invalid) {
				t.Errorf("%s: %v", mail, err)
			}
		}
		w.must(w.d.AddColleague(t.Context(), w.eva, desk.PersonInput{Ticket: id, Mail: "bram@people.example"}))
		w.portal(w.bram, id)
		w.must(w.d.AddPerson(t.Context(), w.sanne, desk.PersonInput{Ticket: id, Mail: "gijs@people.example"}))
		err := w.d.AddColleague(t.Context(), e.gijs, desk.PersonInput{Ticket: id, Mail: "bram@people.example"})
		if !errs.Is(err, errs.Forbidden) {
			t.Errorf("an outside follower adds people: %v", err)
		}
		if err := w.d.AddPerson(t.Context(), e.lotte, desk.PersonInput{Ticket: id, Mail: "x@y.example"}); !errs.Is(err, errs.NotFound) {
			t.Errorf("another partner adds people: %v", err)
		}
	})
}

func TestLeavingByTheLinkInAMail(t *testing.T) {
	link := regexp.MustCompile(`https://help\.example/leave\?[^\s"<>]+`)
	eachMailWorld(t, func(t *testing.T, w *mailWorld) {
		id := w.submits()
		w.settles()
		w.says(w.sanne, id, ticket.Comment, "A word.")
		got := w.works()
		if link.MatchString(got["eva"].all) {
			t.Error("the requester is offered to leave")
		}
		h := got["bram"].header
		if l := h.Get("List-Unsubscribe"); !link.MatchString(l) || h.Get("List-Unsubscribe-Post") != "List-Unsubscribe=One-Click" || got["eva"].header["List-Unsubscribe"] != nil {
			t.Errorf("List-Unsubscribe is %q, %q", l, h.Get("List-Unsubscribe-Post"))
		}
		u, err := url.Parse(strings.ReplaceAll(link.FindString(got["bram"].all), "&amp;", "&"))
		w.must(err)
		who, token := u.Query().Get("who"), u.Query().Get("token")
		for _, bad := range [][2]string{{ticket.IDText(w.eva.User), token}, {who, token + "A"}, {"x", token}, {who, ""}} {
			if _, err := w.d.MayLeave(t.Context(), bad[0], bad[1]); !errs.Is(err, errs.NotFound) {
				t.Errorf("%v: %v", bad, err)
			}
		}
		for _, row := range w.outbox(w.sanne, "sent") {
			m, err := w.d.OutboxMail(t.Context(), w.sanne, row.ID)
			if w.must(err); strings.Contains(m.Text+m.HTML, url.QueryEscape(token)) {
				t.Error("an administrator reads the link to leave")
			}
		}
		l, err := w.d.MayLeave(t.Context(), who, token)
		if err != nil || l.Ticket != id || l.Who != w.bram.User {
			t.Fatalf("%+v, %v", l, err)
		}
		w.portal(w.bram, id) // looking at the link changes nothing
		w.must(w.d.Leave(t.Context(), who, token))
		w.absent(w.bram, id)
		if _, err := w.d.MayLeave(t.Context(), who, token); !errs.Is(err, errs.NotFound) {
			t.Errorf("afterwards: %v", err)
		}
		if e := lastEvent(w.open(w.sanne, id)); e.Kind != ticket.PersonLeft || e.Actor != w.bram.User || e.To != ticket.IDText(org.UserID(w.bram.User)) {
			t.Errorf("recorded as %+v", e)
		}
	})
}

// Whom a partner knows by their address alone is not named when they are gone
// from the ticket either, not by what they wrote nor by what happened.
func TestWhoIsRemovedIsKnownAsBefore(t *testing.T) {
	eachMailWorld(t, func(t *testing.T, w *mailWorld) {
		gijs, id := w.elsewhere().gijs, w.submits()
		w.must(w.d.SaveMailText(t.Context(), w.sanne, desk.MailTextInput{Kind: letter.Added, Language: "en", Texts: map[string]string{"lead": "Dear {name}, read along."}}))
		w.clock.Advance(time.Second)
		w.must(w.d.AddPerson(t.Context(), w.sanne, desk.PersonInput{Ticket: id, Mail: "gijs@people.example"}))
		w.must(w.d.Assign(t.Context(), w.joost, desk.AssignInput{Ticket: id, To: w.sanne.User}))
		w.replies(gijs, id, "I have it as well.")
		w.settles()
		known := func() string { return w.open(w.sanne, id).Users[gijs.User].Name }
		before := known()
		w.must(w.d.RemovePerson(t.Context(), w.sanne, id, gijs.User, ""))
		w.says(w.sanne, id, ticket.Comment, "Thank you.")
		w.settles()
		o := w.open(w.sanne, id)
		if got := known(); before != "gijs@people.example" || got != before {
			t.Errorf("known as %q, and as %q when removed", before, got)
		}
		for _, a := range []access.Actor{w.eva, w.sanne} {
			if got := o.Users[a.User].Name; got != a.Name {
				t.Errorf("%s is called %q", a.Name, got)
			}
		}
		told, err := w.d.Notices(t.Context(), w.sanne, 0)
		w.must(err)
		if at := slices.IndexFunc(told.List, func(n desk.Notice) bool { return n.Event.Actor == gijs.User }); at < 0 || told.List[at].Actor.Name != before {
			t.Errorf("agents are told %+v", told.List)
		}
		for _, row := range w.outbox(w.sanne, "") {
			m, err := w.d.OutboxMail(t.Context(), w.sanne, row.ID)
			w.must(err)
			if strings.Contains(row.To+m.To+m.Subject+m.Text+m.HTML, "Gijs") {
				t.Errorf("the outbox says it: %q, %q\n%s", row.To, m.To, m.Text)
			}
		}
		w.without("Gijs")
		p := w.portal(w.eva, id)
		if got := p.Users[gijs.User].Name; strings.Contains(got, "Gijs") {
			t.Errorf("customers know him as %q", got)
		}
	})
}
