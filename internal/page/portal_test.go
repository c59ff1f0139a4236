package page

import (
	"bytes"
	"context"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/a-h/templ"

	"balie/internal/ticket"
)

func draw(t *testing.T, c templ.Component) string {
	t.Helper()
	var b bytes.Buffer
	if err := Render(context.Background(), &b, c); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

var languages = []string{"en", "nl"}

// A strict policy drops anything inline, so pages must have none of it.
var inline = regexp.MustCompile(`(?i)<[^>]+\s(style|on[a-z]+|hx-on[^=]*)\s*=|<style|<script(>|\s+[^>]*[^>]>[^<])|javascript:`)

// A catalogue key on a page is a sentence that is missing.
var bareKey = regexp.MustCompile(`\b(portal|access|setup|error|outbox|common|state|password)\.[a-z_]+(\.[a-z_]+)*\b`)

func TestPortalPagesHaveNothingInlineAndNoMissingSentence(t *testing.T) {
	for _, code := range languages {
		for name, c := range portalPages(sceneLocale(t, code)) {
			text := draw(t, c)
			if found := inline.FindString(text); found != "" {
				t.Errorf("%s %s: inline %q", code, name, found)
			}
			if found := bareKey.FindString(text); found != "" {
				t.Errorf("%s %s: key %q", code, name, found)
			}
			if found := regexp.MustCompile(`\{[a-z]+\}`).FindString(text); found != "" {
				t.Errorf("%s %s: unfilled %q", code, name, found)
			}
		}
	}
}

func TestPortalPagesAreSoundDocuments(t *testing.T) {
	for _, code := range languages {
		for name, c := range portalPages(sceneLocale(t, code)) {
			root, err := html.Parse(strings.NewReader(draw(t, c)))
			if err != nil {
				t.Fatal(err)
			}
			for _, defect := range defects(root) {
				t.Errorf("%s %s: %s", code, name, defect)
			}
		}
	}
}

// defects are what would break reading or sending a page without script.
func defects(root *html.Node) (out []string) {
	ids := map[string]int{}
	tags := map[string]int{}
	for n := range root.Descendants() {
		tags[n.Data]++
		if id, ok := attrOf(n, "id"); ok {
			ids[id]++
		}
	}
	for id, n := range ids {
		if n > 1 {
			out = append(out, fmt.Sprintf("id %q stands %d times", id, n))
		}
	}
	if tags["h1"] != 1 || tags["main"] != 1 {
		out = append(out, fmt.Sprintf("%d h1 and %d main", tags["h1"], tags["main"]))
	}
	for n := range root.Descendants() {
		for _, key := range []string{"for", "aria-describedby", "aria-labelledby"} {
			v, _ := attrOf(n, key)
			for _, id := range strings.Fields(v) {
				if ids[id] == 0 {
					out = append(out, fmt.Sprintf("%s=%q points nowhere", key, id))
				}
			}
		}
		if href, _ := attrOf(n, "href"); n.Data == "a" && strings.HasPrefix(href, "#") && ids[href[1:]] == 0 {
			out = append(out, fmt.Sprintf("link %q points nowhere", href))
		}
		if n.Data == "form" {
			out = append(out, formDefects(n)...)
		}
	}
	return out
}

func formDefects(form *html.Node) (out []string) {
	if method, _ := attrOf(form, "method"); method == "dialog" {
		return nil // closes its dialog and sends nothing
	}
	action, _ := attrOf(form, "action")
	if !strings.HasPrefix(action, "/") {
		out = append(out, "a form without an own address")
	}
	files, submits := false, 0
	for n := range form.Descendants() {
		kind, _ := attrOf(n, "type")
		switch {
		case n.Data == "button" && (kind == "" || kind == "submit"):
			submits++
		case n.Data == "input" || n.Data == "select" || n.Data == "textarea":
			files = files || kind == "file"
			owner, elsewhere := attrOf(n, "form") // "" is no form: script alone reads it
			_, shown := attrOf(n, "readonly")
			if name, _ := attrOf(n, "name"); name == "" && !(elsewhere && owner == "") && !shown {
				out = append(out, action+": a field without a name is not sent")
			}
		}
	}
	if enctype, _ := attrOf(form, "enctype"); files != (enctype == "multipart/form-data") {
		out = append(out, action+": files and encoding disagree")
	}
	if submits == 0 && !sentFromElsewhere(form) {
		out = append(out, action+": nothing sends it")
	}
	return out
}

// sentFromElsewhere reports that a button of the page sends the form.
func sentFromElsewhere(form *html.Node) bool {
	root := form
	for root.Parent != nil {
		root = root.Parent
	}
	id, _ := attrOf(form, "id")
	for n := range root.Descendants() {
		if of, _ := attrOf(n, "form"); n.Data == "button" && of != "" && of == id {
			return true
		}
	}
	return false
}

func attrOf(n *html.Node, key string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val, true
		}
	}
	return "", false
}

func TestRefusedTicketComesBackFilled(t *testing.T) {
	l := sceneLocale(t, "en")
	text := draw(t, PortalNewPage(scenePortal(l), sceneRefused(l)))
	for _, want := range []string{
		`<title>Error: New ticket`, `value="incident" aria-describedby="kind-incident" checked`,
		`<option value="8" selected>Molen Van Dam`, `<option value="9" selected>Mill site`, `<optgroup label="Molen Van Dam">`,
		`It stops &lt;after&gt; two addresses &amp; a note</textarea>`,
		`name="kept" value="k1"`, `name="remove" value="k2" checked`, `href="#f-subject"`, `aria-invalid="true"`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s", want)
		}
	}
}

func TestTheFormAsksOnlyWhatItMust(t *testing.T) {
	l := sceneLocale(t, "en")
	for _, c := range []struct {
		name           string
		p              PortalNew
		entity, system bool
	}{
		{"one organization with systems", sceneNew(), false, true},
		{"one organization without", PortalNew{Entities: []PortalEntity{{"7", "Bakkerij Van Dam"}}}, false, false},
		{"two organizations", sceneRefused(l), true, true},
	} {
		text := draw(t, PortalNewPage(scenePortal(l), c.p))
		if got := strings.Contains(text, `name="entity"`); got != c.entity {
			t.Errorf("%s: asks the organization: %v", c.name, got)
		}
		if got := strings.Contains(text, `name="system"`); got != c.system {
			t.Errorf("%s: asks the system: %v", c.name, got)
		}
		if got := strings.Contains(text, `<option value="none"`); got != c.system {
			t.Errorf("%s: offers no system: %v", c.name, got)
		}
	}
}

func TestEachStateOffersItsOwnWaysToWrite(t *testing.T) {
	l := sceneLocale(t, "en")
	follower := sceneTicket(l, ticket.Closed)
	follower.MayClose = false
	for _, c := range []struct {
		name     string
		p        PortalTicket
		has, not []string
	}{
		{"waiting", sceneTicket(l, ticket.Waiting), []string{"We need your answer", "Send answer", "/close"}, []string{`name="mode"`}},
		{"open", sceneTicket(l, ticket.Open), []string{"It is our turn", "Send message", "/close"}, []string{`name="mode"`}},
		{"on hold", sceneOnHold(l), []string{"Being built", "On hold until Tue 09:00", "/close"}, []string{`name="mode"`}},
		{"closed", sceneTicket(l, ticket.Closed), []string{`value="remark" checked`, `value="reopen"`, "Reopen ticket"}, []string{"/close"}},
		{"closed, follower", follower, []string{"Add remark"}, []string{"/close", `name="mode"`}},
		{"moved meanwhile", sceneChanged(l), []string{"Yusuf Kaya answered.", `name="anyway"`, "Order 20418 is an example.</textarea>", `href="#m2"`, "order-20418.pdf"}, []string{"Send answer"}},
	} {
		text := draw(t, PortalTicketPage(scenePortal(l), c.p))
		for _, want := range c.has {
			if !strings.Contains(text, want) {
				t.Errorf("%s: no %s", c.name, want)
			}
		}
		for _, no := range c.not {
			if strings.Contains(text, no) {
				t.Errorf("%s: has %s", c.name, no)
			}
		}
	}
}

func TestFragmentsAreTheSameAsOnThePage(t *testing.T) {
	l := sceneLocale(t, "nl")
	b, p := scenePortal(l), sceneTicket(l, ticket.Open)
	whole := draw(t, PortalTicketPage(b, p))
	for name, part := range map[string]templ.Component{
		"state": PortalStatePanel(b, p), "thread": PortalThread(b, p), "facts": PortalFacts(b, p),
	} {
		text := draw(t, part)
		if !strings.Contains(text, `data-part="`+name+`" data-ticket="120"`) || !strings.Contains(whole, text) {
			t.Errorf("%s is another thing on its own", name)
		}
	}
}

func TestNamesAndSubjectsAreData(t *testing.T) {
	l := sceneLocale(t, "en")
	p := sceneTicket(l, ticket.Open)
	p.Subject, p.Thread[2].Author.Name, p.Thread[0].Files[0].Name = "<b>x</b>", "<i>y</i>", "<u>z</u>"
	text := draw(t, PortalTicketPage(scenePortal(l), p))
	for _, bad := range []string{"<b>x</b>", "<i>y</i>", "<u>z</u>"} {
		if strings.Contains(text, bad) {
			t.Errorf("%s came through", bad)
		}
	}
}

func TestListAddresses(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{PortalListURL(0, false), "/"},
		{PortalListURL(0, true), "/?state=closed"},
		{PortalListURL(7, true), "/?entity=7&state=closed"},
		{PortalTicketURL("HD-00120"), "/tickets/HD-00120"},
		{OutboxURL(MailFailed), "/admin/outbox?state=failed"},
		{OutboxHTMLURL(12), "/admin/outbox/12/html"},
	} {
		if c.got != c.want {
			t.Errorf("%s, not %s", c.got, c.want)
		}
	}
}

func TestSignedOutShowsNoWayIn(t *testing.T) {
	l := sceneLocale(t, "en")
	text := draw(t, SignInPage(sceneSignedOut(l), SignIn{}))
	for _, no := range []string{`href="/new"`, "/sign-out"} {
		if strings.Contains(text, no) {
			t.Errorf("has %s", no)
		}
	}
}
