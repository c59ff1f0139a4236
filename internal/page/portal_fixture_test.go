package page

import (
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"

	"balie/internal/errs"
	"balie/internal/locale"
	"balie/internal/richtext"
	"balie/internal/ticket"
)

// The scene of all portal fixtures: Wednesday 3 June 2026, 11:02 in Amsterdam.
var sceneZone = time.FixedZone("CEST", 2*60*60)

func scene(day, hour, minute int) time.Time {
	return time.Date(2026, time.June, day, hour, minute, 0, 0, sceneZone)
}

func sceneLocale(t *testing.T, code string) *locale.Locale {
	t.Helper()
	c, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	return c.In(code, sceneZone)
}

func scenePortal(l *locale.Locale) Portal {
	return Portal{
		Base: Base{
			L: l, Assets: LoadAssets(), Brand: BrandView{Name: "Lindehof IT"},
			Me: PersonOf(31, "Eva van Dam", "c"), Now: scene(3, 11, 2), Path: "/",
		},
		Languages: []Language{{"en", "English"}, {"nl", "Nederlands"}},
	}
}

func sceneSignedOut(l *locale.Locale) Portal {
	b := scenePortal(l)
	b.Me = Person{}
	return b
}

func sceneList() PortalList {
	export := PortalRow{
		ID: 120, Ref: "HD-00120", Subject: "Delivery date shifts one day in the export", Kind: ticket.Incident,
		State: ticket.Open, Priority: 3, System: "Webshop", UpdatedAt: scene(3, 9, 58), Unread: true,
	}
	field := PortalRow{
		ID: 118, Ref: "HD-00118", Subject: "Extra field on the order form", Kind: ticket.Question,
		State: ticket.Waiting, Priority: 4, System: "Webshop", UpdatedAt: scene(1, 10, 5),
	}
	slow := PortalRow{
		ID: 95, Ref: "HD-00095", Subject: "Product page is slow on phones", Kind: ticket.Incident,
		State: ticket.OnHold, Priority: 2, UpdatedAt: time.Date(2026, 5, 20, 9, 0, 0, 0, sceneZone), Requester: "Bram van Dam",
	}
	stopped := PortalRow{
		ID: 123, Ref: "HD-00123", Subject: "Checkout shows error 500 after payment", Kind: ticket.Incident,
		State: ticket.Open, Priority: 1, System: "Webshop", UpdatedAt: scene(3, 10, 58),
	}
	return PortalList{
		Scopes: []PortalScope{{7, "Bakkerij Van Dam"}},
		Asks:   []PortalRow{field},
		Rows:   []PortalRow{field, stopped, export, slow},
		Pager:  PagerView{Next: "/?after=95"},
	}
}

func sceneNew() PortalNew {
	return PortalNew{
		Once:     "once-1",
		Systems:  []PortalSystem{{"3", "Webshop", "Bakkerij Van Dam"}, {"4", "Tills", "Bakkerij Van Dam"}},
		MaxFiles: 25_000_000,
	}
}

// sceneRefused is a form that came back: everything typed, two things wrong.
func sceneRefused(l *locale.Locale) PortalNew {
	p := sceneNew()
	p.Entities = []PortalEntity{{"7", "Bakkerij Van Dam"}, {"8", "Molen Van Dam"}}
	p.Systems = append(p.Systems, PortalSystem{"9", "Mill site", "Molen Van Dam"})
	p.Kind, p.Entity, p.System = ticket.Incident, "8", "9"
	p.Text = "It stops <after> two addresses & a note"
	p.Files = []KeptFile{{ID: "k1", Name: "customer-form.png", Size: 212_000}, {ID: "k2", Name: "old.log", Size: 900, Remove: true}}
	err := errs.New(errs.Invalid, "error.invalid").At("subject", "error.name_missing")
	p.Problems = Problems(l, err)
	return p
}

func sceneTicket(l *locale.Locale, s ticket.State) PortalTicket {
	yusuf := PersonOf(12, "Yusuf Kaya", "p")
	eva := PersonOf(31, "Eva van Dam", "c")
	return PortalTicket{
		ID: 120, Ref: "HD-00120", Subject: "Delivery date shifts one day in the export", State: s,
		Kind: ticket.Incident, Priority: 3, System: "Webshop", CreatedAt: scene(2, 11, 12), MayClose: true, Seen: 501,
		CloseOnce: "once-c",
		Thread: []PortalEntry{
			{
				At: scene(2, 11, 12), Message: 1, Me: true, Author: eva,
				Body:  richtext.FromText("Orders placed late in the evening get the wrong delivery date in the export.\n\nAs far as we can see it happens after 22:00."),
				Files: []FileView{{Name: "export.csv", URL: "/files/1", Size: 12_000}},
			},
			{At: scene(2, 11, 30), Event: 77, Sentence: "Yusuf Kaya is working on it", Icon: "user"},
			{
				At: scene(3, 9, 20), Message: 2, Author: yusuf, Organization: "Lindehof IT",
				Body: richtext.Clean("<p>Good morning Eva. Could you check:</p><ul><li>orders for <b>collection</b></li><li>orders with two addresses</li></ul><pre>SELECT 1</pre>"),
			},
		},
		People: []PortalPerson{{eva, l.T("portal.ticket.people.requester")}, {yusuf, "Lindehof IT"}},
		Reply:  PortalReply{Once: "once-r", MaxFiles: 25_000_000},
	}
}

func sceneOnHold(l *locale.Locale) PortalTicket {
	p := sceneTicket(l, ticket.OnHold)
	p.HoldReason, p.HoldUntil = "Being built", scene(9, 9, 0)
	return p
}

func sceneChanged(l *locale.Locale) PortalTicket {
	p := sceneTicket(l, ticket.Waiting)
	p.Reply.Text = "Yes, with those as well. Order 20418 is an example."
	p.Reply.Changed, p.Reply.Newest = "Yusuf Kaya answered.", 2
	p.Reply.Files = []KeptFile{{ID: "k1", Name: "order-20418.pdf", Size: 88_000}}
	return p
}

func sceneDesk(l *locale.Locale) Desk {
	b := scenePortal(l)
	b.Me = PersonOf(11, "Sanne de Wit", "p")
	return Desk{
		Base: b.Base, Workspace: "Lindehof IT", Tier: "p", Languages: b.Languages,
		Views: []NavView{{View: ticket.ViewOpen, Count: 23, Counted: true, Overdue: 1}, {View: ticket.ViewAll}},
		More:  []NavLink{{URL: OutboxURL(""), Icon: "mail", Text: l.T("outbox.title"), Current: true}},
	}
}

// portalPages is every page of this half of the package, by name.
func portalPages(l *locale.Locale) map[string]templ.Component {
	b, out := scenePortal(l), sceneSignedOut(l)
	bare := out // nobody has named the installation yet
	bare.Brand = BrandView{}
	staff := b
	staff.Staff = true
	wrong := Problems(l, errs.New(errs.Unauthenticated, "access.sign_in.failed"))
	setup := Setup{Once: "o", Zones: []string{"Europe/Amsterdam", "UTC"}, Zone: "Europe/Amsterdam", Language: l.Lang()}
	short := errs.New(errs.Invalid, "error.invalid").At("password", "password.too_short", "min", 12)
	refused := setup
	refused.Organization, refused.Name, refused.Mail, refused.Problems = "Tessel Software", "Ruben Smit", "ruben@tessel.example", Problems(l, short)
	pages := map[string]templ.Component{
		"list":         PortalListPage(staff, sceneList()),
		"list-all":     PortalListPage(b, PortalList{Scope: 7, Scopes: []PortalScope{{7, "Bakkerij Van Dam"}}, Rows: sceneList().Rows}),
		"list-closed":  PortalListPage(b, PortalList{Closed: true}),
		"list-first":   PortalListPage(b, PortalList{}),
		"list-done":    PortalListPage(b, PortalList{Before: true}),
		"new":          PortalNewPage(b, sceneNew()),
		"new-refused":  PortalNewPage(b, sceneRefused(l)),
		"new-bare":     PortalNewPage(b, PortalNew{Once: "o", MaxFiles: 1000}),
		"ticket-wait":  PortalTicketPage(b, sceneTicket(l, ticket.Waiting)),
		"ticket-open":  PortalTicketPage(b, sceneTicket(l, ticket.Open)),
		"ticket-hold":  PortalTicketPage(b, sceneOnHold(l)),
		"ticket-done":  PortalTicketPage(b, sceneTicket(l, ticket.Closed)),
		"ticket-moved": PortalTicketPage(b, sceneChanged(l)),
		"sign-in":      SignInPage(out, SignIn{Once: "o", Next: "/new"}),
		"sign-in-no":   SignInPage(out, SignIn{Once: "o", Mail: "eva@vandam.example", Problems: wrong}),
		"expired":      SignInPage(out, SignIn{Once: "o", Expired: true, Kept: true}),
		"expired-not":  SignInPage(out, SignIn{Once: "o", Expired: true}),
		"setup":        SetupPage(bare, setup),
		"setup-no":     SetupPage(bare, refused),
	}
	d := Admin{Desk: sceneDesk(l)}
	row := OutboxRow{12, "Eva van Dam <eva@vandam.example>", "[HD-00120] Delivery date shifts one day in the export", "Answer", MailSent, scene(3, 9, 21), ""}
	late := OutboxRow{11, "bram@vandam.example", "[HD-00118] Extra field on the order form", "Question back", MailFailed, scene(1, 10, 6), "550 5.1.1 No such user"}
	pages["outbox"] = OutboxPage(d, Outbox{Rows: []OutboxRow{row, late, {10, "x@y.example", "Welcome", "Invitation", MailHeld, scene(1, 9, 0), ""}, {9, "z@y.example", "Welcome", "Invitation", MailWaiting, scene(1, 8, 0), "421 later"}}})
	pages["outbox-none"] = OutboxPage(d, Outbox{State: MailFailed, NoRelay: true})
	pages["mail"] = OutboxMailPage(d, OutboxMail{OutboxRow: row, From: "Lindehof IT Support <support@lindehof.example>", MessageID: "<HD-00120.12@lindehof.example>", Ref: "HD-00120", Text: "Good morning Eva.\n\nI can see the shift in yesterday's export as well.\n\n-- \nYusuf Kaya <Lindehof IT>", HTML: true})
	pages["mail-failed"] = OutboxMailPage(d, OutboxMail{OutboxRow: late, Text: "Hello", Again: true, AgainOnce: "once-a"})
	for code := range failureWords {
		f := Failure{Code: code, Log: "9f2c-11", Max: 26_000_000, Back: "/", Way: l.T("error.page.back.tickets")}
		name := "error-" + strings.ReplaceAll(string(code), "_", "-")
		pages[name] = PortalErrorPage(b, f)
		pages[name+"-out"] = PortalErrorPage(out, f)
		pages[name+"-desk"] = DeskErrorPage(b.Base, f)
	}
	return pages
}
