package browsertest

import (
	"encoding/json"
	"fmt"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// finders are the page's side: they know elements by the words people see.
const finders = `(() => {
  const norm = s => (s ?? '').replace(/\s+/g, ' ').trim()
  const shown = e => e.checkVisibility({ visibilityProperty: true }) && e.getClientRects().length > 0
  const words = e => {
    const copy = e.cloneNode(true)
    copy.querySelectorAll('kbd, small, svg, .hint, .opt, .opt2__d, .topic__d, input, textarea, select, [aria-hidden=true]').forEach(x => x.remove())
    return norm(copy.textContent)
  }
  const named = text => [...document.querySelectorAll('button, a, summary, label, [role=button], input[aria-label]')]
    .filter(e => shown(e) && (words(e) === text || norm(e.getAttribute('aria-label')) === text || norm(e.title) === text))
  const field = label => {
    for (const l of document.querySelectorAll('label')) {
      if (words(l) === label) return l.control ?? l.querySelector('input, textarea, select')
    }
    return [...document.querySelectorAll('input, textarea, select')].find(e => norm(e.ariaLabel) === label)
  }
  const point = e => {
    e.scrollIntoView({ block: 'center', behavior: 'instant' })
    const r = e.getClientRects()[0]
    const x = r.x + r.width / 2, y = r.y + r.height / 2
    const top = document.elementFromPoint(x, y)
    return top && (e.contains(top) || top.contains(e)) ? [x, y] : null
  }
  return { named, field, point, norm }
})()`

func quoted(s string) string {
	raw, _ := json.Marshal(s) // a string always marshals
	return string(raw)
}

// Click presses the button, link, menu or choice with these words, with the
// mouse: something that covers it fails the test.
func (b *Tab) Click(words string) {
	b.T.Helper()
	at := fmt.Sprintf("((f) => { const e = f.named(%s)[0]; return e ? f.point(e) : null })(%s)", quoted(words), finders)
	b.until("nothing to click called "+quoted(words), at)
	xy, err := eval[[]float64](b, at)
	b.must("click", err)
	if len(xy) != 2 {
		b.T.Fatalf("%s is covered by something else", quoted(words))
	}
	b.do("click "+words, chromedp.MouseClickXY(xy[0], xy[1]))
}

// Submit is Click on what leads to another page, and waits for that page.
func (b *Tab) Submit(words string) {
	b.T.Helper()
	b.leaving()
	b.Click(words)
	b.arrived(words)
}

// leaving marks the page before it is left, arrived waits for the next one.
func (b *Tab) leaving() {
	b.T.Helper()
	_, err := eval[bool](b, "(globalThis.leaving = true)")
	b.must("mark the page", err)
}

func (b *Tab) arrived(after string) {
	b.T.Helper()
	b.until("a new page after "+after, "globalThis.leaving === undefined && document.readyState === 'complete'")
}

// Fill types into the field with this label, in place of what is there. The
// editor may take the field's place any moment.
func (b *Tab) Fill(label, text string) {
	b.T.Helper()
	b.until("no field "+quoted(label), fmt.Sprintf(`((f) => { const e = f.field(%s); if (!e) return false
		e.focus(); e.select?.(); const at = document.activeElement
		if (at.isContentEditable && at.innerText.trim()) getSelection().selectAllChildren(at)
		return at === e || at.isContentEditable && e.nextElementSibling.contains(at) })(%s)`, quoted(label), finders))
	b.do("fill "+label, typed(text))
}

// Choose picks an option of a list by its words.
func (b *Tab) Choose(label, option string) {
	b.T.Helper()
	b.until("no option "+quoted(option), fmt.Sprintf(`((f) => { const e = f.field(%s); const o = [...(e?.options ?? [])].find(o => f.norm(o.text) === %s)
		if (!o) return false; e.value = o.value; e.dispatchEvent(new Event('change', { bubbles: true })); return true })(%s)`, quoted(label), quoted(option), finders))
}

// Press sends keys: text, or those of chromedp's kb package.
func (b *Tab) Press(keys string, modifiers ...chromedp.Modifier) {
	b.T.Helper()
	b.do("press", typed(keys, modifiers...))
}

// typed presses keys as a keyboard does: a raw key first, whose character does
// not come when the page took the key for itself.
func typed(keys string, modifiers ...chromedp.Modifier) chromedp.Action[chromedp.Void] {
	raw := func(k *input.DispatchKeyEventParams) {
		if k.Type == kb.KeyDown {
			k.Type = kb.KeyRawDown
		}
	}
	return chromedp.KeyEvent(keys, chromedp.KeyModifiers(modifiers...), raw)
}

// Attach gives files of this machine to the page's file field.
func (b *Tab) Attach(paths ...string) {
	b.T.Helper()
	b.do("attach", chromedp.SetUploadFiles(chromedp.CSS("input[type=file]"), paths))
}

// See waits until the words stand on the page.
func (b *Tab) See(words string) {
	b.T.Helper()
	b.until("see "+quoted(words), fmt.Sprintf("document.body.innerText.replace(/\\s+/g, ' ').includes(%s)", quoted(words)))
}

// Gone waits until the words stand nowhere.
func (b *Tab) Gone(words string) {
	b.T.Helper()
	b.until("be rid of "+quoted(words), fmt.Sprintf("!document.body.innerText.replace(/\\s+/g, ' ').includes(%s)", quoted(words)))
}

// Text is what a person reads on the page now.
func (b *Tab) Text() string {
	b.T.Helper()
	text, err := eval[string](b, "document.body.innerText.replace(/\\s+/g, ' ')")
	b.must("text", err)
	return text
}

// Holds waits for an expression about the page to become true.
func (b *Tab) Holds(what, js string) { b.T.Helper(); b.until(what, js) }

// Has reports whether an expression about the page is true now.
func (b *Tab) Has(js string) bool {
	b.T.Helper()
	ok, err := eval[bool](b, "Boolean("+js+")")
	b.must(js, err)
	return ok
}

// Value is a text that an expression about the page gives.
func (b *Tab) Value(js string) string {
	b.T.Helper()
	text, err := eval[string](b, js)
	b.must(js, err)
	return text
}

// Stay marks the page, so that Stayed can tell whether it was loaded again.
func (b *Tab) Stay() { b.T.Helper(); b.leaving() }

// Stayed demands that the page is the one that Stay marked.
func (b *Tab) Stayed() {
	b.T.Helper()
	if !b.Has("globalThis.leaving") {
		b.T.Error("the page was loaded again")
	}
}

// Leave does what leads to another page, and waits for that page.
func (b *Tab) Leave(do func()) {
	b.T.Helper()
	b.leaving()
	do()
	b.arrived("leaving")
}

// Enter presses Enter on what has the focus and waits for the next page.
func (b *Tab) Enter() {
	b.T.Helper()
	b.Leave(func() { b.Press("\r") })
}

// Focus is the name of what has the focus, and whether one sees that it has.
func (b *Tab) Focus() (name string, visible bool) {
	b.T.Helper()
	type focus struct {
		Name    string
		Visible bool
	}
	got, err := eval[focus](b, `(() => {
		const e = document.activeElement, s = [e, e.closest('label, tr, .topic, .opt2, .seg, .searchbox')].filter(Boolean).map(x => getComputedStyle(x))
		const label = e.labels?.[0] ?? e
		const copy = label.cloneNode(true)
		copy.querySelectorAll('kbd, small, svg, .hint, .opt, input').forEach(x => x.remove())
		return { Name: copy.textContent.replace(/\s+/g, ' ').trim(), Visible: s.some(x => x.outlineStyle !== 'none' && parseFloat(x.outlineWidth) > 0 || x.boxShadow !== 'none') || e === document.body }
	})()`)
	b.must("focus", err)
	return got.Name, got.Visible
}
