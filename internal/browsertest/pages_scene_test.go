package browsertest_test

import (
	"fmt"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"balie/internal/authn"
	"balie/internal/desktest"
	"balie/internal/store"
	"balie/internal/ticket"
)

// shot is a page to look at: who opens which address.
type shot struct {
	name, path string
	who        *desktest.Person // nil: nobody is signed in
}

// scenery is a helpdesk where every page has something to show.
type scenery struct {
	*desktest.World
	open, waiting, closed, held *desktest.Ticket
	crowded                     *desktest.Ticket  // of long names, many files, tags and people
	mailed, rich                store.Inbound     // mails that became tickets
	links                       map[string]string // "/password" to the newest address with its token
}

func newScenery(w *desktest.World) *scenery {
	w.T.Helper()
	w.Face = desktest.Web{}
	s := &scenery{World: w, links: map[string]string{}}
	s.tickets()
	s.mail()
	s.administration()
	s.letters()
	return s
}

func (s *scenery) tickets() {
	w := s.World
	s.open = w.Eva.Submits("Orders vanish from the list after I save them, since this morning",
		"Since the update the orders vanish.\n\nError: order_not_found_in_the_list_that_the_till_prints_every_evening_at_six",
		desktest.File{Name: "orders-of-this-week-and-the-week-before.txt", Content: "orders"})
	w.Sanne.Takes(s.open)
	w.Sanne.Notes(s.open, "Looks like the driver of the till.")
	w.Sanne.Comments(s.open, "We look at it now.")
	s.waiting = w.Eva.Submits("Till prints twice", "Every receipt comes out twice.")
	w.Sanne.AsksBack(s.waiting, "Which till is it?")
	s.closed = w.Eva.Submits("Opening hours", "How do I change them?")
	w.Sanne.Closes(s.closed, "Under Settings, Hours.")
	s.held = w.Dora.Submits("Cheese labels", "They fall off.")
	w.Victor.Holds(s.held, "New glue")
	wish := w.Joost.Submits("A wish", "A darker oven page.")
	desk := w.Sanne.Client()
	desk.PostForm("/desk/tickets/"+s.open.Ref+"/tag", url.Values{"tag": {"till"}, "once": {authn.NewToken()}})
	desk.Get("/desk/open?tag=till").Form("Save as new view").Set("name", "Tills").Press("Save as new view")
	desk.Get("/desk/open").Form("Noor Noord").Set("t", strconv.FormatInt(int64(wish.ID), 10)).Press("Noor Noord")
	s.crowded = crowd(w)
	w.Settle()
}

// crowd makes a ticket of more than a page is drawn for.
func crowd(w *desktest.World) *desktest.Ticket {
	files := make([]desktest.File, 6)
	for n := range files {
		files[n] = desktest.File{Name: fmt.Sprintf("screenshot_of_the_error_on_the_till_while_paying_%d.txt", n), Content: "till"}
	}
	t := w.Eva.Submits("Salesorderstockmovementprocessingfailureonlineshop when paying with more than three discount codes and a voucher that was used in part",
		"It says so.", files...)
	for n := range 10 {
		w.Sanne.Client().PostForm("/desk/tickets/"+t.Ref+"/tag", url.Values{"tag": {strings.Repeat("a-long-name-", n/3) + strconv.Itoa(n)}, "once": {authn.NewToken()}})
	}
	for _, mail := range []string{w.Joost.Mail, "a.colleague.with.a.very.long.name.indeed@another-organization-with-a-long-name.example"} {
		w.Sanne.Client().PostForm("/desk/tickets/"+t.Ref+"/people", url.Values{"mail": {mail}, "once": {authn.NewToken()}})
	}
	return t
}

// mail has one that became a ticket, and one that did not.
func (s *scenery) mail() {
	w := s.World
	from := "From: Eva Meijer <" + w.Eva.Mail + ">\r\nTo: " + w.Partner.Mail + "\r\n"
	s.mailed = w.Receives(from + "Cc: a.colleague.with.a.long.name@another-organization-with-a-long-name.example\r\nSubject: The oven shows an error\r\n" +
		"Message-ID: <1@people.example>\r\nAuthentication-Results: mx.desk.example; spf=fail smtp.mailfrom=people.example; dmarc=fail header.from=people.example\r\n\r\n" +
		"It says E-17 since this morning.\r\n\r\nOn Wed, 3 Jun 2026 at 11:02, Noorderzon <" + w.Partner.Mail + "> wrote:\r\n> What does the oven say?\r\n")
	w.Receives(from + "Subject: Out of office\r\nAuto-Submitted: auto-replied\r\n\r\nI am away.\r\n")
	s.rich = w.Receives(from + "Subject: Prices\r\nMessage-ID: <2@people.example>\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + everyElement)
}

// everyElement is a message of all that messages are made of, some of it wider
// than a page.
var everyElement = `<h2>A heading</h2><p><b>bold</b> <i>italic</i> <u>under</u> <s>struck</s> <code>code()</code> <a href="https://shop.example/` + strings.Repeat("long/", 60) + `">a link</a></p>
<blockquote><p>quoted</p><blockquote>deeper</blockquote></blockquote><ol><li>one<ul><li>of one</li></ul></li><li>two</li></ol>
<pre>` + strings.Repeat("a line that does not end ", 12) + `</pre>
<table><tr><th>Article</th><th>Price</th></tr><tr><td>` + strings.Repeat("x", 90) + `</td><td>5.00</td></tr></table><p>` + strings.Repeat("y", 300) + "</p>\r\n"

// administration has a team, a tag, and two steps that somebody has set up and
// another begun.
func (s *scenery) administration() {
	w := s.World
	w.Victor.Client().Get("/profile/two-step").Form("Set it up").Press("Set it up")
	page := w.Lotte.Client().Get("/profile/two-step").Form("Set it up").Press("Set it up").Follow()
	secret := regexp.MustCompile("secret=([A-Z2-7]{32})").FindStringSubmatch(page.Body)
	code, err := authn.CodeAt(secret[1], w.Clock.Now())
	if err != nil {
		w.T.Fatal(err)
	}
	page.Form("Switch on").Set("code", code).Press("Switch on")
}

// letters asks for everything that comes with a link, which wait in the outbox.
func (s *scenery) letters() {
	w := s.World
	relay := w.Desk.Relay
	w.Desk.Relay = nil
	defer func() { w.Desk.Relay = relay }()
	w.Vera.Client().Get("/admin/access").Form("Open domain").Set("domain", "bakery.example").Set("policy", "ask").
		Set("entity", bakery(w)).Press("Open domain")
	visitor := w.Visitor()
	visitor.Get("/forgot").Form("Mail me a link").Set("mail", w.Eva.Mail).Press("Mail me a link")
	visitor.Get("/request-access").Form("Request access").Set("name", "Daan Bos").Set("mail", "daan@bakery.example").Press("Request access")
	w.Mira.Client().Get("/people").Form("Send invitation").Set("name", "Saar Smit").Set("mail", "saar@new.example").Press("Send invitation")
	w.Eva.Client().PostForm("/tickets/"+s.open.Ref+"/people", url.Values{"mail": {w.Joost.Mail}, "once": {authn.NewToken()}})
	w.Sanne.Comments(s.open, "Joost, this is for you as well.")
	w.Settle()
	vera, links := w.Vera.Client(), regexp.MustCompile(regexp.QuoteMeta(w.Base.String())+`(/\w+)(\?[^"<\s]+)`)
	for id := 1; ; id++ {
		mail := vera.Get(fmt.Sprintf("/admin/outbox/%d", id))
		if mail.Status != 200 {
			return
		}
		for _, link := range links.FindAllStringSubmatch(mail.Text(), -1) {
			s.links[link[1]] = link[1] + link[2]
		}
	}
}

// link is the newest one mailed to a page.
func (s *scenery) link(page string) string {
	s.T.Helper()
	if s.links[page] == "" {
		s.T.Errorf("no mail leads to %s, only to %v", page, s.links)
	}
	return s.links[page]
}

func portalShots(s *scenery) []shot {
	w := s.World
	return []shot{
		{"portal list", "/", w.Eva},
		{"portal list closed", "/?state=closed", w.Eva},
		{"portal list all", "/?entity=" + bakery(w), w.Mira},
		{"portal list empty", "/", w.Fien},
		{"portal search", "/search?q=till", w.Eva},
		{"portal search nothing", "/search?q=nothingofthekind", w.Eva},
		{"portal new", "/new", w.Eva},
		{"portal ticket open", "/tickets/" + s.open.Ref, w.Eva},
		{"portal ticket waiting", "/tickets/" + s.waiting.Ref, w.Eva},
		{"portal ticket closed", "/tickets/" + s.closed.Ref, w.Eva},
		{"portal ticket of every element", "/tickets/" + ticket.Ref("HD", s.rich.Ticket), w.Eva},
		{"portal ticket crowded", "/tickets/" + s.crowded.Ref, w.Eva},
		{"portal ticket on hold", "/tickets/" + s.held.Ref, w.Dora},
		{"portal profile", "/profile", w.Eva},
		{"portal people", "/people", w.Mira},
		{"portal 404", "/tickets/HD-99999", w.Eva},
	}
}

func accessShots(s *scenery) []shot {
	w := s.World
	return []shot{
		{"sign-in", "/sign-in", nil},
		{"sign-in again", "/sign-in?expired=1&kept=1", nil},
		{"sign-in code", "/sign-in/code", w.Lotte},
		{"forgotten password", "/forgot", nil},
		{"new password", s.link("/password"), nil},
		{"invitation", s.link("/invitation"), nil},
		{"request access", "/request-access", nil},
		{"grant access", s.link("/grant"), nil},
		{"leave a ticket", s.link("/leave"), nil},
		{"link gone", "/password?token=7.x", nil},
		{"404 signed out", "/nowhere", nil},
	}
}

func deskShots(s *scenery) []shot {
	w, opened := s.World, "/desk/tickets/"+s.open.Ref
	return []shot{
		{"desk open", "/desk/open", w.Sanne},
		{"desk all", "/desk/all", w.Sanne},
		{"desk filtered", "/desk/all?state=open&kind=incident", w.Sanne},
		{"desk saved view", "/desk/open?saved=1", w.Sanne},
		{"desk hold empty", "/desk/hold", w.Sanne},
		{"desk waiting", "/desk/waiting", w.Sanne},
		{"desk vendor hold", "/desk/hold", w.Victor},
		{"desk search", "/desk/search?q=till", w.Sanne},
		{"desk search nothing", "/desk/search?q=nothingofthekind", w.Sanne},
		{"desk go", "/desk/go?q=till", w.Sanne},
		{"desk bulk", "/desk/bulk/1", w.Sanne},
		{"desk ticket", opened, w.Sanne},
		{"desk ticket by mail", "/desk/tickets/" + ticket.Ref("HD", s.mailed.Ticket), w.Sanne},
		{"desk ticket of every element", "/desk/tickets/" + ticket.Ref("HD", s.rich.Ticket), w.Sanne},
		{"desk ticket crowded", "/desk/tickets/" + s.crowded.Ref, w.Sanne},
		{"desk ticket waiting", "/desk/tickets/" + s.waiting.Ref, w.Sanne},
		{"desk ticket closed", "/desk/tickets/" + s.closed.Ref, w.Sanne},
		{"desk ticket on hold", "/desk/tickets/" + s.held.Ref, w.Victor},
		{"desk print", opened + "?print=public", w.Sanne},
		{"desk print hidden", opened + "?print=hidden", w.Sanne},
		{"desk new", "/desk/new", w.Sanne},
		{"desk notices", "/desk/notices", w.Sanne},
		{"desk invite", "/desk/invite", w.Sanne},
		{"desk profile", "/profile", w.Sanne},
		{"desk two-step", "/profile/two-step", w.Sanne},
		{"desk two-step begun", "/profile/two-step", w.Victor},
		{"desk 404", "/desk/tickets/HD-99999", w.Sanne},
	}
}

func adminShots(s *scenery) []shot {
	w := s.World
	return []shot{
		{"admin organization", "/admin/organization", w.Vera},
		{"admin partners", "/admin/partners", w.Vera},
		{"admin partner", fmt.Sprintf("/admin/partners/%d", w.Partner.ID), w.Vera},
		{"admin entities", "/admin/entities", w.Noor},
		{"admin entity", "/admin/entities/" + bakery(w), w.Noor},
		{"admin people", "/admin/people", w.Noor},
		{"admin person", fmt.Sprintf("/admin/people/%d", w.Sanne.ID), w.Noor},
		{"admin teams", "/admin/teams", w.Noor},
		{"admin tags", "/admin/tags", w.Noor},
		{"admin topics", "/admin/topics", w.Noor},
		{"admin closing", "/admin/closing", w.Noor},
		{"admin texts", "/admin/texts", w.Noor},
		{"admin text", "/admin/texts/confirmation", w.Noor},
		{"admin text of both sides", "/admin/texts/closed", w.Noor},
		{"admin text of ways", "/admin/texts/handed_over", w.Vera},
		{"admin text about access", "/admin/texts/invited?language=nl", w.Vera},
		{"admin text as it would be", "/admin/texts/confirmation/html", w.Noor},
		{"admin access", "/admin/access", w.Vera},
		{"admin addresses", "/admin/addresses", w.Noor},
		{"admin mail in", "/admin/mail", w.Vera},
		{"admin mail in one", fmt.Sprintf("/admin/mail/%d", s.mailed.ID), w.Noor},
		{"admin mail in refused", fmt.Sprintf("/admin/mail/%d", s.mailed.ID+1), w.Vera},
		{"admin outbox", "/admin/outbox", w.Vera},
		{"admin mail", "/admin/outbox/1", w.Vera},
		{"admin mail as sent", "/admin/outbox/1/html", w.Vera},
		{"admin 404", "/admin/people/99999", w.Noor},
	}
}
