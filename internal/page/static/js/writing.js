// Rich text: a textarea becomes an editor when somebody starts to write in it,
// and the editor is fetched only then. Until it is there, and without it, the
// textarea is what is sent.
const places = document.querySelectorAll('template[data-editor]')

for (const place of places) {
  const area = document.getElementById(place.dataset.for)
  const load = () => import(place.dataset.editor)
    .then(() => area.dispatchEvent(new Event('balie:edit')))
    .catch(() => area.addEventListener('focus', load, { once: true }))
  // What was typed before may have its looks to show.
  if (area.dataset.html) load()
  else area.addEventListener('focus', load, { once: true })
}
