package authn

import (
	"bytes"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"balie/internal/errs"
)

var (
	testKey = LinkKey(bytes.Repeat([]byte{7}, keyBytes))
	expires = time.Date(2026, 11, 22, 9, 30, 0, 123456789, time.UTC)
)

func TestLinkVerifies(t *testing.T) {
	token := testKey.Sign("reset", 42, "eva@example.com", expires)
	if token != testKey.Sign("reset", 42, "eva@example.com", expires) {
		t.Error("a second mail would hold another token")
	}
	id, mac, err := ParseLink(token)
	if err != nil || id != 42 {
		t.Fatalf("%d, %v", id, err)
	}
	stored := time.UnixMicro(expires.UnixMicro()).In(time.FixedZone("", 3600))
	if !testKey.Verify(mac, "reset", 42, "eva@example.com", stored) {
		t.Error("does not verify with the values of its row")
	}
	other := LinkKey(bytes.Repeat([]byte{8}, keyBytes))
	for name, ok := range map[string]bool{
		"purpose":  testKey.Verify(mac, "invite", 42, "eva@example.com", expires),
		"id":       testKey.Verify(mac, "reset", 43, "eva@example.com", expires),
		"subject":  testKey.Verify(mac, "reset", 42, "eve@example.com", expires),
		"boundary": testKey.Verify(mac, "resete", 42, "va@example.com", expires),
		"expires":  testKey.Verify(mac, "reset", 42, "eva@example.com", expires.Add(time.Microsecond)),
		"key":      other.Verify(mac, "reset", 42, "eva@example.com", expires),
		"empty":    testKey.Verify(nil, "reset", 42, "eva@example.com", expires),
		"cut":      testKey.Verify(mac[:16], "reset", 42, "eva@example.com", expires),
	} {
		if ok {
			t.Errorf("verifies with another %s", name)
		}
	}
}

func TestParseLinkRefuses(t *testing.T) {
	_, tail, _ := strings.Cut(testKey.Sign("reset", 42, "", expires), ".")
	for _, token := range []string{
		"", ".", "42", "42.", "." + tail, "0." + tail, "-1." + tail, "+42." + tail, "042." + tail, "x." + tail,
		"42." + tail + "=", "42." + tail[1:], "42." + tail + "." + tail, "42. " + tail, "99999999999999999999." + tail,
	} {
		if _, _, err := ParseLink(token); !errs.Is(err, errs.NotFound) {
			t.Errorf("%q: %v", token, err)
		}
	}
}

func TestDeriveDiffersByPurpose(t *testing.T) {
	a, b := testKey.Derive("a"), testKey.Derive("b")
	if len(a) != 32 || bytes.Equal(a, b) || bytes.Equal(a, testKey) || !bytes.Equal(a, testKey.Derive("a")) {
		t.Errorf("%x, %x", a, b)
	}
}

func TestKeyStaysOutOfLogs(t *testing.T) {
	var log bytes.Buffer
	key := LinkKey("0123456789abcdef0123456789abcdef")
	slog.New(slog.NewJSONHandler(&log, nil)).Info("start", "key", key, "in", struct{ Key LinkKey }{key})
	slog.New(slog.NewTextHandler(&log, nil)).Info("start", "key", key)
	text := log.String() + fmt.Sprintf("%v %s", key, key)
	if strings.Contains(text, string(key)) || strings.Contains(text, "MDEyMz") || strings.Contains(text, "48 49") || strings.Count(text, "[secret]") != 5 {
		t.Error(text)
	}
}

func TestTokens(t *testing.T) {
	a, b := NewToken(), NewToken()
	if len(a) != 43 || a == b {
		t.Errorf("%q, %q", a, b)
	}
	if got := fmt.Sprintf("%x", TokenHash("abc")); got != "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" {
		t.Errorf("hash %s", got)
	}
}
