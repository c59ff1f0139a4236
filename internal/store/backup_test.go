package store_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"balie/internal/access"
	"balie/internal/errs"
	"balie/internal/store"
	"balie/internal/store/storetest"
	"balie/internal/ticket"
)

// content is everything of a store that a test compares.
func content(t *testing.T, st *store.Store, w *storetest.World) string {
	t.Helper()
	var b strings.Builder
	look(t, st, func(tx *store.Tx) error {
		page, err := tx.ListTickets(store.List{Scope: access.DeskScope(w.Staff[0]), View: ticket.ViewAll, Sort: ticket.SortCreated, Limit: 1000})
		for _, r := range page.Rows {
			events, eventsErr := tx.Events(r.ID)
			messages, messagesErr := tx.Messages(r.ID, 0)
			people, peopleErr := tx.People(r.ID)
			err = errors.Join(err, eventsErr, messagesErr, peopleErr)
			fmt.Fprintf(&b, "%+v %+v %+v %+v\n", r, events, messages, people)
		}
		value, settingErr := tx.Setting("odd")
		fmt.Fprintf(&b, "%q", value)
		return errors.Join(err, settingErr)
	})
	return b.String()
}

func backup(t *testing.T, st *store.Store, files map[string]string) []byte {
	t.Helper()
	var out bytes.Buffer
	err := st.Backup(t.Context(), &out, func(a *store.Archive) error {
		for name, text := range files {
			if err := a.AddFile(name, int64(len(text)), strings.NewReader(text)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestABackupRestoresEverything(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store, e storetest.Env) {
		w := storetest.NewWorld(t, st)
		for n := range 5 {
			w.Submit(t, st, w.Customers[n*4], fmt.Sprintf("Subject\\%d\t\"é\"\n\\N", n))
		}
		change(t, st, func(tx *store.Tx) error { return tx.SetSetting("odd", "a\\N\tb\r\n'é") })
		before := content(t, st, w)
		archive := backup(t, st, map[string]string{"blobs/ab": "bytes"})

		to := storetest.Place(t, engineOf(st), e.Clock).Options
		files := map[string]string{}
		err := store.Restore(t.Context(), to, bytes.NewReader(archive), func(st *store.Store, name string, r io.Reader) error {
			text, err := io.ReadAll(r)
			files[name] = string(text)
			return errors.Join(err, st.Read(t.Context(), func(*store.Tx) error { return nil }))
		})
		if err != nil {
			t.Fatal(err)
		}
		if len(files) != 1 || files["blobs/ab"] != "bytes" {
			t.Errorf("files %v", files)
		}
		again := storetest.OpenAt(t, to)
		if after := content(t, again, w); after != before {
			t.Errorf("before:\n%s\nafter:\n%s", before, after)
		}
		if problems, err := again.Verify(t.Context()); len(problems) > 0 || err != nil {
			t.Errorf("%v, %v", problems, err)
		}
		last := w.Submit(t, st, w.Customers[0], "one more")
		if next := w.Submit(t, again, w.Customers[0], "one more"); next.ID != last.ID {
			t.Errorf("the next ticket is %d, not %d", next.ID, last.ID)
		}
		if err := store.Restore(t.Context(), to, bytes.NewReader(archive), nil); !errs.Is(err, errs.Conflict) {
			t.Errorf("restored over data: %v", err)
		}
		if after := content(t, again, w); !strings.Contains(after, "one more") {
			t.Error("a refused restore changed the data")
		}
	})
}

func engineOf(st *store.Store) string {
	if st.Postgres() {
		return storetest.Postgres
	}
	return storetest.SQLite
}

func TestABackupIsOneMomentWhileOthersWrite(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store, e storetest.Env) {
		w := storetest.NewWorld(t, st)
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan struct{})
		begun := make(chan struct{})
		go func() {
			defer close(ended)
			for n := 0; ctx.Err() == nil; n++ {
				w.Submit(t, st, w.Customers[n%len(w.Customers)], "a")
				if n == 20 {
					close(begun)
				}
			}
		}()
		<-begun
		archive := backup(t, st, nil)
		stop()
		<-ended
		to := storetest.Place(t, engineOf(st), e.Clock).Options
		if err := store.Restore(t.Context(), to, bytes.NewReader(archive), nil); err != nil {
			t.Fatal(err)
		}
		if problems, err := storetest.OpenAt(t, to).Verify(t.Context()); len(problems) > 0 || err != nil {
			t.Errorf("%v, %v", problems, err)
		}
	})
}

func TestADamagedBackupRestoresNothing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store, e storetest.Env) {
		w := storetest.NewWorld(t, st)
		w.Submit(t, st, w.Customers[0], "a")
		archive := backup(t, st, map[string]string{"blobs/ab": strings.Repeat("bytes", 1000)})
		flipped := slices.Clone(archive)
		flipped[len(flipped)-6] ^= 1 // the checksum
		to := storetest.Place(t, engineOf(st), e.Clock).Options
		for name, bad := range map[string][]byte{
			"cut": archive[:len(archive)/2], "without its end": archive[:len(archive)-9], "flipped": flipped, "empty": nil, "another file": []byte("no archive"),
		} {
			err := store.Restore(t.Context(), to, bytes.NewReader(bad), func(*store.Store, string, io.Reader) error { return nil })
			if !errs.Is(err, errs.Invalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
		wrong := errors.New("disk full")
		err := store.Restore(t.Context(), to, bytes.NewReader(archive), func(*store.Store, string, io.Reader) error { return wrong })
		if !errors.Is(err, wrong) {
			t.Errorf("a file that could not be stored: %v", err)
		}
		if err := store.Restore(t.Context(), to, bytes.NewReader(archive), func(*store.Store, string, io.Reader) error { return nil }); err != nil {
			t.Errorf("what failed left something behind: %v", err)
		}
	})
}

func TestABackupGoesBackToItsOwnEngineAlone(t *testing.T) {
	engines := storetest.Engines(t)
	if len(engines) < 2 {
		t.Skip("it holds both engines against each other")
	}
	for i, from := range engines {
		archive := backup(t, storetest.Open(t, from, nil), nil)
		to := storetest.Place(t, engines[1-i], storetest.NewClock()).Options
		if err := store.Restore(t.Context(), to, bytes.NewReader(archive), nil); !errs.Is(err, errs.Conflict) {
			t.Errorf("from %s: %v", from, err)
		}
	}
}

func TestAFileOfABackupKeepsItsSizeAndName(t *testing.T) {
	st := storetest.Open(t, storetest.Engines(t)[0], nil)
	for name, add := range map[string]func(*store.Archive) error{
		"short":    func(a *store.Archive) error { return a.AddFile("blobs/a", 9, strings.NewReader("short")) },
		"long":     func(a *store.Archive) error { return a.AddFile("blobs/a", 2, strings.NewReader("long")) },
		"reserved": func(a *store.Archive) error { return a.AddFile("database/x", 1, strings.NewReader("x")) },
	} {
		if err := st.Backup(t.Context(), io.Discard, add); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}
