package blob_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"balie/internal/blob"
	"balie/internal/errs"
)

func put(t *testing.T, s blob.Store, text string) blob.Hash {
	t.Helper()
	info, err := s.Put(t.Context(), strings.NewReader(text), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	return info.Hash
}

// A folder that is none, or that lost its parts, is said to be out of service:
// never that what it holds does not exist.
func TestABrokenFolderIsUnavailable(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := blob.NewDisk(file); !errs.Is(err, errs.Unavailable) {
		t.Errorf("a file for a folder: %v", err)
	}
	if err := os.MkdirAll(filepath.Join(dir, "a"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "a", "tmp"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := blob.NewDisk(filepath.Join(dir, "a")); !errs.Is(err, errs.Unavailable) {
		t.Errorf("a file for its tmp: %v", err)
	}
	whole := filepath.Join(dir, "whole")
	d := newDisk(t, whole)
	h := put(t, d, "content")
	outer := filepath.Join(whole, string(h[:2]))
	if err := os.RemoveAll(outer); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(outer, []byte("in the way"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Open(t.Context(), h); !errs.Is(err, errs.Unavailable) {
		t.Errorf("open: %v", err)
	}
	if _, err := d.Has(t.Context(), h); !errs.Is(err, errs.Unavailable) {
		t.Errorf("has: %v", err)
	}
	if err := d.Delete(t.Context(), h, 0); !errs.Is(err, errs.Unavailable) {
		t.Errorf("delete: %v", err)
	}
	if _, err := d.Put(t.Context(), strings.NewReader("content"), 100); !errs.Is(err, errs.Unavailable) {
		t.Errorf("put: %v", err)
	}
	if left := files(t, filepath.Join(whole, "tmp")); len(left) > 0 {
		t.Errorf("a put that found no place left %v", left)
	}
	if err := os.RemoveAll(whole); err != nil {
		t.Fatal(err)
	}
	if err := d.Walk(t.Context(), func(blob.Info) error { return nil }); !errs.Is(err, errs.Unavailable) {
		t.Errorf("walk: %v", err)
	}
}

// What else lies in the folder is no blob, wherever it lies and whatever its name.
func TestStrayFilesAreNoBlobs(t *testing.T) {
	dir := t.TempDir()
	d := newDisk(t, dir)
	h := put(t, d, "content")
	other := strings.Repeat("0", 64)
	for _, name := range []string{
		"README", string(h), filepath.Join(string(h[:2]), string(h)), filepath.Join(string(h[:2]), string(h[2:4]), other), filepath.Join(string(h[:2]), string(h[2:4]), string(h)+".bak"),
		filepath.Join("tmp", string(h)),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("stray"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.MkdirAll(filepath.Join(dir, "00", "00", other), 0o700); err != nil {
		t.Fatal(err)
	}
	var found []blob.Info
	err := d.Walk(t.Context(), func(i blob.Info) error { found = append(found, i); return nil })
	if err != nil || len(found) != 1 || found[0] != (blob.Info{Hash: h, Size: 7}) {
		t.Errorf("found %v, %v", found, err)
	}
}

func TestAWalkEndsWhenItIsTold(t *testing.T) {
	for name, s := range map[string]blob.Store{"disk": newDisk(t, t.TempDir()), "memory": &blob.Memory{}} {
		for _, text := range []string{"a", "b", "c"} {
			put(t, s, text)
		}
		enough := errors.New("enough")
		n := 0
		err := s.Walk(t.Context(), func(blob.Info) error {
			if n++; n == 2 {
				return enough
			}
			return nil
		})
		if !errors.Is(err, enough) || n != 2 {
			t.Errorf("%s: %d visited, %v", name, n, err)
		}
		// What is deleted on the way is not visited.
		var last blob.Hash
		err = s.Walk(t.Context(), func(i blob.Info) error {
			if last != "" {
				t.Errorf("%s: %s is visited after it was deleted", name, i.Hash)
			}
			last = i.Hash
			for _, text := range []string{"a", "b", "c"} {
				if h := put(t, &blob.Memory{}, text); h != i.Hash {
					if err := s.Delete(t.Context(), h, 0); err != nil {
						t.Error(err)
					}
				}
			}
			return nil
		})
		if err != nil || last == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := newDisk(t, t.TempDir()).Walk(ctx, func(blob.Info) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("a walk nobody waits for: %v", err)
	}
}

// The same content put by many at once is whole for each of them, also while
// others delete what is old.
func TestTheSameContentByMany(t *testing.T) {
	dir := t.TempDir()
	d := newDisk(t, dir)
	content := strings.Repeat("the same ", 1000)
	h := put(t, d, content)
	then := time.Now().Add(-time.Hour)
	path := filepath.Join(dir, string(h[:2]), string(h[2:4]), string(h))
	if err := os.Chtimes(path, then, then); err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 10 {
				if _, err := d.Put(t.Context(), strings.NewReader(content), 1<<20); err != nil {
					t.Error(err)
					return
				}
				r, err := d.Open(t.Context(), h)
				if err != nil {
					t.Errorf("put, and then %v", err)
					return
				}
				if b, err := io.ReadAll(r); err != nil || string(b) != content {
					t.Errorf("%d bytes, %v", len(b), err)
				}
				r.Close()
			}
		})
		all.Go(func() {
			for range 10 {
				if err := d.Delete(t.Context(), h, time.Minute); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if ok, err := d.Has(t.Context(), h); !ok || err != nil {
		t.Errorf("in the end: %v, %v", ok, err)
	}
}

func TestOnlyHashesAreValid(t *testing.T) {
	good := strings.Repeat("0123456789abcdef", 4)
	for h, want := range map[string]bool{good: true, "": false, good[1:]: false, good + "0": false, strings.ToUpper(good): false, "g" + good[1:]: false, "/" + good[1:]: false, "../" + good[3:]: false, strings.Repeat("é", 32): false} {
		if got := blob.Hash(h).Valid(); got != want {
			t.Errorf("%q: %v", h, got)
		}
	}
}

type brokenWriter struct{}

func (brokenWriter) Write(p []byte) (int, error) { return len(p) / 2, errors.New("disk full") }

// Copy tells who is at fault: the sender, the store, or the size.
func TestCopyTellsWhoIsAtFault(t *testing.T) {
	for max, limit := range map[int64]string{3: "3 bytes", 2048: "2 kB", 2000: "2000 bytes", 3 << 20: "3 MB", 3<<20 + 1024: "3073 kB"} {
		var b bytes.Buffer
		n, err := blob.Copy(t.Context(), &b, strings.NewReader(strings.Repeat("x", int(max))), max)
		if err != nil || n != max {
			t.Errorf("%d of %d: %v", n, max, err)
		}
		_, err = blob.Copy(t.Context(), io.Discard, strings.NewReader(strings.Repeat("x", int(max)+1)), max)
		e := errs.From(err)
		if !errs.Is(err, errs.TooLarge) || e.Key != "blob.too_large" || len(e.Args) != 2 || e.Args[1] != limit {
			t.Errorf("one more than %d: %v %v", max, err, e)
		}
	}
	if n, err := blob.Copy(t.Context(), io.Discard, strings.NewReader("x"), math.MaxInt64); n != 1 || err != nil {
		t.Errorf("without a limit: %d, %v", n, err)
	}
	if _, err := blob.Copy(t.Context(), brokenWriter{}, strings.NewReader("xx"), 10); !errs.Is(err, errs.Unavailable) {
		t.Errorf("a full disk: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := blob.Copy(ctx, io.Discard, strings.NewReader("x"), 10); !errors.Is(err, context.Canceled) || errs.Is(err, errs.Unavailable) {
		t.Errorf("nobody waits: %v", err)
	}
}
