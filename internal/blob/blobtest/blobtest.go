// Package blobtest holds what every blob.Store must do, whatever keeps the
// bytes.
package blobtest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"balie/internal/blob"
	"balie/internal/errs"
)

// Run tests a Store; open gives an empty one for each test.
func Run(t *testing.T, open func(t *testing.T) blob.Store) {
	for name, test := range map[string]func(*testing.T, blob.Store){
		"round trip":         roundTrip,
		"limit":              limit,
		"broken reader":      brokenReader,
		"cancelled":          cancelled,
		"same content":       sameContent,
		"absent":             absent,
		"delete":             deleted,
		"walk":               walk,
		"seek":               seek,
		"deleted while open": deletedWhileOpen,
	} {
		t.Run(name, func(t *testing.T) { test(t, open(t)) })
	}
}

// Content gives n bytes that do not repeat at any usual chunk size.
func Content(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(i*7 + i/251 + i/65521)
	}
	return b
}

func hashOf(content []byte) blob.Hash {
	sum := sha256.Sum256(content)
	return blob.Hash(hex.EncodeToString(sum[:]))
}

func put(t *testing.T, s blob.Store, content []byte) blob.Info {
	t.Helper()
	info, err := s.Put(t.Context(), bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatalf("put %d bytes: %v", len(content), err)
	}
	if want := (blob.Info{Hash: hashOf(content), Size: int64(len(content))}); info != want {
		t.Fatalf("put gave %v, want %v", info, want)
	}
	return info
}

func read(t *testing.T, s blob.Store, h blob.Hash) []byte {
	t.Helper()
	f, err := s.Open(t.Context(), h)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	content, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func all(t *testing.T, s blob.Store) []blob.Info {
	t.Helper()
	var list []blob.Info
	if err := s.Walk(t.Context(), func(i blob.Info) error { list = append(list, i); return nil }); err != nil {
		t.Fatal(err)
	}
	return list
}

func roundTrip(t *testing.T, s blob.Store) {
	for _, n := range []int{0, 1, 1<<20 - 1, 1 << 20, 1<<20 + 1, 3<<20 + 17} {
		content := Content(n)
		h := put(t, s, content).Hash
		if !bytes.Equal(read(t, s, h), content) {
			t.Errorf("%d bytes came back different", n)
		}
	}
	short := Content(5000)
	info, err := s.Put(t.Context(), iotest.OneByteReader(bytes.NewReader(short)), 5000)
	if err != nil || info.Hash != hashOf(short) || !bytes.Equal(read(t, s, info.Hash), short) {
		t.Errorf("short reads: %v, %v", info, err)
	}
}

func limit(t *testing.T, s blob.Store) {
	for _, n := range []int{1, 100, 2 << 20} {
		_, err := s.Put(t.Context(), bytes.NewReader(Content(n)), int64(n-1))
		if !errs.Is(err, errs.TooLarge) {
			t.Errorf("%d bytes with limit %d: %v", n, n-1, err)
		}
	}
	if _, err := s.Put(t.Context(), &endless{left: 10 << 20}, 1<<20); !errs.Is(err, errs.TooLarge) {
		t.Errorf("endless content: %v", err)
	}
	if list := all(t, s); len(list) != 0 {
		t.Errorf("stored in spite of the limit: %v", list)
	}
	if info, err := s.Put(t.Context(), strings.NewReader("abc"), math.MaxInt64); err != nil || info.Size != 3 {
		t.Errorf("without a limit: %v, %v", info, err)
	}
}

// endless fails when more of it is read than any limit needs.
type endless struct{ left int }

func (e *endless) Read(p []byte) (int, error) {
	if e.left -= len(p); e.left < 0 {
		return 0, errors.New("read far beyond the limit")
	}
	return len(p), nil
}

func brokenReader(t *testing.T, s blob.Store) {
	broken := errors.New("the visitor went away")
	for _, n := range []int{0, 10, 2 << 20} {
		r := io.MultiReader(bytes.NewReader(Content(n)), iotest.ErrReader(broken))
		if _, err := s.Put(t.Context(), r, 4<<20); !errors.Is(err, broken) {
			t.Errorf("broken after %d bytes: %v", n, err)
		}
	}
	if list := all(t, s); len(list) != 0 {
		t.Errorf("stored in spite of the error: %v", list)
	}
}

func cancelled(t *testing.T, s blob.Store) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Put(ctx, strings.NewReader("late"), 10); !errors.Is(err, context.Canceled) {
		t.Errorf("put: %v", err)
	}
	if list := all(t, s); len(list) != 0 {
		t.Errorf("stored in spite of the end: %v", list)
	}
}

func sameContent(t *testing.T, s blob.Store) {
	content := Content(1<<20 + 5)
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			info, err := s.Put(t.Context(), bytes.NewReader(content), 2<<20)
			if err != nil || info.Hash != hashOf(content) {
				t.Errorf("put: %v, %v", info, err)
			}
		})
	}
	wait.Wait()
	if list := all(t, s); len(list) != 1 {
		t.Errorf("same content is there %d times", len(list))
	}
	if !bytes.Equal(read(t, s, hashOf(content)), content) {
		t.Error("content differs")
	}
}

func absent(t *testing.T, s blob.Store) {
	put(t, s, []byte("something"))
	for _, h := range []blob.Hash{
		hashOf([]byte("other")), "", "ab", "../../../etc/passwd", blob.Hash(strings.Repeat("/", 64)),
		blob.Hash(strings.ToUpper(string(hashOf([]byte("something"))))),
	} {
		if _, err := s.Open(t.Context(), h); !errs.Is(err, errs.NotFound) {
			t.Errorf("open %q: %v", h, err)
		}
		if has, err := s.Has(t.Context(), h); has || err != nil {
			t.Errorf("has %q: %v, %v", h, has, err)
		}
		if err := s.Delete(t.Context(), h, 0); err != nil {
			t.Errorf("delete %q: %v", h, err)
		}
	}
	if list := all(t, s); len(list) != 1 {
		t.Errorf("left: %v", list)
	}
}

func deleted(t *testing.T, s blob.Store) {
	content := Content(2<<20 + 1)
	kept := put(t, s, []byte("kept"))
	for range 2 {
		h := put(t, s, content).Hash
		if has, err := s.Has(t.Context(), h); !has || err != nil {
			t.Fatalf("has: %v, %v", has, err)
		}
		if err := s.Delete(t.Context(), h, time.Hour); err != nil {
			t.Fatal(err)
		}
		if has, err := s.Has(t.Context(), h); !has || err != nil {
			t.Errorf("what was just put is gone: %v, %v", has, err)
		}
		if err := s.Delete(t.Context(), h, 0); err != nil {
			t.Fatal(err)
		}
		if has, _ := s.Has(t.Context(), h); has {
			t.Error("still there")
		}
		if _, err := s.Open(t.Context(), h); !errs.Is(err, errs.NotFound) {
			t.Errorf("open: %v", err)
		}
	}
	if list := all(t, s); !slices.Equal(list, []blob.Info{kept}) {
		t.Errorf("left: %v", list)
	}
}

func walk(t *testing.T, s blob.Store) {
	var want []blob.Info
	for n := range 20 {
		want = append(want, put(t, s, Content(n)))
	}
	slices.SortFunc(want, func(a, b blob.Info) int { return strings.Compare(string(a.Hash), string(b.Hash)) })
	if got := all(t, s); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	stop, calls := errors.New("enough"), 0
	err := s.Walk(t.Context(), func(blob.Info) error {
		if calls++; calls == 3 {
			return stop
		}
		return nil
	})
	if !errors.Is(err, stop) || calls != 3 {
		t.Errorf("stopped after %d calls with %v", calls, err)
	}
}

func seek(t *testing.T, s blob.Store) {
	content := Content(2<<20 + 100)
	f, err := s.Open(t.Context(), put(t, s, content).Hash)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	size := int64(len(content))
	for _, row := range []struct {
		offset int64
		whence int
		want   int64
	}{
		{0, io.SeekEnd, size}, {1<<20 - 3, io.SeekStart, 1<<20 - 3}, {10, io.SeekCurrent, 1<<20 + 13}, {-50, io.SeekEnd, size - 50},
	} {
		at, err := f.Seek(row.offset, row.whence)
		if err != nil || at != row.want {
			t.Fatalf("seek %d, %d: %d, %v", row.offset, row.whence, at, err)
		}
		part := make([]byte, min(6, size-at))
		if _, err := io.ReadFull(f, part); err != nil || !bytes.Equal(part, content[at:at+int64(len(part))]) {
			t.Errorf("at %d: %v, %v", at, part, err)
		}
	}
}

func deletedWhileOpen(t *testing.T, s blob.Store) {
	content := Content(3 << 20)
	h := put(t, s, content).Hash
	f, err := s.Open(t.Context(), h)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := s.Delete(t.Context(), h, 0); err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(f)
	if err == nil && !bytes.Equal(got, content) {
		t.Errorf("read %d wrong bytes without an error", len(got))
	}
}
