// The list: selecting with the mouse and the keyboard, and acts on what is
// selected. The form works without any of this; what is selected stays so when
// rows are replaced.
const form = document.querySelector('form[data-list]')

if (form) {
  const boxes = () => [...form.querySelectorAll('tbody .cb')]
  const every = form.querySelector('[data-select-all]')
  const said = form.querySelector('[data-selected]')
  const match = form.querySelector('[data-all-match]')
  const selected = new Set()
  let anchor = null

  function tell() {
    const list = boxes()
    const n = list.filter(box => box.checked).length
    every.checked = n > 0 && n === list.length
    every.indeterminate = n > 0 && n < list.length
    if (match) {
      match.hidden = !every.checked
      if (match.hidden) match.querySelector('input').checked = false
    }
    if (said && n) said.textContent = n === 1 ? said.dataset.one : said.dataset.many.replace('2', n)
  }

  function set(box, on) {
    box.checked = on
    if (on) selected.add(box.value)
    else selected.delete(box.value)
  }

  function clear() {
    for (const box of boxes()) set(box, false)
    anchor = null
    tell()
  }

  if (every) {
    every.addEventListener('change', () => { for (const box of boxes()) set(box, every.checked); tell() })
    form.addEventListener('click', event => {
      const box = event.target.closest('tbody .cb')
      if (!box) return
      const list = boxes()
      const from = list.indexOf(anchor)
      const to = list.indexOf(box)
      if (event.shiftKey && from >= 0) {
        for (const other of list.slice(Math.min(from, to), Math.max(from, to) + 1)) set(other, box.checked)
      }
      set(box, box.checked)
      anchor = box
      tell()
    })
    form.addEventListener('reset', event => { event.preventDefault(); clear() })
    for (const box of boxes()) if (box.checked) selected.add(box.value)
    tell()
  }

  document.addEventListener('balie:fresh', () => {
    for (const box of boxes()) box.checked = selected.has(box.value)
    if (every) tell()
  })

  const row = () => document.activeElement?.closest('tbody tr')
  const link = tr => tr?.querySelector('.tt__link')
  const boxOf = tr => tr?.querySelector('.cb')

  function step(by) {
    const here = row()
    const next = by > 0 ? here?.nextElementSibling : here?.previousElementSibling
    if (!here || !next) return
    set(boxOf(here), true)
    set(boxOf(next), true)
    link(next).focus()
    next.scrollIntoView({ block: 'nearest' })
    anchor = boxOf(next)
    tell()
  }

  const typing = element => element.closest('input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]')

  addEventListener('keydown', event => {
    if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return
    if (typing(event.target) || document.querySelector('dialog[open]') || !every) return
    const page = document.body.dataset
    if ('noKeys' in page || Date.now() - (page.jump ?? 0) < 1500) return
    const box = boxOf(row())
    switch (event.key) {
      case 'x':
        if (!box) return
        set(box, !box.checked)
        anchor = box
        tell()
        break
      case 'J': step(1); break
      case 'K': step(-1); break
      case 'Escape':
        if (document.querySelector('details.menu[open]') || !boxes().some(b => b.checked)) return
        clear()
        break
      // These act on the selection; without one, on the row with the cursor.
      case 'a': case 'p': case 'e':
        if (!boxes().some(b => b.checked)) {
          if (!box) { event.preventDefault(); return }
          set(box, true)
          tell()
        }
        return
      default: return
    }
    event.preventDefault()
  })
}

// An act on many tickets is followed until it ends.
async function follow() {
  const note = document.querySelector('[data-part="bulk"][data-running]')
  if (!note) return
  try {
    const answer = await fetch(location.href, { headers: { 'Balie-Fragment': 'bulk' }, cache: 'no-store' })
    if (answer.ok && !answer.redirected) {
      const fresh = document.createElement('template')
      fresh.innerHTML = await answer.text()
      const now = fresh.content.querySelector('[data-part="bulk"]')
      const here = document.querySelector('[data-part="bulk"]')
      if (now && here) here.replaceWith(now)
    }
  } catch { /* the notice of a lost connection says it */ }
  setTimeout(follow, 1000)
}
setTimeout(follow, 500)

// A menu that opens shows its first choice to the keyboard.
document.addEventListener('toggle', event => {
  const menu = event.target
  if (!menu.matches?.('details.menu[open]') || !menu.matches('.bulk *, .filters *')) return
  menu.querySelector('.pop :is(button, a, input, select, textarea):not([type=hidden])')?.focus()
}, true)
