package authn

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

func TestKeyIsMadeOnceAndKept(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "secret.key")
	keys := make([]LinkKey, 8)
	var wait sync.WaitGroup
	for i := range keys {
		wait.Go(func() {
			key, err := LoadOrCreateKey(path)
			if err != nil {
				t.Error(err)
			}
			keys[i] = key
		})
	}
	wait.Wait()
	for _, key := range keys {
		if len(key) != keyBytes || !bytes.Equal(key, keys[0]) {
			t.Errorf("keys differ: %x, %x", []byte(key), []byte(keys[0]))
		}
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	if entries, _ := os.ReadDir(dir); len(entries) != 1 {
		t.Errorf("left beside the key: %v", entries)
	}
	other, err := LoadOrCreateKey(filepath.Join(dir, "other.key"))
	if err != nil || bytes.Equal(other, keys[0]) {
		t.Errorf("a second key is the same: %v", err)
	}
}

func TestKeyFileRefused(t *testing.T) {
	good := strings.Repeat("ab", keyBytes)
	for _, row := range []struct {
		name, text string
		mode       os.FileMode
		want       string
	}{
		{"group", good, 0o640, "mode 0640"},
		{"others", good, 0o604, "chmod 600"},
		{"empty", "", 0o600, "does not hold 32 bytes"},
		{"short", good[2:], 0o600, "does not hold"},
		{"long", good + "ab", 0o600, "does not hold"},
		{"not hex", strings.Repeat("zz", keyBytes), 0o600, "does not hold"},
		{"good", good + "\n", 0o600, ""},
	} {
		path := filepath.Join(t.TempDir(), "secret.key")
		if err := os.WriteFile(path, []byte(row.text), row.mode); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, row.mode); err != nil {
			t.Fatal(err)
		}
		_, err := LoadOrCreateKey(path)
		if row.want == "" {
			if err != nil {
				t.Errorf("%s: %v", row.name, err)
			}
			continue
		}
		if err == nil || !strings.Contains(err.Error(), row.want) || strings.Contains(err.Error(), "abab") {
			t.Errorf("%s: %v", row.name, err)
		}
		if text, _ := os.ReadFile(path); string(text) != row.text {
			t.Errorf("%s: the file was changed", row.name)
		}
	}
	if _, err := LoadOrCreateKey(filepath.Join(t.TempDir(), "gone", "secret.key")); err == nil {
		t.Error("made in a folder that is absent")
	}
}
