package page

import (
	"fmt"

	"github.com/a-h/templ"

	"balie/internal/locale"
)

// Avatar is the person's round (square for the vendor). It is decoration: the
// name stands beside it. Sizes: "", "xs", "lg". Without a name it is nobody's.
func Avatar(p Person, size string) templ.Component {
	return drawn(func(m *markup) { m.avatar(p, size) })
}

func (m *markup) avatar(p Person, size string) {
	m.raw(`<span class="av`)
	if p.Name == "" {
		m.raw(` av--none`, avatarSize(size), `" aria-hidden="true"></span>`)
		return
	}
	m.raw(` `, hueClass(p.Hue), avatarSize(size))
	m.within(`" data-tier="`, p.Tier, `"`)
	m.within(` title="`, p.Name, `" aria-hidden="true">`)
	m.within("", p.Initials, `</span>`)
}

func hueClass(n int) string { return fmt.Sprintf("h%d", hue(n)) }

func avatarSize(size string) string {
	if size == "" {
		return ""
	}
	return " av--" + size
}

// Assignee is a person with the name in text, or the word for nobody.
func Assignee(l *locale.Locale, p Person, name string) templ.Component {
	return drawn(func(m *markup) { m.assignee(l, p, name) })
}

func (m *markup) assignee(l *locale.Locale, p Person, name string) {
	m.raw(`<span class="tt__who">`)
	m.avatar(p, "xs")
	if p.Name == "" {
		m.within(`<span class="muted">`, l.T("common.nobody"), `</span></span>`)
	} else {
		m.within(`<span>`, name, `</span></span>`)
	}
}

// AssigneeOrTeam is the person with the team beneath; the team alone where
// nobody of it took the ticket.
func AssigneeOrTeam(l *locale.Locale, p Person, name, team string) templ.Component {
	return drawn(func(m *markup) { m.assigneeOrTeam(l, p, name, team) })
}

func (m *markup) assigneeOrTeam(l *locale.Locale, p Person, name, team string) {
	if team == "" {
		m.assignee(l, p, name)
		return
	}
	m.within(`<span class="tt__who" title="`, l.T("ticket.team")+": "+team, `">`)
	if p.Name == "" {
		m.icon("users", "i i--sm")
		m.within(`<span class="tt__team"><span>`, team, `</span></span></span>`)
		return
	}
	m.avatar(p, "xs")
	m.within(`<span class="tt__team"><span>`, name, `</span>`)
	m.within(` <span class="muted">`, team, `</span></span></span>`)
}
