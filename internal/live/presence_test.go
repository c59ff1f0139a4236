package live

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

func present(t *testing.T, h *Hub, ticket int64, want ...Presence) {
	t.Helper()
	if got := h.Present(ticket); !slices.Equal(got, want) {
		t.Errorf("present %v, want %v", got, want)
	}
}

func TestViewingIsAConnectionOnTheTicket(t *testing.T) {
	h := NewHub(time.Now)
	sanne := h.Join(Page{User: 2, Ticket: 5})
	again := h.Join(Page{User: 2, Ticket: 5})
	h.Join(Page{User: 1, Ticket: 5})
	h.Join(Page{User: 3, Ticket: 6})
	h.Join(Page{User: 4, Topics: []Topic{Ticket(5)}}) // a list that shows a row of it
	present(t, h, 5, Presence{User: 1}, Presence{User: 2})
	sanne.Leave()
	present(t, h, 5, Presence{User: 1}, Presence{User: 2})
	again.Leave()
	present(t, h, 5, Presence{User: 1})
	present(t, h, 7)
}

func TestSignsOfLifeLastFifteenSeconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := NewHub(time.Now)
		h.Join(Page{User: 1, Ticket: 5})
		h.Looking(Sign{5, 1, true})
		h.Looking(Sign{5, 9, false}) // on another node
		present(t, h, 5, Presence{1, true}, Presence{9, false})
		time.Sleep(10 * time.Second)
		h.Looking(Sign{5, 9, true})
		time.Sleep(Lifetime - 10*time.Second - time.Nanosecond)
		present(t, h, 5, Presence{1, true}, Presence{9, true})
		time.Sleep(time.Nanosecond)
		present(t, h, 5, Presence{1, false}, Presence{9, true})
		h.Looking(Sign{5, 9, false})
		present(t, h, 5, Presence{1, false}, Presence{9, false})
		time.Sleep(Lifetime)
		present(t, h, 5, Presence{1, false})
	})
}

func TestPagesHearOfPresence(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := NewHub(time.Now)
		c := h.Join(Page{User: 1, Ticket: 5}) // no filter: presence is no fact
		list := h.Join(Page{User: 4, Topics: []Topic{Ticket(5)}, Filter: anything})
		told := func(what string) {
			t.Helper()
			if u, _ := wait(t, c); !u.Presence || len(u.Tickets) != 0 || u.Counts {
				t.Errorf("%s: %+v", what, u)
			}
		}
		told("joined itself")
		other := h.Join(Page{User: 2, Ticket: 5})
		told("another came")
		h.Looking(Sign{5, 2, true})
		told("typing")
		h.Looking(Sign{5, 2, true})
		start := time.Now()
		told("typing ended by itself")
		if took := time.Since(start); took != Lifetime {
			t.Errorf("typing lasted %v", took)
		}
		other.Leave()
		told("another left")
		silent(t, c)
		silent(t, list)
	})
}
