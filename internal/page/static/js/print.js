// A page that is about to be printed opens the browser's dialog.
if (document.querySelector('[data-print]')) {
  if (document.readyState === 'complete') print()
  else addEventListener('load', () => print(), { once: true })
}
