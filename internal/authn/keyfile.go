package authn

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

const keyBytes = 32

// LoadOrCreateKey reads the key file at path (32 bytes in hex), or makes it
// with mode 0600 when there is none; it is on disk before it is returned, and
// of two processes that start at once both get the same key. A file that
// others may read, or that holds no key, is an error that says what to do.
func LoadOrCreateKey(path string) (LinkKey, error) {
	key, err := LoadKey(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return key, err
	}
	if err := createKey(path); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, fmt.Errorf("make key file: %w", err)
	}
	return LoadKey(path)
}

// LoadKey is LoadOrCreateKey for whoever must make none; that there is none is
// fs.ErrNotExist.
func LoadKey(path string) (LinkKey, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("key file: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("key file: %w", err)
	}
	if mode := info.Mode().Perm(); mode&0o077 != 0 {
		return nil, fmt.Errorf("key file %s may be read or written by others (mode %04o): make it yours alone with chmod 600 %s", path, mode, path)
	}
	text := make([]byte, 2*keyBytes+3)
	n, _ := f.Read(text)
	key, err := hex.DecodeString(strings.TrimSpace(string(text[:n])))
	if err != nil || len(key) != keyBytes {
		return nil, fmt.Errorf("key file %s does not hold %d bytes in hex: put the right file back, or remove it to make a new key (links already mailed then stop working)", path, keyBytes)
	}
	return key, nil
}

// createKey writes a temporary file first and links it into place, which
// unlike a rename never replaces a key that another process just made.
func createKey(path string) error {
	key := make([]byte, keyBytes)
	rand.Read(key)
	dir := filepath.Dir(path)
	tmp, err := os.CreateTemp(dir, ".key-*") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name())
	_, err = tmp.WriteString(hex.EncodeToString(key) + "\n")
	if err = errors.Join(err, tmp.Sync(), tmp.Close()); err != nil {
		return err
	}
	if err := os.Link(tmp.Name(), path); err != nil {
		return err
	}
	folder, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}
