// What arrived since the page was drawn counts as seen once it was on screen, so
// that an answer to it is not refused; until then a notice tells of it.
const seen = document.querySelector('form[data-composer] [name=seen], #reply [name=seen]')

if (seen) {
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
