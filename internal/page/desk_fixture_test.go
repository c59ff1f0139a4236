package page

import (
	"fmt"
	"time"

	"github.com/a-h/templ"

	"balie/internal/locale"
	"balie/internal/richtext"
	"balie/internal/ticket"
)

var (
	sanne = PersonOf(2, "Sanne de Wit", "p")
	ruben = PersonOf(5, "Ruben Smit", "v")
	eva   = PersonOf(31, "Eva van Dam", "c")
)

func sceneShell(l *locale.Locale) Desk {
	d := Desk{
		Base: Base{
			L: l, Assets: LoadAssets(), Brand: BrandView{Name: "Balie"},
			Me: sanne, Now: scene(3, 11, 2), Path: "/desk/open", Live: "/desk/live",
		},
		Workspace: "Lindehof IT", Tier: "p",
		More:      []NavLink{{URL: "/admin/outbox", Icon: "send", Text: l.T("outbox.title")}},
		Languages: []Language{{"en", "English"}, {"nl", "Nederlands"}},
	}
	for i, v := range ticket.Views {
		d.Views = append(d.Views, NavView{View: v.View, Count: 5 * i, Counted: v.Counted, Current: i == 0})
	}
	d.Views[0].Count, d.Views[0].Overdue = Many+3, 2
	return d
}

func sceneDeskList(l *locale.Locale) DeskList {
	p := DeskList{Desk: sceneShell(l), View: ticket.Views[0], Sort: ticket.SortDue, Count: "23", Pager: PagerView{Next: "/desk/open?after=x"}}
	now := p.Now
	for i, r := range []struct {
		subject, excerpt, entity, system string
		who                              Person
		reason                           ticket.Reason
		left, since                      time.Duration
	}{
		{"Invoice mails arrive without the PDF", "The mail itself is fine, but since Monday the attachment is missing", "Houthandel Jonker", "Order desk", PersonOf(9, "Daan Visser", "p"), ticket.CustomerReplied, -26, -300},
		{"Checkout shows error 500 after payment", "Every order since this morning ends on a white page", "Bakkerij Van Dam", "Webshop", sanne, ticket.CustomerReplied, 12, -100},
		{"Server does not answer on port 443", "Monitoring says the certificate job failed last night", "Praktijk De Linde", "da-07", Person{}, ticket.ReasonNew, 185, -5},
		{"Can a colleague get read-only access?", "Our new bookkeeper only needs to look at the monthly overview", "", "", PersonOf(4, "Yusuf Kaya", "p"), ticket.BackFromVendor, 3000, -5},
	} {
		p.Rows = append(p.Rows, DeskRow{
			ID: ticket.ID(119 + i), Ref: ticket.Ref("HD", ticket.ID(119+i)), Subject: r.subject, Excerpt: r.excerpt,
			Kind: ticket.Incident, Priority: ticket.Priority(i + 1), Entity: r.entity, System: r.system, Assignee: r.who,
			State:     StateFor(ticket.OpenAtPartner, 7, r.reason),
			Deadline:  DeadlineView{Due: now.Add(r.left * time.Minute), Since: now.Add(r.since * time.Minute)},
			CreatedAt: now.Add(-time.Duration(i*20) * time.Hour), UpdatedAt: now.Add(-time.Duration(i*i*40+4) * time.Minute), Unread: i < 2,
		})
	}
	p.Bulk = BulkBar{Once: "once-b", Assignees: []ListChoice{{"2", "me", false}, {"0", "nobody", false}}, Tags: []string{"billing"}, Topics: []ListChoice{{"1", "Server issue", false}}}
	p.Save = SaveForm{Once: "once-s", Shares: []ListChoice{{"", "Only me", false}, {"all", "Everybody", false}}}
	p.Filter = FilterForm{Fields: []FilterField{
		{Name: "assignee", Label: "Assignee", Choices: []ListChoice{{"me", "me", false}}},
		{Name: "priority", Label: "Priority", Many: true, Choices: []ListChoice{{"1", "P1", true}, {"2", "P2", false}}},
		{Name: "entity", Label: "Entity", Value: "Bakkerij"},
	}}
	return p
}

// sceneDeskFiltered is a list from a saved view, with tickets being changed.
func sceneDeskFiltered(l *locale.Locale) DeskList {
	p := sceneDeskList(l)
	p.Look, p.Hidden = "hide=created&priority=1&saved=4&sort=due", []string{"created"}
	p.Tabs = []SavedTab{{ID: 3, Name: "P1 and P2", Count: "5", Mine: true}, {ID: 4, Name: "Morning round", Count: "14", Star: true, Current: true, Mine: true}}
	p.Chips = []Chip{{"Priority", "P1", "/desk/open?saved=4&sort=due"}}
	p.Bulk.All = "5,000"
	p.Doing = &BulkNote{ID: 12, Text: "Assigning 5,000 tickets to Sanne.", Total: 5000, Settled: 1200, Back: "/desk/open"}
	return p
}

func sceneDeskNothing(l *locale.Locale) DeskList {
	p := sceneDeskFiltered(l)
	p.Rows, p.Pager = nil, PagerView{}
	p.Doing = &BulkNote{ID: 12, Text: "3 tickets closed.", Total: 4, Settled: 4, Ended: true, Refused: 1, Undo: "once-u", Back: "/desk/open"}
	p.Save.Error = "Give the view a name."
	return p
}

func sceneDeskSearch(l *locale.Locale) DeskSearch {
	p := DeskSearch{Desk: sceneShell(l), Words: "mail"}
	for _, r := range sceneDeskList(l).Rows {
		p.Rows = append(p.Rows, FoundRow{r, []Piece{{"Invoice ", false}, {"mails", true}}, []Piece{{"… the <", false}, {"mail", true}}, r.ID == 120})
	}
	return p
}

func sceneDeskBulk(l *locale.Locale) DeskBulk {
	return DeskBulk{
		Desk: sceneShell(l), Same: 2, Refused: []BulkRefused{{"HD-00120", "The ticket is closed already."}},
		Note: BulkNote{ID: 12, Text: "3 tickets closed.", Total: 6, Settled: 6, Ended: true, Refused: 3, Undo: "once-u", Back: "/desk/open"},
	}
}

func sceneGo() Go {
	return Go{Words: "jon", Groups: []GoGroup{{"Tickets", []GoItem{{"st-open", "Invoice mails", "HD-00119", "/desk/tickets/HD-00119"}}}}}
}

func sceneDeskEmpty(l *locale.Locale) DeskList {
	p := sceneDeskList(l)
	p.View, _ = ticket.ViewNamed(ticket.ViewMine)
	p.Sort, p.Rows, p.Pager, p.Count = ticket.SortUpdated, nil, PagerView{}, ""
	return p
}

func sceneDeskTicket(l *locale.Locale) DeskTicket {
	p := DeskTicket{
		Desk: sceneShell(l), ID: 123, Ref: "HD-00123", Subject: "Checkout shows error 500 after payment",
		Kind: ticket.Incident, Priority: 1, Channel: ticket.Portal, State: StateFor(ticket.OpenAtPartner, 7, ticket.CustomerReplied),
		Deadline: DeadlineView{Due: scene(3, 11, 14), Since: scene(3, 10, 14)}, CreatedAt: scene(3, 8, 41),
		Entity: "Bakkerij Van Dam", System: "Webshop", Holder: "Lindehof IT", From: ticket.ViewOpen, Assignee: sanne,
		People:    []DeskPerson{{Person: eva, Note: "Requester"}, {Person: PersonOf(32, "Bram van Dam", "c"), Note: "Gets a copy", Remove: 32, Failed: "Mail to this address fails: 550 5.1.1 No such user"}, {Person: ruben, Note: "Vendor", Paper: "Specialist"}},
		Others:    []DeskOther{{"HD-00120", "Delivery date shifts one day in the export", StateFor(ticket.OpenAtPartner, 7, 0)}, {"HD-00106", "Discount is applied twice", StateFor(ticket.ShelfClosed, 7, 0)}},
		Assignees: []AssigneeChoice{{2, "Sanne de Wit", true}, {9, "Daan Visser", false}},
		Take:      true, Prioritise: true,
		Composer: DeskComposer{
			Once: "once-c", Seen: 9, MaxFiles: 25e6, To: "Eva van Dam", CopyTo: 1, Audience: []string{"Lindehof IT", "Tessel Software"},
			MayAsk: true, MayClose: true, SendTo: "Tessel Software",
		},
	}
	say := func(n int, who Person, org string, hidden bool, body string) DeskEntry {
		return DeskEntry{
			Event: ticket.EventID(n), Message: ticket.MessageID(n), At: scene(3, 8, 40+n), Author: who, Organization: org,
			Hidden: hidden, Mine: who == sanne, Body: richtext.Clean(body),
		}
	}
	first := say(1, eva, "Bakkerij Van Dam", false, "<p>Good morning,</p><p>Since this morning our customers see a white page with “500 Internal Server Error” right after they have paid. The money is taken, but the order does not show up in our list.</p>")
	first.Files = []FileView{{Name: "checkout-error.png", URL: "/files/1", Size: 184000}, {Name: "php-error.log.txt", URL: "/files/2", Size: 18000}}
	last := say(9, eva, "Bakkerij Van Dam", false, "<p>Thank you for the quick answer. What can we tell our customers?</p>")
	last.Unread = true
	first.Failed = []string{"The mail to bram@vandam.example could not be delivered: 550 5.1.1 No such user"}
	p.Thread = []DeskEntry{
		first,
		{Event: 2, At: scene(3, 8, 50), Kind: ticket.Prioritised, Sentence: "Sanne set the priority to P1"},
		say(3, sanne, "Lindehof IT", false, "<p>Good morning Eva,</p><p>Thank you for the clear report. I see the same error with a test payment, so we are working on it now.</p>"),
		say(4, sanne, "Lindehof IT", true, "<p>The payment return page breaks since last night’s update to PHP 8.3:</p><pre>TypeError: number_format(): Argument #1 ($num) must be\nof type float, string given in PaymentReturn.php:118</pre><p>Can you start on this right away?</p>"),
		{Event: 5, At: scene(3, 9, 7), Kind: ticket.Sent, Sentence: "Sanne sent the ticket to Tessel Software"},
		say(6, ruben, "Tessel Software", true, "<p>Found it. Expect it on staging before noon.</p>"),
		{Event: 7, At: scene(3, 9, 32), Kind: ticket.Returned, Sentence: "Ruben sent the ticket back to Lindehof IT"},
		last,
	}
	return p
}

func sceneDeskConflict(l *locale.Locale) DeskTicket {
	p := sceneDeskTicket(l)
	p.Composer.Hidden = true
	p.Composer.Text = "Kept <text>"
	p.Composer.Changed = []string{"Yusuf Kaya answered at 11:01."}
	p.Composer.Problems = []Problem{{"body", "Write what you want to say."}}
	return p
}

func sceneDeskClosed(l *locale.Locale) DeskTicket {
	p := sceneDeskTicket(l)
	p.State = StateFor(ticket.ShelfClosed, 7, 0)
	p.Composer = DeskComposer{Once: "once-c", Closed: true, To: "Eva van Dam", Audience: []string{"Lindehof IT"}, MaxFiles: 25e6}
	p.HoldReason, p.HoldUntil = "The new server", scene(9, 9, 0)
	return p
}

func deskPages(l *locale.Locale) map[string]templ.Component {
	return map[string]templ.Component{
		"desk-list":     DeskListPage(sceneDeskList(l)),
		"desk-empty":    DeskListPage(sceneDeskEmpty(l)),
		"desk-filtered": DeskListPage(sceneDeskFiltered(l)),
		"desk-nothing":  DeskListPage(sceneDeskNothing(l)),
		"desk-search":   DeskSearchPage(sceneDeskSearch(l)),
		"desk-bulk":     DeskBulkPage(sceneDeskBulk(l)),
		"desk-go":       DeskGoPage(sceneShell(l), sceneGo()),
		"desk-ticket":   DeskTicketPage(sceneDeskTicket(l)),
		"desk-conflict": DeskTicketPage(sceneDeskConflict(l)),
		"desk-closed":   DeskTicketPage(sceneDeskClosed(l)),
		"desk-print":    DeskTicketPage(sceneDeskPrint(l)),
		"desk-new":      DeskNewPage(sceneDeskNew(l)),
		"desk-notices":  NoticesPage(sceneShell(l), sceneNotices()),
		"desk-quiet":    NoticesPage(sceneShell(l), Notices{}),
	}
}

// sceneLong is a list of a whole page, for sizes.
func sceneLong(l *locale.Locale) DeskList {
	p := sceneDeskList(l)
	for i := len(p.Rows); i < 50; i++ {
		r := p.Rows[i%4]
		r.ID, r.Ref = ticket.ID(200+i), ticket.Ref("HD", ticket.ID(200+i))
		r.Subject = fmt.Sprintf("%s (%d)", r.Subject, i*7919)
		p.Rows = append(p.Rows, r)
	}
	return p
}
