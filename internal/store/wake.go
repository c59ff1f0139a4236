package store

import "sync"

// news is what a commit leaves behind for this node and for others: that jobs
// wait, and facts. The zero value is ready.
type news struct {
	mu      sync.Mutex
	hooks   []func()
	jobs    bool     // others have not heard yet that jobs wait
	facts   [][]byte // not sent yet
	size    int      // bytes of facts
	dropped bool     // some facts were let go
	kick    chan struct{}
}

// OnJobs calls fn whenever jobs may be waiting: after a commit here, and when
// another node or process says so. fn must not block.
func (s *Store) OnJobs(fn func()) {
	s.news.mu.Lock()
	defer s.news.mu.Unlock()
	s.news.hooks = append(s.news.hooks, fn)
}

// jobsWait wakes the runner of this node and has the others told.
func (n *news) jobsWait() {
	n.wakeHere()
	n.mu.Lock()
	n.jobs = true
	n.mu.Unlock()
	n.poke()
}

func (n *news) wakeHere() {
	n.mu.Lock()
	hooks := n.hooks
	n.mu.Unlock()
	for _, fn := range hooks {
		fn()
	}
}

// poke wakes the sender, if one runs.
func (n *news) poke() {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.kick == nil {
		return
	}
	select {
	case n.kick <- struct{}{}:
	default:
	}
}
