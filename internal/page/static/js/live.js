// Live updates: the server says which tickets changed, the page fetches its own
// parts again through its own address. One tab of the browser holds the
// connection and tells the others; hidden tabs let go of it.
//
// A part is an element with data-part, which is also what the header
// Balie-Fragment asks for. "counts" follows counts; a part with data-ticket that
// ticket; others any ticket. Its items (data-item with an id) are replaced one by
// one and new ones put in their place; with data-hold they are counted instead,
// so that nothing jumps (their ids are a letter and the ticket's number). A part
// with data-shelves asks only for what it shows or what came to one of these
// shelves; with data-tally the latter is counted without asking.
const source = document.body.dataset.live
const parts = () => [...document.querySelectorAll('[data-part]')]
const channel = globalThis.BroadcastChannel && new BroadcastChannel('balie ' + source)

let release = null
let retry = 0
let lostSoon = 0

function lost(is) {
  clearTimeout(lostSoon)
  const shown = document.getElementById('lost-note')
  if (!is) { shown?.remove(); return }
  if (shown) return
  // A moment without connection is not worth a word.
  lostSoon = setTimeout(() => {
    const note = document.getElementById('lost').content.firstElementChild.cloneNode(true)
    note.id = 'lost-note'
    document.getElementById('toasts').append(note)
  }, 3000)
}

function wants(part, update) {
  if (update.all) return true
  if (part.dataset.part === 'counts') return update.counts || update.notices
  if (part.dataset.ticket) return update.tickets?.includes(Number(part.dataset.ticket))
  if (part.dataset.shelves) return wantsRows(part, update)
  return update.tickets?.length > 0
}

function wantsRows(part, update) {
  const shelves = part.dataset.shelves.split(' ').map(Number)
  const tally = 'tally' in part.dataset
  let wanted = false
  update.tickets?.forEach((id, i) => {
    const shelf = update.shelves[i]
    if (document.getElementById('t' + id)) wanted = true
    else if (!tally) wanted ||= shelf === 0 || shelves.includes(shelf)
    else if (shelf !== 0) shelves.includes(shelf) ? fresh.add(id) : fresh.delete(id)
  })
  if (tally) announce()
  return wanted
}

// fresh are the tickets that came to the list since it was shown.
const fresh = new Set()

function announce() {
  const note = document.querySelector('[data-new]')
  if (!note) return
  note.hidden = fresh.size === 0
  note.querySelector('[data-new-n]').textContent = fresh.size
}

let busy = false
let again = null

async function refresh(update) {
  const names = [...new Set(parts().filter(p => wants(p, update)).map(p => p.dataset.part))]
  if (names.length === 0) return
  if (busy) { again = join(again, update); return }
  busy = true
  try {
    const answer = await fetch(document.body.dataset.page, { headers: { 'Balie-Fragment': names.join(',') }, cache: 'no-store' })
    if (!answer.ok || answer.redirected) return
    const got = document.createElement('template')
    got.innerHTML = await answer.text()
    for (const name of names) {
      const old = document.querySelector(`[data-part="${name}"]`)
      const now = got.content.querySelector(`[data-part="${name}"]`)
      if (old && now) merge(old, now, update)
    }
    document.dispatchEvent(new CustomEvent('balie:fresh'))
  } catch {
    lost(true)
  } finally {
    busy = false
    if (again) {
      const next = again
      again = null
      setTimeout(() => refresh(next), 1000)
    }
  }
}

function join(a, b) {
  if (!a) return b
  return { all: a.all || b.all, counts: a.counts || b.counts, notices: a.notices || b.notices, tickets: [...(a.tickets ?? []), ...(b.tickets ?? [])], shelves: [...(a.shelves ?? []), ...(b.shelves ?? [])] }
}

// inUse spares what the person is in the middle of.
const inUse = element => element.contains(document.activeElement) || element.querySelector('details[open]')

function merge(old, now, update) {
  const held = old.hasAttribute('data-hold')
  let place = null
  if (held && (update.all || !('tally' in old.dataset))) fresh.clear()
  for (const item of now.querySelectorAll('[data-item]')) {
    const here = document.getElementById(item.id)
    if (!here) {
      if (held) { fresh.add(Number(item.id.slice(1))); continue }
      const added = document.importNode(item, true)
      if (place) place.after(added)
      else old.append(added)
      place = added
      continue
    }
    place = here
    if (here.outerHTML === item.outerHTML) continue
    if (!inUse(here)) {
      place = document.importNode(item, true)
      here.replaceWith(place)
    }
  }
  if (!held) return
  for (const here of old.querySelectorAll('[data-item]')) {
    // Others may be missing only because newer ones pushed them to the next page.
    const changed = update.tickets?.includes(Number(here.id.slice(1)))
    here.toggleAttribute('data-gone', Boolean(changed && !now.querySelector('#' + here.id)))
  }
  announce()
}

function connect() {
  const stream = new EventSource(source)
  // The first word is the server's mark: a page made at it has missed nothing.
  stream.addEventListener('hello', event => { retry = 0; tell({ mark: event.data }) })
  stream.addEventListener('update', event => tell(JSON.parse(event.data)))
  stream.addEventListener('error', () => {
    channel?.postMessage({ lost: true })
    lost(true)
    if (stream.readyState !== EventSource.CLOSED) return
    // The browser gave up, as after an error status: try again, ever slower.
    retry = Math.min((retry || 2500) * 2, 60000)
    clearTimeout(timer)
    timer = setTimeout(() => { if (close === end) { end(); close = connect() } }, retry * (0.75 + Math.random() / 2))
  })
  let timer = 0
  const end = () => { clearTimeout(timer); stream.close() }
  return end
}

let close = null

function tell(update) {
  channel?.postMessage(update)
  hear(update)
}

function hear(update) {
  if (update.lost) { lost(true); return }
  lost(false)
  if (!update.mark) { refresh(update); return }
  if (update.mark === document.body.dataset.mark) return
  document.body.dataset.mark = update.mark
  refresh({ all: true, counts: true })
}

function start() {
  if (release) return
  const stop = new AbortController()
  let done
  const held = new Promise(resolve => { done = resolve })
  release = () => { release = null; stop.abort(); done(); close?.(); close = null }
  const hold = () => { if (stop.signal.aborted) return; close = connect(); return held }
  // Without a secure origin there are no locks: then each tab has its own.
  if (navigator.locks) navigator.locks.request('balie ' + source, { signal: stop.signal }, hold).catch(() => {})
  else hold()
}

if (source) {
  channel?.addEventListener('message', event => { if (release) hear(event.data) })
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) { release?.(); return }
    start()
    refresh({ all: true, counts: true })
  })
  addEventListener('pagehide', () => release?.())
  addEventListener('pageshow', event => { if (event.persisted && !document.hidden) start() })
  if (!document.hidden) start()
}
