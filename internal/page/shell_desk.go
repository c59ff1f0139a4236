package page

import (
	"balie/internal/locale"
	"balie/internal/ticket"
)

// Desk is what every page of the workspace needs beside Base.
type Desk struct {
	Base
	Workspace string // the organization whose desk this is
	Tier      string // "p" partner, "v" vendor with partners, "" the only desk
	Views     []NavView
	More      []NavLink // further pages, as far as the person may open them
	Languages []Language
	Notices   int  // unread ones
	AtNotices bool // this is their page
	AtNew     bool // this is the form for a new ticket

	Administers bool // this desk
	FailedMail  int  // mails that could not be read, of which administrators are told
}

// NavView is a named view in the side. Count is bounded: from Many on it is
// shown as "9,999+".
type NavView struct {
	View    ticket.View
	Count   int
	Counted bool // shows a count, 0 too
	Overdue int  // how many are past their deadline
	Current bool
}

// Many is where counting ends.
const Many = 10000

// NavLink is another page of the workspace. Text is translated.
type NavLink struct {
	URL     string
	Icon    string
	Text    string
	Key     string // its shortcut, "" for none
	Current bool
}

func countText(l *locale.Locale, n int) string {
	if n >= Many {
		return l.Number(Many-1) + "+"
	}
	return l.Number(n)
}

// jumps are the second keys after g.
var jumps = map[ticket.View]string{
	ticket.ViewOpen: "o", ticket.ViewMine: "m", ticket.ViewUnassigned: "u", ticket.ViewWaiting: "w",
	ticket.ViewHold: "h", ticket.ViewEscalated: "e", ticket.ViewClosed: "c", ticket.ViewAll: "a",
}

func jump(v ticket.View) string {
	if key, ok := jumps[v]; ok {
		return "g " + key
	}
	return ""
}

// titled is the same with the page's title.
func (d Desk) titled(title string) Desk {
	d.Title = title
	return d
}

// agent is the frame's Base: every page of the workspace has the agent's face.
func (d Desk) agent() Base {
	b := d.Base
	b.Face = FaceAgent
	return b
}

func (d Desk) tierKey() string {
	switch d.Tier {
	case "p":
		return "desk.tier.partner"
	case "v":
		return "desk.tier.vendor"
	}
	return "desk.tier.only"
}
