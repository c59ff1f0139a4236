package page

import (
	"strings"
	"testing"

	"balie/internal/locale"
	"balie/internal/ticket"
)

func sceneDeskNew(l *locale.Locale) DeskNew {
	return DeskNew{
		Desk: sceneShell(l), Once: "o1", Channels: []ticket.Channel{ticket.Phone, ticket.Chat, ticket.Forum}, MaxFiles: 26 << 20,
		Entities: []Choice{{"7", "Bakkerij Van Dam"}}, Topics: []Choice{{"3", "Printing"}}, Via: "phone", Kind: "question",
		Entity: "7", Text: "It is <stuck>", HTML: "<p>It is <b>stuck</b></p>", Files: []KeptFile{{ID: "4", Name: "a.png", Size: 300}},
		Problems: []Problem{{"requester", l.T("error.requester_missing")}},
	}
}

func sceneNotices() Notices {
	return Notices{Unread: true, Newest: 9, Rows: []NoticeRow{
		{Event: 9, Kind: ticket.Replied, Sentence: "Eva <i> replied", Ref: "HD-00123", Subject: "Checkout", At: scene(3, 10, 40)},
		{Event: 8, Kind: ticket.Assigned, Sentence: "Assigned", Ref: "HD-00124", Subject: "Till", Others: 11, Read: true, At: scene(3, 10, 40)},
	}}
}

func sceneDeskPrint(l *locale.Locale) DeskTicket {
	p := sceneDeskTicket(l)
	p.Print = PrintHidden
	return p
}

func TestTheFormComesBackWithItsLooks(t *testing.T) {
	l := sceneLocale(t, "en")
	text := draw(t, DeskNewPage(sceneDeskNew(l)))
	for _, want := range []string{
		`data-html="&lt;p&gt;It is &lt;b&gt;stuck&lt;/b&gt;&lt;/p&gt;"`, `It is &lt;stuck&gt;</textarea>`, `<title>Error: New ticket`,
		`name="kept" value="4"`, `href="#f-requester"`, `value="phone" checked`, `<option value="7" selected>`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s", want)
		}
	}
}

func TestPaperShowsHiddenCommentsOnlyWhenAsked(t *testing.T) {
	l := sceneLocale(t, "en")
	plain, hidden := draw(t, DeskTicketPage(sceneDeskTicket(l))), draw(t, DeskTicketPage(sceneDeskPrint(l)))
	if strings.Contains(plain, "data-print=") || !strings.Contains(hidden, `data-print="hidden"`) {
		t.Error("the page does not say how it is printed")
	}
	sheet, _ := LoadAssets().Lookup(LoadAssets().URL("desk.css"))
	if !strings.Contains(string(sheet.Body), `main:not(:has([data-print="hidden"])) :is(.msg[data-kind="hidden"], [data-staff], .scr) { display: none; }`) {
		t.Error("the sheet does not hide them")
	}
	for kind, info := range ticket.Kinds {
		if got := (DeskEntry{Kind: kind}).staffOnly(); got == info.Public {
			t.Errorf("%s is for staff alone: %v", info.Name, got)
		}
	}
}

// The editor is no part of what a page loads at first.
func TestTheEditorComesLater(t *testing.T) {
	l := sceneLocale(t, "en")
	text := draw(t, DeskTicketPage(sceneDeskTicket(l)))
	url := LoadAssets().URL("editor.js")
	if strings.Contains(text, `src="`+url) || !strings.Contains(text, `data-editor="`+url) {
		t.Error("the page loads the editor, or does not know where it is")
	}
	if got := kB(t, "", "editor.js"); got > 36 {
		t.Errorf("the editor is %.1f kB", got)
	}
	if got := kB(t, "", "desk.js", "editor.js"); got > 45 {
		t.Errorf("all script of the workspace is %.1f kB", got)
	}
}

// A list has room for a part of a long team's name; its title has all of it.
func TestATeamsTitleIsItsWholeName(t *testing.T) {
	l := sceneLocale(t, "en")
	for _, p := range []Person{{}, PersonOf(3, "Sanne de Wit", "p")} {
		if got := draw(t, AssigneeOrTeam(l, p, p.First(), "Infrastructure and networks")); !strings.Contains(got, `title="Team: Infrastructure and networks"`) {
			t.Errorf("with %q:\n%s", p.Name, got)
		}
	}
}
