package blob

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"balie/internal/errs"
)

// Disk keeps each blob as the file ab/cd/abcd… in one folder (0700, files
// 0600). A file is written aside in tmp/ and renamed when it is complete, so a
// crash leaves a whole blob or none. One process at a time may delete.
type Disk struct {
	dir   string
	named sync.Mutex // held while a name appears or goes, so that Delete sees how old a blob is
}

// leftover is the age at which a file in tmp/ is taken for the remains of a
// crash: no upload lasts that long.
const leftover = 24 * time.Hour

// NewDisk opens the folder, makes it when it is absent, and removes what a
// crash left in it.
func NewDisk(dir string) (*Disk, error) {
	d := &Disk{dir: dir}
	if err := os.MkdirAll(d.tmp(), 0o700); err != nil {
		return nil, Unavailable(err)
	}
	entries, err := os.ReadDir(d.tmp())
	if err != nil {
		return nil, Unavailable(err)
	}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil || time.Since(info.ModTime()) < leftover {
			continue
		}
		if err := os.Remove(filepath.Join(d.tmp(), e.Name())); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, Unavailable(err)
		}
	}
	return d, nil
}

// Put implements Store.
func (d *Disk) Put(ctx context.Context, r io.Reader, max int64) (Info, error) {
	tmp, err := os.CreateTemp(d.tmp(), "put-*") // mode 0600
	if err != nil {
		return Info{}, Unavailable(err)
	}
	defer os.Remove(tmp.Name()) // gone already when it was renamed
	defer tmp.Close()
	sum := sha256.New()
	n, err := Copy(ctx, io.MultiWriter(tmp, sum), r, max)
	if err != nil {
		return Info{}, err
	}
	h := Hash(hex.EncodeToString(sum.Sum(nil)))
	if err := errors.Join(tmp.Sync(), tmp.Close()); err != nil {
		return Info{}, Unavailable(err)
	}
	if err := d.place(tmp.Name(), h); err != nil {
		return Info{}, Unavailable(err)
	}
	return Info{Hash: h, Size: n}, nil
}

// place renames the complete file to its name. It replaces an equal one rather
// than trusting it: another Put may not have made it durable yet.
func (d *Disk) place(tmp string, h Hash) error {
	inner := filepath.Dir(d.path(h))
	outer := filepath.Dir(inner)
	for _, folder := range []string{outer, inner} {
		if err := os.Mkdir(folder, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
			return err
		}
	}
	if err := d.rename(tmp, h); err != nil {
		return err
	}
	for _, folder := range []string{inner, outer, d.dir} {
		if err := syncFolder(folder); err != nil {
			return err
		}
	}
	return nil
}

func (d *Disk) rename(tmp string, h Hash) error {
	d.named.Lock()
	defer d.named.Unlock()
	return os.Rename(tmp, d.path(h))
}

// Open implements Store.
func (d *Disk) Open(_ context.Context, h Hash) (io.ReadSeekCloser, error) {
	if !h.Valid() {
		return nil, errs.Absent()
	}
	f, err := os.Open(d.path(h))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, errs.Absent()
	}
	if err != nil {
		return nil, Unavailable(err)
	}
	return f, nil
}

// Has implements Store.
func (d *Disk) Has(_ context.Context, h Hash) (bool, error) {
	if !h.Valid() {
		return false, nil
	}
	_, err := os.Stat(d.path(h))
	if err == nil || errors.Is(err, fs.ErrNotExist) {
		return err == nil, nil
	}
	return false, Unavailable(err)
}

// Delete implements Store. Emptied folders stay: another Put may be about to
// use them. A blob's age is its file's.
func (d *Disk) Delete(_ context.Context, h Hash, age time.Duration) error {
	if !h.Valid() {
		return nil
	}
	d.named.Lock()
	defer d.named.Unlock()
	info, err := os.Stat(d.path(h))
	if err == nil && time.Since(info.ModTime()) >= age {
		err = os.Remove(d.path(h))
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return Unavailable(err)
	}
	return nil
}

// Walk implements Store.
func (d *Disk) Walk(ctx context.Context, fn func(Info) error) error {
	return filepath.WalkDir(d.dir, func(path string, e fs.DirEntry, err error) error {
		if cancelled := ctx.Err(); cancelled != nil {
			return cancelled
		}
		if err != nil {
			return Unavailable(err)
		}
		if e.IsDir() && path == d.tmp() {
			return fs.SkipDir
		}
		h := Hash(e.Name())
		if e.IsDir() || !h.Valid() || path != d.path(h) {
			return nil
		}
		info, err := e.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return Unavailable(err)
		}
		return fn(Info{Hash: h, Size: info.Size()})
	})
}

func (d *Disk) tmp() string { return filepath.Join(d.dir, "tmp") }

func (d *Disk) path(h Hash) string {
	return filepath.Join(d.dir, string(h[:2]), string(h[2:4]), string(h))
}

func syncFolder(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
