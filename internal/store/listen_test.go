package store_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"balie/internal/store"
	"balie/internal/store/storetest"
)

// node is one server on a store, and what it heard.
type node struct {
	st    *store.Store
	heard chan string
	lost  chan struct{}
	woken chan struct{}
}

func startNode(t *testing.T, o store.Options, name string) *node {
	t.Helper()
	n := &node{storetest.OpenAt(t, o), make(chan string, 100_000), make(chan struct{}, 100), make(chan struct{}, 100_000)}
	n.st.OnJobs(func() { n.woken <- struct{}{} })
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		ended <- n.st.Listen(ctx, name, func(p []byte) { n.heard <- string(p) }, func() { n.lost <- struct{}{} })
	}()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return n
}

func wait[T any](t *testing.T, c chan T, for_ string) T {
	t.Helper()
	select {
	case v := <-c:
		return v
	case <-time.After(20 * time.Second):
		t.Fatalf("no %s within 20 s", for_)
		panic("unreachable")
	}
}

func onPostgres(t *testing.T, fn func(t *testing.T, o store.Options)) {
	for _, engine := range storetest.Engines(t) {
		if engine == storetest.Postgres {
			fn(t, storetest.Place(t, engine, storetest.NewClock()).Options)
		}
	}
}

func TestNodesHearEachOtherAndNotThemselves(t *testing.T) {
	onPostgres(t, func(t *testing.T, o store.Options) {
		a, b := startNode(t, o, "a"), startNode(t, o, "b")
		for _, n := range []*node{a, b} {
			wait(t, n.lost, "first look")
			wait(t, n.woken, "first look for jobs")
		}
		const total = 2000
		for n := range total {
			a.st.Notify(fmt.Appendf(nil, `{"n":%d,"t":"<&é>"}`, n))
		}
		for n := range total {
			if got, want := wait(t, b.heard, "fact"), fmt.Sprintf(`{"n":%d,"t":"<&é>"}`, n); got != want {
				t.Fatalf("heard %s, want %s", got, want)
			}
		}
		b.st.Notify([]byte(`"back"`))
		if got := wait(t, a.heard, "answer"); got != `"back"` {
			t.Errorf("heard %s, its own?", got)
		}
		change(t, a.st, func(tx *store.Tx) error { return tx.Enqueue(store.NewJob{Kind: "x"}) })
		wait(t, a.woken, "wake-up at home")
		wait(t, b.woken, "wake-up on the other node")
		if len(b.lost) != 0 {
			t.Error("called lost although nothing was")
		}
	})
}

func TestWhatIsTooMuchIsCalledLost(t *testing.T) {
	onPostgres(t, func(t *testing.T, o store.Options) {
		a, b := startNode(t, o, "a"), startNode(t, o, "b")
		wait(t, a.lost, "first look")
		wait(t, b.lost, "first look")
		large, err := json.Marshal(strings.Repeat("x", 9000))
		if err != nil {
			t.Fatal(err)
		}
		a.st.Notify(large)
		wait(t, b.lost, "call that something is lost")
		a.st.Notify([]byte(`"next"`))
		if got := wait(t, b.heard, "fact"); got != `"next"` {
			t.Errorf("heard %.20s", got)
		}
	})
}

func TestABrokenConnectionIsMadeAgain(t *testing.T) {
	onPostgres(t, func(t *testing.T, o store.Options) {
		a, b := startNode(t, o, "a"), startNode(t, o, "b")
		wait(t, a.lost, "first look")
		wait(t, b.lost, "first look")
		a.st.Notify([]byte(`"before"`))
		wait(t, b.heard, "fact")
		_, err := store.Strings(t.Context(), a.st, `SELECT pg_terminate_backend(pid)::text FROM pg_stat_activity
			WHERE datname = current_database() AND (query LIKE 'LISTEN%' OR query LIKE 'SELECT pg_notify%')`)
		if err != nil {
			t.Fatal(err)
		}
		wait(t, b.lost, "look after the new connection")
		wait(t, a.lost, "look after the new connection")
		a.st.Notify([]byte(`"after"`)) // the sender may notice only now
		select {
		case got := <-b.heard:
			if got != `"after"` {
				t.Errorf("heard %s", got)
			}
		case <-b.lost:
		case <-time.After(20 * time.Second):
			t.Error("neither heard nor called lost")
		}
	})
}

func TestAnotherProcessOnSQLiteIsNoticed(t *testing.T) {
	o := store.Options{Data: t.TempDir()}
	server, other := startNode(t, o, "a"), storetest.OpenAt(t, o)
	change(t, server.st, func(tx *store.Tx) error { return tx.SetSetting("own", "1") })
	for n := 0; ; n++ { // until it looked for the first time, changes do not count
		change(t, other, func(tx *store.Tx) error { return tx.SetSetting("x", fmt.Sprint(n)) })
		select {
		case <-server.lost:
			wait(t, server.woken, "look for jobs")
			return
		case <-time.After(50 * time.Millisecond):
		}
		if n > 400 {
			t.Fatal("not noticed")
		}
	}
}

func TestOurOwnCommitsAreNotAnotherProcess(t *testing.T) {
	o := store.Options{Data: t.TempDir()}
	st, other := storetest.OpenAt(t, o), storetest.OpenAt(t, o)
	version := func() int64 {
		n, err := store.Version(t.Context(), st)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	change(t, st, func(tx *store.Tx) error { return tx.SetSetting("own", "1") })
	first := version()
	change(t, st, func(tx *store.Tx) error { return tx.SetSetting("own", "2") })
	if n := version(); n != first {
		t.Errorf("our own commit moved the version from %d to %d", first, n)
	}
	change(t, other, func(tx *store.Tx) error { return tx.SetSetting("other", "1") })
	if version() == first {
		t.Error("another process's commit did not move the version")
	}
}
