// Writing on a ticket: what is typed is kept on the server every few seconds,
// for this person in every browser, until it is sent; Ctrl+Enter presses the
// main button; who else is there is told.
const composer = document.querySelector('form[data-composer]')

if (composer) {
  const body = composer.querySelector('textarea[name=body]')
  const saved = composer.querySelector('[data-saved]')
  const other = composer.querySelector('[data-other]')
  const side = () => composer.elements.vis?.value ?? 'reply'
  const version = side => composer.elements['draft_' + side]
  let vis = side()
  const files = () => [...composer.querySelectorAll('input[name=kept]')].map(i => i.value)
  const state = () => JSON.stringify([body.value, body.dataset.html || '', files()])
  let kept = state()
  let timer = 0
  let busy = false
  let sent = false

  // The answer to a saving is its version, and the text where another browser
  // had saved one meanwhile: the two are joined, nothing is lost.
  async function save(last) {
    clearTimeout(timer)
    timer = 0
    const before = state()
    if (before === kept || sent || (busy && !last)) return
    busy = true
    const text = body.value
    const at = vis
    try {
      const answer = await fetch(composer.dataset.composer, {
        method: 'POST', keepalive: last && text.length < 60000, redirect: 'error',
        body: new URLSearchParams([
          ['vis', at], ['body', text], ['body_html', body.dataset.html || ''], ['was', version(at).value],
          ...files().map(id => ['kept', id]),
        ]),
      })
      if (!answer.ok) throw answer
      const now = await answer.json()
      version(at).value = now.version
      kept = before
      if (now.text !== text && at === vis && body.value === text) type(now.text)
      saved.hidden = !text.trim()
    } catch {
      saved.hidden = true
    }
    busy = false
    if (state() !== kept && !last) later()
  }

  const later = () => { timer ||= setTimeout(save, 2000) }

  function type(text, html) {
    body.value = text
    body.dataset.html = html || ''
    body.dispatchEvent(new Event('balie:typed'))
    kept = state()
  }

  body.addEventListener('input', later)
  composer.addEventListener('balie:uploaded', later)
  composer.addEventListener('balie:removed', later)
  addEventListener('pagehide', () => save(true))
  document.addEventListener('visibilitychange', () => { if (document.hidden) save(true) })

  // The text moves along with the visibility, unless a draft waits there.
  composer.addEventListener('change', async event => {
    if (event.target.name !== 'vis') return
    const text = body.value
    const from = vis
    vis = side()
    if (text.trim()) {
      kept = ''
      if (version(from).value !== '0') {
        const was = version(from).value
        version(from).value = '0'
        fetch(composer.dataset.composer, { method: 'POST', body: new URLSearchParams({ vis: from, body: '', was }) }).catch(() => {})
      }
      later()
    } else {
      type(other.content.textContent, other.dataset.html)
      other.content.textContent = other.dataset.html = ''
    }
    body.focus()
  })

  composer.addEventListener('submit', () => { clearTimeout(timer); sent = true })
  addEventListener('pageshow', () => { sent = false })

  composer.addEventListener('keydown', event => {
    if (event.isComposing || event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    const main = [...composer.querySelectorAll('[data-main]')].find(b => b.offsetParent)
    main?.click()
  })
}

// What can be undone can be so for a few seconds only.
const undo = document.querySelector('[data-undo]')
if (undo) setTimeout(() => undo.remove(), Number(undo.dataset.undo))

// A sign of life every few seconds says who else is at the ticket.
const here = document.querySelector('[data-here]')

if (here) {
  let typed = 0
  const beat = async () => {
    if (document.hidden) return
    try {
      const typing = Date.now() - typed < 6000 ? 'yes' : ''
      const answer = await fetch(here.dataset.here, { method: 'POST', redirect: 'error', body: new URLSearchParams({ typing }) })
      if (!answer.ok) return
      const now = document.createElement('template')
      now.innerHTML = await answer.text()
      const fresh = now.content.querySelector('[data-here]')
      if (fresh && fresh.innerHTML !== here.innerHTML) here.replaceChildren(...fresh.childNodes)
    } catch { /* the live connection tells when it is lost */ }
  }
  beat()
  setInterval(beat, 5000)
  // Who begins to write says so at once.
  composer?.addEventListener('input', () => {
    const quiet = Date.now() - typed > 6000
    typed = Date.now()
    if (quiet) beat()
  })
  document.addEventListener('visibilitychange', beat)
}
