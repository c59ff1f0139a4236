package ticket_test

import (
	"strings"
	"testing"
	"time"

	"balie/internal/access"
	"balie/internal/letter"
	"balie/internal/locale"
	"balie/internal/notify"
	"balie/internal/org"
	"balie/internal/ticket"
)

var audiences = []struct {
	who  ticket.Audience
	name string
}{
	{ticket.People, "requester and followers"},
	{ticket.Requester, "requester"},
	{ticket.Assignee, "assignee at the desk that holds it, else that desk"},
	{ticket.NewOne, "who was just assigned"},
	{ticket.Desk, "the desk that holds it"},
	{ticket.Joined, "who was just added"},
	{ticket.Setter, "who put it on hold, else the assignee at the desk that holds it, else that desk"},
	{ticket.Team, "the team that just got it"},
	{ticket.OtherDesk, "assignee at the desk that held it before, else that desk"},
}

func TestEventsPage(t *testing.T) {
	texts := catalogues(t)
	b := page("Events", "kinds.go")
	b.WriteString("Every change is recorded as an event: the timeline, live update and mail all come from it. Nobody is\n" +
		"mailed about what they did themselves, but who asks gets the confirmation of it.\n\n")
	heading(b, "event", "who sees it", "last update it moves", "who hears of it", "mail to people involved", "mail to agents")
	moves := map[ticket.Moves]string{ticket.StaffAt: "the agents'", ticket.BothAt: "both"}
	kinds := inOrder(t)
	for _, k := range kinds {
		i := ticket.Kinds[k]
		sees := "agents"
		if i.Public {
			sees = "everyone"
		}
		var hears []string
		for _, a := range audiences {
			if i.Hears&a.who != 0 {
				hears = append(hears, a.name)
			}
		}
		people, staff := mailsOf(k)
		row(b, "`"+i.Name+"`", sees, moves[i.Moves], strings.Join(hears, "; "), code(people), code(staff))
	}
	for _, l := range []struct{ code, title string }{{"en", "English"}, {"nl", "Dutch"}} {
		b.WriteString("\n## In " + l.title + "\n\n")
		heading(b, "event", "in the workspace", "in the portal")
		for _, k := range kinds {
			i := ticket.Kinds[k]
			public := ""
			if i.Public {
				public = sentence(t, texts[l.code], "event."+i.Name+".public")
			}
			row(b, "`"+i.Name+"`", sentence(t, texts[l.code], "event."+i.Name), public)
		}
	}
	inStep(t, "events.md", b.String())
}

// inOrder gives every kind by its number; between them there is no gap.
func inOrder(t *testing.T) []ticket.EventKind {
	var out []ticket.EventKind
	names := map[string]bool{}
	for k := ticket.EventKind(1); int(k) <= len(ticket.Kinds); k++ {
		i, ok := ticket.Kinds[k]
		if !ok || i.Name == "" || names[i.Name] {
			t.Fatalf("kind %d is absent, or its name %q is not its own", k, i.Name)
		}
		names[i.Name] = true
		out = append(out, k)
	}
	return out
}

func sentence(t *testing.T, l *locale.Locale, key string) string {
	if !l.Has(key) {
		t.Errorf("%s lacks %s", l.Lang(), key)
	}
	return l.T(key)
}

func code(k notify.Kind) string {
	if k == "" {
		return ""
	}
	return "`" + string(k) + "`"
}

// mailsOf asks notify which mails an event becomes, with everyone there who
// could hear of it.
func mailsOf(k ticket.EventKind) (people, staff notify.Kind) {
	agent := func(id org.UserID) notify.Person {
		m := org.Membership{User: id, Org: partnerOrg, Tier: org.Partner, Rights: org.Agent}
		return notify.Person{Actor: access.Actor{User: id, Memberships: []org.Membership{m}}, Active: true}
	}
	customer := func(id org.UserID) notify.Person {
		return notify.Person{Actor: access.Actor{User: id}, Active: true}
	}
	tk := ticket.Ticket{ID: 1, Partner: partnerOrg, Holder: partnerOrg, Entity: entityOrg, Requester: 11, PartnerAssignee: 21}
	e := ticket.Event{Ticket: 1, Kind: k, Actor: 99, Desk: vendorOrg, To: "21"}
	if k == ticket.PersonAdded {
		e.To = "12"
	}
	who := notify.Who{
		Involved: []notify.Person{customer(11), customer(12)},
		Assignee: agent(21), NewOne: agent(21), Staff: []notify.Person{agent(22)}, Team: []notify.Person{agent(23)},
	}
	for _, r := range notify.Recipients(e, tk, who) {
		if r.User < 20 {
			people = r.Kind
		} else {
			staff = r.Kind
		}
	}
	return people, staff
}

// TestMailsHaveWords writes the mails that events become, in every language:
// no key may be left where a sentence should stand.
func TestMailsHaveWords(t *testing.T) {
	written := map[notify.Kind]bool{}
	for _, k := range inOrder(t) {
		people, staff := mailsOf(k)
		for _, kind := range []notify.Kind{people, staff} {
			if kind == "" {
				continue
			}
			written[kind] = true
			if !letter.Kind(kind).Known() {
				t.Errorf("nobody writes the mail %s", kind)
				continue
			}
			for lang, l := range catalogues(t) {
				subject, text, html := letter.Write(letter.Input{
					Kind: letter.Kind(kind), L: l, Staff: kind == staff, Name: "Eva de Vries", Brand: letter.Brand{Name: "Lindehof IT"},
					At: time.Date(2026, 6, 3, 9, 0, 0, 0, time.UTC), Who: letter.Author{Name: "Sanne"}, Event: ticket.Kinds[k].Name,
					Ref: "HD-00123", Subject: "Printer", Priority: 3, State: ticket.Open, Link: "https://help.example/tickets/HD-00123",
				})
				for _, part := range []string{subject, text, html} {
					if i := strings.Index(part, "mail."); i >= 0 {
						t.Errorf("%s, %s of %s: a key stands in %q", lang, kind, ticket.Kinds[k].Name, part[i:min(len(part), i+40)])
					}
				}
			}
		}
	}
	for _, kind := range notify.Kinds() {
		if !written[kind] {
			t.Errorf("no event becomes the mail %s", kind)
		}
	}
}
