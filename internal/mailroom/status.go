package mailroom

import (
	"sync"
	"time"
)

// State is how a mailbox is doing, for people who look after it.
type State struct {
	Name     string
	Success  time.Time // the last round without an error; zero: none yet
	Error    string    // of the last round that failed after it; "" when all is well
	ErrorAt  time.Time
	Taken    int  // mails since the start
	Waiting  int  // mails that could not be taken and are tried again
	TooLarge int  // mails that are left in the mailbox for good, since the start
	Watching bool // the server tells of new mail at once
}

type status struct {
	mu    sync.Mutex
	state State
}

// State gives how the mailbox is doing now.
func (f *Fetcher) State() State {
	f.status.mu.Lock()
	defer f.status.mu.Unlock()
	s := f.status.state
	s.Name = f.box.Name()
	return s
}

func (s *status) change(how func(*State)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	how(&s.state)
}

func (s *status) failed(err error) {
	s.change(func(st *State) { st.Error, st.ErrorAt = err.Error(), time.Now() })
}

func (s *status) succeeded() {
	s.change(func(st *State) { st.Success, st.Error = time.Now(), "" })
}
