// Writing: the draft of each ticket and visibility is kept in this browser until
// it is sent, Ctrl+Enter presses the main button, and what arrives meanwhile is told.
const composer = document.querySelector('form[data-composer]')

if (composer) {
  const body = composer.querySelector('textarea')
  const saved = composer.querySelector('[data-saved]')
  const draftKey = () => 'balie draft ' + composer.dataset.composer + ' ' + (composer.elements.vis?.value ?? '')
  let timer = 0
  let key = draftKey()

  // A draft remembers the person's last message when it was sent: once there is
  // a newer one it has arrived, until then it is kept.
  const mine = composer.dataset.mine
  const write = draft => {
    try {
      if (draft?.text.trim()) localStorage.setItem(key, JSON.stringify(draft))
      else localStorage.removeItem(key)
    } catch { /* full or forbidden: the text stays on the page */ }
    if (saved) saved.hidden = !draft?.text.trim()
  }
  const store = () => write({ text: body.value })
  const recall = () => {
    let draft = null
    try { draft = JSON.parse(localStorage.getItem(key)) } catch { /* forbidden */ }
    if (!draft) return
    if (draft.sent !== undefined && draft.sent !== mine) { write(null); return }
    body.value = draft.text
    if (saved) saved.hidden = false
  }

  // What the server sent back after a refusal is newer than the draft.
  if (!body.value) recall()

  body.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(store, 500) })
  addEventListener('pagehide', () => { if (timer) { clearTimeout(timer); if (!composer.dataset.sent) store() } })

  // The text moves along with the visibility, unless a draft waits there.
  composer.addEventListener('change', event => {
    if (event.target.name !== 'vis') return
    clearTimeout(timer)
    write(null)
    key = draftKey()
    if (body.value.trim()) store()
    else recall()
    body.focus()
  })

  composer.addEventListener('submit', () => {
    clearTimeout(timer)
    write(mine === undefined ? null : { text: body.value, sent: mine })
  })

  composer.addEventListener('keydown', event => {
    if (event.isComposing || event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    const main = [...composer.querySelectorAll('[data-main]')].find(b => b.offsetParent)
    main?.click()
  })

  // What arrived since the page was drawn counts as seen once it was on screen;
  // until then a notice tells of it.
  const seen = composer.elements.seen
  const notice = document.querySelector('[data-unseen]')
  const unseen = () => [...document.querySelectorAll('[data-event]')].filter(e => Number(e.dataset.event) > Number(seen.value))
  const tell = () => {
    const messages = unseen().filter(e => e.matches('article'))
    if (!notice) return
    notice.hidden = messages.length === 0
    notice.querySelector('[data-unseen-n]').textContent = messages.length
    if (messages.length) notice.querySelector('a').hash = messages[0].id
  }
  const reading = new IntersectionObserver(entries => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue
      reading.unobserve(target)
      seen.value = Math.max(Number(seen.value), Number(target.dataset.event))
    }
    tell()
  }, { rootMargin: '0px 0px -160px' })
  document.addEventListener('balie:fresh', () => {
    for (const item of unseen()) reading.observe(item)
    tell()
  })
}
