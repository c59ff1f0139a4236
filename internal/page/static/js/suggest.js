// A field that offers what may be typed: its list is filled as one types. What
// was chosen in the form's field "entity" narrows it.
for (const input of document.querySelectorAll('input[data-suggest]')) {
  let timer = 0
  const fill = async () => {
    const ask = new URLSearchParams({ q: input.value, entity: input.form.elements.entity?.value ?? '' })
    const answer = await fetch(input.dataset.suggest + '?' + ask).catch(() => null)
    if (!answer?.ok || answer.redirected) return
    const options = (await answer.json()).map(o => Object.assign(document.createElement('option'), o))
    input.list.replaceChildren(...options)
  }
  input.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(fill, 150) })
  input.addEventListener('focus', fill)
}
