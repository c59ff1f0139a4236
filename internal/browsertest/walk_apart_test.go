package browsertest_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"balie/internal/authn"
	"balie/internal/browsertest"
	"balie/internal/desktest"
)

// theirs are words of the other partner alone.
var theirs = []string{"Orchid", "Groene Tuin", "Gijs", "Lotte", "Lindehof", "greenhouse", "Watering plan"}

// An agent of one partner meets nothing of the other's: not at an address, in a
// list, count, choice, search, palette, saved view, notice or live connection.
func TestPartnersAreApart(t *testing.T) {
	w, c := alone(t)
	w.Face = desktest.Web{}
	q := w.Gijs.Submits("Orchid ledger", "The Orchid book is gone.", desktest.File{Name: "orchids.txt", Content: "Orchid"})
	w.Lotte.Takes(q)
	w.Lotte.Notes(q, "Orchid, hidden.")
	lotte := w.Lotte.Client()
	lotte.PostForm("/desk/tickets/"+q.Ref+"/tag", url.Values{"tag": {"greenhouse"}, "once": {authn.NewToken()}})
	saved := lotte.Get("/desk/open?tag=greenhouse").Form("Save as new view").Set("name", "Watering plan").Press("Save as new view").Header.Get("Location")
	w.Settle()

	b := c.tab(w.Sanne)
	for _, address := range []struct{ theirs, absent string }{
		{"/desk/tickets/" + q.Ref, "/desk/tickets/HD-99999"}, {"/desk/files/1", "/desk/files/99999"}, {"/desk/files/1/image", "/desk/files/99999/image"},
	} {
		status, body := fetched(b, address.theirs)
		none, empty := fetched(b, address.absent)
		if status != "404" || none != "404" {
			t.Errorf("%s answers %s, an absent one %s", address.theirs, status, none)
		}
		if strings.ReplaceAll(body, address.theirs, "") != strings.ReplaceAll(empty, address.absent, "") {
			t.Errorf("%s differs from an absent one", address.theirs)
		}
	}
	b.Go("/desk/tickets/" + q.Ref)
	b.Window("walk apart absent")
	for _, path := range []string{
		"/desk/open", "/desk/all", "/desk/unassigned", "/desk/mine", "/desk/open?tag=greenhouse", saved, "/desk/notices", "/desk/new", "/desk/invite",
		"/desk/search?q=orchid", "/desk/search?q=from:gijs", "/desk/go?q=orchid", "/desk/go?recent=1",
	} {
		b.Go(path)
		for _, word := range theirs {
			if !strings.Contains(strings.ToLower(path), strings.ToLower(word)) && b.Has("document.documentElement.outerHTML.includes('"+word+"')") {
				t.Errorf("%s shows %q", path, word)
			}
		}
		if b.Has("[...document.querySelectorAll('.nav__n, .views .count')].some(n => n.textContent.trim() !== '0')") {
			t.Errorf("%s counts: %s", path, b.Text())
		}
	}
	b.Go("/desk/search?q=orchid")
	b.See("Nothing found")
	b.Window("walk apart search")
	for _, path := range []string{"/desk/new/people?q=gijs", "/desk/new/people?q=lotte", "/desk/new/systems?q=", "/desk/new/people?q=lindehof"} {
		if status, body := fetched(b, path); status != "200" || strings.Contains(body, "Gijs") || strings.Contains(body, "Lotte") {
			t.Errorf("%s offers %s %s", path, status, body)
		}
	}
	palette(t, b)
	quiet(t, w, b, q)
}

// palette types words of theirs, having "opened" their ticket before.
func palette(t *testing.T, b *browsertest.Tab) {
	t.Helper()
	b.Has(`localStorage.setItem('balie recent', '["1"]') ?? true`)
	b.Go("/desk/open")
	b.Press("k", chromedp.ModifierCtrl)
	b.Holds("the palette to answer", "document.querySelector('#palette [role=option]')")
	for _, words := range []string{"", "orchid", "gijs", "groene", "HD-00001"} {
		b.Press(words)
		b.Holds("the palette to answer "+words, fmt.Sprintf("[...document.querySelectorAll('#palette [role=option]')].some(o => o.innerText.includes('%s'))", words))
		offered := b.Value("document.querySelector('#palette [role=listbox]').innerText")
		for _, word := range theirs {
			if strings.Contains(offered, word) {
				t.Errorf("the palette offers %q for %q: %s", word, words, offered)
			}
		}
		b.Press(strings.Repeat(kb.Backspace, len(words)))
	}
	b.Press(kb.Escape)
}

// quiet listens to what the live connection says of theirs: nothing, until
// something of one's own happens.
func quiet(t *testing.T, w *desktest.World, b *browsertest.Tab, q *desktest.Ticket) {
	t.Helper()
	b.Go("/desk/all")
	b.Has(`(() => { globalThis.heard = []; const s = new EventSource(document.body.dataset.live)
		s.addEventListener('hello', () => heard.push('hello')); s.addEventListener('update', e => heard.push(e.data)) })()`)
	b.Holds("the connection", "heard.includes('hello')")
	w.Gijs.Answers(q, "Orchid again.")
	w.Lotte.Comments(q, "Orchid, told.")
	own := w.Eva.Submits("Ours", "Something of our own.")
	b.Holds("our own news", fmt.Sprintf("heard.some(h => h !== 'hello' && JSON.parse(h).tickets?.includes(%d))", own.ID))
	if b.Has(fmt.Sprintf("heard.some(h => h !== 'hello' && JSON.parse(h).tickets?.includes(%d))", q.ID)) {
		t.Errorf("heard of theirs: %s", b.Value("heard.join(' ')"))
	}
	b.See("1 new here")
	if b.Has("document.querySelector('#count-open .nav__n').textContent.trim() !== '1'") {
		t.Errorf("counts theirs: %s", b.Text())
	}
}

// fetched is the status and the text that the page itself gets of an address.
func fetched(b *browsertest.Tab, path string) (status, body string) {
	b.T.Helper()
	b.Has(`(() => { globalThis.got = null; fetch('` + path + `').then(async a => { globalThis.got = [String(a.status), await a.text()] }) })()`)
	b.Holds(path, "globalThis.got")
	return b.Value("got[0]"), desktest.Steady(b.Value("got[1]"))
}
