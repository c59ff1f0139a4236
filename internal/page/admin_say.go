package page

import (
	"fmt"

	"github.com/a-h/templ"
)

// hueAsBrand gives an element the hue as its brand, Balie's own too.
func (b BrandView) hueAsBrand() string { return fmt.Sprintf("b%d", hue(b.Hue)) }

func (p AdminOrg) lede() string {
	switch p.Kind {
	case "entities":
		return p.L.T("admin.entity.lede", "desk", p.At)
	case "partners":
		return p.L.T("admin.partner.lede")
	}
	return p.L.T("admin.org.lede")
}

// action is where the page's forms go.
func (p AdminOrg) action() templ.SafeURL {
	if p.Kind == "organization" {
		return templ.SafeURL(AdminURL(p.Kind))
	}
	return templ.SafeURL(AdminOneURL(p.Kind, p.ID))
}

// check is the preview of a brand; an entity has none.
func (p AdminOrg) check() templ.Component {
	if !p.Form.Brand {
		return nil
	}
	return brandPreview(p.Admin, p.Form)
}

func teamTitle(a Admin, t TeamForm) string {
	if t.ID == 0 {
		return a.L.T("admin.team.new")
	}
	return t.Name
}

func teamSize(a Admin, t TeamForm) string {
	if t.ID == 0 {
		return ""
	}
	return a.L.N("admin.team.size", t.In)
}

func teamButton(t TeamForm) string {
	if t.ID == 0 {
		return "admin.add"
	}
	return "admin.save"
}

func closingMark(p AdminClosing) string {
	if p.Shipped {
		return p.L.T("admin.closing.shipped")
	}
	return ""
}
