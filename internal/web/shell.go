package web

import (
	"github.com/a-h/templ"

	"balie/internal/org"
	"balie/internal/page"
	"balie/internal/ticket"
)

// workspace fills the frame of every page of the workspace.
func (r *request) workspace(title string, current ticket.View) (page.Desk, error) {
	counts, err := r.s.Desk.Counts(r.Context(), r.actor())
	if err != nil {
		return page.Desk{}, err
	}
	mine, twoTier := r.myDesk(), r.names.TwoTier()
	d := page.Desk{Base: r.base(title), Workspace: mine.Name, Languages: r.languages()}
	d.Face = page.FaceAgent
	if d.Notices, err = r.s.Desk.UnreadNotices(r.Context(), r.actor()); err != nil {
		return page.Desk{}, err
	}
	d.Administers = r.who.Actor.Administers(mine.ID)
	if d.FailedMail, err = r.s.Desk.FailedMail(r.Context(), r.actor()); err != nil {
		return page.Desk{}, err
	}
	d.AtNotices, d.AtNew = current == viewNotices, current == viewNew
	if twoTier {
		d.Tier = page.TierOf(mine.Tier)
	}
	for _, v := range ticket.Views {
		if v.TwoTierOnly && !twoTier || mine.Simple && v.Waits() {
			continue
		}
		d.Views = append(d.Views, page.NavView{View: v.View, Count: counts[v.View], Counted: v.Counted, Current: v.View == current})
	}
	d.More = append(d.More, page.NavLink{
		URL: page.InviteURL, Icon: "user-plus", Text: r.L.T("people.invite"), Current: current == viewInvite,
	})
	if d.Administers {
		d.More = append(d.More, page.NavLink{
			URL: page.AdminURL(""), Icon: "sliders-horizontal", Text: r.L.T("admin.title"), Key: "g d", Current: current == viewAdmin,
		})
	}
	return d, nil
}

// countsAlone answers the part that every page of the workspace has, whatever
// else it shows: most of what happens moves only counts.
func (r *request) countsAlone() error {
	frame, err := r.workspace("", "")
	if err != nil {
		return err
	}
	_, err = r.parts(map[string]templ.Component{"counts": page.DeskCounts(frame)})
	return err
}

// colleague is a person of staff as the workspace shows them.
func (r *request) colleague(id org.UserID) page.Person {
	c, ok := r.names.Staff[id]
	if !ok || id == 0 {
		return page.Person{}
	}
	return page.PersonOf(int64(id), c.User.Name, page.TierOf(c.Tier))
}
