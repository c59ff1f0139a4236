package page

import "github.com/a-h/templ"

// deskRows are the rows of a list. They say nothing twice: there are fifty of
// them, asked for again with each change, so their times are the cells' own
// text and title.
func deskRows(p DeskList) templ.Component {
	return drawnEach(p.Rows, func(m *markup, r DeskRow) { m.deskRow(p, r) })
}

func (m *markup) deskRow(p DeskList, r DeskRow) {
	m.raw(`<tr id="t`)
	m.number(int64(r.ID))
	m.raw(`" data-item`)
	if r.Unread {
		m.raw(` data-unread`)
	}
	m.raw(`><td class="c-sel"><input class="cb" type="checkbox" name="t" value="`)
	m.number(int64(r.ID))
	m.within(`" aria-label="`, p.L.T("list.select_one", "reference", r.Ref), `"></td><td class="tt__ref c-ref">`)
	if r.Unread {
		m.within(`<span class="vh">`, p.L.T("list.unread"), ` </span>`)
	}
	m.within("", r.Ref, `</td><td class="c-pri">`)
	m.prio(p.L, int(r.Priority))
	m.within(`</td><td class="c-sub"><span class="l1"><a class="tt__link" href="`, string(templ.SafeURL(r.url())), `">`)
	m.within("", r.Subject, `</a></span> <span class="l2">`)
	m.within("", p.L.T("kind."+r.Kind.String()), ` · `)
	m.within("", r.Excerpt, `</span></td><td class="c-ent">`)
	if r.Entity == "" {
		m.within(`<span class="l1 muted">`, p.L.T("list.no_entity"), `</span>`)
	} else {
		m.within(`<span class="l1">`, r.Entity, `</span>`)
	}
	if r.System != "" {
		m.within(` <span class="l2">`, r.System, `</span>`)
	}
	m.raw(`</td><td class="c-who">`)
	m.assigneeOrTeam(p.L, r.Assignee, r.Assignee.First(), r.Team)
	m.raw(`</td><td class="c-st">`)
	m.stateLines(p.L, r.State)
	m.raw(`</td><td class="c-sla">`)
	m.deadline(p.L, r.Deadline, p.Now)
	m.within(`</td><td class="c-cr tt__num" title="`, p.L.Full(r.CreatedAt), `">`)
	m.within("", p.L.Stamp(r.CreatedAt, p.Now), `</td><td class="c-up tt__num" title="`)
	m.within("", p.L.Full(r.UpdatedAt), `">`)
	m.within("", p.L.Ago(r.UpdatedAt, p.Now), `</td></tr>`)
}

// foundRows are what a search found.
func foundRows(p DeskSearch) templ.Component {
	return drawnEach(p.Rows, func(m *markup, r FoundRow) { m.foundRow(p, r) })
}

func (m *markup) foundRow(p DeskSearch, r FoundRow) {
	m.raw(`<tr`)
	if r.Unread {
		m.raw(` data-unread`)
	}
	m.within(`><td class="tt__ref c-ref">`, r.Ref, `</td><td class="c-pri">`)
	m.prio(p.L, int(r.Priority))
	m.within(`</td><td class="c-sub"><span class="l1"><a class="tt__link" href="`, string(templ.SafeURL(r.url())), `">`)
	m.pieces(r.Found)
	m.raw(`</a></span> <span class="l2">`)
	if r.Hidden {
		m.hiddenTag(p.L)
		m.raw(` `)
	}
	m.pieces(r.Text)
	m.within(`</span></td><td class="c-ent"><span class="l1">`, r.Entity, `</span> <span class="l2">`)
	m.within("", r.System, `</span></td><td class="c-who">`)
	m.assigneeOrTeam(p.L, r.Assignee, r.Assignee.First(), r.Team)
	m.raw(`</td><td class="c-st">`)
	m.stateLines(p.L, r.State)
	m.raw(`</td><td class="c-up tt__num">`)
	m.moment(p.L, r.UpdatedAt, p.L.Ago(r.UpdatedAt, p.Now))
	m.raw(`</td></tr>`)
}
