//go:build unix

package store

import (
	"fmt"
	"os"
	"syscall"
)

func flock(path string) (func(), error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("lock file: %w", err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		f.Close()
		return nil, fmt.Errorf("another Balie already serves this data directory (%s is locked)", path)
	}
	return func() { f.Close() }, nil
}
