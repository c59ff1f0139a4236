// The palette: Ctrl+K or ⌘K, a few letters, Enter. What it finds comes from the
// page behind its link; which tickets were opened last this browser remembers.
const palette = document.getElementById('palette')

const key = 'balie recent'
const recent = () => {
  try { return JSON.parse(localStorage.getItem(key)) ?? [] } catch { return [] }
}

const opened = document.querySelector('.thread[data-ticket]')?.dataset.ticket
if (opened) {
  try { localStorage.setItem(key, JSON.stringify([opened, ...recent().filter(id => id !== opened)].slice(0, 8))) } catch { /* full or forbidden */ }
}

if (palette) {
  const input = palette.querySelector('input')
  const list = palette.querySelector('[role=listbox]')
  const options = () => [...list.querySelectorAll('[role=option]')]
  let asked = 0
  let wait = 0

  function choose(option) {
    for (const other of options()) other.ariaSelected = String(other === option)
    if (option) {
      input.setAttribute('aria-activedescendant', option.id)
      option.scrollIntoView({ block: 'nearest' })
    } else input.removeAttribute('aria-activedescendant')
  }

  async function ask() {
    const number = ++asked
    const query = new URLSearchParams({ q: input.value })
    if (!input.value.trim()) query.set('recent', recent().join(','))
    try {
      const answer = await fetch('/desk/go?' + query, { headers: { 'Balie-Fragment': 'go' }, cache: 'no-store' })
      if (!answer.ok || answer.redirected || number !== asked) return
      const fresh = document.createElement('template')
      fresh.innerHTML = await answer.text()
      list.replaceChildren(...fresh.content.querySelector('[data-part="go"]').children)
      choose(options()[0])
    } catch { /* what is there stays */ }
  }

  function open() {
    if (palette.open) return
    input.value = ''
    palette.showModal()
    input.focus()
    ask()
  }

  const go = option => { if (option) location.href = option.dataset.url }

  input.addEventListener('input', () => { clearTimeout(wait); wait = setTimeout(ask, 120) })
  palette.addEventListener('keydown', event => {
    if (event.isComposing) return
    const all = options()
    const at = all.findIndex(o => o.ariaSelected === 'true')
    if (event.key === 'ArrowDown') choose(all[(at + 1) % all.length])
    else if (event.key === 'ArrowUp') choose(all[(at - 1 + all.length) % all.length])
    else if (event.key === 'Enter') go(all[at])
    else return
    event.preventDefault()
  })
  list.addEventListener('click', event => go(event.target.closest('[role=option]')))
  palette.addEventListener('click', event => { if (event.target === palette) palette.close() })

  addEventListener('keydown', event => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === 'k') {
      event.preventDefault()
      open()
    }
  })
  document.addEventListener('click', event => {
    if (!event.target.closest('[data-palette]') || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    open()
  })
}
