package desk

import "sync"

// lockedMap is what this node remembers for a while; the zero map field is made
// by New.
type lockedMap[K comparable, V any] struct {
	mu    sync.Mutex
	known map[K]V
}

func (m *lockedMap[K, V]) clear() {
	m.mu.Lock()
	clear(m.known)
	m.mu.Unlock()
}

func (m *lockedMap[K, V]) get(k K) (V, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	v, ok := m.known[k]
	return v, ok
}

// put keeps a value; when the map grew past what is worth keeping it starts anew.
func (m *lockedMap[K, V]) put(k K, v V) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.known) > 20000 {
		clear(m.known)
	}
	m.known[k] = v
}

func (m *lockedMap[K, V]) remove(match func(K, V) bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for k, v := range m.known {
		if match(k, v) {
			delete(m.known, k)
		}
	}
}

func (m *lockedMap[K, V]) change(fn func(K, V) V) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for k, v := range m.known {
		m.known[k] = fn(k, v)
	}
}
