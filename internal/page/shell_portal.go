package page

// Portal is what every page of the portal needs beside Base. Languages are all
// that Balie speaks.
type Portal struct {
	Base
	Languages []Language
	Staff     bool   // works in the workspace too: the menu leads there
	Admin     bool   // administers an entity: the navigation leads to its people
	here      string // the entry of the navigation that is marked
}

// Language is one choice of the language switch, with its name in itself.
type Language struct {
	Code string
	Name string
}

// themes are the choices of the person's menu; the first follows the device.
var themes = []struct{ value, key string }{
	{"", "portal.theme.system"},
	{"light", "portal.theme.light"},
	{"dark", "portal.theme.dark"},
}

// as names the page and its place in the navigation, "tickets", "new", "people" or none;
// a form that came back with problems says so in the title.
func (p Portal) as(here, title string, problems []Problem) Portal {
	p.Face, p.Title, p.here = FacePortal, title, here
	if len(problems) > 0 {
		p.Title = p.L.T("common.error") + ": " + title
	}
	return p
}
