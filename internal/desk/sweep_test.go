package desk_test

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"balie/internal/blob"
	"balie/internal/store"
)

// shelf is where a world keeps its bytes, which can be made to look old.
type shelf struct {
	blob.Store
	dir string // of a disk; "" for the database, whose clock is the world's
}

func (w *mailWorld) shelf() shelf {
	s := shelf{Store: w.st.Blobs()}
	if !w.st.Postgres() {
		s.dir = w.t.TempDir()
		disk, err := blob.NewDisk(s.dir)
		w.must(err)
		s.Store = disk
	}
	w.d.Blobs = s.Store
	return s
}

// ages lets days pass, after which all uploads are abandoned.
func (w *mailWorld) ages(s shelf) {
	w.t.Helper()
	w.clock.Advance(72 * time.Hour)
	if s.dir != "" {
		files, err := filepath.Glob(filepath.Join(s.dir, "??", "??", "*"))
		w.must(err)
		then := time.Now().Add(-72 * time.Hour)
		for _, f := range files {
			w.must(os.Chtimes(f, then, then))
		}
	}
	w.write(func(tx *store.Tx) error { return tx.DropOldUploads() })
}

func (w *mailWorld) sends(content string) store.Upload {
	w.t.Helper()
	u, err := w.d.UploadFile(w.t.Context(), w.eva, "a.txt", "text/plain", strings.NewReader(content), 100)
	w.must(err)
	return u
}

func (s shelf) holds(t *testing.T) (list []string) {
	t.Helper()
	err := s.Walk(t.Context(), func(i blob.Info) error {
		f, err := s.Open(t.Context(), i.Hash)
		if err != nil {
			return err
		}
		defer f.Close()
		text, err := io.ReadAll(f)
		list = append(list, string(text))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(list)
	return list
}

func TestSweepRemovesWhatNothingNames(t *testing.T) {
	eachMailWorld(t, func(t *testing.T, w *mailWorld) {
		s := w.shelf()
		id := w.asks(w.eva, "The till", "It is stuck.")
		used := w.sends("in a message")
		w.sends("abandoned")
		w.write(func(tx *store.Tx) error {
			m, err := tx.Messages(id, 0)
			if err != nil {
				return err
			}
			if m[0].Files, err = tx.UseUploads(w.eva.User, []int64{used.ID}); err != nil {
				return err
			}
			return tx.AddFiles(m[0])
		})
		w.ages(s)
		w.sends("waits for its message")
		if _, err := s.Put(t.Context(), strings.NewReader("its row comes in a moment"), 100); err != nil {
			t.Fatal(err)
		}
		w.must(w.d.Sweep(t.Context(), store.Job{}))
		want := []string{"in a message", "its row comes in a moment", "waits for its message"}
		if got := s.holds(t); !slices.Equal(got, want) {
			t.Errorf("kept %q, want %q", got, want)
		}
	})
}

// between is a store of blobs in which something happens right before a blob
// is deleted, when it was found to belong to nothing.
type between struct {
	blob.Store
	happens func()
}

func (b between) Delete(ctx context.Context, h blob.Hash, age time.Duration) error {
	b.happens()
	return b.Store.Delete(ctx, h, age)
}

func TestSweepLeavesWhatIsSentAgainMeanwhile(t *testing.T) {
	eachMailWorld(t, func(t *testing.T, w *mailWorld) {
		s := w.shelf()
		w.sends("the same bytes")
		w.ages(s)
		w.d.Blobs = between{s.Store, func() { w.sends("the same bytes") }}
		w.must(w.d.Sweep(t.Context(), store.Job{}))
		if got := s.holds(t); len(got) != 1 {
			t.Errorf("an upload lost its bytes: %q", got)
		}
	})
}

func TestSweepWhileManySend(t *testing.T) {
	eachMailWorld(t, func(t *testing.T, w *mailWorld) {
		s := w.shelf()
		const n = 12
		for i := range n {
			w.sends(fmt.Sprint("content ", i))
		}
		w.ages(s)
		var all sync.WaitGroup
		for i := range n {
			all.Go(func() { w.sends(fmt.Sprint("content ", i)) })
			all.Go(func() {
				if err := w.d.Sweep(t.Context(), store.Job{}); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if got := s.holds(t); len(got) != n {
			t.Errorf("%d of %d uploads have their bytes", len(got), n)
		}
	})
}
