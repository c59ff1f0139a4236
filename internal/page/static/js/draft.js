// What a customer types is kept on the server every few seconds, for this
// person in every browser, until it is sent or discarded. Nothing stays in the
// browser.
const form = document.querySelector('form[data-draft]')

if (form) {
  const line = form.querySelector('[data-draft-line]')
  const was = form.querySelector('template[data-was]')?.content.textContent
  let typed = false
  let timer = 0
  let busy = null
  let sent = false

  // A message that was not changed is no draft.
  const packed = () => {
    const fields = new URLSearchParams()
    for (const [name, value] of new FormData(form)) {
      const same = name === 'edit' && value === was
      if (typeof value === 'string' && !same) fields.append(name, value)
    }
    return fields
  }

  async function save(last) {
    clearTimeout(timer)
    timer = 0
    if (!typed || sent) return
    if (busy && !last) { later(); return }
    typed = false
    const body = packed()
    const sending = fetch(form.dataset.draft, { method: 'POST', body, keepalive: body.toString().length < 60000, redirect: 'error' })
    busy = sending
    try {
      const answer = await sending
      if (!answer.ok) throw answer
      line.hidden = !(await answer.json()).kept
    } catch {
      typed = true
      line.hidden = true
    }
    if (busy === sending) busy = null
  }

  const later = () => {
    typed = true
    timer ||= setTimeout(save, 2000)
  }

  for (const name of ['input', 'change', 'balie:uploaded', 'balie:removed']) form.addEventListener(name, later)
  addEventListener('pagehide', () => save(true))
  document.addEventListener('visibilitychange', () => { if (document.hidden) save(true) })
  addEventListener('pageshow', () => { sent = false })
  if ('fresh' in form.dataset) later()

  // Signing out and the page's other forms leave it; the session may end there.
  addEventListener('submit', event => { if (event.target !== form) save(true) }, true)

  // A draft on its way arrives before the form that makes an end of it.
  form.addEventListener('submit', async event => {
    clearTimeout(timer)
    timer = 0
    sent = true
    if (!busy) return
    event.preventDefault()
    event.stopImmediatePropagation()
    const button = event.submitter
    await Promise.race([busy.catch(() => {}), new Promise(done => { setTimeout(done, 3000) })])
    busy = null
    form.requestSubmit(button)
  })
}
