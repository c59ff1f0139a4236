package page

import (
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"balie/internal/ticket"
)

var deskKey = regexp.MustCompile(`\b(desk|list|ticket|common|state|view|reason|kind|channel|priority|keys|portal|outbox)\.[a-z_0-9]+(\.[a-z_]+)*\b`)

var staticURL = regexp.MustCompile(`/static/[a-z.0-9]+`)

func TestDeskPagesAreSoundInEachLanguage(t *testing.T) {
	for _, code := range languages {
		for name, c := range deskPages(sceneLocale(t, code)) {
			text := staticURL.ReplaceAllString(draw(t, c), "")
			for what, bad := range map[string]*regexp.Regexp{"inline": inline, "key": deskKey, "unfilled": regexp.MustCompile(`\{[a-z]+\}`)} {
				if found := bad.FindString(text); found != "" {
					t.Errorf("%s %s: %s %q", code, name, what, found)
				}
			}
			root, err := html.Parse(strings.NewReader(text))
			if err != nil {
				t.Fatal(err)
			}
			for _, defect := range defects(root) {
				t.Errorf("%s %s: %s", code, name, defect)
			}
		}
	}
}

// The grep above must be able to fail.
func TestInlineIsFound(t *testing.T) {
	for _, bad := range []string{
		`<p style="color:red">`, `<a onclick="x()">`, `<script>x()</script>`, `<script type="module">x()</script>`, `<a href="javascript:x">`,
	} {
		if !inline.MatchString(bad) {
			t.Errorf("%s passes", bad)
		}
	}
}

func TestStateSeenFromEitherDesk(t *testing.T) {
	for _, c := range []struct {
		shelf           ticket.Shelf
		partner, vendor string
	}{
		{ticket.OpenAtPartner, "open", "esc"},
		{ticket.OpenAtVendor, "esc", "open"},
		{ticket.PartnerAnswered, "wait", "other"},
		{ticket.VendorAnswered, "other", "wait"},
		{ticket.ShelfOnHold, "hold", "hold"},
		{ticket.ShelfClosed, "closed", "closed"},
	} {
		if got := StateFor(c.shelf, 7, 0).Look; got != c.partner {
			t.Errorf("shelf %d from a partner: %s", c.shelf, got)
		}
		if got := StateFor(c.shelf, 1, 0).Look; got != c.vendor {
			t.Errorf("shelf %d from the vendor: %s", c.shelf, got)
		}
	}
}

func TestFragmentsStandInTheirPages(t *testing.T) {
	l := sceneLocale(t, "en")
	list, one := sceneDeskList(l), sceneDeskTicket(l)
	listPage, ticketPage := draw(t, DeskListPage(list)), draw(t, DeskTicketPage(one))
	for name, c := range map[string]struct{ page, fragment string }{
		"rows":   {listPage, draw(t, DeskRows(list))},
		"counts": {listPage, draw(t, DeskCounts(list.Desk))},
		"thread": {ticketPage, draw(t, DeskThread(one))},
		"rail":   {ticketPage, draw(t, DeskRail(one))},
	} {
		if !strings.Contains(c.page, c.fragment) || !strings.Contains(c.fragment, `data-part="`+name+`"`) {
			t.Errorf("%s: the page prints it differently", name)
		}
	}
}

func TestListSaysItInWords(t *testing.T) {
	text := draw(t, DeskListPage(sceneDeskList(sceneLocale(t, "en"))))
	for _, want := range []string{
		"26 min over", "12 min left", `data-s="soon"`, "Unread.", "9,999+", "2 past their deadline", "Unknown sender", "Nobody",
		`aria-sort="ascending"`, "Customer replied", `href="/desk/tickets/HD-00119#unread"`, `href="/desk/tickets/HD-00121"`, `href="/desk/open?after=x"`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s", want)
		}
	}
}

func TestComposerOffersWhatTheStateAllows(t *testing.T) {
	l := sceneLocale(t, "en")
	plain := sceneDeskTicket(l)
	plain.Composer.MayAsk, plain.Composer.MayClose, plain.Composer.SendTo = false, false, ""
	back := sceneDeskTicket(l)
	back.Composer.TakeBack = "Tessel Software"
	for name, c := range map[string]struct {
		p    DeskTicket
		does []string
		not  []string
	}{
		"open":          {sceneDeskTicket(l), []string{DoAsk, DoComment, DoNote, DoClose, DoSend}, []string{DoReopen, DoTakeBack}},
		"comments only": {plain, []string{DoComment, DoNote}, []string{DoAsk, DoClose, DoSend, DoReopen}},
		"sent":          {back, []string{DoTakeBack}, nil},
		"closed":        {sceneDeskClosed(l), []string{DoComment, DoReopen, DoNote}, []string{DoAsk, DoClose, DoSend}},
	} {
		text := draw(t, DeskTicketPage(c.p))
		for _, do := range c.does {
			if !strings.Contains(text, `name="do" value="`+do+`"`) {
				t.Errorf("%s: no %s", name, do)
			}
		}
		for _, do := range c.not {
			if strings.Contains(text, `name="do" value="`+do+`"`) {
				t.Errorf("%s: offers %s", name, do)
			}
		}
	}
}

func TestConflictKeepsTheText(t *testing.T) {
	text := draw(t, DeskTicketPage(sceneDeskConflict(sceneLocale(t, "en"))))
	for _, want := range []string{
		"<title>Error: HD-00123 Checkout shows", "Kept &lt;text&gt;</textarea>", "Yusuf Kaya answered at 11:01.", `name="anyway" value="1"`, `role="alert"`,
		`id="vis-hidden" checked`, `href="#f-body"`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s", want)
		}
	}
}

// The sheet lists no jump that leads nowhere, and no other desk where there is
// none.
func TestKeysThatDoNothingAreNotListed(t *testing.T) {
	d := sceneShell(sceneLocale(t, "en"))
	d.Tier, d.More = "", nil
	d.Views = []NavView{{View: ticket.ViewOpen}}
	alone := draw(t, deskKeys(d))
	d.Tier, d.More = "p", []NavLink{{Key: "g d"}}
	d.Views = append(d.Views, NavView{View: ticket.ViewEscalated})
	both := draw(t, deskKeys(d))
	for _, words := range []string{"Administration", "Escalated", "Send to the other desk"} {
		if strings.Contains(alone, words) || !strings.Contains(both, words) {
			t.Errorf("%q is listed where it does nothing, or not where it does", words)
		}
	}
	if !strings.Contains(alone, "Open") {
		t.Error("the way to Open is not listed")
	}
}
