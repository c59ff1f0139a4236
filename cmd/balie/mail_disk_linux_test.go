package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"net/smtp"
	"net/textproto"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"balie/internal/store"
)

// smallDisk is a folder on a disk of its own, of so many bytes.
func smallDisk(t *testing.T, size int) string {
	t.Helper()
	if os.Getuid() != 0 {
		t.Skip("only root may mount a small disk")
	}
	dir := filepath.Join(t.TempDir(), "data")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	err := syscall.Mount("tmpfs", dir, "tmpfs", 0, fmt.Sprintf("size=%d,mode=0700", size))
	if errors.Is(err, syscall.EPERM) || errors.Is(err, syscall.EACCES) {
		t.Skip("this system lets nobody mount a small disk")
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// fill writes to a disk until there is no room, and gives the file.
func fill(t *testing.T, dir string) string {
	t.Helper()
	f, err := os.Create(filepath.Join(dir, "filler"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for size := 1 << 20; size > 0; {
		block := make([]byte, size)
		rand.Read(block)
		if _, err := f.Write(block); errors.Is(err, syscall.ENOSPC) {
			size /= 16
		} else if err != nil {
			t.Fatal(err)
		}
	}
	return f.Name()
}

// TestMailWhenTheDiskIsFull lets the disk run full while mail comes in: senders
// are told to try again, nothing that was taken is lost and nothing is half
// there, and with room again all goes on.
func TestMailWhenTheDiskIsFull(t *testing.T) {
	data := smallDisk(t, 24<<20)
	place := []string{"--data", data}
	if out, code := once(t, append([]string{"seed", "--tickets", "100"}, place...)...); code != exitOK {
		t.Fatal(out)
	}
	p := start(t, append([]string{"--smtp-listen", "127.0.0.1:0", "--mail-for", "help@example.com"}, place...)...)
	send := func(n int) error {
		return smtp.SendMail(p.mailAddress(), nil, "eva@customer.example", []string{"help@example.com"}, []byte(largeMail(int64(n))))
	}
	taken := map[int]bool{}
	for n := range 5 {
		if err := send(n); err != nil {
			t.Fatal(err)
		}
		taken[n] = true
	}
	filler := fill(t, data)
	for n := 5; n < 15; n++ {
		err := send(n)
		taken[n] = err == nil
		if answer := (*textproto.Error)(nil); err != nil && (!errors.As(err, &answer) || answer.Code/10 != 45) {
			t.Errorf("mail %d was answered with %v", n, err)
		}
		if n == 14 && err == nil {
			t.Error("a mail was taken without room for it")
		}
	}
	if err := os.Remove(filler); err != nil {
		t.Fatal(err)
	}
	for n := range 15 {
		if err := send(n); err != nil { // those that were taken, as if their answer was lost
			t.Errorf("with room again: mail %d: %v", n, err)
		}
	}
	for _, m := range awaitMail(t, place, 15) {
		if m.State != store.InboundDone {
			t.Errorf("%s became %v: %s %s", m.Subject, m.State, m.Reason, m.Error)
		}
	}
	if code := p.stop(); code != exitOK {
		t.Errorf("exit %d:\n%s", code, p.log.String())
	}
	if out, code := once(t, append([]string{"verify"}, place...)...); code != exitOK {
		t.Errorf("verify: %s", out)
	}
}
