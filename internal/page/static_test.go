package page

import (
	"bytes"
	"compress/gzip"
	"io"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/a-h/templ"
)

func TestEachAssetIsServedAsItIsNamed(t *testing.T) {
	a := LoadAssets()
	for name := range bundles {
		f, ok := a.Lookup(a.URL(name))
		if !ok || f.Type == "" {
			t.Fatalf("%s: found %v, type %q", name, ok, f.Type)
		}
		r, err := gzip.NewReader(bytes.NewReader(f.Gzip))
		if err != nil {
			t.Fatal(err)
		}
		if plain, err := io.ReadAll(r); err != nil || !bytes.Equal(plain, f.Body) {
			t.Errorf("%s: compressed to something else (%v)", name, err)
		}
	}
	if _, ok := a.Lookup("/static/desk.css"); ok {
		t.Error("a name without its hash is served for ever")
	}
}

// kB is what the browser receives: the page and all it loads, compressed.
func kB(t *testing.T, page string, assets ...string) float64 {
	t.Helper()
	size := len(squeeze([]byte(page)))
	for _, name := range assets {
		f, _ := LoadAssets().Lookup(LoadAssets().URL(name))
		size += len(f.Gzip)
	}
	return float64(size) / 1000
}

func TestPagesStayInTheirBudget(t *testing.T) {
	l := sceneLocale(t, "nl")
	shared := []string{"icons.svg", "favicon.svg"}
	list := draw(t, DeskListPage(sceneLong(l)))
	if got := kB(t, list, append(shared, "desk.css", "desk.js")...); got > 90 {
		t.Errorf("the list loads %.1f kB", got)
	}
	if got := kB(t, list); got > 15 {
		t.Errorf("a reload of the list is %.1f kB", got)
	}
	for name, c := range portalPages(l) {
		if got := kB(t, draw(t, c), append(shared, "portal.css", "portal.js")...); got > 50 {
			t.Errorf("%s loads %.1f kB", name, got)
		}
	}
	if got := kB(t, "", "desk.js"); got > 45 {
		t.Errorf("script is %.1f kB", got)
	}
}

// Every icon drawn is in the sprite, and the sprite holds no other.
func TestIconsAreThoseDrawn(t *testing.T) {
	sprite, err := static.ReadFile("static/icons.svg")
	if err != nil {
		t.Fatal(err)
	}
	source := goAndTempl(t)
	has := map[string]bool{}
	for _, m := range regexp.MustCompile(`id="i-([a-z0-9-]+)"`).FindAllStringSubmatch(string(sprite), -1) {
		has[m[1]] = true
		if !strings.Contains(source, `"`+m[1]+`"`) && !strings.HasPrefix(m[1], "st-") {
			t.Errorf("nobody draws %s", m[1])
		}
	}
	for _, code := range languages {
		l := sceneLocale(t, code)
		pages := portalPages(l)
		for name, c := range deskPages(l) {
			pages[name] = c
		}
		for name, c := range pages {
			for _, m := range regexp.MustCompile(`#i-([a-z0-9-]+)"`).FindAllStringSubmatch(draw(t, c), -1) {
				if !has[m[1]] {
					t.Errorf("%s: no icon %s", name, m[1])
				}
			}
		}
	}
	for _, m := range regexp.MustCompile(`(?:Icon(?:Sm|Md|Lg|Xl)?\(|Icon:\s*|Empty\()"([a-z0-9-]*[a-z0-9])"`).FindAllStringSubmatch(source, -1) {
		if !has[m[1]] {
			t.Errorf("no icon %s", m[1])
		}
	}
}

func goAndTempl(t *testing.T) string {
	t.Helper()
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, f := range files {
		if n := f.Name(); strings.HasSuffix(n, ".templ") || strings.HasSuffix(n, ".go") && !strings.HasSuffix(n, "_templ.go") && !strings.HasSuffix(n, "_test.go") {
			text, err := os.ReadFile(n)
			if err != nil {
				t.Fatal(err)
			}
			b.Write(text)
		}
	}
	return b.String()
}

// A class that no sheet of the face knows is a misspelling or a leftover.
func TestClassesAreStyled(t *testing.T) {
	l := sceneLocale(t, "en")
	for sheet, pages := range map[string]map[string]templ.Component{"desk.css": deskPages(l), "portal.css": portalPages(l)} {
		for name, c := range pages {
			html := draw(t, c)
			known := string(LoadAssets().files[LoadAssets().URL(sheet)].Body)
			if strings.Contains(html, `data-face="agent"`) {
				known = string(LoadAssets().files[LoadAssets().URL("desk.css")].Body)
			}
			for _, m := range regexp.MustCompile(` class="([^"]+)"`).FindAllStringSubmatch(html, -1) {
				for _, class := range strings.Fields(m[1]) {
					if !strings.Contains(known, "."+class) && !plainClass[class] {
						t.Errorf("%s: no style for %s", name, class)
					}
				}
			}
		}
	}
}

// plainClass are hooks without a look of their own.
var plainClass = map[string]bool{"up": true}

// A class that a sheet knows and nobody writes is a leftover. Written means: a
// word in a string of a component, a script or Go. "av--" stands for all that
// begins so, "h%d" for its numbers.
func TestStylesAreUsed(t *testing.T) {
	source := goAndTempl(t)
	parts, err := fs.Glob(static, "static/js/*.js")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range parts {
		text, err := static.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		source += string(text)
	}
	written := map[string]bool{}
	var begun []string
	for _, literal := range regexp.MustCompile("\"[^\"\n]*\"|'[^'\n]*'|`[^`]*`").FindAllString(source, -1) {
		for _, word := range regexp.MustCompile(`[\w%-]+`).FindAllString(literal, -1) {
			written[word] = true
			if strings.HasSuffix(word, "--") && len(word) > 2 {
				begun = append(begun, word)
			}
		}
	}
	comment, rule := regexp.MustCompile(`(?s)/\*.*?\*/`), regexp.MustCompile(`([^{};]+)\{`)
	class, digits := regexp.MustCompile(`\.([a-zA-Z_][\w-]*)`), regexp.MustCompile(`\d+$`)
	sheets, err := fs.Glob(static, "static/css/*.css")
	if err != nil || len(sheets) == 0 {
		t.Fatalf("%d sheets, %v", len(sheets), err)
	}
	for _, name := range sheets {
		text, err := static.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rule.FindAllSubmatch(comment.ReplaceAll(text, nil), -1) {
			if bytes.HasPrefix(bytes.TrimSpace(r[1]), []byte("@")) {
				continue
			}
			for _, m := range class.FindAllSubmatch(r[1], -1) {
				c := string(m[1])
				if !written[c] && !written[digits.ReplaceAllString(c, "%d")] && !slices.ContainsFunc(begun, func(b string) bool { return strings.HasPrefix(c, b) }) {
					t.Errorf("%s: nobody writes .%s", name, c)
				}
			}
		}
	}
}
