package mailroom

import (
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"testing"
)

func TestSocket(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lmtp")
	first, err := Listen(path)
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o666 {
		t.Errorf("the socket's rights are %v, %v", info.Mode(), err)
	}
	if _, err := Listen(path); err == nil {
		t.Error("a socket in use was taken over")
	}
	first.(*net.UnixListener).SetUnlinkOnClose(false) // as kill -9 leaves it
	first.Close()
	second, err := Listen(path)
	if err != nil {
		t.Fatalf("an abandoned socket is in the way: %v", err)
	}
	second.Close()
	if err := os.WriteFile(path, []byte("precious"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Listen(path); err == nil {
		t.Error("a file was replaced")
	}
}

func TestAddresses(t *testing.T) {
	broken := errors.New("the database is away")
	a := Addresses{List: []string{"Help@Example.com", "@Partner.Example"}, Also: func(_ context.Context, addr string) (bool, error) {
		if addr == "broken@example.org" {
			return false, broken
		}
		return addr == "desk@example.org", nil
	}}
	for rcpt, want := range map[string]bool{
		"help@example.com":            true,
		"HELP+a+b@EXAMPLE.com":        true,
		"anybody@partner.example":     true,
		"any+tag@partner.example":     true,
		"desk@example.org":            true,
		"desk+x@example.org":          true,
		"help@example.com.evil.test":  false,
		"x@evilpartner.example":       false,
		"partner.example":             false,
		"@partner.example":            false,
		"":                            false,
		"+@example.com":               false,
		"other+help@example.com":      false,
		"\"help\"@example.com":        true,
		"help@example.com@other.test": false,
		"root@localhost":              false,
	} {
		if got, err := a.take(t.Context(), rcpt); got != want || err != nil {
			t.Errorf("%q: %v, %v", rcpt, got, err)
		}
	}
	if _, err := a.take(t.Context(), "broken@example.org"); !errors.Is(err, broken) {
		t.Errorf("a look-up that fails gives %v", err)
	}
}
