package live

import (
	"runtime"
	"testing"
	"time"
)

// office joins n pages as a busy day has them: a tenth vendor lists, three
// tenths lists of agents of 20 partners (the first with a third of the work),
// two tenths tickets, the rest customers.
func office(h *Hub, n int) []*Conn {
	conns := make([]*Conn, 0, n)
	for i := range int64(n) {
		partner := busy(i)
		page := Page{User: i, Filter: func(f Fact) bool { return f.Public || f.Partner == partner }}
		switch i % 10 {
		case 0:
			page.Topics = []Topic{Everything()}
		case 1, 2, 3:
			page.Topics = []Topic{Partner(partner), Person(i)}
		case 4, 5:
			page.Ticket, page.Topics = i, []Topic{Partner(partner), Person(i)}
		default:
			page.Topics = []Topic{Person(i)}
		}
		conns = append(conns, h.Join(page))
	}
	return conns
}

// busy gives partner 1 a third of all and shares the rest among 19.
func busy(i int64) int64 {
	if i%3 == 0 {
		return 1
	}
	return 2 + i%19
}

// BenchmarkPublish is one second of work: 150 facts to 1,000 pages, which each
// take one update. Below 50 ms it is less than 5% of a core.
func BenchmarkPublish(b *testing.B) {
	now := time.Unix(0, 0)
	h := NewHub(func() time.Time { return now })
	conns := office(h, 1000)
	facts := make([]Fact, 150)
	for i := range facts {
		n := int64(i)
		facts[i] = Fact{Ticket: n * 3, Partner: busy(n), Entity: n, ShelfBefore: 1, ShelfAfter: 3, Public: i%2 == 0, People: []int64{n * 7, n*7 + 1}}
	}
	updates := 0
	for b.Loop() {
		now = now.Add(Pace)
		h.Publish(facts)
		for _, c := range conns {
			if u, _, err := c.take(); err == nil && !u.empty() {
				updates++
			}
		}
	}
	b.ReportMetric(float64(updates)/float64(b.N), "updates/op")
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/1e7, "%core")
}

func heap() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// A page that never reads holds the most.
func TestMemoryOfAConnection(t *testing.T) {
	h := NewHub(time.Now)
	const n = 1000
	before := heap()
	conns := office(h, n)
	for i := range int64(MaxTickets) {
		for partner := range int64(21) {
			h.Publish([]Fact{{Ticket: i, Partner: partner, People: []int64{i}}})
		}
	}
	each := (int64(heap()) - int64(before)) / n
	runtime.KeepAlive(conns)
	if each > 8<<10 || each <= 0 {
		t.Errorf("%d bytes a connection", each)
	}
	t.Logf("%d bytes a connection", each)
}
