package store_test

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"balie/internal/access"
	"balie/internal/errs"
	"balie/internal/store"
	"balie/internal/store/storetest"
	"balie/internal/ticket"
)

func TestAFormSentTwiceWorksOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store, e storetest.Env) {
		w := storetest.NewWorld(t, st)
		me := w.Staff[0].User
		var worked, told atomic.Int32
		var all sync.WaitGroup
		for range 12 {
			all.Go(func() {
				for {
					var result string
					err := st.Write(t.Context(), func(tx *store.Tx) error {
						old, found, err := tx.Once(me, "token")
						if err != nil || found {
							result = old
							return err
						}
						result = "HD-1"
						if err := tx.Enqueue(store.NewJob{Kind: "effect"}); err != nil {
							return err
						}
						return tx.KeepOnce(me, "token", result)
					})
					if err != nil && errs.From(err).Key == store.KeySentTwice {
						told.Add(1)
						continue
					}
					if err != nil || result != "HD-1" {
						t.Errorf("%q, %v", result, err)
					}
					worked.Add(1)
					return
				}
			})
		}
		all.Wait()
		if n := len(claim(t, st, 100)); n != 1 || worked.Load() != 12 {
			t.Errorf("%d effects, %d answers, %d told to look again", n, worked.Load(), told.Load())
		}
		look(t, st, func(tx *store.Tx) error {
			if _, found, _ := tx.Once(w.Staff[1].User, "token"); found {
				t.Error("another person's token answers")
			}
			return nil
		})
		e.Clock.Advance(25 * time.Hour)
		change(t, st, func(tx *store.Tx) error { _, err := tx.ForgetOld(); return err })
		look(t, st, func(tx *store.Tx) error {
			_, found, err := tx.Once(me, "token")
			if found {
				t.Error("still known after a day")
			}
			return err
		})
	})
}

func TestAParkedFormComesBackOnItsPageWithinAnHour(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store, e storetest.Env) {
		change(t, st, func(tx *store.Tx) error {
			if err := tx.Park([]byte("late"), 7, "/a", "x=2"); err != nil {
				return err
			}
			return tx.Park([]byte("hash"), 7, "/tickets/1", "body=<é>")
		})
		look := func(hash, path, want string) {
			t.Helper()
			var form string
			err := st.Read(t.Context(), func(tx *store.Tx) (err error) {
				if _, err := tx.Parked([]byte(hash), 8, path); !errs.Is(err, errs.NotFound) {
					t.Errorf("somebody else gets it: %v", err)
				}
				form, err = tx.Parked([]byte(hash), 7, path)
				return err
			})
			if form != want || errs.Is(err, errs.NotFound) != (want == "") {
				t.Errorf("%s on %s: %q, %v", hash, path, form, err)
			}
		}
		forget := func(path string) {
			change(t, st, func(tx *store.Tx) error { return tx.Unpark([]byte("hash"), path) })
		}
		look("hash", "/a", "")
		forget("/a")
		look("hash", "/tickets/1", "body=<é>")
		look("hash", "/tickets/1", "body=<é>")
		forget("/tickets/1")
		look("hash", "/tickets/1", "")
		look("late", "/a", "x=2")
		e.Clock.Advance(time.Hour)
		look("late", "/a", "")
	})
}

func TestUploadsAreTheirOwnersAlone(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store, e storetest.Env) {
		w := storetest.NewWorld(t, st)
		me, other := w.Customers[0].User, w.Customers[1].User
		list := make([]int64, 3)
		for n := range list {
			u := store.Upload{User: me, Name: "a b.txt", Type: "text/plain", Size: int64(n), Hash: string(rune('a' + n))}
			change(t, st, func(tx *store.Tx) error { return tx.AddUpload(&u) })
			list[n] = u.ID
		}
		err := st.Write(t.Context(), func(tx *store.Tx) error { _, err := tx.UseUploads(other, list[:1]); return err })
		if !errs.Is(err, errs.Invalid) {
			t.Errorf("another person used it: %v", err)
		}
		change(t, st, func(tx *store.Tx) error {
			kept, err := tx.Uploads(me, []int64{list[1], list[0]})
			if len(kept) != 2 || kept[0].Hash != "b" {
				t.Errorf("uploads %+v, %v", kept, err)
			}
			files, err := tx.UseUploads(me, []int64{list[1], list[0]})
			if len(files) != 2 || files[0].Name != "a b.txt" || files[0].Hash != "b" || files[1].Hash != "a" {
				t.Errorf("files %+v", files)
			}
			return err
		})
		err = st.Write(t.Context(), func(tx *store.Tx) error { _, err := tx.UseUploads(me, list[1:]); return err })
		if !errs.Is(err, errs.Invalid) {
			t.Errorf("used twice: %v", err)
		}
		e.Clock.Advance(49 * time.Hour)
		change(t, st, func(tx *store.Tx) error {
			if err := tx.DropOldUploads(); err != nil {
				return err
			}
			left, err := tx.Uploads(me, list)
			if len(left) != 0 {
				t.Errorf("left: %v", left)
			}
			return err
		})
	})
}

func TestAnEndedSessionIsNobodys(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store, e storetest.Env) {
		w := storetest.NewWorld(t, st)
		user, now := w.Staff[3].User, e.Clock.Now()
		change(t, st, func(tx *store.Tx) error {
			for _, h := range []string{"one", "two", "three"} {
				err := tx.AddSession(store.Session{Hash: []byte(h), User: user, CreatedAt: now, UsedAt: now, ExpiresAt: now.Add(time.Hour), Agent: "é"})
				if err != nil {
					return err
				}
			}
			return tx.EndSession([]byte("one"))
		})
		known := func(hash string) bool {
			var got store.SignedIn
			err := st.Read(t.Context(), func(tx *store.Tx) (err error) {
				got, err = tx.SignedIn([]byte(hash))
				return err
			})
			if err != nil && !errs.Is(err, errs.NotFound) {
				t.Error(err)
			}
			if err == nil {
				if m, ok := got.Actor.Desk(); !ok || m.Org != w.Partners[0].ID || m.Parent != w.Vendor.ID || got.User.ID != user {
					t.Errorf("signed in: %+v", got)
				}
			}
			return err == nil
		}
		if known("one") || !known("two") || known("unheard") {
			t.Error("ended, live and unknown sessions are not told apart")
		}
		e.Clock.Advance(time.Hour)
		if known("two") {
			t.Error("an expired session is live")
		}
		e.Clock.Set(now)
		change(t, st, func(tx *store.Tx) error { return tx.Deactivate(user) })
		if known("two") || known("three") {
			t.Error("a session of a person who left is live")
		}
	})
}

func TestHiddenMessagesAndTheirFilesStayHidden(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store, _ storetest.Env) {
		w := storetest.NewWorld(t, st)
		made := w.Submit(t, st, w.Customers[0], "open")
		first, second := w.Partners[0].ID, w.Partners[1].ID
		change(t, st, func(tx *store.Tx) error {
			for _, p := range []struct {
				partner int
				hidden  bool
			}{{0, false}, {0, true}, {1, true}} {
				m := ticket.Message{Ticket: made.ID, Author: w.Staff[3].User, Desk: first, Partner: w.Partners[p.partner].ID, Hidden: p.hidden, Body: "b", At: tx.Now}
				if err := tx.AddMessage(&m); err != nil {
					return err
				}
				m.Files = []ticket.File{{Name: "f", Type: "t", Size: 1, Hash: "h"}}
				if err := tx.AddFiles(m); err != nil {
					return err
				}
			}
			return nil
		})
		look(t, st, func(tx *store.Tx) error {
			public, err := tx.PublicMessages(made.ID)
			if len(public) != 2 || err != nil {
				t.Errorf("the customer reads %d messages, %v", len(public), err)
			}
			for name, row := range map[string]struct {
				got  func() (int, error)
				want int
			}{
				"the vendor reads":               {count(tx.Messages(made.ID, 0)), 4},
				"the first partner reads":        {count(tx.Messages(made.ID, first)), 3},
				"the second partner reads":       {count(tx.Messages(made.ID, second)), 3},
				"the customer's files":           {count(tx.Files(made.ID, false, 0)), 1},
				"the vendor's files":             {count(tx.Files(made.ID, true, 0)), 3},
				"the first partner's files":      {count(tx.Files(made.ID, true, first)), 2},
				"events after the last there is": {count(tx.EventsSince(made.ID, made.LastEvent)), 0},
			} {
				if n, err := row.got(); n != row.want || err != nil {
					t.Errorf("%s %d, want %d, %v", name, n, row.want, err)
				}
			}
			all, err := tx.Files(made.ID, true, 0)
			if err != nil {
				return err
			}
			f, m, err := tx.FileOf(all[1].ID)
			if !f.Hidden || !m.Hidden || m.Ticket != made.ID || m.Partner != first {
				t.Errorf("file %+v of message %+v", f, m)
			}
			return err
		})
		look(t, st, func(tx *store.Tx) error {
			for who, want := range map[int]bool{0: true, 2: false, 4: false} { // the requester, a colleague, another entity
				_, err := tx.Ticket(access.PortalScope(w.Customers[who]), made.ID)
				if (err == nil) != want {
					t.Errorf("customer %d opens it: %v", who, err)
				}
			}
			return nil
		})
	})
}

func count[T any](list []T, err error) func() (int, error) {
	return func() (int, error) { return len(list), err }
}
