// Keyboard: a shortcut presses what carries it in data-key, so a key without a
// target on this page does nothing. Never while typing.
const typing = element => element.closest('input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]')

const rows = () => [...document.querySelectorAll('.tt__link')]
const messages = () => [...document.querySelectorAll('.msg')]

function move(list, step, link) {
  if (list.length === 0) return
  const at = list.findIndex(e => e === document.activeElement || e.contains(document.activeElement))
  const next = list[at < 0 ? (step > 0 ? 0 : list.length - 1) : Math.min(Math.max(at + step, 0), list.length - 1)]
  ;(link ? next.querySelector(link) : next).focus()
  next.scrollIntoView({ block: 'nearest' })
}

function press(key) {
  const target = document.querySelector(`[data-key="${CSS.escape(key)}"]`)
  if (!target || target.disabled) return false
  if (target.matches('input[type=search]')) { target.focus(); target.select() }
  else if (target.closest('.split')) send(target)
  else target.click()
  if (target.dataset.then) document.getElementById(target.dataset.then)?.focus()
  else if (target.matches('details[open] > summary')) choices(target.parentElement)[0]?.focus()
  return true
}

const choices = menu => [...menu.querySelectorAll('.pop :is(button, a, input, select, textarea):not([type=hidden])')]

// A way to send belongs to one side of the composer: the key turns to that side
// first. Hidden words never turn public by a key. Without words it asks: sending
// on needs some and waits as the main button, closing is one more key away.
function send(target) {
  const { body, vis } = target.form.elements
  const side = target.closest('.when-hidden') ? 'hidden' : 'reply'
  const words = body.value.trim()
  const here = vis.value === side
  if (!here && words && side === 'reply') return
  const main = target.closest('.split').querySelector('[data-main]')
  if (here && words) { (main.dataset.plain ? main : target).click(); return }
  if (!here) target.form.querySelector(`[name=vis][value=${side}]`).click()
  if (side === 'hidden') arm(main, target, body)
  else {
    target.closest('details').open = true
    target.focus()
  }
}

// The main button changes places with another way to send, until a side of the
// composer is chosen again.
function arm(main, other, body) {
  if (!main.dataset.plain) swap(main, other)
  main.dataset.plain = 'no'
  body.focus()
}

function swap(main, other) {
  const words = other.querySelector('strong')
  const small = other.querySelector('small')
  const text = main.firstChild
  ;[main.value, other.value] = [other.value, main.value]
  ;[text.data, words.textContent] = [words.textContent + ' ', text.data.trim()]
  small.hidden = !small.hidden
}

document.addEventListener('click', event => {
  if (event.target.matches?.('[name=vis]')) {
    const main = document.querySelector('[data-main][data-plain]')
    if (!main) return
    delete main.dataset.plain
    swap(main, main.closest('.split').querySelector('[data-key=v]'))
    return
  }
  const link = event.target.closest('[data-arm]')
  if (!link) return
  event.preventDefault()
  link.closest('details').open = false
  press(link.dataset.arm)
})

const moves = {
  j: () => rows().length ? move(rows(), 1) : press('next'),
  k: () => rows().length ? move(rows(), -1) : press('previous'),
  n: () => move(messages(), 1, '.msg__time'),
  b: () => move(messages(), -1, '.msg__time'),
  o: () => document.activeElement.matches('.tt__link') && document.activeElement.click(),
  '?': () => document.getElementById('keys')?.showModal(),
}

// A jump begins with g; the page knows, so that its second key does nothing else.
const page = document.body.dataset

addEventListener('keydown', event => {
  if ('noKeys' in page) return
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return
  if (event.key === 'Escape' && typing(event.target)) { event.target.blur(); return }
  if (typing(event.target) || document.querySelector('dialog[open]')) return
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key
  if (Date.now() - (page.jump ?? 0) < 1500) {
    delete page.jump
    if (press('g ' + key)) event.preventDefault()
    return
  }
  if (key === 'g') { page.jump = Date.now(); return }
  const done = moves[key] ? moves[key]() !== false : press(key)
  if (done) event.preventDefault()
})

document.addEventListener('click', event => {
  if (event.target.closest('[data-open-keys]')) document.getElementById('keys').showModal()
  if (event.target.closest('[data-close-keys]')) document.getElementById('keys').close()
})
