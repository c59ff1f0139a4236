// Attachments: a list with remove buttons, dropping and pasting files, and the
// size said before sending. The browser's own file field stays what is sent.
const sizes = ['B', 'kB', 'MB', 'GB']

function size(bytes) {
  let unit = 0
  while (bytes >= 1000 && unit < sizes.length - 1) { bytes /= 1000; unit++ }
  const text = bytes.toLocaleString(document.documentElement.lang, { maximumFractionDigits: bytes < 10 && unit ? 1 : 0 })
  return text + ' ' + sizes[unit]
}

for (const box of document.querySelectorAll('[data-upload]')) {
  const input = box.querySelector('input[type=file]')
  const list = box.querySelector('.ups')
  const error = box.querySelector('.ferr')
  const form = input.form
  let files = []

  const show = () => {
    const transfer = new DataTransfer()
    for (const file of files) transfer.items.add(file)
    input.files = transfer.files
    list.hidden = files.length === 0
    list.replaceChildren(...files.map(line))
    const all = files.reduce((sum, file) => sum + file.size, 0)
    const tooLarge = all > Number(box.dataset.max)
    error.hidden = !tooLarge
    error.textContent = tooLarge ? box.dataset.tooLarge : ''
    input.setCustomValidity(tooLarge ? box.dataset.tooLarge : '')
  }

  const line = file => {
    const item = document.createElement('li')
    const name = document.createElement('span')
    const small = document.createElement('small')
    const remove = document.createElement('button')
    name.textContent = file.name
    small.textContent = size(file.size)
    name.append(small)
    remove.type = 'button'
    remove.className = 'btn btn--sm btn--quiet'
    remove.textContent = box.dataset.remove
    remove.ariaLabel = box.dataset.remove + ': ' + file.name
    remove.addEventListener('click', () => { files = files.filter(f => f !== file); show(); input.focus() })
    item.append(name, remove)
    return item
  }

  const add = more => { files = [...files, ...more]; show() }

  input.addEventListener('change', () => add(input.files))
  form.addEventListener('dragover', event => {
    if (!event.dataTransfer.types.includes('Files')) return
    event.preventDefault()
    box.dataset.over = ''
  })
  form.addEventListener('dragleave', () => { delete box.dataset.over })
  form.addEventListener('drop', event => {
    delete box.dataset.over
    if (event.dataTransfer.files.length === 0) return
    event.preventDefault()
    add(event.dataTransfer.files)
  })
  form.addEventListener('paste', event => {
    if (event.clipboardData.files.length === 0) return
    event.preventDefault()
    add(event.clipboardData.files)
  })
}
