package browsertest_test

import (
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"balie/internal/browsertest"
	"balie/internal/desktest"
	"balie/internal/store/storetest"
)

func bakery(w *desktest.World) string { return strconv.FormatInt(int64(w.Bakery.ID), 10) }

// Every page of the route tables, in both languages and themes, wide and
// narrow: nothing serious for axe, nothing wider than the window, nothing
// against the policy.
func TestPages(t *testing.T) {
	parts := map[string]func(*scenery) []shot{"portal": portalShots, "access": accessShots, "desk": deskShots, "admin": adminShots}
	for _, language := range []string{"en", "nl"} {
		for part, shots := range parts {
			t.Run(part+" "+language, func(t *testing.T) {
				t.Parallel()
				w := desktest.New(t, storetest.Engines(t)[0])
				c := newChrome(t, w)
				s := newScenery(w)
				visitor := browsertest.Open(t, w.Base.String())
				visitor.Cookie("language", language)
				w.Speak("en", "")
				tabs := map[*desktest.Person]*browsertest.Tab{nil: visitor}
				list := shots(s)
				for _, s := range list {
					if tabs[s.who] == nil {
						tabs[s.who] = c.tab(s.who)
					}
				}
				w.Speak(language, "")
				for _, s := range list {
					if language == "en" {
						everyLook(tabs[s.who], s)
					} else {
						words(tabs[s.who], s, language)
					}
				}
			})
		}
	}
}

// everyLook sees a page in both themes and all widths. What axe finds beside
// contrast does not depend on the theme.
func everyLook(b *browsertest.Tab, s shot) {
	b.T.Helper()
	b.Theme("light")
	b.Size(1440, 900)
	b.Go(s.path)
	if b.Has("document.contentType !== 'text/html' || window.origin === 'null'") { // a mail in its sandbox runs no axe
		b.Picture(s.name + " en light 1440")
		return
	}
	look(b, s.name+" en light 1440")
	b.Theme("dark")
	b.Picture(s.name + " en dark 1440")
	b.Contrast(s.name + " en dark 1440")
	b.Size(1024, 900)
	fits(b, s.name+" en dark 1024")
	b.Size(390, 900)
	b.Contrast(s.name + " en dark 390")
	b.Theme("light")
	look(b, s.name+" en light 390")
}

// words looks at what another language may change: length, and texts left out.
func words(b *browsertest.Tab, s shot, language string) {
	b.T.Helper()
	b.Size(1440, 900)
	b.Go(s.path)
	b.Picture(s.name + " " + language + " light 1440")
	for _, width := range []int64{1440, 1024, 760, 390} {
		b.Size(width, 900)
		fits(b, s.name+" "+language+" "+strconv.FormatInt(width, 10))
	}
}

// look keeps a picture and checks the page.
func look(b *browsertest.Tab, name string) {
	b.T.Helper()
	b.Picture(name)
	b.Accessible(name)
	fits(b, name)
}

// fits demands a page that is not wider than the window and in words.
func fits(b *browsertest.Tab, name string) {
	b.T.Helper()
	if b.Has("document.documentElement.scrollWidth > innerWidth") {
		b.T.Errorf("%s: wider than the window by %s", name, b.Value(`[...document.querySelectorAll('body *')]
			.filter(e => e.getBoundingClientRect().right > innerWidth + 1).map(e => e.cloneNode().outerHTML).slice(0, 6).join(' ')`))
	}
	if flat := b.Value(unlooked); flat != "" {
		b.T.Errorf("%s: of a message these look like any words: %s", name, flat)
	}
	if over := b.Value(overlapping); over != "" {
		b.T.Errorf("%s: cells lie over each other: %s", name, over)
	}
	if cut := b.Value(sideways); cut != "" {
		b.T.Errorf("%s: hides what is wider than it: %s", name, cut)
	}
	if bad := b.Value(menus); bad != "" {
		b.T.Errorf("%s: a menu does not show whole: %s", name, bad)
	}
	if b.Has(`/(^|\s)(access|admin|bulk|common|desk|error|event|go|keys|leave|list|mail|new|notices|outbox|portal|profile|search|state|ticket|upload|view)(\.[a-z_]+)+(\s|$)/.test(document.body.innerText.replace(/\S+\.example/g, ''))`) {
		b.T.Errorf("%s: shows a key of the catalogue: %s", name, b.Text())
	}
}

// overlapping names cells of one row of a list of which one lies over another.
const overlapping = `[...document.querySelectorAll('.tt tr')].flatMap(row => {
	const cells = [...row.cells].map(c => [c.innerText, c.getBoundingClientRect()]).filter(([text, box]) => text && box.width > 1 && box.height > 1);
	return cells.flatMap(([a, one], n) => cells.slice(n + 1).filter(([b, other]) =>
		Math.min(one.right, other.right) - Math.max(one.left, other.left) > 1 &&
		Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > 1).map(([b]) => a + ' / ' + b));
}).slice(0, 3).join(', ')`

// sideways names the parts that scroll or end at their edge though nothing
// says so; rows of links and tables may be wider than a phone.
const sideways = `[...document.querySelectorAll('body *')].filter(e => e.checkVisibility() && e.clientWidth > 1 && e.scrollWidth > e.clientWidth + 1 &&
	getComputedStyle(e).overflowX !== 'visible' && getComputedStyle(e).textOverflow !== 'ellipsis' &&
	!e.closest('svg, .side, .views, .viewbar, .adm__n, .prose, input, textarea, select, .vh')).map(e => e.cloneNode().outerHTML.slice(0, 120)).slice(0, 4).join(' ')`

// menus opens each menu where it can be reached and names those that leave the
// window or lie under something else.
const menus = `[...document.querySelectorAll('details.menu:not([open])')].filter(d => d.firstElementChild.checkVisibility()).map(d => {
	const pop = d.querySelector(':scope > .pop'), at = scrollY
	if (!pop) return ''
	d.firstElementChild.scrollIntoView({ block: 'center', behavior: 'instant' })
	d.open = true
	for (const a of pop.getAnimations()) a.finish()
	const box = pop.getBoundingClientRect(), low = Math.min(box.bottom, innerHeight)
	const over = [[box.left + 4, box.top + 4], [box.right - 4, box.top + 4], [(box.left + box.right) / 2, low - 6]]
		.map(([x, y]) => document.elementFromPoint(x, y)).find(e => !pop.contains(e))
	const out = box.left < -1 || box.right > innerWidth + 1 || box.top < -1
	d.open = false
	scrollTo({ top: at, behavior: 'instant' })
	return out || over !== undefined ? d.innerText.trim().slice(0, 40) + ' under ' + over?.cloneNode().outerHTML.slice(0, 80) : ''
}).filter(Boolean).slice(0, 4).join(', ')`

// unlooked names the parts of messages that look like the text around them.
const unlooked = `Object.entries({
	h3: s => s.fontWeight > 500, th: s => s.fontWeight > 500 && s.paddingRight > '0px', td: s => s.paddingRight > '0px' && s.borderBottomWidth > '0px',
	blockquote: s => s.borderLeftWidth > '0px', ul: s => s.listStyleType === 'disc', ol: s => s.listStyleType === 'decimal', pre: s => s.whiteSpace.startsWith('pre-wrap'),
}).filter(([tag, looks]) => [...document.querySelectorAll('.prose ' + tag)].some(e => !looks(getComputedStyle(e)))).map(([tag]) => tag).join(', ')`

// notPages are the addresses that answer with something else than a page.
var notPages = map[string]bool{
	"/healthz": true, "/static/{file}": true, "/live": true, "/desk/live": true, "/files/{id}": true, "/files/{id}/image": true,
	"/uploads/{id}/image": true, "/desk/files/{id}": true, "/desk/new/people": true, "/desk/new/systems": true, "/desk/{$}": true,
	"/admin/{$}": true, "/admin/mail/{id}/original": true, "/desk/messages/{id}/original": true,
	"/setup": true, // of an empty helpdesk: see TestPagesOfForms
}

// No page is forgotten: each address of the route tables has its shot.
func TestEveryPageIsLookedAt(t *testing.T) {
	source, err := os.ReadFile("../web/routes.go")
	if err != nil {
		t.Fatal(err)
	}
	w := desktest.New(t, storetest.Engines(t)[0])
	s := newScenery(w)
	list := append(append(portalShots(s), accessShots(s)...), append(deskShots(s), adminShots(s)...)...)
	for _, route := range regexp.MustCompile(`\{"GET", "([^"]+)"`).FindAllStringSubmatch(string(source), -1) {
		path := strings.TrimSuffix(route[1], "{$}")
		pattern := regexp.MustCompile("^" + regexp.MustCompile(`\{\w+\}`).ReplaceAllString(path, `[^/?]+`) + `(\?.*)?$`)
		seen := notPages[route[1]]
		for _, s := range list {
			seen = seen || pattern.MatchString(s.path)
		}
		if !seen {
			t.Errorf("no shot of %s", route[1])
		}
	}
}
