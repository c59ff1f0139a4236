// What arrived since the page was drawn counts as seen once it was on screen, so
// that an answer to it is not refused; until then a notice tells of it.
const seen = document.querySelector('form[data-composer] [name=seen], #reply [name=seen]')

if (seen) {
  const notice = document.querySelector('[data-unseen]')
  const answered = document.querySelector('[data-answered]')
  const typed = seen.form.querySelector('textarea[name=body]')
  const unseen = () => [...document.querySelectorAll('[data-event]')].filter(e => Number(e.dataset.event) > Number(seen.value))
  // Who writes is told at once when somebody else did: the answer may be given.
  const warned = new Set()
  const warn = () => {
    for (const e of unseen()) {
      if (warned.has(e.id) || !e.matches('article:not([data-mine], [data-kind=hidden])')) continue
      warned.add(e.id)
      if (!typed?.value.trim()) continue
      answered.querySelector('[data-answered-by]').textContent = e.querySelector('.msg__head strong').textContent
      answered.querySelector('a').hash = e.id
      answered.hidden = false
    }
  }
  answered?.querySelector('a').addEventListener('click', () => { answered.hidden = true })
  const tell = () => {
    const messages = unseen().filter(e => e.matches('article'))
    if (!notice) return
    notice.hidden = messages.length === 0 || !(answered?.hidden ?? true)
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
    if (answered) warn()
    for (const item of unseen()) reading.observe(item)
    tell()
  })
}
