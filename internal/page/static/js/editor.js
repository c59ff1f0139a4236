// The editor over a textarea. The form sends what it says as HTML beside the
// plain text; the textarea goes on holding the text, for drafts.
const ownPicture = /^\/(?:uploads|files)\/\d+\/image$/

const subset = {
  ALLOWED_TAGS: [
    'p', 'div', 'br', 'b', 'strong', 'i', 'em', 'u', 's', 'del', 'a', 'ul', 'ol', 'li', 'blockquote', 'pre', 'code',
    'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'table', 'thead', 'tbody', 'tr', 'th', 'td', 'img',
  ],
  ALLOWED_ATTR: ['href', 'src', 'alt'],
  ALLOW_ARIA_ATTR: false,
  ALLOW_DATA_ATTR: false,
  RETURN_DOM_FRAGMENT: true,
}

// bare is the same HTML without what the page's policy would report when it is
// merely read. It is no protection: that is what comes after.
const bare = html => html
  .replace(/<style\b[^]*?<\/style>/gi, '')
  .replace(/<[a-z](?:[^>"']|"[^"]*"|'[^']*')*>/gi, tag => tag.replace(/\s(?:style|on[a-z]+)\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]+)/gi, ' '))

// fragment makes of any HTML what a message may hold. It is made outside the
// page, so that a foreign picture is gone before anybody would fetch it.
function fragment(html) {
  const clean = DOMPurify.sanitize(bare(html), subset)
  for (const image of clean.querySelectorAll('img')) {
    if (!ownPicture.test(image.getAttribute('src') ?? '')) image.replaceWith(image.alt)
  }
  return document.importNode(clean, true)
}

// A space that ends a line would be lost: it waits for the next word.
function paragraphs(text) {
  const escape = s => s.replace(/[&<>"]/g, c => '&#' + c.charCodeAt(0) + ';')
  return text.replace(/\r\n?/g, '\n').replace(/ $/gm, '\u00a0').split(/\n{2,}/).map(p => '<p>' + escape(p).replaceAll('\n', '<br>') + '</p>').join('')
}

// address is what a person typed as a link, as a browser follows it.
function address(typed) {
  const s = typed.trim()
  if (/^(https?:\/\/|mailto:|tel:)/i.test(s)) return s
  if (/^[^\s@/]+@[^\s@/]+\.[^\s@/]+$/.test(s)) return 'mailto:' + s
  if (/^[^\s/:]+\.[^\s/:]+([/:?#]\S*)?$/.test(s)) return 'https://' + s
  return ''
}

function edit(area, place) {
  const box = place.content.firstElementChild.cloneNode(true)
  const root = box.querySelector('.ed__text')
  const bar = box.querySelector('[role=toolbar]')
  const link = box.querySelector('.ed__link')
  const buttons = [...bar.querySelectorAll('button')]
  const label = area.labels[0]
  const had = area === document.activeElement
  let known = '' // the text

  label.id ||= area.id + '-label'
  root.setAttribute('aria-labelledby', label.id)
  for (const name of ['aria-describedby', 'aria-invalid', 'aria-required']) {
    if (area.hasAttribute(name)) root.setAttribute(name, area.getAttribute(name))
  }
  area.after(box)
  const squire = new Squire(root, { blockTag: 'P', sanitizeToDOMFragment: fragment })

  const html = () => known || root.querySelector('img') ? squire.getHTML() : ''
  const show = () => {
    squire.setHTML(area.dataset.html || paragraphs(area.value))
    known = area.value
    area.dataset.html = html()
  }
  const keep = () => {
    known = root.innerText.replaceAll('\u200b', '').trim()
    if (area.dataset.html === html()) return
    area.value = known
    area.dataset.html = html()
    area.dispatchEvent(new Event('input', { bubbles: true }))
  }

  show()
  area.hidden = true
  area.focus = () => squire.focus()
  if (had) {
    squire.focus()
    squire.moveCursorToEnd()
  }
  label.addEventListener('click', () => squire.focus())
  document.addEventListener('click', event => {
    if (event.target.closest?.(`a[href="#${area.id}"]`)) squire.focus()
  })
  squire.addEventListener('input', keep)
  area.addEventListener('balie:typed', show)
  area.form.addEventListener('formdata', event => {
    if (html()) event.formData.set(area.name + '_html', html())
  })
  area.form.addEventListener('balie:uploaded', event => {
    if (event.detail.image && event.detail.into === root) {
      squire.insertImage(event.detail.image, { alt: event.detail.name })
    }
  })
  area.form.addEventListener('balie:removed', event => {
    for (const image of root.querySelectorAll('img')) {
      if (image.getAttribute('src') === event.detail.image) image.remove()
    }
  })

  const does = {
    bold: [() => squire.hasFormat('B'), () => squire.bold(), () => squire.removeBold()],
    italic: [() => squire.hasFormat('I'), () => squire.italic(), () => squire.removeItalic()],
    list: [() => squire.hasFormat('UL'), () => squire.makeUnorderedList(), () => squire.removeList()],
    numbers: [() => squire.hasFormat('OL'), () => squire.makeOrderedList(), () => squire.removeList()],
    quote: [() => squire.hasFormat('BLOCKQUOTE'), () => squire.increaseQuoteLevel(), () => squire.decreaseQuoteLevel()],
    code: [() => squire.hasFormat('PRE') || squire.hasFormat('CODE'), () => squire.code(), () => squire.removeCode()],
    link: [() => squire.hasFormat('A'), () => openLink(), () => openLink()],
  }
  const mark = () => {
    for (const b of buttons) b.ariaPressed = String(does[b.dataset.do][0]())
  }
  const press = button => {
    const [on, make, undo] = does[button.dataset.do]
    on() ? undo() : make()
    mark()
  }
  squire.addEventListener('pathChange', mark)
  squire.addEventListener('select', mark)
  squire.addEventListener('cursor', mark)

  // One stop for Tab; arrows walk within the toolbar.
  buttons.forEach((b, i) => { b.tabIndex = i ? -1 : 0 })
  bar.addEventListener('mousedown', event => event.preventDefault())
  bar.addEventListener('click', event => {
    const button = event.target.closest('button')
    if (button) press(button)
  })
  bar.addEventListener('keydown', event => {
    const steps = { ArrowRight: 1, ArrowLeft: -1, Home: -buttons.length, End: buttons.length }
    if (!(event.key in steps)) return
    const at = Math.min(Math.max(buttons.indexOf(document.activeElement) + steps[event.key], 0), buttons.length - 1)
    buttons.forEach((b, i) => { b.tabIndex = i === at ? 0 : -1 })
    buttons[at].focus()
    event.preventDefault()
  })

  const field = link.querySelector('input')
  const bad = link.querySelector('.ferr')
  let chosen = null
  const openLink = () => {
    chosen = squire.getSelection()
    const at = chosen.startContainer
    const here = (at.nodeType === Node.ELEMENT_NODE ? at : at.parentElement).closest('a')
    field.value = here?.getAttribute('href') ?? ''
    link.querySelector('[data-unlink]').hidden = !here
    link.hidden = false
    bad.hidden = true
    field.focus()
  }
  const closeLink = () => {
    link.hidden = true
    squire.focus()
    squire.setSelection(chosen)
  }
  const setLink = () => {
    const to = address(field.value)
    bad.hidden = to !== ''
    if (!to) { field.focus(); return }
    closeLink()
    squire.makeLink(to)
    const made = squire.getSelection()
    made.collapse(false)
    squire.setSelection(made)
  }
  link.querySelector('[data-set]').addEventListener('click', setLink)
  link.querySelector('[data-unlink]').addEventListener('click', () => { closeLink(); squire.removeLink() })
  link.addEventListener('keydown', event => {
    if (event.key === 'Enter' && event.target === field) { event.preventDefault(); event.stopPropagation(); setLink() }
    if (event.key === 'Escape') { event.preventDefault(); event.stopPropagation(); closeLink() }
  })
}

for (const place of document.querySelectorAll('template[data-editor]')) {
  const area = document.getElementById(place.dataset.for)
  area.addEventListener('balie:edit', () => edit(area, place), { once: true })
}
