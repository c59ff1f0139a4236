package store

import (
	"encoding/json"
	"sync"
)

const (
	batchBytes = 7900    // of one NOTIFY; PostgreSQL refuses 8,000
	factsBytes = 4 << 20 // kept while the database is out of reach
)

// news is what a commit leaves behind for this node and for others: that jobs
// wait, and facts. The zero value is ready.
type news struct {
	mu    sync.Mutex
	hooks []func()
	jobs  bool              // others have not heard yet that jobs wait
	facts []json.RawMessage // not sent yet
	size  int               // bytes of facts
	lost  bool              // some facts were let go
	kick  chan struct{}     // of the sender; nil while none runs
}

// OnJobs calls fn whenever jobs may be waiting: after a commit here, and when
// another node or process says so. fn must not block.
func (s *Store) OnJobs(fn func()) {
	s.news.mu.Lock()
	defer s.news.mu.Unlock()
	s.news.hooks = append(s.news.hooks, fn)
}

// Notify tells the other nodes a fact, in JSON, soon and at most once; call it
// after the commit. Without Listen, and on SQLite, nobody hears it.
func (s *Store) Notify(payload []byte) {
	s.news.add(payload)
}

func (n *news) add(payload []byte) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.kick == nil {
		return
	}
	if n.size+len(payload) > factsBytes {
		n.facts, n.size, n.lost = nil, 0, true
	} else {
		n.facts = append(n.facts, payload)
		n.size += len(payload)
	}
	n.poke()
}

// jobsWait wakes the runner of this node and has the others told.
func (n *news) jobsWait() {
	n.wakeHere()
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.kick != nil {
		n.jobs = true
		n.poke()
	}
}

func (n *news) wakeHere() {
	n.mu.Lock()
	hooks := n.hooks
	n.mu.Unlock()
	for _, fn := range hooks {
		fn()
	}
}

// poke wakes the sender; the lock is held.
func (n *news) poke() {
	select {
	case n.kick <- struct{}{}:
	default:
	}
}

// batch is one NOTIFY.
type batch struct {
	Node  string            `json:"n"`
	Jobs  bool              `json:"j,omitempty"` // jobs wait
	Lost  bool              `json:"l,omitempty"` // facts were let go: look for yourself
	Facts []json.RawMessage `json:"f,omitempty"`
}

// take packs what is to be sent into as few batches as fit; nothing is left.
func (n *news) take(node string) []batch {
	n.mu.Lock()
	facts := n.facts
	now := batch{Node: node, Jobs: n.jobs, Lost: n.lost}
	n.facts, n.size, n.jobs, n.lost = nil, 0, false, false
	n.mu.Unlock()
	frame := len(node) + 64
	var out []batch
	size := frame
	for _, f := range facts {
		if frame+len(f) > batchBytes {
			now.Lost = true
			continue
		}
		if size+len(f)+1 > batchBytes {
			out = append(out, now)
			now, size = batch{Node: node}, frame
		}
		now.Facts = append(now.Facts, f)
		size += len(f) + 1
	}
	if now.Jobs || now.Lost || len(now.Facts) > 0 {
		out = append(out, now)
	}
	return out
}
