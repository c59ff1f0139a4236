package browsertest

// shifts gathers what moved on the page by itself since it was opened. A block
// put on top at the end moves everything, so that the last entry is known to
// have come: entries come in their order.
const shifts = `(() => {
  if (globalThis.shifts) return false
  globalThis.shifts = []
  new PerformanceObserver(l => globalThis.shifts.push(...l.getEntries())).observe({ type: 'layout-shift', buffered: true })
  requestAnimationFrame(() => requestAnimationFrame(() => {
    globalThis.moved = performance.now()
    const block = document.createElement('p')
    block.textContent = 'moved'
    block.style.height = '200px'
    document.body.style.display = 'block'
    document.body.prepend(block)
  }))
  return true
})()`

// Shift is the layout shift of the page since it was opened, without what
// people caused (the sum of the values of the Layout Instability API). It
// spoils the page, so it can be asked once.
func (b *Tab) Shift() float64 {
	b.T.Helper()
	first, err := eval[bool](b, shifts)
	b.must("watch the layout", err)
	if !first {
		b.T.Fatal("the page was measured before, which moved it")
	}
	b.until("the layout to move when it is moved", "globalThis.moved && shifts.some(s => s.startTime >= moved)")
	sum, err := eval[float64](b, "shifts.filter(s => s.startTime < moved && !s.hadRecentInput).reduce((sum, s) => sum + s.value, 0)")
	b.must("layout shift", err)
	if sum > 0 {
		what, err := eval[string](b, `shifts.filter(s => s.startTime < moved).map(s => Math.round(s.startTime) + ' ms, ' + s.value + ': ' +
			s.sources.map(o => (o.node?.outerHTML ?? o.node?.data ?? 'gone') + ' from ' + JSON.stringify(o.previousRect) + ' to ' + JSON.stringify(o.currentRect)).join('; ')).join('\n')`)
		b.T.Logf("moved by itself: %s %v", what, err)
	}
	return sum
}

// Reload opens the page again the way a person does.
func (b *Tab) Reload() {
	b.T.Helper()
	b.Leave(func() { b.Has("setTimeout(() => location.reload())") })
}
