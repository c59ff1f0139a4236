package store_test

import (
	"bytes"
	"context"
	"testing"
	"time"

	"balie/internal/access"
	"balie/internal/store"
	"balie/internal/store/storetest"
	"balie/internal/ticket"
)

func unread(t *testing.T, st *store.Store, a access.Actor) map[ticket.ID]bool {
	t.Helper()
	out := map[ticket.ID]bool{}
	look(t, st, func(tx *store.Tx) error {
		page, err := tx.ListTickets(store.List{Scope: access.DeskScope(a), View: ticket.ViewAll, Sort: ticket.SortUpdated, Me: a.User})
		for _, r := range page.Rows {
			out[r.ID] = r.Unread
		}
		return err
	})
	return out
}

func TestSeenIsKnownAtOnceAndKept(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store, e storetest.Env) {
		w := storetest.NewWorld(t, st)
		me, colleague := w.Staff[0], w.Staff[1]
		a, b := w.Submit(t, st, w.Customers[0], "a"), w.Submit(t, st, w.Customers[3], "b")
		st.Soft().Seen(me.User, a.ID, a.LastEvent)
		st.Soft().Seen(me.User, a.ID, a.LastEvent-1)
		st.Soft().Seen(colleague.User, b.ID, b.LastEvent-1)
		check := func(when string) {
			t.Helper()
			if got := unread(t, st, me); got[a.ID] || !got[b.ID] {
				t.Errorf("%s, unread: %v", when, got)
			}
			if got := unread(t, st, colleague); !got[a.ID] || !got[b.ID] {
				t.Errorf("%s, unread for the colleague: %v", when, got)
			}
		}
		check("before it is written")
		if err := st.Soft().Flush(t.Context()); err != nil {
			t.Fatal(err)
		}
		if n := st.Soft().SeenLately(me.User, a.ID); n != 0 {
			t.Errorf("still gathered: %d", n)
		}
		check("once written")
		st.Soft().Seen(me.User, a.ID, 1)
		if err := st.Close(); err != nil {
			t.Fatal(err)
		}
		st = storetest.OpenAt(t, e.Options)
		check("after an older look and a restart")
	})
}

func TestSeenOfManyIsWrittenInFewStatements(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store, _ storetest.Env) {
		w := storetest.NewWorld(t, st)
		made := w.Submit(t, st, w.Customers[0], "a")
		for user := range 1000 {
			st.Soft().Seen(w.Staff[0].User+1000, ticket.ID(user+1), made.LastEvent)
		}
		st.Soft().Seen(w.Staff[0].User, made.ID, made.LastEvent)
		if err := st.Soft().Flush(t.Context()); err != nil {
			t.Fatal(err)
		}
		if unread(t, st, w.Staff[0])[made.ID] {
			t.Error("one of many was not written")
		}
	})
}

func TestSessionUseIsWritten(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store, e storetest.Env) {
		w := storetest.NewWorld(t, st)
		start := e.Clock.Now()
		for n := range 3 {
			change(t, st, func(tx *store.Tx) error {
				return tx.AddSession(store.Session{
					Hash: bytes.Repeat([]byte{byte(n)}, 32), User: w.Staff[0].User, CreatedAt: start, UsedAt: start, ExpiresAt: start.Add(time.Hour),
				})
			})
		}
		later := start.Add(10 * time.Minute)
		for n := range 2 {
			st.Soft().SessionUsed(bytes.Repeat([]byte{byte(n)}, 32), later)
			st.Soft().SessionUsed(bytes.Repeat([]byte{byte(n)}, 32), start)
		}
		st.Soft().SessionUsed([]byte("ended meanwhile"), later)
		if err := st.Soft().Flush(t.Context()); err != nil {
			t.Fatal(err)
		}
		for n, want := range []time.Time{later, later, start} {
			look(t, st, func(tx *store.Tx) error {
				got, err := tx.SignedIn(bytes.Repeat([]byte{byte(n)}, 32))
				if !got.Session.UsedAt.Equal(want) {
					t.Errorf("session %d was used at %v, want %v", n, got.Session.UsedAt, want)
				}
				return err
			})
		}
	})
}

func TestStoppingWritesTheRest(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store, _ storetest.Env) {
		w := storetest.NewWorld(t, st)
		made := w.Submit(t, st, w.Customers[0], "a")
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() {
			st.RunSoft(ctx, func(err error) { t.Error(err) })
			close(ended)
		}()
		st.Soft().Seen(w.Staff[0].User, made.ID, made.LastEvent)
		stop()
		<-ended
		if st.Soft().SeenLately(w.Staff[0].User, made.ID) != 0 || unread(t, st, w.Staff[0])[made.ID] {
			t.Error("not written when it stopped")
		}
	})
}
