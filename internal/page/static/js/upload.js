// Attachments: chosen, dropped or pasted files are stored at once, with their
// progress; the form then names them. Without this the browser's own field
// sends them with the form.
const units = ['B', 'kB', 'MB', 'GB']

function size(bytes) {
  let unit = 0
  while (bytes >= 1000 && unit < units.length - 1) { bytes /= 1000; unit++ }
  const text = bytes.toLocaleString(document.documentElement.lang, { maximumFractionDigits: bytes < 10 && unit ? 1 : 0 })
  return text + ' ' + units[unit]
}

function make(tag, props, ...children) {
  const element = Object.assign(document.createElement(tag), props)
  element.append(...children)
  return element
}

for (const box of document.querySelectorAll('[data-upload]')) {
  const input = box.querySelector('input[type=file]')
  const list = box.querySelector('.ups')
  const error = box.querySelector('.ferr')
  const said = box.querySelector('[role=status]')
  const form = input.form
  const words = box.dataset
  let running = 0
  let waiting = null // how the form was sent while files were on their way

  const tell = (name, detail) => form.dispatchEvent(new CustomEvent(name, { detail }))
  const fail = text => {
    error.hidden = !text
    error.textContent = text
  }

  const addAll = (files, into) => {
    fail('')
    for (const file of files) add(file, into)
  }

  const add = (file, into) => {
    if (file.size > Number(words.max)) { fail(words.tooLarge.replace('%', () => file.name)); return }
    const bar = make('progress', { max: 1, value: 0, ariaLabel: words.sending + ': ' + file.name })
    const small = make('small', { textContent: size(file.size) })
    const remove = make('button', { type: 'button', className: 'btn btn--sm btn--quiet', textContent: words.remove, ariaLabel: words.remove + ': ' + file.name })
    const item = make('li', {}, make('span', { className: 'ups__n' }, file.name, small), bar, remove)
    const request = new XMLHttpRequest()
    let stored = null
    remove.addEventListener('click', () => {
      request.abort()
      item.remove()
      list.hidden = list.children.length === 0
      if (stored) tell('balie:removed', stored)
      input.focus()
    })
    list.append(item)
    list.hidden = false

    const data = new FormData()
    data.append('files', file, file.name)
    request.upload.addEventListener('progress', event => { if (event.lengthComputable) bar.value = event.loaded / event.total })
    request.addEventListener('loadend', () => {
      running--
      let answer = null
      try { answer = JSON.parse(request.responseText) } catch { /* not ours: signed out, or no connection */ }
      stored = answer?.files?.[0]
      bar.remove()
      if (stored) {
        item.append(make('input', { type: 'hidden', name: 'kept', value: stored.id }))
        if (stored.image) item.prepend(make('img', { src: stored.image, alt: '', className: 'ups__t' }))
        said.textContent = words.done + ': ' + stored.name
        tell('balie:uploaded', { ...stored, into })
      } else if (item.isConnected) {
        item.remove()
        list.hidden = list.children.length === 0
        fail(answer?.problem ?? words.failed.replace('%', () => file.name))
        waiting = null
      }
      if (running || !waiting) return
      const pressed = waiting
      waiting = null
      form.requestSubmit(pressed.button)
    })
    running++
    request.open('POST', '/uploads')
    request.send(data)
  }

  input.addEventListener('change', () => {
    addAll(input.files, null)
    input.value = ''
  })

  // What was pressed meanwhile is done when all files have arrived.
  form.addEventListener('submit', event => {
    if (!running) return
    event.preventDefault()
    event.stopImmediatePropagation()
    waiting = { button: event.submitter }
    said.textContent = words.waits
  }, true)

  // A picture dropped or pasted into the text stands there, too.
  const text = event => event.target.closest?.('[contenteditable]')
  form.addEventListener('dragover', event => {
    if (!event.dataTransfer.types.includes('Files')) return
    event.preventDefault()
    words.over = ''
  })
  form.addEventListener('dragleave', () => { delete words.over })
  form.addEventListener('drop', event => {
    delete words.over
    if (event.dataTransfer.files.length === 0) return
    event.preventDefault()
    event.stopPropagation()
    addAll(event.dataTransfer.files, text(event))
  }, true)
  // Text copied from an office program carries a picture of itself: not meant.
  form.addEventListener('paste', event => {
    const { files, types } = event.clipboardData
    if (files.length === 0 || types.includes('text/rtf')) return
    event.preventDefault()
    event.stopPropagation()
    addAll(files, text(event))
  }, true)
}
