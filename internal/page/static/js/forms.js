// Every form: the focus goes to what was refused, a sent form shows that it is
// busy and is not sent twice, nor into a network that is not there, menus close by Escape and by clicking elsewhere.
document.querySelector('[data-focus]')?.focus()

// Without a network the browser would put its own page in place of what was
// typed. Sending waits: nobody else hears of this submit.
addEventListener('submit', event => {
  if (navigator.onLine || event.target.method === 'get') return
  event.preventDefault()
  event.stopImmediatePropagation()
  const note = document.getElementById('lost')?.content.firstElementChild.cloneNode(true)
  if (!note || document.getElementById('lost-note')) return
  note.id = 'lost-note' // the live connection takes it away when it is back
  document.getElementById('toasts').append(note)
}, true)

addEventListener('submit', event => {
  const form = event.target
  if (event.defaultPrevented) return
  const frame = event.submitter?.formTarget // a preview beside the form, which stays as it is
  if (frame) { document.getElementsByName(frame)[0].scrollIntoView({ block: 'nearest' }); return }
  if (form.dataset.sent) { event.preventDefault(); return }
  form.dataset.sent = 'yes'
  // An answer that never came, or a download, leaves the page standing: the form
  // is free again, and the server knows a repeat by its token.
  setTimeout(free, 10000, form)
  const button = event.submitter
  // A disabled button is not sent, so the form is only marked.
  if (button?.matches('button')) (button.closest('.split')?.querySelector(':scope > .btn') ?? button).ariaBusy = 'true'
})

const free = form => {
  delete form.dataset.sent
  for (const button of form.elements) if (button.ariaBusy) button.ariaBusy = null
}

// Coming back with the browser's Back shows the page as it was left.
addEventListener('pageshow', () => document.querySelectorAll('form[data-sent]').forEach(free))

// Enter in a field whose button is not its form's main one presses its own.
addEventListener('keydown', event => {
  if (event.key !== 'Enter' || event.isComposing || !event.target.matches('input[data-enter]')) return
  event.preventDefault()
  event.target.closest('.act, .act__l').querySelector('button').click()
})

// One menu at a time, also when a key opens it.
document.addEventListener('toggle', event => {
  if (!event.target.matches('details.menu[open]')) return
  for (const menu of openMenus()) if (!menu.contains(event.target) && !event.target.contains(menu)) menu.open = false
}, true)

const openMenus = () => document.querySelectorAll('details.menu[open]')

addEventListener('click', event => {
  for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false
})

addEventListener('keydown', event => {
  if (event.isComposing) return
  const menu = event.target.closest?.('details.menu[open]')
  if (event.key === 'Escape') {
    const open = menu ?? openMenus()[0]
    if (!open) return
    open.open = false
    open.querySelector('summary').focus()
    event.preventDefault()
    return
  }
  if (!menu || (event.key !== 'ArrowDown' && event.key !== 'ArrowUp')) return
  const stops = [...menu.querySelectorAll('summary, .pop a, .pop button')]
  const step = event.key === 'ArrowDown' ? 1 : -1
  const at = stops.indexOf(document.activeElement)
  stops[(at + step + stops.length) % stops.length].focus()
  event.preventDefault()
})
