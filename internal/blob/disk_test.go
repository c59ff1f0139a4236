package blob_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"balie/internal/blob"
	"balie/internal/blob/blobtest"
	"balie/internal/errs"
)

func newDisk(t *testing.T, dir string) *blob.Disk {
	t.Helper()
	d, err := blob.NewDisk(dir)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// files lists the files under dir with their modes.
func files(t *testing.T, dir string) map[string]fs.FileMode {
	t.Helper()
	found := map[string]fs.FileMode{}
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || path == dir {
			return err
		}
		info, err := e.Info()
		name, _ := filepath.Rel(dir, path)
		found[name] = info.Mode()
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestDisk(t *testing.T) {
	blobtest.Run(t, func(t *testing.T) blob.Store { return newDisk(t, t.TempDir()) })
}

func TestLayout(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "blobs")
	info, err := newDisk(t, dir).Put(t.Context(), strings.NewReader("abc"), 3)
	if err != nil {
		t.Fatal(err)
	}
	h := string(info.Hash)
	found := files(t, dir)
	want := map[string]fs.FileMode{
		"tmp": fs.ModeDir | 0o700, "ba": fs.ModeDir | 0o700, filepath.Join("ba", "78"): fs.ModeDir | 0o700, filepath.Join("ba", "78", h): 0o600,
	}
	for name, mode := range want {
		if found[name] != mode {
			t.Errorf("%s has mode %v, want %v", name, found[name], mode)
		}
	}
	if len(found) != len(want) {
		t.Errorf("files: %v", found)
	}
}

func TestFailedPutLeavesNoFile(t *testing.T) {
	dir := t.TempDir()
	d := newDisk(t, dir)
	broken := errors.New("broken")
	if _, err := d.Put(t.Context(), strings.NewReader("too much"), 3); !errs.Is(err, errs.TooLarge) {
		t.Error(err)
	}
	if _, err := d.Put(t.Context(), iotest.DataErrReader(iotest.TimeoutReader(iotest.OneByteReader(strings.NewReader("late")))), 9); !errors.Is(err, iotest.ErrTimeout) {
		t.Error(err)
	}
	if _, err := d.Put(t.Context(), iotest.ErrReader(broken), 9); !errors.Is(err, broken) {
		t.Error(err)
	}
	if found := files(t, dir); len(found) != 1 {
		t.Errorf("left: %v", found)
	}
}

func TestLeftoversOfACrash(t *testing.T) {
	dir := t.TempDir()
	d := newDisk(t, dir)
	kept, err := d.Put(t.Context(), strings.NewReader("whole"), 10)
	if err != nil {
		t.Fatal(err)
	}
	for name, age := range map[string]time.Duration{"put-old": 25 * time.Hour, "put-running": 23 * time.Hour} {
		path := filepath.Join(dir, "tmp", name)
		if err := os.WriteFile(path, []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
		then := time.Now().Add(-age)
		if err := os.Chtimes(path, then, then); err != nil {
			t.Fatal(err)
		}
	}
	d = newDisk(t, dir)
	found := files(t, filepath.Join(dir, "tmp"))
	if _, running := found["put-running"]; len(found) != 1 || !running {
		t.Errorf("in tmp: %v", found)
	}
	var walked []blob.Info
	err = d.Walk(t.Context(), func(i blob.Info) error { walked = append(walked, i); return nil })
	if err != nil || len(walked) != 1 || walked[0] != kept {
		t.Errorf("walk: %v, %v", walked, err)
	}
}

func TestStoreFailureIsUnavailable(t *testing.T) {
	dir := t.TempDir()
	d := newDisk(t, dir)
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	_, err := d.Put(t.Context(), strings.NewReader("x"), 1)
	if !errs.Is(err, errs.Unavailable) {
		t.Error(err)
	}
}
