package page

import (
	"github.com/a-h/templ"

	"balie/internal/locale"
	"balie/internal/ticket"
)

// portalRows are the rows of a customer's list.
func portalRows(b Portal, rows []PortalRow) templ.Component {
	return drawnEach(rows, func(m *markup, t PortalRow) { m.portalRow(b, t) })
}

func (m *markup) portalRow(b Portal, t PortalRow) {
	m.raw(`<tr role="row" id="t`)
	m.number(int64(t.ID))
	m.within(`" data-item><th role="rowheader" scope="row"><a href="`, string(templ.SafeURL(PortalTicketURL(t.Ref))), `">`)
	m.within("", t.Subject, `</a> `)
	if t.Unread {
		m.within(`<span class="tag" data-c="accent">`, b.L.T("portal.list.unread"), `</span> `)
	}
	m.within(`<span class="pt__m">`, t.about(b.L), `</span></th>`)
	m.portalFacts(b, t)
	m.raw(`</tr>`)
}

// portalTableFacts are the cells beside a ticket's subject.
func portalTableFacts(b Portal, t PortalRow) templ.Component {
	return drawn(func(m *markup) { m.portalFacts(b, t) })
}

func (m *markup) portalFacts(b Portal, t PortalRow) {
	m.within(`<td role="cell"><span class="vh">`, b.L.T("portal.list.state"), `: </span> `)
	m.customerState(b.L, t.State)
	m.within(`</td><td role="cell"><span class="vh">`, b.L.T("portal.list.priority"), `: </span> `)
	m.customerPrio(b.L, t.Priority)
	m.within(`</td><td role="cell" class="pt__u"><span class="pt__ul">`, b.L.T("portal.list.updated"), `: </span> `)
	m.moment(b.L, t.UpdatedAt, b.L.Day(t.UpdatedAt, b.Now))
	m.raw(`</td>`)
}

// CustomerState says whose turn it is, in the customer's words.
func CustomerState(l *locale.Locale, s ticket.State) templ.Component {
	return drawn(func(m *markup) { m.customerState(l, s) })
}

func (m *markup) customerState(l *locale.Locale, s ticket.State) {
	v := portalStates[s]
	m.within(`<span class="pst" data-s="`, v.tone, `">`)
	m.icon(v.icon, "i")
	m.within("", l.T(v.key), `</span>`)
}

// CustomerPrio shows a priority with its word.
func CustomerPrio(l *locale.Locale, n ticket.Priority) templ.Component {
	return drawn(func(m *markup) { m.customerPrio(l, n) })
}

func (m *markup) customerPrio(l *locale.Locale, n ticket.Priority) {
	m.raw(`<span class="prio" data-p="`)
	m.number(int64(n))
	m.raw(`">P`)
	m.number(int64(n))
	m.within(` <span class="prio__w">`, l.T(portalPriorities[n].word), `</span></span>`)
}
