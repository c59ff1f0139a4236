package crashtest

import (
	"math/rand/v2"
	"sync"
	"testing"
)

// share is how many forms a server gets from all of them before they rest: mail
// goes out slower than forms come in.
const share = 200

// crowd is people who send forms at the same time. Who loses an answer waits
// for the next server and sends the same form again.
type crowd struct {
	t      *testing.T
	people []*person
	all    sync.WaitGroup

	mu      sync.Mutex
	news    *sync.Cond
	base    string // of the server that takes forms; "" while there is none
	left    int    // forms that the server still gets
	over    bool
	waiting int
	begun   int // sendings
	forms   []*form
	asked   map[int][]string // tickets by who asked
	onSend  func(nth int)
}

// gather signs everybody in.
func gather(t *testing.T, base string, seed uint64) *crowd {
	t.Helper()
	c := &crowd{t: t, base: base, left: share, asked: map[int][]string{}}
	c.news = sync.NewCond(&c.mu)
	for n := range customers {
		c.people = append(c.people, &person{client: signIn(t, base, customerMail(n), password), name: n, random: rand.New(rand.NewPCG(seed, uint64(n)))})
	}
	c.people = append(c.people, &person{client: signIn(t, base, agentMail, password), name: customers, agent: true, random: rand.New(rand.NewPCG(seed, customers))})
	return c
}

// start lets everybody send forms until end.
func (c *crowd) start() {
	for _, p := range c.people {
		c.all.Go(func() {
			for {
				f := c.next(p)
				if f == nil || !c.deliver(p, f) {
					return
				}
			}
		})
	}
}

// next is the person's next form; nil when it is over.
func (c *crowd) next(p *person) *form {
	c.mu.Lock()
	defer c.mu.Unlock()
	known := func() []string {
		if p.agent {
			return c.asked[0]
		}
		return c.asked[p.name]
	}
	c.waiting++
	for !c.over && (c.base == "" || c.left == 0 || p.agent && len(known()) == 0) {
		c.news.Wait()
	}
	c.waiting--
	if c.over {
		return nil
	}
	c.left--
	f := p.fill(known())
	c.forms = append(c.forms, f)
	return f
}

// deliver sends a form until it is answered, and some once more after that, as
// whoever presses twice: they get the same answer. It is false after an answer
// that is none.
func (c *crowd) deliver(p *person, f *form) bool {
	for {
		base := c.server("")
		answer, refused, err := p.send(base, f)
		switch {
		case refused != "":
			c.t.Error(refused)
			return false
		case err == nil:
			again := f.answer == "" && p.random.IntN(8) == 0
			if f.answer != "" && f.answer != answer {
				c.t.Errorf("%s led to %s, again to %s", f.tag, f.answer, answer)
			}
			c.answered(p, f, answer)
			if again {
				continue
			}
			return true
		}
		c.server(base)
	}
}

// server waits for a server other than one that was lost.
func (c *crowd) server(lost string) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.waiting++
	for c.base == lost || c.base == "" {
		c.news.Wait()
	}
	c.waiting--
	if lost == "" {
		c.begun++
		if c.onSend != nil {
			c.onSend(c.begun)
		}
	}
	return c.base
}

func (c *crowd) answered(p *person, f *form, answer string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	known := f.answer != ""
	f.answer = answer
	if f.submit && !known {
		c.asked[p.name] = append(c.asked[p.name], f.ref())
		c.news.Broadcast()
	}
}

// watch calls fn when sendings begin, until the next watch; it must not block.
func (c *crowd) watch(fn func(nth int)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.begun, c.onSend = 0, fn
}

// hush closes the doors and returns when nobody sends any more.
func (c *crowd) hush() {
	c.t.Helper()
	c.mu.Lock()
	c.base, c.onSend = "", nil
	c.mu.Unlock()
	until(c.t, "everybody to wait", func() bool {
		c.mu.Lock()
		defer c.mu.Unlock()
		return c.waiting == len(c.people)
	})
}

// open tells everybody of a server.
func (c *crowd) open(base string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.base, c.left = base, share
	c.news.Broadcast()
}

// reach returns once the nth form of this server is being sent.
func (c *crowd) reach(nth int) {
	reached := make(chan struct{})
	c.watch(func(n int) {
		if n == nth {
			close(reached)
		}
	})
	<-reached
}

// unanswered is how many forms got no answer yet; call it when all is quiet.
func unanswered(forms []*form) (n int) {
	for _, f := range forms {
		if f.answer == "" {
			n++
		}
	}
	return n
}

// answers are the forms that were answered so far.
func (c *crowd) answers() []*form {
	c.mu.Lock()
	defer c.mu.Unlock()
	var out []*form
	for _, f := range c.forms {
		if f.answer != "" {
			out = append(out, f)
		}
	}
	return out
}

// end lets everybody finish the form at hand and returns all forms.
func (c *crowd) end() []*form {
	c.mu.Lock()
	c.over = true
	c.news.Broadcast()
	c.mu.Unlock()
	c.all.Wait()
	if n := unanswered(c.forms); n > 0 {
		c.t.Errorf("%d forms never got an answer", n)
	}
	return c.forms
}
